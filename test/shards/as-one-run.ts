/** A scan in shards, put together, beside the same scan in one run. */
import { expect } from "vitest";
import { type ScanRequest, scan } from "../../src/pipeline.ts";
import { namesOf, render, SCAN_FORMATS } from "../../src/report/formats.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { type ScanOptions, scanRequest } from "../../src/request.ts";
import { mergeShards, type NamedShard } from "../../src/shards/merge-shards.ts";
import { scanShard } from "../../src/shards/scan-shard.ts";
import { readShard, renderShard } from "../../src/shards/shard-file.ts";

/** In every format. */
export async function reportsOf(result: ScanResult): Promise<Readonly<Record<string, string>>> {
  const reports: Record<string, string> = {};
  for (const name of namesOf(SCAN_FORMATS)) reports[name] = await render(SCAN_FORMATS[name], result);
  return reports;
}

/** Each shard by itself, through its file. */
export async function shardsOf(
  request: ScanRequest,
  count: number,
  charactersOfAPart?: number,
): Promise<readonly [NamedShard, ...NamedShard[]]> {
  const shards: NamedShard[] = [];
  for (let index = 1; index <= count; index += 1) {
    const { judged } = await scanShard(request, { index, count }, charactersOfAPart);
    shards.push(readShard(`shard-${index}`, renderShard(judged)));
  }
  return shards as [NamedShard, ...NamedShard[]];
}

/** Holds that they say the same, byte for byte, in every format. `counts`: into how many shards the scan is divided. */
export async function expectSame(
  directory: string,
  paths: readonly string[],
  counts: readonly number[],
  options: ScanOptions = {},
): Promise<void> {
  const request = scanRequest(directory, paths, options);
  const whole = await reportsOf(await scan(request));
  for (const count of counts) {
    const merged = await reportsOf(await mergeShards(request, await shardsOf(request, count)));
    for (const [name, report] of Object.entries(whole))
      expect(merged[name] === report, `${name}, ${count} shards`).toBe(true);
  }
}
