/** What was found → the report on standard output, and those in files. */
import { UsageError } from "../base/diagnostic.ts";
import { replaceFile } from "../discover/write-file.ts";
import { type DIFF_FORMATS, renderPieces, type SCAN_FORMATS } from "../report/formats.ts";
import type { ScanResult } from "../report/scan-result.ts";
import { type ReportFlags, SHARD_FORMAT } from "./flags.ts";
import { outputWidth, wantsColor, writeOutput } from "./streams.ts";

/** `shard`: what is written for `--report shard=FILE`; left out where the run is no shard. */
export async function writeReports(
  result: ScanResult,
  formats: typeof SCAN_FORMATS | typeof DIFF_FORMATS,
  flags: ReportFlags,
  shard?: () => string,
): Promise<void> {
  const { quiet = false, verbose = false, color } = flags;
  const options = { color: wantsColor(color), width: outputWidth(), quiet, verbose };
  const output = await renderPieces(formats[flags.format], result, options);
  for (const { format, path } of flags.report ?? []) {
    const text =
      format === SHARD_FORMAT
        ? ofShard(shard)
        : await renderPieces(formats[format], result, { ...options, color: false });
    await replaceFile(process.cwd(), path, text);
  }
  await writeOutput(output);
}

function ofShard(shard: (() => string) | undefined): string {
  if (shard !== undefined) return shard();
  throw new UsageError("--report shard=FILE is what a shard writes", "add --shard I/N");
}
