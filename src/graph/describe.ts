/** Nodes and filter rules → the short texts by which people know them. */
import type { Fact } from "../base/fact.ts";
import { formatRange } from "../sets/ip-set.ts";
import type { FilterRule, Peer, Protocol, RulePorts } from "./filters.ts";
import type { NodeId } from "./model.ts";

/** The address in a node's id: what follows the root, or the symbol of an external node. */
export function addressOf(id: NodeId): string {
  return id.startsWith("external:") ? id.slice("external:".length) : id.slice(id.indexOf("#") + 1);
}

/** How a fact is told. */
type Describe = <T>(fact: Fact<T>, describe?: (value: T) => string) => string;

/** `allow tcp 32768-65535 from aws_security_group.alb`; an egress rule has `to`. */
export function describeFilterRule(rule: FilterRule): string {
  return describeRule(rule, describeFact, rule.peersRest?.symbol);
}

/** The same, without what unknown values are called: that depends on how much of a repository is scanned. */
export function identifyFilterRule(rule: FilterRule): string {
  return describeRule(rule, identifyFact, rule.peersRest === undefined ? undefined : UNKNOWN);
}

function describeRule(rule: FilterRule, describe: Describe, rest: string | undefined): string {
  const peers = [...rule.peers.map((peer) => describePeer(peer, describe)), ...(rest === undefined ? [] : [rest])];
  const number = rule.number === undefined ? "" : ` (rule ${describe(rule.number)})`;
  const side = rule.direction === "ingress" ? "from" : "to";
  return `${rule.action} ${describeTraffic(rule, describe)} ${side} ${peers.join(", ") || "nobody"}${number}`;
}

/** Protocol and ports: `tcp 80`, `udp 1024-65535`, `all traffic`. */
export function describeTraffic({ protocol, ports }: FilterRule, describe: Describe = describeFact): string {
  if (protocol.known && protocol.value === "all" && protocol.sensitive !== true) return "all traffic";
  const name = describe(protocol, protocolName);
  const range = describePorts(ports, describe);
  return range === undefined ? name : `${name} ${range}`;
}

function describePorts(ports: RulePorts, describe: Describe): string | undefined {
  if (ports === "all") return undefined;
  const from = describe(ports.from);
  const to = describe(ports.to);
  return from === to ? from : `${from}-${to}`;
}

/** `10.0.0.0/16`, `aws_security_group.alb`, `a or b`; by default a node is named by the address in its id. */
export function describePeer(
  peer: Peer,
  describe: Describe = describeFact,
  nameOf: (id: NodeId) => string = addressOf,
): string {
  if (peer.kind === "cidr") return describe(peer.range, formatRange);
  return (peer.kind === "security-group" ? peer.group : peer.list).to.map(nameOf).join(" or ");
}

/** IANA protocol numbers: https://www.iana.org/assignments/protocol-numbers */
export function protocolName(protocol: Protocol): string {
  const names: Readonly<Record<string, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };
  return names[protocol] ?? `protocol ${protocol}`;
}

const SENSITIVE = "(sensitive)";

/** The value, or the symbol of what is not known. */
export function describeFact<T>(fact: Fact<T>, describe: (value: T) => string = String): string {
  if (!fact.known) return fact.unknown.symbol;
  return fact.sensitive === true ? SENSITIVE : describe(fact.value);
}

const UNKNOWN = "?";

/** The value, or that it is not known. */
export function identifyFact<T>(fact: Fact<T>, describe: (value: T) => string = String): string {
  if (!fact.known) return UNKNOWN;
  return fact.sensitive === true ? SENSITIVE : describe(fact.value);
}

/** That arguments of a resource are as they are written, where `ignore_changes` leaves them to others: a sentence. */
export function hasAsWritten(address: string, names: readonly string[]): string {
  return `${address} has the ${names.join(" and ")} that is written, although its ignore_changes leaves that to others`;
}

/** The same of a resource that leaves all of it to others. */
export function isAsWritten(address: string): string {
  return `${address} is as it is written, although its ignore_changes leaves all of that to others`;
}
