/** Everything that a scan found, and what of it is told: decided here once, so that every report and the exit code count alike. */

import type { BaselineComparison } from "../accept/baseline.ts";
import { groupBy } from "../base/collections.ts";
import { type Diagnostic, SEVERITIES, type Severity } from "../base/diagnostic.ts";
import { directoryOf } from "../base/files.ts";
import type { Finding } from "../check/finding.ts";
import type { Rule } from "../check/rule.ts";
import type { Change } from "../compare/change.ts";
import type { NotEvaluated, Root } from "../evaluate/resource.ts";
import type { Flow, FlowVerdict } from "../reach/flow.ts";
import type { WithoutFlow } from "../worlds/without-flow.ts";
import { hasNamesakes, type OtherHelp, otherHelp } from "./words.ts";

export interface ScanResult {
  readonly version: string;
  readonly roots: readonly Omit<Root, "id">[];
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
  /** Findings and the entries of the baseline, for those who write one. */
  readonly baseline: BaselineComparison;
  readonly diagnostics: readonly Diagnostic[];
  /** Set where it was compared with a base. */
  readonly change?: Change;
  /** The rules that ran, for reports that describe them. */
  readonly rules: readonly Rule[];
  readonly coverage: {
    readonly files: number;
    readonly resources: number;
    readonly notEvaluated: readonly NotEvaluated[];
    readonly withoutFlow: readonly WithoutFlow[];
  };
}

/** Findings of one rule at one place: one defect of the source, however many services it cuts off. */
export type FindingGroup = readonly [Finding, ...Finding[]];

/** What reports show of a result. Suppressed findings are only counted; those that were there before are shown by themselves. */
export interface ToldResult {
  /** What is violated. */
  readonly violations: readonly Finding[];
  /** The same, those of one defect together; in the order of the first of each. */
  readonly defects: readonly FindingGroup[];
  /** Findings of which it is not known whether the rule is violated. */
  readonly undetermined: readonly Finding[];
  readonly suppressed: number;
  /** Both kinds of findings that the baseline has. */
  readonly baselined: readonly Finding[];
  /** Both kinds of findings that the base of the change has. */
  readonly unchanged: readonly Finding[];
  /** By id, in the order of UTF-16 units. */
  readonly flows: readonly Flow[];
  /** Flows of several roots read the same but for their root. */
  readonly namesakes: boolean;
  readonly verdicts: Readonly<Record<FlowVerdict, number>>;
  /** Of inputs that could not be read or parsed. */
  readonly unread: readonly Diagnostic[];
  /** What else helps flows that are not decided. */
  readonly otherHelp: OtherHelp | undefined;
}

export function told({ roots, flows, findings, diagnostics }: ScanResult): ToldResult {
  const named = roots.length > 1 ? findings.map(withRoot) : findings;
  const unsuppressed = named.filter(({ suppressed }) => suppressed === undefined);
  const counted = unsuppressed.filter(({ baselined, unchanged }) => baselined === undefined && unchanged === undefined);
  const violations = counted.filter(({ verdict }) => verdict === "violated");
  const of = (verdict: FlowVerdict): number => flows.filter((flow) => flow.verdict === verdict).length;
  return {
    violations,
    defects: defectsOf(violations),
    undetermined: counted.filter(({ verdict }) => verdict === "undetermined"),
    suppressed: findings.length - unsuppressed.length,
    baselined: unsuppressed.filter(({ baselined }) => baselined !== undefined),
    unchanged: unsuppressed.filter(({ unchanged }) => unchanged !== undefined),
    flows: [...flows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    namesakes: hasNamesakes(flows),
    verdicts: {
      reachable: of("reachable"),
      partial: of("partial"),
      blocked: of("blocked"),
      undetermined: of("undetermined"),
    },
    unread: diagnostics.filter(({ notAnalysed }) => notAnalysed === true),
    otherHelp: otherHelp(
      flows.filter(({ verdict }) => verdict === "undetermined"),
      new Set(roots.flatMap(({ kind, path }) => (kind === "terraform-plan" ? [path] : []))),
    ),
  };
}

/** What is wrong in a module, or in a stack inside another, says in which root: it may be right where others call it. A flow says it by itself. */
function withRoot(finding: Finding): Finding {
  const { root, flow, span, message } = finding;
  const { path } = span.file;
  if (root === undefined || flow !== undefined || root === path || root === directoryOf(path)) return finding;
  return { ...finding, message: `${message} (in ${root})` };
}

/** Those of one defect together; in the order of the first of each. */
export function defectsOf(violations: readonly Finding[]): readonly FindingGroup[] {
  return [...groupBy(violations, defectOf).values()];
}

function defectOf({ ruleId, severity, span }: Finding): string {
  return JSON.stringify([ruleId, severity, span.file.path, span.start, span.end]);
}

/** The gravest first, else in the order in which they are. */
export function bySeverity<T>(all: readonly T[], severityOf: (one: T) => Severity): readonly T[] {
  return SEVERITIES.flatMap((severity) => all.filter((one) => severityOf(one) === severity));
}

/** The diagnostics of all stages, each once, by file and place, without what is excluded; what could not be analysed is told all the same. */
export function orderDiagnostics(
  diagnostics: readonly Diagnostic[],
  isExcluded: (path: string) => boolean,
): readonly Diagnostic[] {
  const told = diagnostics.filter(({ notAnalysed, span, path = span?.file.path }) => {
    return notAnalysed === true || path === undefined || !isExcluded(path);
  });
  const once = new Map(told.map((diagnostic) => [JSON.stringify(keyOf(diagnostic)), diagnostic]));
  return [...once.values()].sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
}

function keyOf({ path, span, code, message }: Diagnostic): readonly (string | number)[] {
  return [span?.file.path ?? path ?? "", span?.start ?? 0, code, message];
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1;
}
