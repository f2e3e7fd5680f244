/** Rules and the worlds of some roots → findings: where a rule is violated, and where that cannot be known. */
import { groupBy, remembered } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import { and, not, type Truth } from "../base/truth.ts";
import type { World } from "../worlds/judge.ts";
import { type ComparedWorld, type PayComparisons, TooMuchToCompare } from "./comparing.ts";
import { type Finding, findingOf, orderFindings, sameSpan } from "./finding.ts";
import { match } from "./match.ts";
import { mergeWorlds } from "./merge-worlds.ts";
import { type EntityPattern, type Rule, selectionOf } from "./rule.ts";
import { type JudgedEntity, type Outcome, subjectsOf } from "./subjects.ts";
import type { Entity, EntityKind } from "./vocabulary/entity.ts";
import { recordOf } from "./vocabulary/vocabulary.ts";

export interface CheckResult {
  /** By path, place and rule. */
  readonly findings: readonly Finding[];
}

export interface FindingsTold extends CheckResult {
  readonly diagnostics: readonly Diagnostic[];
}

/** The worlds of some roots; a finding that is the same in several worlds is reported once. `limit`: left out where all is compared and told. */
export function check(rules: readonly Rule[], worlds: readonly World[], limit?: Limit): CheckResult {
  const findings = mergeWorlds(worlds.map((world) => ({ ...world, findings: checkWorld(rules, world, limit) })));
  return { findings: orderFindings(findings) };
}

/** How much may be compared for some rules, and told of all. */
export interface Limit {
  /** Whether what the rule compares is paid. */
  readonly isLimited: (rule: Rule) => boolean;
  readonly pay: PayComparisons;
  /** That a rule took too many comparisons: nothing is told of it in this world. */
  readonly cut: (rule: Rule) => void;
  /** How many of those that a rule has found in a world are told; `places`: of each, where it is. */
  readonly mayTell: (rule: Rule, places: readonly Span[]) => number;
}

function checkWorld(rules: readonly Rule[], world: World, limit: Limit | undefined): readonly Finding[] {
  const entities = entitiesOf(world);
  if (limit === undefined) return rules.flatMap((rule) => findingsOf(rule, world, entities));
  const paid = { ...world, ...payingBy(limit.pay, world) };
  return rules.flatMap((rule) => {
    if (!limit.isLimited(rule)) return findingsOf(rule, world, entities, limit.mayTell);
    try {
      return findingsOf(rule, paid, entities, limit.mayTell);
    } catch (error) {
      if (!(error instanceof TooMuchToCompare)) throw error;
      limit.cut(rule);
      return [];
    }
  });
}

function payingBy(pay: PayComparisons, { opened }: World): Partial<ComparedWorld> {
  return { pay, ...(opened === undefined ? {} : { opened: { ...opened, pay } as ComparedWorld }) };
}

/** Those of each kind, with defaults and without, selected once for all rules. */
type Entities = (kind: EntityKind, of: "world" | "opened") => readonly Entity[];

function findingsOf(
  rule: Rule,
  world: World,
  entities: Entities,
  mayTell: Limit["mayTell"] = (_, places) => places.length,
): readonly Finding[] {
  const [kind, pattern] = selectionOf(rule);
  const outcomes = (of: "world" | "opened", where: World): readonly Outcome[] => {
    const judged: JudgedEntity[] = [];
    for (const entity of entities(kind, of)) {
      const truth = violation(rule, pattern, entity, where);
      if (truth !== "false") judged.push({ entity, truth });
    }
    return judged.length === 0 ? [] : withoutDoubts(subjectsOf(judged));
  };
  const { opened } = world;
  const every = outcomes("world", world);
  if (every.length === 0) return [];
  const found = told(every, mayTell(rule, every.map(placeIn)));
  if (opened === undefined || !found.some(isOfSource)) return found.map((one) => findingOf(rule, one, world));
  const own = groupBy(found.filter(isOfSource), placeOf);
  const others = groupBy(outcomes("opened", opened), placeOf);
  return found.map((one) => {
    const there = others.get(placeOf(one)) ?? [];
    const isCertain = there.filter(isOfSource).length >= (own.get(placeOf(one)) ?? []).length;
    if (!isOfSource(one) || isCertain) return findingOf(rule, one, world);
    const other = there.find(({ verdict }) => verdict === "undetermined");
    return findingOf(rule, other ?? { ...one, verdict: "undetermined" }, opened);
  });
}

/** So many, what is proven before what is not known. */
function told(found: readonly Outcome[], count: number): readonly Outcome[] {
  if (count >= found.length) return found;
  const [proven, open] = (["violated", "undetermined"] as const).map((one) =>
    found.filter(({ verdict }) => verdict === one),
  );
  return [...proven!, ...open!].slice(0, count);
}

function entitiesOf(world: World): Entities {
  const known = { world: new Map<EntityKind, readonly Entity[]>(), opened: new Map<EntityKind, readonly Entity[]>() };
  return (kind, of) => remembered(known[of], kind, () => recordOf(kind).select(of === "world" ? world : world.opened!));
}

/** Where a line certainly breaks a flow, what is not known of the same flow for the same line is not told beside it: who mends it settles both. */
function withoutDoubts(found: readonly Outcome[]): readonly Outcome[] {
  const { place, flows } = recordOf("hop");
  const broken = found.flatMap(({ verdict, subject }) =>
    verdict === "violated" && subject.kind === "hop" ? [{ place: place(subject), flows: flows!(subject) }] : [],
  );
  return found.filter(({ verdict, subject }) => {
    if (verdict === "violated" || subject.kind !== "hop") return true;
    const [at, suffering] = [place(subject), flows!(subject)];
    return !broken.some((one) => sameSpan(one.place, at) && suffering.every((flow) => one.flows.includes(flow)));
  });
}

/** A violation of what is written, which a module's caller may write otherwise; of paths the flows say already what is certain. */
function isOfSource({ verdict, subject }: Outcome): boolean {
  return verdict === "violated" && subject.kind !== "hop" && subject.kind !== "obstacle";
}

function placeIn({ subject }: Outcome): Span {
  return recordOf(subject.kind).place(subject);
}

/** The same with defaults and without: where it stands, and in what. */
function placeOf(outcome: Outcome): string {
  const { subject } = outcome;
  const { nodes } = recordOf(subject.kind);
  const { file, start, end } = placeIn(outcome);
  return JSON.stringify([file.path, start, end, ...nodes(subject).map(({ id }) => id)]);
}

function violation(rule: Rule, pattern: EntityPattern, entity: Entity, world: World): Truth {
  const applies = match(pattern, entity, world);
  return rule.require === undefined || applies === "false"
    ? applies
    : and(applies, not(match(rule.require, entity, world)));
}

/**
 * An excluded file is read where an included one needs it, and can so be why a service is cut off. That is then told at the first of
 * the finding's other places that is not excluded; where there is none, only how many such findings there are.
 */
export function outsideOf(isExcluded: (path: string) => boolean, findings: readonly Finding[]): FindingsTold {
  const told = findings.flatMap((finding) => elsewhere(finding, isExcluded) ?? []);
  const left = findings.length - told.length;
  return { findings: orderFindings(told), diagnostics: left === 0 ? [] : [leftOut(left)] };
}

function elsewhere(finding: Finding, isExcluded: (path: string) => boolean): Finding | undefined {
  if (!isExcluded(finding.span.file.path)) return finding;
  const place = finding.related.find(({ span }) => !isExcluded(span.file.path));
  if (place === undefined) return undefined;
  return {
    ...finding,
    span: place.span,
    related: [
      { message: "this decides, in an excluded file", span: finding.span },
      ...finding.related.filter((one) => one !== place),
    ],
    places: [place.span, ...finding.places],
  };
}

function leftOut(number: number): Diagnostic {
  return {
    code: "excluded-findings",
    severity: "note",
    message: `${number === 1 ? "1 finding lies" : `${number} findings lie`} in excluded files only and ${number === 1 ? "is" : "are"} left out`,
    hint: "explain shows the flows that are blocked there",
  };
}
