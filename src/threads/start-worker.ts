/** A thread with the worker's first file, which lies beside the program. In an executable there are no files: scripts/build/bundles.mjs has another way for it. */
import { Worker, type WorkerOptions } from "node:worker_threads";

export function startWorker(options: WorkerOptions): Worker {
  // From the folder of chunks, into which this is bundled.
  return new Worker(new URL("../worker.js", import.meta.url), options);
}
