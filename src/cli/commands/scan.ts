/** `reachlint scan`: the whole pipeline, its report on standard output and in files. */
import { baselineAt } from "../../configuration/baseline-file.ts";
import { replaceFile } from "../../discover/write-file.ts";
import { scan } from "../../pipeline.ts";
import { exitCode } from "../../report/exit-code.ts";
import { render, SCAN_FORMATS } from "../../report/formats.ts";
import { requestOf, settingsFor } from "../asked.ts";
import type { ScanFlags } from "../flags.ts";
import { outputWidth, wantsColor, writeError, writeOutput } from "../streams.ts";

export async function scanCommand(paths: readonly string[], flags: ScanFlags): Promise<number> {
  const timings = stopwatch();
  const settings = settingsFor(paths, flags);
  const baseline = settings.baseline === undefined ? undefined : baselineAt(process.cwd(), settings.baseline);
  const result = await scan({ ...requestOf(settings, baseline), onStage: timings.start });
  timings.start("report");
  const options = { color: wantsColor(flags.color), width: outputWidth(), quiet: flags.quiet === true };
  const output = await render(SCAN_FORMATS[flags.format], result, options);
  for (const { format, path } of flags.report ?? [])
    replaceFile(process.cwd(), path, await render(SCAN_FORMATS[format], result, { ...options, color: false }));
  await writeOutput(output);
  if (flags.timings === true) timings.print();
  return exitCode(result, settings.failOn);
}

/** How long each stage takes, told on standard error for `--timings`. */
interface Stopwatch {
  /** Ends the running stage and begins another, or goes on with it. */
  readonly start: (stage: string) => void;
  /** Ends the running stage and prints all of them, in the order in which they began. */
  readonly print: () => void;
}

function stopwatch(): Stopwatch {
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
