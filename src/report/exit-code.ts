/** The result of a scan → the exit code that scripts and CI jobs rely on. */
import type { Diagnostic, Severity } from "../base/diagnostic.ts";
import { rootUnknowns } from "../base/value.ts";
import type { Flow } from "../reach/flow.ts";
import { type ScanResult, told } from "./scan-result.ts";

/** What the codes mean. */
export const EXIT = {
  /** Analysed; nothing at or above `--fail-on`. */
  clean: 0,
  /** At least one finding at or above `--fail-on`, or with `undetermined` anything that was not decided. */
  findings: 1,
  /** A mistake in flags, configuration or rule files. */
  usage: 2,
  /** No input, or an input that could not be read or parsed. */
  notAnalysed: 3,
  /** A bug of ours. */
  bug: 70,
} as const;

export const FAIL_ON = ["error", "warning", "note", "undetermined", "never"] as const;

/** The lowest kind of finding that fails. `undetermined`: also what could not be decided, and what was not evaluated. */
export type FailOn = (typeof FAIL_ON)[number];

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, note: 1 };

export function exitCode(result: ScanResult, failOn: FailOn): number {
  if (fails(result, failOn)) return EXIT.findings;
  const isNew = (one: Diagnostic): boolean => result.change?.before.has(one) !== true;
  return told(result).unread.some(isNew) ? EXIT.notAnalysed : EXIT.clean;
}

function fails(result: ScanResult, failOn: FailOn): boolean {
  if (failOn === "never") return false;
  const { violations, undetermined } = told(result);
  if (failOn === "undetermined") return violations.length + undetermined.length > 0 || isUndecided(result);
  return violations.some(({ severity }) => RANK[severity] >= RANK[failOn]);
}

/**
 * Whether a flow is undetermined, be there a rule that says so or not, unless the doubt is accepted, in the baseline or as old as the base; or a part
 * of the configuration was not evaluated, in which there may be flows, and was before. Rules tell a doubt of one flow of a route: a health check that waits
 * for nothing else is accepted with the traffic.
 */
function isUndecided({ flows, findings, coverage, change }: ScanResult): boolean {
  const accepted = findings.flatMap(({ verdict, suppressed, baselined, unchanged, flows }) =>
    verdict === "undetermined" && (suppressed ?? baselined ?? unchanged) !== undefined ? flows : [],
  );
  const isAccepted = (flow: Flow): boolean =>
    accepted.some((one) => one.id === flow.id || (sameRoute(one, flow) && waitsForNothingElse(flow, one)));
  const isOpen = (flow: Flow): boolean =>
    flow.verdict === "undetermined" && !isAccepted(flow) && change?.before.has(flow) !== true;
  return coverage.notEvaluated.some((one) => change?.before.has(one) !== true) || flows.some(isOpen);
}

function sameRoute(a: Flow, b: Flow): boolean {
  return (
    a.service.id === b.service.id &&
    a.targetGroup?.id === b.targetGroup?.id &&
    a.loadBalancer?.id === b.loadBalancer?.id
  );
}

function waitsForNothingElse(flow: Flow, than: Flow): boolean {
  const known = than.because.flatMap(rootUnknowns).map(({ symbol }) => symbol);
  return flow.because.flatMap(rootUnknowns).every(({ symbol }) => known.includes(symbol));
}
