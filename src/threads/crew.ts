/** Workers in threads of their own, which judge the parts of a scan at the same time. */
import { availableParallelism } from "node:os";
import type { Worker, WorkerOptions } from "node:worker_threads";
import { passed } from "../parts/transfer.ts";
import { type KnownOfScan, OutOfMemory, type PartWorker } from "../parts/worker.ts";
import type { Crew, RootsJudged } from "../pipeline.ts";
import type { Question, Reply, WorkerData } from "./protocol.ts";
import { startWorker } from "./start-worker.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One worker. Where its heap is full it ends with OutOfMemory, and another one takes its place when there is more to ask, as one does with
 * more space for young objects where a part is huge.
 */
export class Thread implements PartWorker {
  readonly #start: (young: number) => Worker;
  #young = YOUNG;
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #known: KnownOfScan | undefined;

  /** `startWorker`: with the worker's first file. `onJudged`: told of groups of roots as they are judged. `heap`: in MB; what Node gives where left out. */
  constructor(
    startWorker: (options: WorkerOptions) => Worker,
    data: WorkerData,
    onJudged: (judged: RootsJudged) => void,
    heap?: number,
  ) {
    this.#start = (young) => {
      const worker = startWorker({
        workerData: data,
        resourceLimits: {
          maxYoungGenerationSizeMb: young,
          ...(heap === undefined ? {} : { maxOldGenerationSizeMb: heap }),
        },
      });
      worker.on("message", (reply: Reply) => ("judged" in reply ? onJudged(reply.judged) : this.#take(reply)));
      worker.on("error", (error) => this.#end(worker, isOutOfMemory(error) ? new OutOfMemory(error.message) : error));
      worker.on("exit", (code) => this.#end(worker, new Error(`a worker ended with ${code}`)));
      return worker;
    };
    this.#worker = this.#start(this.#young);
  }

  readonly survey: PartWorker["survey"] = (...given) => this.#ask("survey", given);
  readonly surveyLinks: PartWorker["surveyLinks"] = (...given) => this.#ask("surveyLinks", given);
  readonly begin: PartWorker["begin"] = (scan) => {
    this.#known = scan;
    return this.#ask("begin", [scan]);
  };
  readonly judge: PartWorker["judge"] = async (...given) => {
    const [part] = given;
    if (part.characters > HUGE && this.#young === YOUNG) {
      const small = this.#worker;
      this.#worker = undefined;
      this.#young = YOUNG_OF_HUGE;
      await small?.terminate();
    }
    if (this.#worker === undefined && this.#known !== undefined) await this.begin(this.#known);
    return this.#ask("judge", given);
  };

  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask<T>(what: Question["what"], given: readonly unknown[]): Promise<T> {
    this.#worker ??= this.#start(this.#young);
    this.#asked += 1;
    const question: Question = { id: this.#asked, what, given };
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(question.id, { resolve: (answer) => resolve(answer as T), reject });
      this.#worker!.postMessage(question);
    });
  }

  #take(reply: Exclude<Reply, { readonly judged: unknown }>): void {
    const waiting = this.#waiting.get(reply.id)!;
    this.#waiting.delete(reply.id);
    if ("error" in reply) waiting.reject(reply.error);
    else waiting.resolve(passed(reply.answer));
  }

  #end(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/**
 * MB for objects of which it is not known yet whether they live on, three times what is filled before they are looked at. Node takes two to eight times as
 * much, by its version, which gains nothing here: most of what a part needs lives as long as the part.
 */
const YOUNG = 24;

/** Characters of a part for which so much pays: what is made while it is judged lives longer the more there is of it, and would be copied first. */
const HUGE = 5_000_000;
const YOUNG_OF_HUGE = 96;

function isOutOfMemory(error: Error & { readonly code?: string }): boolean {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

/** As many workers as there are processors that this process may use, each of them started at once. */
export function startCrew(data: WorkerData, onJudged: (judged: RootsJudged) => void): Crew | undefined {
  const count = Math.min(availableParallelism(), MOST);
  if (count < 2) return undefined;
  const start = (): Thread => new Thread(startWorker, data, onJudged);
  const workers = [start(), ...Array.from({ length: count - 1 }, start)] as const;
  return { workers, end: () => Promise.all(workers.map((worker) => worker.end())) };
}

/** Each takes some hundred MB, and what is between the parts is done by one. */
const MOST = 8;
