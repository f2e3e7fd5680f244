/** How long each stage takes, told on standard error for `--timings`. */
import { writeError } from "./streams.ts";

export interface Stopwatch {
  /** Ends the running stage and begins another, or goes on with it. */
  readonly start: (stage: string) => void;
  /** Ends the running stage and prints all of them, in the order in which they began. */
  readonly print: () => void;
}

export function stopwatch(): Stopwatch {
  const stages = new Map<string, number>();
  let running = "";
  let from = performance.now();
  const stop = (): void => {
    const now = performance.now();
    if (running !== "") stages.set(running, (stages.get(running) ?? 0) + now - from);
    from = now;
  };
  const start = (stage: string): void => {
    stop();
    running = stage;
  };
  const print = (): void => {
    stop();
    const total = [...stages.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
    writeError(...[...stages].map(([name, milliseconds]) => line(name, milliseconds)), line("total", total));
  };
  return { start, print };
}

function line(name: string, milliseconds: number): string {
  return `${name.padEnd(12)}${milliseconds.toFixed(1).padStart(9)} ms`;
}
