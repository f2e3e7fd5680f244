/** The result of a scan → the exit code that scripts and CI jobs rely on. */
import { BUG } from "../base/bug.ts";
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
  /** No input, an input that could not be read or parsed, or a mistake in it on which a flow waits. */
  notAnalysed: 3,
  /** A bug of ours, in all of the scan or a part of it. */
  bug: 70,
} as const;

export const FAIL_ON = ["error", "warning", "note", "undetermined", "never"] as const;

/** The lowest kind of finding that fails. `undetermined`: also what could not be decided, and what was not evaluated. */
export type FailOn = (typeof FAIL_ON)[number];

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, note: 1 };

export const FAIL_ON_PROBLEMS = ["needed", "error", "warning", "never"] as const;

/**
 * Which problems of the configuration itself, which are no findings, make the exit code 3. `needed`: an input that could not be read, and a mistake on
 * which a flow waits. `error`, `warning`: these, and every problem that is told with this severity or a graver one.
 */
export type FailOnProblems = (typeof FAIL_ON_PROBLEMS)[number];

export function exitCode(result: ScanResult, failOn: FailOn, failOnProblems: FailOnProblems = "needed"): number {
  if (result.diagnostics.some(({ code }) => code === BUG)) return EXIT.bug;
  if (fails(result, failOn)) return EXIT.findings;
  return hasProblem(result, failOnProblems) ? EXIT.notAnalysed : EXIT.clean;
}

function hasProblem(result: ScanResult, failOn: FailOnProblems): boolean {
  if (failOn === "never") return false;
  const counts = ({ severity, notAnalysed }: Diagnostic): boolean =>
    notAnalysed === true || (failOn !== "needed" && RANK[severity] >= RANK[failOn]);
  const isNew = (one: Diagnostic): boolean => result.change?.before.has(one) !== true;
  return result.diagnostics.some((one) => counts(one) && isNew(one)) || openFlows(result).some(waitsForMistake);
}

function waitsForMistake({ because }: Flow): boolean {
  return because.flatMap(rootUnknowns).some(({ cause }) => cause.kind === "error");
}

function fails(result: ScanResult, failOn: FailOn): boolean {
  if (failOn === "never") return false;
  const { violations, undetermined } = told(result);
  if (failOn === "undetermined") return violations.length + undetermined.length > 0 || isUndecided(result);
  return violations.some(({ severity }) => RANK[severity] >= RANK[failOn]);
}

/** Whether a flow is open, be there a rule that says so or not; or a part of the configuration was not evaluated, in which there may be flows, and was before. */
function isUndecided(result: ScanResult): boolean {
  const { coverage, change } = result;
  return coverage.notEvaluated.some((one) => change?.before.has(one) !== true) || openFlows(result).length > 0;
}

/**
 * The flows that are undetermined, unless the doubt is accepted, in the baseline or as old as the base. Rules tell a doubt of one flow of a route: a
 * health check that waits for nothing else is accepted with the traffic.
 */
function openFlows({ flows, findings, change }: ScanResult): readonly Flow[] {
  const accepted = findings.flatMap(({ verdict, suppressed, baselined, unchanged, flows }) =>
    verdict === "undetermined" && (suppressed ?? baselined ?? unchanged) !== undefined ? flows : [],
  );
  const isAccepted = (flow: Flow): boolean =>
    accepted.some((one) => one.id === flow.id || (sameRoute(one, flow) && waitsForNothingElse(flow, one)));
  return flows.filter(
    (flow) => flow.verdict === "undetermined" && !isAccepted(flow) && change?.before.has(flow) !== true,
  );
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
