/** Files → what a scan of a repository with them says, with its `reachlint.yaml` and its baseline in force. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { baselineAt } from "../src/configuration/baseline-file.ts";
import { settingsOf } from "../src/configuration/settings.ts";
import { scan } from "../src/pipeline.ts";
import type { ScanResult } from "../src/report/scan-result.ts";
import { scanRequest } from "../src/request.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

export interface Scanned {
  readonly paths?: readonly string[];
  readonly exclude?: readonly string[];
  readonly today?: string;
  /** The file of the baseline. */
  readonly baseline?: string;
}

export async function scanOf(
  files: Readonly<Record<string, string>>,
  { paths = [], exclude = [], today = "2026-11-29", baseline }: Scanned = {},
): Promise<ScanResult> {
  const directory = makeDirectory(files);
  try {
    mkdirSync(join(directory, ".git"));
    const settings = settingsOf(directory, { paths, baseline, options: { exclude, today } });
    const old = settings.baseline === undefined ? {} : { baseline: baselineAt(directory, settings.baseline) };
    return await scan(scanRequest(directory, settings.paths, { ...settings.options, ...old }));
  } finally {
    removeDirectory(directory);
  }
}
