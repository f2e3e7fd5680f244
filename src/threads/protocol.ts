/** What the thread of a scan and those of its workers say to each other. */
import type { Asked } from "../configuration/settings.ts";
import type { FoundPaths } from "../discover/discover.ts";
import type { PartWorker } from "../parts/worker.ts";
import type { RootsJudged } from "../pipeline.ts";

/** What a worker is made from: it reads the settings again, because functions do not pass between threads. */
export interface WorkerData {
  readonly workingDirectory: string;
  readonly asked: Asked;
  readonly found: FoundPaths;
}

/** Asks a worker to do one thing; its arguments are made whole again by transfer.ts. */
export interface Question {
  readonly id: number;
  readonly what: keyof PartWorker;
  readonly given: unknown;
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: Error }
  /** Groups of roots that were judged since the last one. */
  | { readonly judged: RootsJudged };
