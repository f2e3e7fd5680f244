/** The result of a scan → the exit code that scripts and CI jobs rely on. */
import type { Severity } from "../base/diagnostic.ts";
import type { ScanResult } from "./scan-result.ts";

/** What the codes mean. */
export const EXIT = {
  /** Analysed; nothing at or above `--fail-on`. */
  clean: 0,
  /** At least one finding at or above `--fail-on`. */
  findings: 1,
  /** A mistake in flags, configuration or rule files. */
  usage: 2,
  /** No input, or an input that could not be read or parsed. */
  notAnalysed: 3,
  /** A bug of ours. */
  bug: 70,
} as const;

export const FAIL_ON = ["error", "warning", "note", "undetermined", "never"] as const;

/** The lowest kind of finding that fails. `undetermined`: also what could not be decided. */
export type FailOn = (typeof FAIL_ON)[number];

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, note: 1 };

export function exitCode(result: ScanResult, failOn: FailOn): number {
  if (failingFindings(result, failOn) > 0) return EXIT.findings;
  return result.diagnostics.some((diagnostic) => diagnostic.notAnalysed) ? EXIT.notAnalysed : EXIT.clean;
}

/** How many findings are at or above the level; suppressed ones never are, undetermined ones only at `undetermined`. */
export function failingFindings(result: ScanResult, failOn: FailOn): number {
  if (failOn === "never") return 0;
  const lowest = failOn === "undetermined" ? 0 : RANK[failOn];
  return result.findings.filter(({ verdict, severity, suppressed }) => {
    if (suppressed !== undefined) return false;
    return verdict === "violated" ? RANK[severity] >= lowest : failOn === "undetermined";
  }).length;
}
