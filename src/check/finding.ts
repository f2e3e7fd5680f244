/** What a rule found: the thing that people and code scanning see. */

import { createHash } from "node:crypto";
import { underKey } from "../base/collections.ts";
import type { Severity } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import { onOneLine } from "../base/text-ends.ts";
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { Node } from "../graph/model.ts";
import type { Flow } from "../reach/flow.ts";
import type { World } from "../worlds/judge.ts";
import { match } from "./match.ts";
import type { Rule } from "./rule.ts";
import type { Outcome, Subject } from "./subjects.ts";
import type { Entity } from "./vocabulary/entity.ts";
import { recordOf } from "./vocabulary/vocabulary.ts";
import { whyUnknown } from "./why.ts";

export interface Related {
  readonly message: string;
  readonly span: Span;
}

export interface Finding {
  readonly ruleId: string;
  readonly verdict: "violated" | "undetermined";
  readonly severity: Severity;
  readonly message: string;
  /** The path of the root in which it holds: a module may be called by several. Undefined where it is about nothing of the graph. */
  readonly root: string | undefined;
  /** The primary span, as tight as can be. */
  readonly span: Span;
  readonly related: readonly Related[];
  /** The first of the flows that it breaks; undefined where it is about no flow. */
  readonly flow: Flow | undefined;
  /** All flows that it breaks: one line may cut off many services. */
  readonly flows: readonly Flow[];
  /** Stable across unrelated edits: rule, addresses, and flow; never line numbers. Hex. */
  readonly fingerprint: string;
  /** The places at which a comment may accept it: where it is, and on the way of the value that is wrong. */
  readonly places: readonly Span[];
  /** What it is about, those that are at fault first. */
  readonly nodes: readonly Node[];
  /** Those of them that would have to change. */
  readonly atFault: readonly Node[];
  /** Set where it is accepted, with the reason and the place where that is said. */
  readonly suppressed?: { readonly reason: string; readonly span: Span };
  /** Set where it was there before, by the baseline. */
  readonly baselined?: true;
  /** Set where the base of a change has it too. */
  readonly unchanged?: true;
  /** The repair in words: the minimal rule, with source security group and exact ports. */
  readonly repair: string | undefined;
  /** Where it is undetermined: what is not known, each once. */
  readonly because: readonly UnknownValue[];
  /** The world in which it holds; empty where in all. */
  readonly when: readonly string[];
}

export function findingOf(rule: Rule, { verdict, subject }: Outcome, world: World): Finding {
  const { place, places, otherPlaces, nodes, flows = () => [] } = recordOf(subject.kind);
  const proven = verdict === "violated";
  const span = (rule.at === undefined ? undefined : places?.[rule.at]?.(subject)) ?? place(subject);
  const suffering = flows(subject);
  // Of a hop its filters, of which there may be none that is known.
  const filters = subject.kind === "hop" ? subject.group.hops[0].nodes : [];
  const about = filters.length > 0 ? filters : nodes(subject);
  const atFault = filters.length > 0 ? filters : about.slice(0, 1);
  return {
    ruleId: rule.id,
    verdict,
    severity: proven ? severityOf(rule, subject, world) : "note",
    message: fill(rule.message[verdict], subject, world),
    root: suffering[0]?.root ?? pathOfRoot(about[0], world),
    span,
    related: relatedOf(subject, span, world),
    flow: suffering[0],
    flows: suffering,
    fingerprint: fingerprint(rule.id, verdict, subject),
    places: [span, ...(otherPlaces?.(subject) ?? []), ...atFault.flatMap(({ constructedAt }) => constructedAt ?? [])],
    nodes: about,
    atFault,
    repair: rule.repair === undefined || !proven ? undefined : fill(rule.repair, subject, world),
    because: proven ? [] : becauseOf(rule, subject, world),
    when: world.when,
  };
}

function pathOfRoot(node: Node | undefined, { judged }: World): string | undefined {
  return node && (judged?.get(node.root) ?? node.root);
}

/** Of several hops the gravest. */
function severityOf(rule: Rule, subject: Subject, world: World): Severity {
  const of = (entity: Entity): Severity =>
    rule.severityCases?.find(({ when }) => match(when, entity, world) === "true")?.severity ?? rule.severity;
  const found = entitiesOf(subject).map(of);
  return (["error", "warning"] as const).find((one) => found.includes(one)) ?? "note";
}

/** What leaves it open of any of them. */
function becauseOf(rule: Rule, subject: Subject, world: World): readonly UnknownValue[] {
  const roots = entitiesOf(subject)
    .flatMap((entity) => whyUnknown(rule, entity, world))
    .flatMap(rootUnknowns);
  return [...new Map(roots.map((root) => [root.symbol, root])).values()];
}

function entitiesOf(subject: Subject): readonly Entity[] {
  if (subject.kind === "obstacle") return subject.all;
  if (subject.kind !== "hop") return [subject];
  return subject.group.all.flatMap(({ flow, hops }) => hops.map((hop) => ({ kind: "hop" as const, flow, hop })));
}

/** The template with its placeholders replaced; on one line. */
function fill(template: string, subject: Subject, world: World): string {
  const { placeholders } = recordOf(subject.kind);
  const text = template.replace(
    /\{([^{}]*)\}/g,
    (whole, name: string) => underKey(placeholders, name)?.(subject, world) ?? whole,
  );
  return onOneLine(text);
}

/** What else to look at, each place once, without the primary span; last where nodes were constructed. */
function relatedOf(subject: Subject, primary: Span, world: World): readonly Related[] {
  const { related, nodes } = recordOf(subject.kind);
  const found: Related[] = [];
  const seen = new Set([placeOf(primary)]);
  const tell = (message: string, span: Span | undefined): void => {
    if (span === undefined || seen.has(placeOf(span))) return;
    seen.add(placeOf(span));
    found.push({ message, span });
  };
  related?.(subject, tell, world);
  for (const { address, constructedAt } of nodes(subject)) tell(`${address} is constructed here`, constructedAt);
  return found;
}

function placeOf({ file, start, end }: Span): string {
  return `${start}-${end} ${file.path}`;
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.file.path === b.file.path && a.start === b.start && a.end === b.end;
}

/** 32 hexadecimal digits. A finding that is only undetermined has another identity than the same one proven. */
function fingerprint(ruleId: string, verdict: Finding["verdict"], subject: Subject): string {
  const identity = [ruleId, verdict, subject.kind, ...recordOf(subject.kind).identity(subject)];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 32);
}

/** By path, place, rule and flow: the order of every report. */
export function orderFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.span.file.path, b.span.file.path) ||
      a.span.start - b.span.start ||
      compare(a.ruleId, b.ruleId) ||
      compare(a.flow?.id ?? "", b.flow?.id ?? "") ||
      compare(a.fingerprint, b.fingerprint),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
