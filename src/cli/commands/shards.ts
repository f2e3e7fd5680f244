/** `reachlint scan --shard I/N`, which judges a share of what a scan finds, and `reachlint merge`, which tells what all shares say together. */
import { UsageError } from "../../base/diagnostic.ts";
import { baselineAt } from "../../configuration/baseline-file.ts";
import { type Asked, type Settings, settingsOf } from "../../configuration/settings.ts";
import type { ScanRequest } from "../../pipeline.ts";
import { exitCode } from "../../report/exit-code.ts";
import { SCAN_FORMATS } from "../../report/formats.ts";
import { mergeShards, type NamedShard } from "../../shards/merge-shards.ts";
import { scanShard } from "../../shards/scan-shard.ts";
import { readShard, renderShard } from "../../shards/shard-file.ts";
import { askedBy, requestOf } from "../asked.ts";
import type { MergeFlags, ScanFlags } from "../flags.ts";
import { readInput } from "../read-input.ts";
import { shardAsked } from "../shard.ts";
import { Stopwatch, withProgress } from "../stages.ts";
import { startWorkers } from "../start-workers.ts";
import { isBrokenPipe, writeError } from "../streams.ts";
import { writeReports } from "../write-reports.ts";

export async function shardCommand(paths: readonly string[], flags: ScanFlags, written: string): Promise<number> {
  const shard = shardAsked(written, process.env);
  const stopwatch = new Stopwatch();
  const asked = askedBy(paths, flags);
  const { request, failOn, failOnProblems } = requestBy(asked);
  const startAll: ScanRequest["startWorkers"] = (found, onJudged) =>
    startWorkers?.({ workingDirectory: process.cwd(), asked, found }, onJudged);
  const { judged, result } = await withProgress(stopwatch.start, (onStage) =>
    scanShard({ ...request, startWorkers: startAll, onStage }, shard),
  );
  stopwatch.start("report", { flows: result.flows.length });
  await writeReports(result, SCAN_FORMATS, flags, () => renderShard(judged));
  if (flags.timings === true) writeError(...stopwatch.lines());
  return exitCode(result, failOn, failOnProblems);
}

export async function mergeCommand(files: readonly string[], flags: MergeFlags): Promise<number> {
  const shards = files.map(shardIn) as [NamedShard, ...NamedShard[]];
  const { request, failOn, failOnProblems } = requestBy(askedBy(flags.path ?? [], flags));
  try {
    const result = await withProgress(undefined, (onStage) => mergeShards({ ...request, onStage }, shards));
    await writeReports(result, SCAN_FORMATS, flags);
    return exitCode(result, failOn, failOnProblems);
  } catch (error) {
    // A file may be made to look like one that a shard wrote; nothing then holds of what is in it.
    if (error instanceof UsageError || isBrokenPipe(error)) throw error;
    throw new UsageError(
      `what the shards hold cannot be put together: ${error instanceof Error ? error.message : error}`,
      "let the shards write their files again; if these are what they wrote, please report it",
    );
  }
}

interface AskedScan extends Pick<Settings, "failOn" | "failOnProblems"> {
  readonly request: ScanRequest;
}

function requestBy(asked: Asked): AskedScan {
  const settings = settingsOf(process.cwd(), asked);
  const { baseline, failOn, failOnProblems } = settings;
  const request = requestOf(settings, baseline === undefined ? undefined : baselineAt(process.cwd(), baseline));
  return { request, failOn, failOnProblems };
}

function shardIn(path: string): NamedShard {
  return readShard(path, readInput(path, "share the scan out among more shards"));
}
