/** Rules and the worlds of some roots → findings: where a rule is violated, and where that cannot be known. */
import type { Diagnostic } from "../base/diagnostic.ts";
import { and, not, type Truth } from "../base/truth.ts";
import type { Flow } from "../reach/flow.ts";
import type { Entity, World } from "./entity.ts";
import type { Finding } from "./finding.ts";
import { fingerprint } from "./fingerprint.ts";
import { match } from "./match.ts";
import { mergeWorlds } from "./merge-worlds.ts";
import { fill } from "./message.ts";
import { otherSpans, primarySpan, relatedSpans } from "./place.ts";
import type { EntityKind, Pattern, Rule, Selection } from "./rule.ts";
import { entities } from "./select.ts";
import { type Found, type Judged, type Subject, subjectsOf } from "./subjects.ts";
import { suppressionAt, withoutReason } from "./suppression.ts";

export interface CheckResult {
  /** Suppressed ones among them; by path, place and rule. */
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The worlds of some roots; a finding that is the same in several worlds is reported once. */
export function check(rules: readonly Rule[], worlds: readonly World[]): CheckResult {
  const findings = mergeWorlds(worlds.map((world) => ({ ...world, findings: checkWorld(rules, world) })));
  const diagnostics = findings.flatMap(({ suppressed }) => {
    const missing = suppressed && withoutReason(suppressed);
    return missing === undefined ? [] : [missing];
  });
  return { findings: orderFindings(findings), diagnostics };
}

function checkWorld(rules: readonly Rule[], world: World): readonly Finding[] {
  const known = new Map<EntityKind, readonly Entity[]>();
  return rules.flatMap((rule) => {
    const [kind] = selected((rule.forbid ?? rule.for)!);
    const all = known.get(kind) ?? entities(kind, world);
    known.set(kind, all);
    return checkRule(rule, all, world);
  });
}

function checkRule(rule: Rule, all: readonly Entity[], world: World): readonly Finding[] {
  const [, pattern] = selected((rule.forbid ?? rule.for)!);
  const judged: Judged[] = [];
  for (const entity of all) {
    const truth = violation(rule, pattern, entity, world);
    if (truth !== "false") judged.push({ entity, truth });
  }
  return subjectsOf(judged).map((one) => finding(rule, one, world));
}

function selected(selection: Selection): readonly [EntityKind, Pattern] {
  return Object.entries(selection)[0] as [EntityKind, Pattern];
}

function violation({ require }: Rule, pattern: Pattern, entity: Entity, world: World): Truth {
  const applies = match(pattern, entity, world);
  return require === undefined || applies === "false" ? applies : and(applies, not(match(require, entity, world)));
}

function finding(rule: Rule, { verdict, subject }: Found, world: World): Finding {
  const proven = verdict === "violated";
  const span = primarySpan(subject, rule.at);
  const flows = flowsOf(subject);
  return {
    ruleId: rule.id,
    verdict,
    severity: proven ? severity(rule, subject, world) : "note",
    message: fill(rule.message[verdict], subject),
    span,
    related: relatedSpans(subject, span),
    flow: flows[0],
    flows,
    fingerprint: fingerprint(rule.id, verdict, subject),
    suppressed: suppressionAt(rule.id, [span, ...otherSpans(subject)]),
    repair: rule.repair === undefined || !proven ? undefined : fill(rule.repair, subject),
    when: world.when,
  };
}

function flowsOf(subject: Subject): readonly Flow[] {
  if (subject.kind === "hop") return subject.group.all.map(({ flow }) => flow);
  if (subject.kind === "obstacle") return [...new Set(subject.all.map(({ flow }) => flow))];
  return subject.kind === "flow" ? [subject.flow] : [];
}

/** Of several hops the gravest. */
function severity(rule: Rule, subject: Subject, world: World): Rule["severity"] {
  const of = (entity: Entity): Rule["severity"] =>
    rule.severityCases?.find(({ when }) => match(when, entity, world) === "true")?.severity ?? rule.severity;
  if (subject.kind !== "hop") return of(subject);
  const { all } = subject.group;
  const found = all.flatMap(({ flow, hops }) => hops.map((hop) => of({ kind: "hop", flow, hop })));
  return (["error", "warning"] as const).find((one) => found.includes(one)) ?? "note";
}

/** By path, place, rule and flow: the order of every report. */
export function orderFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(inOrder);
}

function inOrder(a: Finding, b: Finding): number {
  return (
    compare(a.span.file.path, b.span.file.path) ||
    a.span.start - b.span.start ||
    compare(a.ruleId, b.ruleId) ||
    compare(a.flow?.id ?? "", b.flow?.id ?? "") ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
