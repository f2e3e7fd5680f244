/** The first file of a worker: judges parts of a scan for the thread that started it. */
import { parentPort, workerData } from "node:worker_threads";
import { settingsOf } from "../configuration/settings.ts";
import { discovered } from "../discover/discover.ts";
import { findRules } from "../find-rules.ts";
import { passed } from "../parts/transfer.ts";
import { LocalWorker } from "../parts/worker.ts";
import { scanRequest } from "../request.ts";
import type { Question, Reply, WorkerData } from "./protocol.ts";

void main();

/** A function, because the script of an executable cannot wait at its top level. */
async function main(): Promise<void> {
  const { workingDirectory, asked, found } = passed<WorkerData>(workerData);
  const { paths, options } = settingsOf(workingDirectory, asked);
  const request = scanRequest(workingDirectory, paths, options);
  const rules = await findRules(workingDirectory, request.rules);
  const reply = (one: Reply): void => parentPort!.postMessage(one);
  const worker = new LocalWorker(discovered(found, request), rules, request, ({ roots, whole }) =>
    reply({ judged: { roots: roots.length, flows: whole.flows.length } }),
  );

  parentPort!.on("message", async ({ id, what, given }: Question) => {
    try {
      const ask = worker[what].bind(worker) as (...given: unknown[]) => Promise<unknown>;
      reply({ id, answer: await ask(...passed<unknown[]>(given)) });
    } catch (error) {
      reply({ id, error: error instanceof Error ? error : new Error(String(error)) });
    }
  });
}
