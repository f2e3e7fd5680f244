/** `reachlint scan`: the whole pipeline, its report on standard output and in files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../base/diagnostic.ts";
import { scan } from "../../pipeline.ts";
import { exitCode } from "../../report/exit-code.ts";
import type { ScanResult } from "../../report/scan-result.ts";
import { scanRequest } from "../../request.ts";
import type { Format, ScanFlags } from "../flags.ts";
import { scanOptions } from "../scan-options.ts";
import { outputWidth, wantsColor, writeOutput } from "../streams.ts";
import { stopwatch } from "../timings.ts";

export async function scanCommand(paths: readonly string[], flags: ScanFlags): Promise<number> {
  const timings = stopwatch();
  const result = await scan(scanRequest(process.cwd(), paths, { ...scanOptions(flags), onStage: timings.start }));
  timings.start("report");
  const quiet = flags.quiet === true;
  const output = await render(result, flags.format, { color: wantsColor(flags.color), width: outputWidth(), quiet });
  for (const { format, path } of flags.report ?? []) {
    writeReport(path, await render(result, format, { color: false, width: outputWidth(), quiet }));
  }
  await writeOutput(output);
  if (flags.timings === true) timings.print();
  return exitCode(result, flags.failOn);
}

interface RenderOptions {
  readonly color: boolean;
  readonly width: number;
  readonly quiet: boolean;
}

async function render(result: ScanResult, format: Format, options: RenderOptions): Promise<string> {
  switch (format) {
    case "text":
      return (await import("../../report/text.ts")).renderText(result, options);
    case "json":
      return (await import("../../report/json.ts")).renderJson(result);
    case "sarif":
      return (await import("../../report/sarif.ts")).renderSarif(result);
  }
}

function writeReport(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`the report ${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
