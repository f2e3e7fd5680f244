/** What is told of the stages of a scan on standard error: how far it is while it runs, and how long each has taken. */
import { count } from "../report/words.ts";

/** Told of each stage when it begins or goes on, with the numbers of things that were found by then. */
export type OnStage = (stage: string, found?: Readonly<Record<string, number>>) => void;

/** Shorter runs tell nothing of themselves, and longer ones that often. In milliseconds. */
const QUIET = 1000;
const PACE = 100;

/** One line at a terminal, written over and in the end erased: `reach, 1,234 files, 12 roots, 40 flows, 3 s`. Elsewhere nothing. */
export class Progress {
  readonly #stream: Pick<NodeJS.WriteStream, "isTTY" | "write">;
  readonly #now: () => number;
  readonly #from: number;
  readonly #found = new Map<string, number>();
  #drawn: number | undefined;

  constructor(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#from = now();
  }

  readonly start: OnStage = (stage, found = {}) => {
    for (const [what, number] of Object.entries(found)) this.#found.set(what, number);
    const passed = this.#now() - this.#from;
    if (this.#stream.isTTY !== true || passed < QUIET || passed < (this.#drawn ?? 0) + PACE) return;
    this.#drawn = passed;
    const counts = [...this.#found].map(([what, number]) => `${number.toLocaleString("en")} ${what}`);
    this.#stream.write(`${ERASE}${[stage, ...counts, `${Math.floor(passed / 1000)} s`].join(", ")}`);
  };

  end(): void {
    if (this.#drawn !== undefined) this.#stream.write(ERASE);
  }
}

/** Work whose stages are shown at a terminal while it goes on, and told to `onStage` as well. */
export async function withProgress<T>(
  onStage: OnStage | undefined,
  work: (onStage: OnStage) => Promise<T>,
): Promise<T> {
  const progress = new Progress(process.stderr);
  try {
    return await work((stage, found) => {
      progress.start(stage, found);
      onStage?.(stage, found);
    });
  } finally {
    progress.end();
  }
}

/** To the beginning of the line, and all of it away. */
const ERASE = "\r\u001b[K";

/** For `--timings`. */
export class Stopwatch {
  readonly #stages = new Map<string, number>();
  readonly #found = new Map<string, number>();
  #running = "";
  #from = performance.now();

  /** Ends the running stage and begins another, or goes on with it. */
  readonly start: OnStage = (stage, found = {}) => {
    this.#stop();
    this.#running = stage;
    for (const [what, number] of Object.entries(found)) this.#found.set(what, number);
  };

  /** Ends the running stage; all of them in the order in which they began, then what they took together and what they found. */
  lines(): readonly string[] {
    this.#stop();
    const total = [...this.#stages.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
    const found = [...this.#found].map(([what, number]) => count(number, what.replace(/s$/, "")));
    return [
      ...[...this.#stages, ["total", total] as const].map(
        ([name, milliseconds]) => `${name.padEnd(12)}${milliseconds.toFixed(1).padStart(9)} ms`,
      ),
      // Of the whole process, in kibibytes (https://nodejs.org/api/process.html#processresourceusage).
      `${"memory".padEnd(12)}${(process.resourceUsage().maxRSS / 1024).toFixed(1).padStart(9)} MiB at most`,
      ...(found.length === 0 ? [] : [found.join(", ")]),
    ];
  }

  #stop(): void {
    const now = performance.now();
    if (this.#running !== "")
      this.#stages.set(this.#running, (this.#stages.get(this.#running) ?? 0) + now - this.#from);
    this.#from = now;
  }
}
