/** What a scan says of a source before a change and after it → what the change brings. */
import { baselineKey } from "../accept/baseline.ts";
import { groupBy } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Finding } from "../check/finding.ts";
import type { NotEvaluated } from "../evaluate/resource.ts";
import type { Graph } from "../graph/model.ts";
import type { Flow } from "../reach/flow.ts";
import { type FlowChange, flowChanges } from "./flow-changes.ts";
import { type OpenedFilter, openedFilters } from "./opened-filters.ts";

/** What a scan made of one side. */
export interface ChangeSide {
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly graphs: readonly Graph[];
}

/** One side as people call it. */
export interface SideName {
  /** `origin/main`, `the working tree`. */
  readonly name: string;
  /** The id of the commit; absent of a work tree. */
  readonly commit?: string;
}

export interface Change {
  readonly base: SideName;
  readonly head: SideName;
  readonly flows: readonly FlowChange[];
  readonly opened: readonly OpenedFilter[];
  /** Violations that are there no more; their places are those of the base. */
  readonly fixed: readonly Finding[];
  /** What of the base could not be read, so that what is found of it in the head counts as new. */
  readonly unread: readonly Diagnostic[];
  /** What was as little decided, or read, before: it is told, and does not count. */
  readonly before: ReadonlySet<Flow | Diagnostic | NotEvaluated>;
}

export interface Compared {
  readonly change: Change;
  /** Those of `after`; what the base has too is marked. */
  readonly findings: readonly Finding[];
  /** What is to be said of the base. */
  readonly diagnostics: readonly Diagnostic[];
}

export function compareSides(before: ChangeSide, after: ChangeSide, names: Pick<Change, "base" | "head">): Compared {
  const { findings, fixed } = matchFindings(before.findings, after.findings);
  const unread = [
    ...before.diagnostics.filter((one) => isUnreadThere(one, after)).map(notReadBefore),
    ...before.notEvaluated.filter((one) => findings.some((finding) => isNewIn(finding, one))).map(moduleNotReadBefore),
  ];
  const newFirst = [...findings].sort((a, b) => Number(a.unchanged ?? false) - Number(b.unchanged ?? false));
  return {
    findings,
    diagnostics: unread,
    change: {
      ...names,
      flows: flowChanges(before.flows, after.flows, newFirst),
      opened: openedFilters(before.graphs, after.graphs),
      fixed,
      unread,
      before: new Set([
        ...after.flows.filter(
          (flow) => isUndecided(flow) && before.flows.some((one) => isUndecided(one) && one.id === flow.id),
        ),
        ...alike(after.diagnostics.filter(isOfSource), before.diagnostics, ({ code, path, span, message }) => [
          code,
          path ?? span?.file.path,
          message,
        ]),
        ...alike(after.notEvaluated, before.notEvaluated, ({ address, because, span }) => [
          address,
          because,
          span?.file.path,
        ]),
      ]),
    },
  };
}

/** A path that is on neither side, or has no input on both, is no matter of the source: nobody means to compare it. */
function isOfSource({ code }: Diagnostic): boolean {
  return code !== "no-input" && code !== "path-not-found";
}

function isUndecided({ verdict }: Flow): boolean {
  return verdict === "undetermined";
}

/** Those of `all` of which `others` has one with the same key. */
function alike<T>(all: readonly T[], others: readonly T[], keyOf: (one: T) => unknown): readonly T[] {
  const known = new Set(others.map((one) => JSON.stringify(keyOf(one))));
  return all.filter((one) => known.has(JSON.stringify(keyOf(one))));
}

/**
 * First by fingerprint, so that of several alike the right one is new; then as a baseline does (docs/decisions/0024-baselines.md), which an
 * edit beside an old defect does not change. Of what the base accepts, or has in the baseline, nothing was there before.
 */
function matchFindings(
  before: readonly Finding[],
  after: readonly Finding[],
): { readonly findings: readonly Finding[]; readonly fixed: readonly Finding[] } {
  const left = new Set(
    before.filter(({ suppressed, baselined }) => suppressed === undefined && baselined === undefined),
  );
  const old = new Set<Finding>();
  for (const keyOf of [({ fingerprint }: Finding) => fingerprint, baselineKey]) {
    const known = groupBy(left, keyOf);
    for (const finding of after) {
      const match = old.has(finding) ? undefined : known.get(keyOf(finding))?.find((one) => left.has(one));
      if (match === undefined) continue;
      old.add(finding);
      left.delete(match);
    }
  }
  return {
    findings: after.map((finding) =>
      old.has(finding) && isCounted(finding) ? { ...finding, unchanged: true } : finding,
    ),
    fixed: [...left].filter(({ verdict }) => verdict === "violated"),
  };
}

function isCounted({ suppressed, baselined }: Finding): boolean {
  return suppressed === undefined && baselined === undefined;
}

/** What nobody could read before, and can now: all that is found in it would seem new. */
function isUnreadThere(one: Diagnostic, { diagnostics }: ChangeSide): boolean {
  const where = one.path ?? one.span?.file.path;
  return (
    one.notAnalysed === true &&
    isOfSource(one) &&
    !diagnostics.some((one) => one.notAnalysed === true && (one.path ?? one.span?.file.path) === where)
  );
}

/** As of a module of which only the head's version is installed. */
function isNewIn({ unchanged, suppressed, baselined, nodes }: Finding, { address }: NotEvaluated): boolean {
  if (unchanged ?? suppressed ?? baselined) return false;
  return nodes.some((node) => node.address.startsWith(`${address}.`));
}

function moduleNotReadBefore({ address, because, span }: NotEvaluated): Diagnostic {
  const message = `the base is not wholly read, so that what is found in ${address} counts as new: there, ${because}`;
  return { code: BASE_NOT_READ, severity: "note", message, ...(span === undefined ? {} : { path: span.file.path }) };
}

const BASE_NOT_READ = "base-not-read";

function notReadBefore({ message, path, span }: Diagnostic): Diagnostic {
  const where = path ?? span?.file.path;
  return {
    code: BASE_NOT_READ,
    severity: "note",
    message: `the base is not wholly read, so that what is found ${where === undefined ? "there" : `in ${where}`} counts as new: ${message}`,
    ...(where === undefined ? {} : { path: where }),
  };
}
