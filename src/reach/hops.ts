/** Turns the hops of many pairs into the short list that a flow shows. */
import type { Span } from "../base/source-file.ts";
import type { LoadBalancer, Service } from "../graph/model.ts";
import { formatPorts, intersectPorts, isNoPorts, noPorts, portsWithin, subtractPorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import { decisionsOf } from "./decisions.ts";
import { type FilterOutcome, reasonsFor } from "./filter-outcome.ts";
import type { Decision, Hop, HopKind, HopVerdict } from "./flow.ts";
import { type Need, portReasons } from "./need.ts";
import type { PairHop, PairOutcome } from "./pair.ts";
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

interface Group {
  readonly hop: PairHop;
  readonly pairs: PairOutcome[];
}

/**
 * Hops of one kind with the same filters, result and deciding rules are one. It names the pair of subnets where it does not
 * hold for all pairs, or where network ACLs filter: then the first pair that it holds for. A kind at which nothing filters for
 * any pair is one hop that is not applicable.
 */
export function hopsOfFlow(context: Context, outcomes: readonly PairOutcome[], owner: Owner): readonly Hop[] {
  const names = [owner.service.id, owner.loadBalancer?.id, ...outcomes.map(({ key }) => key)];
  return context.memo("hops", names.join("|"), () => merge(outcomes, owner));
}

function merge(outcomes: readonly PairOutcome[], owner: Owner): readonly Hop[] {
  return ORDER.flatMap((kind) => {
    const groups = new Map<string, Group>();
    for (const pair of outcomes) {
      const hop = pair.hops.find((one) => one.kind === kind)!;
      const key = hop.outcome === undefined ? "" : signature(hop.outcome, hop.need);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { hop, pairs: [pair] });
      else known.pairs.push(pair);
    }
    if (groups.size > 1) groups.delete("");
    return [...groups.values()].map((group) => hopOf(group, groups.size === 1, owner));
  });
}

const signatures = new WeakMap<FilterOutcome, string>();

function signature(outcome: FilterOutcome, need: Need): string {
  const known = signatures.get(outcome);
  if (known !== undefined) return known;
  const text = [
    need.key,
    outcome.nodes.map(({ id }) => id).join(),
    formatPorts(outcome.open.must),
    formatPorts(outcome.open.may),
    outcome.because.map(({ symbol }) => symbol).join(),
    ...outcome.shares.map(
      ({ rule, because }) => `${rule.address}@${rule.span.start} ${because.map(({ symbol }) => symbol).join()}`,
    ),
  ].join("|");
  signatures.set(outcome, text);
  return text;
}

function hopOf({ hop, pairs }: Group, only: boolean, owner: Owner): Hop {
  const { kind, need, outcome } = hop;
  const filtersSubnets = kind !== "load-balancer-egress" && kind !== "target-ingress";
  const [first] = pairs;
  const place =
    filtersSubnets || !only
      ? { from: first!.from, to: first!.to, ...(filtersSubnets ? { pairs: namedPairs(pairs) } : {}) }
      : { from: undefined, to: undefined };
  const named = pairs.flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [{ from, to }]));
  const required = need.kind === "each" ? need.ports : noPorts;
  const header = kind.includes("target") ? owner.service.span : (owner.loadBalancer?.span ?? owner.service.span);
  if (outcome === undefined) {
    const open = { must: required, may: required };
    return {
      kind,
      nodes: [],
      ...place,
      required,
      open,
      verdict: "not-applicable",
      decidedBy: [],
      because: [],
      span: header,
    };
  }
  const verdict = hopVerdict(outcome, need);
  const decidedBy = outcome.nearest === undefined ? decisionsOf(outcome, need) : [outcome.nearest];
  const unsettled = subtractPorts(outcome.open.may, outcome.open.must);
  return {
    kind,
    nodes: outcome.nodes,
    ...place,
    ...(filtersSubnets ? { pairs: named } : {}),
    required,
    open: { must: intersectPorts(outcome.open.must, required), may: intersectPorts(outcome.open.may, required) },
    verdict,
    decidedBy,
    because:
      verdict === "undetermined"
        ? rootsOf([...portReasons(need, outcome.open), ...reasonsFor(outcome, unsettled)])
        : [],
    span: spanOf(decidedBy) ?? outcome.nodes[0]?.span ?? header,
  };
}

function namedPairs(pairs: readonly PairOutcome[]): NonNullable<Hop["pairs"]> {
  return pairs.flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [{ from, to }]));
}

function spanOf(decisions: readonly Decision[]): Span | undefined {
  const told = decisions.find(({ role }) => role !== "admits") ?? decisions[0];
  return told?.rule.portsSpan ?? told?.rule.span;
}

function hopVerdict({ open }: FilterOutcome, need: Need): HopVerdict {
  if (portsWithin(need.ports, open.must)) return "open";
  if (isNoPorts(open.may)) return "closed";
  return need.kind === "each" && !portsWithin(need.ports, open.may) ? "partial" : "undetermined";
}
