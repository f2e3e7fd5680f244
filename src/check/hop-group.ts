/** The hops of one flow that are one filter at one place of the path, over all pairs of subnets. */
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { Flow, Hop, HopKind } from "../reach/flow.ts";
import type { Bounds } from "../sets/bounds.ts";
import {
  formatPorts,
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  subtractPorts,
  unionPorts,
} from "../sets/port-set.ts";

/** Never empty; all of one kind and with the same nodes. */
export interface HopGroup {
  readonly flow: Flow;
  readonly hops: readonly Hop[];
}

/** What identifies the group within its flow. */
export function groupKey(hop: Hop): string {
  return JSON.stringify([hop.kind, ...hop.nodes.map(({ id }) => id)]);
}

/** What passes on every pair. */
export function openPorts({ hops }: HopGroup): Bounds<PortSet> {
  const first = hops[0]!;
  return hops.reduce(
    (open, hop) => ({ must: intersectPorts(open.must, hop.open.must), may: intersectPorts(open.may, hop.open.may) }),
    first.open,
  );
}

/** What is proven not to pass on some pair. */
export function closedPorts({ hops }: HopGroup): PortSet {
  return hops.reduce((closed, hop) => unionPorts(closed, subtractPorts(hop.required, hop.open.may)), noPorts);
}

/** The unknowns that would settle the group. */
export function unknownsOf({ hops }: HopGroup): readonly UnknownValue[] {
  const found = new Map<string, UnknownValue>();
  for (const hop of hops) {
    for (const unknown of hop.because) for (const root of rootUnknowns(unknown)) found.set(root.symbol, root);
  }
  return [...found.values()];
}

/** The security groups or network ACLs, by address. */
export function nodeNames({ hops }: HopGroup): string {
  return list(hops[0]!.nodes.map(({ address }) => address)) || "the filter";
}

/**
 * Where the packets of the hop come from or go to, as the remote side of a filter rule would say it. Pairs of subnets are
 * always from the load balancer to the target, also of answers.
 */
export function peerNames(group: HopGroup): string {
  const { flow, hops } = group;
  const kind = hops[0]!.kind;
  if (kind === "target-ingress") return groupNames(flow, "load-balancer-egress") ?? unfilteredNames(group);
  if (kind === "load-balancer-egress")
    return groupNames(flow, "target-ingress") ?? subnetNames(group, "to") ?? "the targets";
  const atTarget = kind === "target-acl-in" || kind === "return-target-acl-out";
  return subnetNames(group, atTarget ? "from" : "to") ?? "the other subnet";
}

/** A load balancer without security groups is named by its subnets; where it keeps the clients' addresses, they are peers too. */
function unfilteredNames(group: HopGroup): string {
  const { loadBalancer } = group.flow;
  const own = subnetNames(group, "from") ?? loadBalancer?.address ?? "the load balancer";
  return loadBalancer?.securityGroups === "unfiltered" ? `${own} and the clients` : own;
}

/** The direction of the filter rules that decide a kind of hop. */
export function direction(kind: HopKind): "ingress" | "egress" {
  return kind === "target-ingress" || kind === "target-acl-in" || kind === "return-load-balancer-acl-in"
    ? "ingress"
    : "egress";
}

function groupNames(flow: Flow, kind: HopKind): string | undefined {
  const names = new Set(
    flow.hops.filter((hop) => hop.kind === kind).flatMap((hop) => hop.nodes.map(({ address }) => address)),
  );
  return names.size === 0 ? undefined : list([...names], "or");
}

function subnetNames({ hops }: HopGroup, side: "from" | "to"): string | undefined {
  const subnets = hops.flatMap(({ pairs, from, to }) => pairs?.map((pair) => pair[side]) ?? { from, to }[side] ?? []);
  const names = new Set(subnets.map(({ address }) => address));
  return names.size === 0 ? undefined : list([...names]);
}

/** Why the group closes ports, as a clause about its nodes: `admits tcp 8080 from aws_security_group.alb; needs 32768-65535`. */
export function reason(group: HopGroup): string {
  const decisions = group.hops.flatMap(({ decidedBy }) => decidedBy);
  const nearest = decisions.find(({ role, why }) => role === "nearest" && why !== undefined);
  if (nearest?.why !== undefined) return nearest.why;
  const denial = decisions.find(({ role, rule }) => role === "denies" && rule.action === "deny");
  if (denial !== undefined) return `denies it in ${denial.rule.address}`;
  const open = openPorts(group).may;
  return isNoPorts(open) ? "has no rule that admits it" : `admits only ${formatPorts(open)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(names: readonly string[], conjunction = "and"): string {
  if (names.length <= 1) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`;
}
