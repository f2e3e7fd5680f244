/** The hops of one filter at one place of the path that one missing or wrong line breaks: over all pairs of subnets and all flows. */

import { rootUnknowns, type UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type { Subnet } from "../../graph/network.ts";
import type { DecidingRule, Flow, Hop, HopKind } from "../../reach/flow.ts";
import type { Proof } from "../../reach/ways/proof.ts";
import { formatRange } from "../../sets/ip-set.ts";
import type { Bounds, PortSet } from "../../sets/port-set.ts";
import { formatPorts, intersectPorts, isNoPorts, unionOfPorts } from "../../sets/port-set.ts";
import { list } from "./entity.ts";
import { isUnnamed } from "./group-choice.ts";

/** Hops of one flow; all of one kind and with the same nodes. */
interface FlowHops {
  readonly flow: Flow;
  readonly hops: readonly [Hop, ...Hop[]];
}

/** Never empty; all of one kind and with the same nodes. */
export interface HopGroup {
  /** The first of the flows, which stands for all of them. */
  readonly flow: Flow;
  readonly hops: readonly [Hop, ...Hop[]];
  /** What is proven there of every flow, pair by pair; empty where nothing is. */
  readonly proofs: readonly Proof[];
  /** Each flow with its own hops. */
  readonly all: readonly [FlowHops, ...FlowHops[]];
}

/** What passes on every pair. */
export function openPorts({ hops }: HopGroup): Bounds<PortSet> {
  return hops.reduce(
    (open, hop) => ({ must: intersectPorts(open.must, hop.open.must), may: intersectPorts(open.may, hop.open.may) }),
    hops[0].open,
  );
}

/** Required ports that are proven not to pass; none where nothing is proven, or where it is not known which port is required. */
export function closedPorts({ proofs }: HopGroup): PortSet {
  return unionOfPorts(proofs.map(({ closed }) => closed));
}

/** The same in words: of a port that is not known its symbol. */
export function closedText(group: HopGroup): string {
  return formatPorts(closedPorts(group)) || requiredText(group);
}

export function requiredText({ hops, flow }: HopGroup): string {
  return formatPorts(hops[0].required) || flow.requiredText;
}

/** The unknowns that would settle the group. */
export function unknownsOf({ hops }: Pick<HopGroup, "hops">): readonly UnknownValue[] {
  const found = new Map<string, UnknownValue>();
  for (const hop of hops) {
    for (const unknown of hop.because) for (const root of rootUnknowns(unknown)) found.set(root.symbol, root);
  }
  return [...found.values()];
}

/** What stands for filters of which none is known. */
const UNNAMED: Readonly<Record<HopKind, string>> = {
  "load-balancer-egress": "the load balancer's security group",
  "load-balancer-acl-out": "the network ACL of the load balancer's subnet",
  "target-acl-in": "the network ACL of the target's subnet",
  "target-ingress": "the target's security group",
  "return-target-acl-out": "the network ACL of the target's subnet",
  "return-load-balancer-acl-in": "the network ACL of the load balancer's subnet",
};

/** The security groups or network ACLs, by address. */
export function nodeNames({ hops }: HopGroup): string {
  return list(hops[0].nodes.map(spoken)) || UNNAMED[hops[0].kind];
}

/** What nobody has written has a description for an address. */
function spoken({ address, assumption }: Hop["nodes"][number]): string {
  return assumption === undefined ? address : `the ${address}`;
}

/** Where the packets of the hop come from or go to, by name: what tells one missing line from another. */
export function peerNames(of: FlowHops): string {
  const { groups, subnets, others } = peersOf(of);
  return `${groups ?? (list(subnets.map(({ address }) => address)) || others)}${keepsClients(of) ? " and the clients" : ""}`;
}

/** The same as the remote side of a filter rule would say it: no rule takes a subnet or a load balancer, so that their addresses stand there. */
export function peerText(of: FlowHops): string {
  const { groups, subnets, others } = peersOf(of);
  if (groups !== undefined) return groups;
  const ordered = [...subnets].sort((a, b) => (a.address < b.address ? -1 : 1));
  const ranges = ordered.flatMap(({ address, cidrs }) => {
    const known = cidrs.flatMap((range) => (range.known ? describeFact(range, formatRange) : []));
    return known.length === 0 ? [] : `${list(known)} (${address})`;
  });
  const vague = ordered.flatMap(({ address, cidrs }) => (cidrs.some(({ known }) => known) ? [] : address));
  return list([
    ...ranges,
    ...(vague.length === 0 ? [] : [`the addresses of ${list(vague)}`]),
    ...(subnets.length === 0 ? [`the addresses of ${others}`] : []),
    ...(keepsClients(of) ? ["the addresses of the clients"] : []),
  ]);
}

interface Peers {
  /** Where the other side has some. */
  readonly groups?: string;
  /** Each once; those of the other side, else. */
  readonly subnets: readonly Subnet[];
  /** What stands for it where its subnets are not known. */
  readonly others: string;
}

/** Pairs of subnets are always from the load balancer to the target, also of answers. */
function peersOf({ flow, hops }: FlowHops): Peers {
  const kind = hops[0].kind;
  const groups =
    kind === "target-ingress"
      ? groupNames(flow, "load-balancer-egress")
      : kind === "load-balancer-egress"
        ? groupNames(flow, "target-ingress")
        : undefined;
  if (groups !== undefined) return { groups, subnets: [], others: "" };
  if (kind === "target-ingress") {
    const own = subnetsOf(hops, "from");
    const others = balancerName(flow);
    return { subnets: own.length === 0 ? subnetsOf(flow.hops, "from") : own, others };
  }
  if (kind === "load-balancer-egress") return { subnets: subnetsOf(hops, "to"), others: "the targets" };
  const atTarget = kind === "target-acl-in" || kind === "return-target-acl-out";
  return { subnets: subnetsOf(hops, atTarget ? "from" : "to"), others: "the other subnet" };
}

/** What is outside of the scan is named by what leads to it, `module.alb.arn`: what it is has to be said. */
function balancerName({ loadBalancer }: Flow): string {
  if (loadBalancer === undefined) return "the load balancer";
  return loadBalancer.external === undefined ? loadBalancer.address : `the load balancer ${loadBalancer.address}`;
}

/** Targets of a load balancer without security groups may see the addresses of its clients. */
function keepsClients({
  flow: { loadBalancer, targetGroup, purpose, hops: all },
  hops: [{ kind }],
}: FlowHops): boolean {
  if (kind !== "target-ingress" || all.some((hop) => hop.kind === "load-balancer-egress" && hop.nodes.length > 0))
    return false;
  const kept = targetGroup?.preserveClientIp;
  return purpose === "traffic" && loadBalancer?.securityGroups === "unfiltered" && !(kept?.known && !kept.value);
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

function subnetsOf(hops: readonly Hop[], side: "from" | "to"): readonly Subnet[] {
  const subnets = hops.flatMap(({ pairs, from, to }) => pairs?.map((pair) => pair[side]) ?? { from, to }[side] ?? []);
  return [...new Map(subnets.map((subnet) => [subnet.address, subnet])).values()];
}

/** Where a rule that opens it belongs: not in the default group of a VPC, which is in force only because none is named. A group that has it is told. */
export function openedNames(group: HopGroup): string {
  const into = isUnnamed(group.hops[0])
    ? `a security group of their own, in place of ${nodeNames(group)}`
    : nodeNames(group);
  const elsewhere = group.hops.flatMap(({ decidedBy }) => decidedBy).find(({ role }) => role === "elsewhere");
  if (elsewhere === undefined) return into;
  const whom = direction(group.hops[0].kind) === "ingress" ? "the targets" : "the load balancer";
  return `${into}; or give ${whom} ${elsewhere.node.address}, which has that rule`;
}

/** Why the group closes ports, as a clause about its nodes: `admits tcp 8080 from aws_security_group.alb; needs 32768-65535`. */
export function reason(group: HopGroup): string {
  if (isUnnamed(group.hops[0])) return "applies, because no group is named, and admits only its own members";
  const into = direction(group.hops[0].kind) === "ingress";
  const decisions = group.hops.flatMap(({ decidedBy }) => decidedBy);
  const elsewhere = decisions.find(({ role }) => role === "elsewhere");
  if (elsewhere?.why !== undefined) return `${into ? "does not admit it" : "does not let it out"}; ${elsewhere.why}`;
  const nearest = decisions.find(({ role, why }) => role === "nearest" && why !== undefined);
  if (nearest?.why !== undefined) return `${nearest.why}${mistaken(group.flow, nearest)}`;
  const denial = decisions.find(({ role, rule }) => role === "denies" && rule.action === "deny");
  if (denial !== undefined) return `denies it${denied(denial)}`;
  const { must, may } = openPorts(group);
  if (isNoPorts(may)) return `has no rule that ${into ? "admits it" : "lets it out"}`;
  return formatPorts(must) === formatPorts(may)
    ? `${into ? "admits" : "lets out"} only ${formatPorts(may)}`
    : `${into ? "admits" : "lets out"} at most ${formatPorts(may)}`;
}

/** Where: the resource of an entry that is one by itself, else the number of the entry. */
function denied({ rule, node }: DecidingRule): string {
  if (rule.address !== node.address) return ` in ${rule.address}`;
  return rule.number === undefined ? "" : ` (rule ${describeFact(rule.number)})`;
}

/** What the writer of a rule that misses may have meant. */
function mistaken({ portMapping, container, targetGroup, hops }: Flow, { rule }: DecidingRule): string {
  if (hops.some(({ decidedBy }) => decidedBy.some((one) => one.role === "admits" && one.rule === rule)))
    return " (it holds only some of the subnets)";
  if (portMapping !== "dynamic" || rule.ports === "all") return "";
  const { from, to } = rule.ports;
  const admits = (port: number | undefined): boolean =>
    port !== undefined && from.known && to.known && from.value <= port && port <= to.value && to.value < 32768;
  if (admits(container.port))
    return ` (${container.port} is the container's port, which is open only inside the container)`;
  const port = targetGroup?.port?.known ? targetGroup.port.value : undefined;
  return admits(port) ? ` (${port} is the target group's port, which ECS does not use)` : "";
}
