/** Puts filter rules and the two sides of a hop into words. */
import type { Fact } from "../base/fact.ts";
import type { Graph } from "../graph/graph.ts";
import type { FilterRule, Link, Peer, Protocol, RulePorts } from "../graph/model.ts";
import { formatRange } from "../sets/ip-range.ts";
import type { Addresses } from "./addresses.ts";
import type { InterfaceGroups } from "./groups.ts";

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, "icmp"],
  [6, "tcp"],
  [17, "udp"],
  [58, "icmpv6"],
]);

/** `tcp`, `all traffic`, `protocol 50`. */
function protocolText(protocol: Fact<Protocol>): string {
  return protocol.known ? protocolName(protocol.value) : `protocol ${protocol.unknown.symbol}`;
}

export function protocolName(protocol: Protocol): string {
  if (protocol === "all") return "all traffic";
  return NAMES.get(protocol) ?? `protocol ${protocol}`;
}

/** `8080`, `32768-65535`, `var.port`; empty for all ports. */
function rulePortsText(ports: RulePorts): string {
  if (ports === "all") return "";
  const [from, to] = [ports.from, ports.to].map(valueText);
  return from === to ? from! : `${from}-${to}`;
}

/** `tcp 8080`, `all traffic`. */
export function trafficText(rule: FilterRule): string {
  const all = rule.protocol.known && rule.protocol.value === "all";
  const ports = all ? "" : rulePortsText(rule.ports);
  return ports === "" ? protocolText(rule.protocol) : `${protocolText(rule.protocol)} ${ports}`;
}

/** `aws_security_group.alb or 10.0.0.0/16`, `nobody`. */
export function peersText(graph: Graph, rule: FilterRule): string {
  const names = rule.peers.map((peer) => peerText(graph, peer));
  if (rule.peersRest !== undefined) names.push(rule.peersRest.symbol);
  return names.length === 0 ? "nobody" : names.join(" or ");
}

function peerText(graph: Graph, peer: Peer): string {
  if (peer.kind === "cidr") return peer.range.known ? formatRange(peer.range.value) : peer.range.unknown.symbol;
  return linkText(graph, peer.kind === "prefix-list" ? peer.list : peer.group);
}

function linkText(graph: Graph, link: Link): string {
  return link.to.map((id) => graph.node(id)?.address ?? id).join(" or ");
}

/** What a rule would have to name to match the other side: its groups where it has any, else its addresses. */
export function remoteText(groups: InterfaceGroups | undefined, addresses: Addresses): string {
  const names = groups?.set.members.map(({ group }) => group.address) ?? [];
  return names.length > 0 ? names.join(" or ") : addresses.text;
}

/** The value, or the symbol of an unknown one. */
export function valueText(fact: Fact<string | number>): string {
  return fact.known ? `${fact.value}` : fact.unknown.symbol;
}
