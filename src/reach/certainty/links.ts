/** Compares references: whether two of them lead to the same thing. */
import type { Truth } from "../../base/truth.ts";
import { type Assumption, type Cause, rootUnknowns, type UnknownValue, type Value } from "../../base/value.ts";
import type { Graph, Link, Node, NodeId, NodeKind, NodeOf } from "../../graph/model.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { ReachContext } from "./context.ts";
import { doubts, type Given, NONE, notInScan, unassumed } from "./unknowns.ts";

/** Two defined nodes differ; an external one may be any node of its kind, except that two literal ids differ. */
export function sameNode(graph: Graph, a: NodeId, b: NodeId): Truth {
  if (a === b) return "true";
  const left = graph.node(a);
  const right = graph.node(b);
  if (left === undefined || right === undefined) return "unknown";
  if (left.kind !== right.kind) return "false";
  if (left.external === undefined && right.external === undefined) return "false";
  return left.external?.literal && right.external?.literal ? "false" : "unknown";
}

/**
 * Whether the things that an unknown stands for are none of those that the source defines: what comes in from outside, or is
 * made by a part of the source that is missing, is taken not to be one of them; what a lookup finds may be.
 */
export function comesFromOutside(unknown: UnknownValue): boolean {
  return rootUnknowns(unknown).every(({ cause }) => cause.kind === "input" || cause.kind === "missing-source");
}

/** What is assumed wherever `comesFromOutside` makes a difference. An input has a name; what somebody has yet to write has none. */
export function outsideAssumption(unknown: UnknownValue, kind: string): Assumption {
  const text =
    unknown.cause.kind === "input" && !unknown.symbol.includes(" ")
      ? `${unknown.symbol} leads to no ${kind} that the source defines`
      : `the ${kind} that is not known, because ${unknown.cause.text}, is none that the source defines`;
  return { kind: `outside-${kind}`, text };
}

/** Whether two links lead to the same node, the existence of the links aside. */
export function sameTarget(graph: Graph, a: Link, b: Link): Truth {
  if (a.to.length === 1 && b.to.length === 1) return sameNode(graph, a.to[0]!, b.to[0]!);
  const truths = a.to.flatMap((left) => b.to.map((right) => sameNode(graph, left, right)));
  if (truths.every((truth) => truth === "false")) return "false";
  return truths.every((truth) => truth === "true") ? "true" : "unknown";
}

/** The node that a link certainly leads to, if there is one. */
export function onlyTarget(graph: Graph, link: Link | undefined): Node | undefined {
  return link?.to.length === 1 ? graph.node(link.to[0]!) : undefined;
}

/** Why it is not known which node a link with several leads to. */
export function whichTarget(graph: Graph, link: Link): UnknownValue {
  const text = `it may be ${link.to.map((id) => graph.node(id)?.address ?? id).join(" or ")}`;
  const cause = { kind: "derived", text, span: link.origin.span, ...howToChoose(link) } as const;
  return makeUnknown({ symbol: `either:${link.to.join("|")}`, cause });
}

/** What settles which of several it is: the one thing that decides it, or else to say it where it is asked. */
function howToChoose({ chosenBy }: Link): Pick<Cause, "hint" | "input"> {
  const choices = new Set(chosenBy?.oneOf?.flatMap(rootsOf));
  const [decides, another] =
    chosenBy === undefined ? [] : rootUnknowns(chosenBy).filter((one) => !choices.has(one.symbol));
  if (decides?.cause.hint === undefined || another !== undefined) return { hint: "write there which of them is meant" };
  const { hint, input } = decides.cause;
  return { hint, ...(input === undefined ? {} : { input }) };
}

function rootsOf(value: Value): readonly string[] {
  return value.kind === "unknown" ? rootUnknowns(value).map(({ symbol }) => symbol) : [];
}

/** The same for any link: nothing where it leads to one node only. */
export function severalTargets(graph: Graph, link: Link): readonly UnknownValue[] {
  return link.to.length > 1 ? [whichTarget(graph, link)] : NONE;
}

/** Why it is not known whether two nodes are the same: what makes one of them external. */
export function externalUnknowns(graph: Graph, ...ids: readonly NodeId[]): readonly UnknownValue[] {
  return ids.flatMap((id) => {
    const outside = graph.node(id)?.external;
    return outside === undefined ? [] : [outside.unknown];
  });
}

/** What a link leads to. */
export interface Followed<N> {
  readonly nodes: readonly N[];
  /** Why it is not certain that it leads to any one of them; empty where it is. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Why it may lead to what is not among them. */
  readonly elsewhere: readonly UnknownValue[];
}

/** The nodes of a kind that a link may lead to; under --strict none where that is only assumed. */
export function follow<K extends NodeKind>(
  { graph, options }: ReachContext,
  kind: K,
  link: Link,
  given: Given,
): Followed<NodeOf<K>> {
  const { to, assumption, origin } = link;
  if (assumption !== undefined && options.strict)
    return { nodes: NONE, because: NONE, assumptions: NONE, elsewhere: [unassumed(assumption, origin.span)] };
  const elsewhere: UnknownValue[] = [];
  const nodes = to.flatMap((id) => {
    const node = graph.get(kind, id);
    if (node === undefined) elsewhere.push(notInScan(kind, id));
    return node ?? [];
  });
  return {
    nodes,
    because: [...doubts(link.exists, given), ...severalTargets(graph, link)],
    assumptions: assumption === undefined ? NONE : [assumption],
    elsewhere,
  };
}
