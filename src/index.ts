/** The library: scan files and directories from a program, and render what a scan found. */
import { scan as runPipeline } from "./pipeline.ts";
import type { ScanResult } from "./report/scan-result.ts";
import { type ScanOptions, scanRequest } from "./request.ts";

export { type Diagnostic, type Severity, UsageError } from "./base/diagnostic.ts";
export type { Finding } from "./check/finding.ts";
export type { Flow, Hop } from "./reach/flow.ts";
export { EXIT, exitCode } from "./report/exit-code.ts";
export { renderJson, reportJson } from "./report/json/json.ts";
export { renderSarif } from "./report/sarif/sarif.ts";
export { renderText } from "./report/text/text.ts";
export type { ScanOptions, ScanResult };

/**
 * Scans `paths`, which start from `workingDirectory` (absolute). Rejects with a `UsageError` for rules that do not exist or are not
 * valid; mistakes in the scanned files are diagnostics of the result.
 */
export function scan(
  workingDirectory: string,
  paths: readonly string[],
  options: ScanOptions = {},
): Promise<ScanResult> {
  return runPipeline(scanRequest(workingDirectory, paths, options));
}
