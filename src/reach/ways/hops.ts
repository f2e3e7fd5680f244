/** Turns the hops of many pairs into the short list that a flow shows. */
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { LoadBalancer } from "../../graph/network.ts";
import type { Service } from "../../graph/workload.ts";

import {
  intersectPorts,
  noPorts,
  type PortSet,
  portsWithin,
  samePorts,
  subtractPorts,
  unionOfPorts,
} from "../../sets/port-set.ts";
import { type Need, portReasons } from "../asked/needs.ts";
import type { ReachContext } from "../certainty/context.ts";
import { STEPS } from "../certainty/judging-steps.ts";
import { rootsOf } from "../certainty/unknowns.ts";
import { decisionsOf } from "../filters/decisions.ts";
import { type FilterAnswer, reasonsFor } from "../filters/filter-answer.ts";
import type { Passage } from "../filters/rule-match.ts";
import type { DecidingRule, Hop, HopKind, HopVerdict } from "../flow.ts";
import type { InterfaceGroups } from "../sides/interfaces.ts";

import { closesAny, type JudgedHop, type JudgedPair } from "./judged-pair.ts";
import { Proof, type Proofs } from "./proof.ts";

const ORDER: readonly HopKind[] = [
  "load-balancer-egress",
  "load-balancer-acl-out",
  "target-acl-in",
  "target-ingress",
  "return-target-acl-out",
  "return-load-balancer-acl-in",
];

/** Whose hops they are: where nothing filters, its header is the hop's place. */
interface Owner {
  readonly service: Service;
  readonly loadBalancer: LoadBalancer | undefined;
}

/** What people are told of a filter's answer. */
interface Telling {
  readonly answer: FilterAnswer;
  readonly need: Need;
  readonly decidedBy: readonly DecidingRule[];
  /** The unknowns that would settle what the filter leaves open. */
  readonly because: readonly UnknownValue[];
}

/** Hops of which people would be told the same. */
interface Group {
  readonly one: JudgedHop;
  /** Undefined where nothing filters. */
  readonly telling: Telling | undefined;
  readonly proofs: Proof[];
  readonly pairs: JudgedPair[];
}

/**
 * Hops of one kind with the same filters, result and deciding rules are one. It names the pair of subnets where it does not
 * hold for all pairs, or where network ACLs filter: then the first pair that it holds for. A kind at which nothing filters for
 * any pair is one hop that is not applicable.
 */
export function hopsOfFlow(
  context: ReachContext,
  pairs: readonly JudgedPair[],
  doubt: readonly UnknownValue[],
  proofs: Proofs,
  owner: Owner,
): readonly Hop[] {
  const hops: Hop[] = [];
  for (const [at, kind] of ORDER.entries()) {
    const groups = groupsAt(context, pairs, at, proofs);
    const shown = groups.length > 1 ? groups.filter(({ telling }) => telling !== undefined) : groups;
    for (const group of shown) hops.push(hopOf(kind, group, groups.length === 1, doubt, owner));
  }
  return hops;
}

function groupsAt(context: ReachContext, pairs: readonly JudgedPair[], at: number, proofs: Proofs): readonly Group[] {
  const groups: Group[] = [];
  for (const pair of pairs) {
    const one = pair.hops[at];
    if (one === undefined) continue;
    const group = groupOf(context, groups, one);
    group.pairs.push(pair);
    const proof = proofs.hops.get(one);
    if (proof !== undefined) group.proofs.push(proof);
  }
  return groups;
}

/** The group that the hop belongs to, which is made where there is none. */
function groupOf(context: ReachContext, groups: Group[], one: JudgedHop): Group {
  context.pay(STEPS.comparison * groups.length);
  for (const group of groups) if (isSame(group.one, one)) return group;
  const telling = tellingFor(context, one);
  for (const group of groups)
    if (tellsTheSame(group.telling, telling) && sameSymbols(group.one.detour, one.detour)) return group;
  const made: Group = { one, telling, proofs: [], pairs: [] };
  groups.push(made);
  return made;
}

function isSame(a: JudgedHop, b: JudgedHop): boolean {
  return (
    a.hop.answer === b.hop.answer &&
    a.hop.passage.need === b.hop.passage.need &&
    sameSymbols(a.detour, b.detour) &&
    (a.sides === b.sides || (a.sides.own === b.sides.own && a.sides.remote === b.sides.remote))
  );
}

function tellingFor(context: ReachContext, { hop: { kind, answer, passage }, sides }: JudgedHop): Telling | undefined {
  if (answer === undefined) return undefined;
  if (filtersSubnets(kind)) return context.ask(tell, answer, passage, undefined, undefined);
  return context.ask(tell, answer, passage, sides.own, sides.remote);
}

/** At a network ACL, which knows no groups. */
function filtersSubnets(kind: HopKind): boolean {
  return kind !== "load-balancer-egress" && kind !== "target-ingress";
}

function tell(
  context: ReachContext,
  answer: FilterAnswer,
  passage: Passage,
  own: InterfaceGroups | undefined,
  remote: InterfaceGroups | undefined,
): Telling {
  const sides = { own, remote };
  const { need } = passage;
  const { must, may } = answer.open;
  const because = [
    ...portReasons(need, answer.open),
    ...(portsWithin(may, must) ? [] : reasonsFor(answer, sides, subtractPorts(may, must))),
  ];
  return { answer, need, decidedBy: decisionsOf(context, answer, passage, sides), because };
}

function tellsTheSame(a: Telling | undefined, b: Telling | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return (
    a.need === b.need &&
    sameList(a.answer.nodes, b.answer.nodes, Object.is) &&
    samePorts(a.answer.open.must, b.answer.open.must) &&
    samePorts(a.answer.open.may, b.answer.open.may) &&
    sameList(a.decidedBy, b.decidedBy, sameDecision) &&
    sameSymbols(a.because, b.because)
  );
}

function sameDecision(a: DecidingRule, b: DecidingRule): boolean {
  return a.rule === b.rule && a.role === b.role;
}

function sameSymbols(a: readonly UnknownValue[], b: readonly UnknownValue[]): boolean {
  return sameList(a, b, sameSymbol);
}

function sameSymbol(a: UnknownValue, b: UnknownValue): boolean {
  return a.symbol === b.symbol;
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!same(a[at]!, b[at]!)) return false;
  return true;
}

function hopOf(
  kind: HopKind,
  { one, telling, proofs, pairs }: Group,
  only: boolean,
  doubt: readonly UnknownValue[],
  owner: Owner,
): Hop {
  const { need } = one.hop.passage;
  const atSubnets = filtersSubnets(kind);
  const [first] = pairs;
  const placed = atSubnets || !only;
  const required =
    telling === undefined
      ? unionOfPorts(pairs.map((pair) => shown(pair.hops[ORDER.indexOf(kind)]!.hop.passage.need)))
      : shown(need);
  const header = kind.includes("target") ? owner.service.span : (owner.loadBalancer?.span ?? owner.service.span);
  const answer = telling?.answer;
  const proof = answer === undefined ? undefined : Proof.together(proofs);
  const verdict = answer === undefined ? "not-applicable" : hopVerdict(one, proof);
  const decidedBy = telling?.decidedBy ?? [];
  // It closes something where packets may not come: then what would settle the flow is whether they do.
  const unproven = closesAny(one.closes) ? [...doubt, ...pairs.flatMap(({ doubts }) => doubts)] : one.detour;
  const { must, may } = answer?.open ?? { must: required, may: required };
  const hop: { -readonly [name in keyof Hop]: Hop[name] } = {
    kind,
    nodes: answer?.nodes ?? [],
    from: placed ? first!.from : undefined,
    to: placed ? first!.to : undefined,
    required,
    open: { must: intersectPorts(must, required), may: intersectPorts(may, required) },
    verdict,
    decidedBy,
    because: verdict === "undetermined" ? rootsOf([...unproven, ...telling!.because]) : [],
    span: spanOf(decidedBy) ?? answer?.nodes[0]?.span ?? header,
  };
  if (atSubnets) hop.pairs = pairs.flatMap(({ subnets }) => subnets ?? []);
  if (need.range !== undefined) hop.range = need.range;
  if (proof !== undefined) hop.proof = proof;
  return hop;
}

function shown({ kind, ports }: Need): PortSet {
  return kind === "each" ? ports : noPorts;
}

function spanOf(decisions: readonly DecidingRule[]): Span | undefined {
  const told = decisions.find(({ role }) => role !== "admits") ?? decisions[0];
  return told?.rule.portsSpan ?? told?.rule.span;
}

function hopVerdict({ hop, detour }: JudgedHop, proof: Proof | undefined): HopVerdict {
  const { answer, passage } = hop;
  if (proof?.closes) return proof.whole ? "closed" : "partial";
  return answer !== undefined && detour.length === 0 && portsWithin(passage.need.ports, answer.open.must)
    ? "open"
    : "undetermined";
}
