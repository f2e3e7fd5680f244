/** How long each stage takes, told on standard error for `--timings`. */
import { writeError } from "./streams.ts";

export interface Stopwatch {
  /** Ends the running stage and begins another. */
  readonly start: (stage: string) => void;
  /** Ends the running stage and prints all of them. */
  readonly print: () => void;
}

export function stopwatch(): Stopwatch {
  const stages: { readonly name: string; readonly from: number }[] = [];
  const start = (name: string): void => {
    stages.push({ name, from: performance.now() });
  };
  const print = (): void => {
    const end = performance.now();
    const lines = stages.map(({ name, from }, at) => line(name, (stages[at + 1]?.from ?? end) - from));
    writeError(...lines, line("total", end - (stages[0]?.from ?? end)));
  };
  return { start, print };
}

function line(name: string, milliseconds: number): string {
  return `${name.padEnd(12)}${milliseconds.toFixed(1).padStart(9)} ms`;
}
