/** Findings and what accepts them → findings of which it is known whether they are accepted, and what is to be said of the acceptances. */
import { closest } from "../base/closest.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import type { Finding } from "../check/finding.ts";
import type { Root } from "../evaluate/resource.ts";
import type { Parsers } from "../parse/parsed-files.ts";
import type { Acceptance } from "./acceptance.ts";
import {
  type Baseline,
  type BaselineComparison,
  baselineOf,
  gone,
  markBaselined,
  type WrittenEntry,
} from "./baseline.ts";
import { acceptedByComments, acceptedByMetadata } from "./in-files.ts";

/** What the user says of it. */
export interface AcceptRequest {
  /** What the configuration accepts. */
  readonly configured: readonly Acceptance[];
  /** What was there before. */
  readonly baseline: Baseline | undefined;
  /** `2026-11-29`; undefined where no acceptance ends. */
  readonly today: string | undefined;
}

export interface AcceptInput extends AcceptRequest {
  /** In their order, which stays. */
  readonly findings: readonly Finding[];
  /** The files of the scan: what accepts nothing in them is told. */
  readonly files: readonly SourceFile[];
  readonly parse: Pick<Parsers, "yaml">;
  /** Ids of the rules that ran, and of all that there are. */
  readonly ran: readonly string[];
  readonly known: readonly string[];
  /** Those that were scanned. */
  readonly roots: readonly Pick<Root, "id" | "path">[];
  /** Of the paths that the user named, what they are called wherever the scan is started. */
  readonly paths: readonly string[];
  /** Whether the user left out what has this name wherever the scan is started. */
  readonly isExcluded: (identity: string) => boolean;
  /** Else what is not found may still be there. */
  readonly isAllRead: boolean;
}

export interface Accepted {
  readonly findings: readonly Finding[];
  readonly baseline: BaselineComparison;
  readonly diagnostics: readonly Diagnostic[];
}

export function accept(input: AcceptInput): Accepted {
  const { findings, diagnostics } = suppress(input);
  const entries = input.baseline?.entries ?? [];
  const isLookedAt = ({ rule, root }: WrittenEntry): boolean =>
    looksAt(root, input) && (input.ran.includes(rule) || !input.known.includes(rule));
  const baseline = {
    found: baselineOf(findings),
    old: entries.filter(isLookedAt),
    elsewhere: entries.filter((entry) => !isLookedAt(entry)),
  };
  return {
    findings: markBaselined(findings, entries),
    baseline,
    diagnostics: [...diagnostics, ...gone(baseline).map(({ entry, left }) => goneEntry(entry, left))],
  };
}

/** Whether the scan has a root, by its id, or would have it if it were there. */
function looksAt(root: string, { roots, paths, isExcluded, isAllRead }: AcceptInput): boolean {
  if (!isAllRead) return false;
  const isAbove = (path: string): boolean => path === "." || root === path || root.startsWith(`${path}/`);
  return roots.some(({ id }) => id === root) || (paths.some(isAbove) && !isExcluded(root));
}

function goneEntry({ rule, root, addresses, count, span }: WrittenEntry, left: number): Diagnostic {
  const where = `${addresses.join(", ")} of ${root}`;
  return {
    code: "baseline-entry-gone",
    severity: "note",
    message:
      left === 0
        ? `${rule} is not found any more at ${where}`
        : `${rule} is found ${left === 1 ? "once" : `${left} times`} at ${where}, where the baseline has ${count}`,
    span,
    hint: "reachlint baseline prune removes it",
  };
}

/** What comments, metadata and settings accept. */
function suppress(input: AcceptInput): Omit<Accepted, "baseline"> {
  const { findings, files, configured, parse } = input;
  const scanned = new Map(files.map((file) => [file.path, file]));
  // A finding may be in a file that the scan only borrows; there nothing is told of what accepts nothing.
  const others = new Map(findings.flatMap(({ places }) => places.map(({ file }) => [file.path, file])));
  const read = [...new Map([...others, ...scanned]).values()].flatMap((file) => [
    acceptedByComments(file),
    acceptedByMetadata(file, parse.yaml),
  ]);
  const all = [...read.flatMap(({ output }) => output), ...configured];
  const holding = all.filter((one) => problemOf(one, input) === undefined);
  const used = new Set<Acceptance>();
  const paths = new Map(input.roots.map(({ id, path }) => [id, path]));
  const pathOf = (root: string): string => paths.get(root) ?? root;
  const told = findings.map((finding): Finding => {
    const its = holding.filter((one) => one.rule.value === finding.ruleId && one.covers(finding, pathOf));
    for (const one of its) used.add(one);
    const [first] = its;
    return first === undefined ? finding : { ...finding, suppressed: { reason: first.reason, span: first.span } };
  });
  const isOwn = ({ span }: Acceptance): boolean =>
    scanned.has(span.file.path) || configured.some((one) => one.span === span);
  return {
    findings: told,
    diagnostics: [
      ...read.flatMap(({ diagnostics }) => diagnostics),
      ...all.flatMap((one) => problemOf(one, input) ?? []),
      ...holding.filter((one) => !used.has(one) && isOwn(one) && mightAccept(one, input)).map(unused),
    ],
  };
}

/** A rule that did not run, and roots that were not scanned, say nothing of whether it is needed. */
function mightAccept({ rule, isLookedAt }: Acceptance, { ran, roots }: AcceptInput): boolean {
  return ran.includes(rule.value) && (isLookedAt === undefined || isLookedAt(roots.map(({ path }) => path)));
}

/** Why an acceptance does not hold. */
function problemOf({ rule, reason, until, span }: Acceptance, { known, today }: AcceptInput): Diagnostic | undefined {
  if (!known.includes(rule.value)) {
    const meant = closest(rule.value, known);
    const guess = meant === undefined ? "" : `; did you mean ${meant}?`;
    const message = `this suppression names the rule ${rule.value}, which does not exist${guess}`;
    return problem("suppression-unknown-rule", message, rule.span, "reachlint rules lists them");
  }
  if (reason === "")
    return problem(
      "suppression-without-reason",
      `this suppression of ${rule.value} does not hold, because it gives no reason`,
      span,
      "write the reason after the rule's id",
    );
  if (until !== undefined && today !== undefined && until.value < today)
    return problem(
      "suppression-expired",
      `this suppression of ${rule.value} held until ${until.value}`,
      until.span,
      "repair what it was for, or give it another day",
    );
  return undefined;
}

function problem(code: string, message: string, span: Acceptance["span"], hint: string): Diagnostic {
  return { code, severity: "warning", message, span, hint };
}

function unused({ rule, span }: Acceptance): Diagnostic {
  return {
    code: "suppression-unused",
    severity: "note",
    message: `nothing is left to suppress here of ${rule.value}`,
    span,
    hint: "remove it",
  };
}
