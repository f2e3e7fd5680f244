/** Turns the hops of many pairs into the short list that a flow shows. */
import type { Span } from "../base/source-file.ts";
import type { UnknownValue } from "../base/value.ts";
import type { LoadBalancer, Service } from "../graph/model.ts";
import { intersectPorts, noPorts, portsWithin, samePorts, subtractPorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import { decisionsOf } from "./decisions.ts";
import { type FilterAnswer, reasonsFor, reasonsOf, type Share } from "./filter-answer.ts";
import type { Decision, Hop, HopKind, HopVerdict } from "./flow.ts";
import { closesAny, type JudgedHop, type JudgedPair } from "./judged-pair.ts";
import { portReasons } from "./need.ts";
import { Proof, type Proofs, type Ways } from "./proof.ts";
import { rootsOf } from "./unknowns.ts";

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

/** Hops of which people would be told the same. */
interface Group {
  readonly one: JudgedHop;
  readonly proofs: Proof[];
  readonly pairs: JudgedPair[];
}

/**
 * Hops of one kind with the same filters, result and deciding rules are one. It names the pair of subnets where it does not
 * hold for all pairs, or where network ACLs filter: then the first pair that it holds for. A kind at which nothing filters for
 * any pair is one hop that is not applicable.
 */
export function hopsOfFlow(context: Context, { pairs, doubt }: Ways, proofs: Proofs, owner: Owner): readonly Hop[] {
  return ORDER.flatMap((kind, at) => {
    const groups: Group[] = [];
    for (const pair of pairs) {
      const one = pair.hops[at];
      if (one === undefined) continue;
      const proof = proofs.hops.get(one);
      const same = groups.find((group) => tellsTheSame(group.one, one));
      const group = same ?? { one, proofs: [], pairs: [] };
      if (same === undefined) groups.push(group);
      group.pairs.push(pair);
      if (proof !== undefined) group.proofs.push(proof);
    }
    const shown = groups.length > 1 ? groups.filter(({ one }) => one.hop.answer !== undefined) : groups;
    return shown.map((group) => hopOf(context, kind, group, groups.length === 1, doubt, owner));
  });
}

function tellsTheSame(a: JudgedHop, b: JudgedHop): boolean {
  const [left, right] = [a.hop.answer, b.hop.answer];
  if (left === undefined || right === undefined) return left === right;
  return (
    a.hop.passage.need === b.hop.passage.need &&
    sameSymbols(a.detour, b.detour) &&
    (left === right || sameAnswer(left, right)) &&
    sameReasons(a, b)
  );
}

function sameAnswer(a: FilterAnswer, b: FilterAnswer): boolean {
  return (
    sameList(a.nodes, b.nodes, (left, right) => left === right) &&
    samePorts(a.open.must, b.open.must) &&
    samePorts(a.open.may, b.open.may) &&
    sameSymbols(a.because, b.because) &&
    sameList(a.shares, b.shares, (left, right) => left.rule === right.rule)
  );
}

function sameReasons(a: JudgedHop, b: JudgedHop): boolean {
  const of = ({ hop, sides }: JudgedHop): readonly UnknownValue[] =>
    (hop.answer?.shares ?? []).flatMap((share: Share) => reasonsOf(share, sides));
  return (
    (a.hop.answer === b.hop.answer && a.sides.own === b.sides.own && a.sides.remote === b.sides.remote) ||
    sameSymbols(of(a), of(b))
  );
}

function sameSymbols(a: readonly UnknownValue[], b: readonly UnknownValue[]): boolean {
  return a === b || sameList(a, b, (left, right) => left.symbol === right.symbol);
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): boolean {
  return a.length === b.length && a.every((one, at) => same(one, b[at]!));
}

function hopOf(
  context: Context,
  kind: HopKind,
  { one, proofs, pairs }: Group,
  only: boolean,
  doubt: Ways["doubt"],
  owner: Owner,
): Hop {
  const { hop, sides } = one;
  const { answer, passage } = hop;
  const { need } = passage;
  const filtersSubnets = kind !== "load-balancer-egress" && kind !== "target-ingress";
  const [first] = pairs;
  const named = pairs.flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [{ from, to }]));
  const place =
    filtersSubnets || !only
      ? { from: first!.from, to: first!.to, ...(filtersSubnets ? { pairs: named } : {}) }
      : { from: undefined, to: undefined };
  const required = need.kind === "each" ? need.ports : noPorts;
  const header = kind.includes("target") ? owner.service.span : (owner.loadBalancer?.span ?? owner.service.span);
  const common = { kind, ...place, required, ...(need.range === undefined ? {} : { range: need.range }) };
  if (answer === undefined) {
    const open = { must: required, may: required };
    return { ...common, nodes: [], open, verdict: "not-applicable", decidedBy: [], because: [], span: header };
  }
  const proof = Proof.together(proofs);
  const verdict = hopVerdict(one, proof);
  const decidedBy = decisionsOf(context, one);
  // It closes something where packets may not come: then what would settle the flow is whether they do.
  const unproven = closesAny(one.closes) ? [...doubt, ...pairs.flatMap(({ doubts }) => doubts)] : one.detour;
  const unsettled = subtractPorts(answer.open.may, answer.open.must);
  return {
    ...common,
    nodes: answer.nodes,
    open: { must: intersectPorts(answer.open.must, required), may: intersectPorts(answer.open.may, required) },
    verdict,
    ...(proof === undefined ? {} : { proof }),
    decidedBy,
    because:
      verdict === "undetermined"
        ? rootsOf([...unproven, ...portReasons(need, answer.open), ...reasonsFor(answer, sides, unsettled)])
        : [],
    span: spanOf(decidedBy) ?? answer.nodes[0]?.span ?? header,
  };
}

function spanOf(decisions: readonly Decision[]): Span | undefined {
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
