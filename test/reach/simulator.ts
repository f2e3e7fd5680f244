/**
 * Sends one packet and its answer through a graph in which everything is known, rule by rule. Written apart from the engine: it
 * knows no sets, no bounds and no pairs, only single addresses and ports.
 */
import type { Fact } from "../../src/base/fact.ts";
import type { FilterRule, NetworkAcl } from "../../src/graph/filters.ts";
import type { Graph, Link, LinkSet } from "../../src/graph/model.ts";

import type { IpRange } from "../../src/sets/ip-set.ts";

/** One end of a connection. */
export interface Endpoint {
  readonly family: 4 | 6;
  readonly address: bigint;
  /** What a rule that names a group sees. */
  readonly groups: readonly string[];
  /** The subnet whose network ACL the packets pass. */
  readonly subnet: string;
  /** Whether security groups filter what leaves. */
  readonly filtered: boolean;
  /** The network ACL, where it is not the one that the graph gives to the subnet; `closed` is one that lets nothing through. */
  readonly acl?: NetworkAcl | "open" | "closed";
}

/** The filters that a connection passes, in order; the last two filter its answers. */
export const FILTERS = [
  "load-balancer-egress",
  "load-balancer-acl-out",
  "target-acl-in",
  "target-ingress",
  "return-target-acl-out",
  "return-load-balancer-acl-in",
] as const;
export type Filter = (typeof FILTERS)[number];

/** The packets between two ends. */
export interface Packets {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: number;
}

export interface Connection extends Packets {
  readonly sourcePort: number;
  readonly port: number;
}

export function value<T>(fact: Fact<T>): T {
  if (!fact.known) throw new Error(`${fact.unknown.symbol} is not known`);
  return fact.value;
}

export function only(link: Link): string {
  if (link.to.length !== 1 || link.exists !== true) throw new Error("a link that is not certain");
  return link.to[0]!;
}

export function targets(links: LinkSet): readonly string[] {
  if (links.rest !== undefined) throw new Error(`${links.rest.symbol} is not known`);
  return links.links.map(only);
}

/** Whether the connection comes about: the first packet arrives, and so does the answer. */
export function connects(graph: Graph, connection: Connection): boolean {
  const { port, sourcePort } = connection;
  return FILTERS.every((filter) => lets(graph, filter, connection, filter.startsWith("return") ? sourcePort : port));
}

/** Whether a filter lets a packet to the port through, or an answer. */
export function lets(graph: Graph, filter: Filter, way: Packets, port: number): boolean {
  const { from, to, protocol } = way;
  switch (filter) {
    case "load-balancer-egress":
      return !from.filtered || groupsAllow(graph, from.groups, "egress", to, protocol, port);
    case "target-ingress":
      return groupsAllow(graph, to.groups, "ingress", from, protocol, port);
  }
  if (from.subnet === to.subnet) return true;
  switch (filter) {
    case "load-balancer-acl-out":
      return aclAllows(graph, from, "egress", to, protocol, port);
    case "target-acl-in":
      return aclAllows(graph, to, "ingress", from, protocol, port);
    case "return-target-acl-out":
      return aclAllows(graph, to, "egress", from, protocol, port);
    case "return-load-balancer-acl-in":
      return aclAllows(graph, from, "ingress", to, protocol, port);
  }
}

function groupsAllow(
  graph: Graph,
  groups: readonly string[],
  direction: "ingress" | "egress",
  other: Endpoint,
  protocol: number,
  port: number,
): boolean {
  for (const id of groups) {
    const group = graph.get("security-group", id);
    if (group === undefined) throw new Error(`no group ${id}`);
    for (const rule of group.rules)
      if (rule.direction === direction && matches(graph, rule, other, protocol, port)) return true;
  }
  return false;
}

function aclAllows(
  graph: Graph,
  own: Endpoint,
  direction: "ingress" | "egress",
  other: Endpoint,
  protocol: number,
  port: number,
): boolean {
  const acl = own.acl ?? aclOf(graph, own.subnet);
  if (acl === undefined || acl === "open") return true;
  if (acl === "closed") return false;
  const entries = acl.entries.filter((entry) => entry.direction === direction);
  entries.sort((a, b) => value(a.number!) - value(b.number!));
  for (const entry of entries) if (matches(graph, entry, other, protocol, port)) return entry.action === "allow";
  return false;
}

function aclOf(graph: Graph, subnet: string): NetworkAcl | undefined {
  const acls = graph.of("network-acl");
  return acls.find((acl) => targets(acl.subnets).includes(subnet)) ?? acls.find(({ isDefault }) => isDefault);
}

function matches(graph: Graph, rule: FilterRule, other: Endpoint, protocol: number, port: number): boolean {
  if (rule.exists !== true || rule.peersRest !== undefined) throw new Error("a rule that is not certain");
  const spoken = value(rule.protocol);
  if (spoken !== "all" && spoken !== protocol) return false;
  if (spoken !== "all" && rule.ports !== "all") {
    if (port < value(rule.ports.from)) return false;
    if (port > value(rule.ports.to)) return false;
  }
  for (const peer of rule.peers) {
    if (peer.exists !== true) throw new Error("a peer that is not certain");
    if (peer.kind === "cidr" && inside(value(peer.range), other)) return true;
    if (peer.kind === "security-group" && other.groups.includes(only(peer.group))) return true;
    if (peer.kind === "prefix-list") {
      const list = graph.get("prefix-list", only(peer.list));
      if (list?.ranges.some((range) => inside(value(range), other))) return true;
    }
  }
  return false;
}

function inside(range: IpRange, { family, address }: Endpoint): boolean {
  return range.family === family && range.first <= address && address <= range.last;
}
