/** The arguments of one security group rule or network ACL entry into a filter rule. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { Existence, UnknownValue, Value } from "../../base/value.ts";
import type { FilterRule, Protocol, RulePorts } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asNumber, asString, byDefault, factOf } from "../facts.ts";
import { bothExist, given, unsettled } from "../value.ts";
import { spanOver, type View } from "../view.ts";
import type { Peers } from "./peers.ts";

export interface RuleParts {
  readonly direction: FilterRule["direction"];
  readonly action: FilterRule["action"];
  readonly peers: Peers;
  readonly exists: Existence;
  readonly number?: Fact<number>;
  /** What omitted ports mean, where that is not all. */
  readonly omitted?: number;
}

/**
 * `ports` is the thing that holds the port arguments, where that is not the rule itself. A rule whose protocol is no protocol, as with
 * a default of `""`, cannot be made as it stands: its peers are not taken to be all that it will have.
 */
export function filterRule(view: View, parts: RuleParts, ports: View = view): FilterRule {
  const named = view.value("ipProtocol");
  const protocol = protocolFact(named, view.spanOf("ipProtocol"));
  const unfinished = named?.kind === "string" && !protocol.known ? protocol.unknown : undefined;
  const peersRest = parts.peers.rest ?? unfinished;
  const range = rulePorts(ports, protocol, parts.omitted);
  const refused = protocol.known ? refusedPorts(ports, protocol.value, parts.omitted) : undefined;
  const portsSpan = range === "all" ? undefined : spanOver(ports, ["fromPort", "toPort"]);
  return {
    address: view.resource.address,
    direction: parts.direction,
    action: parts.action,
    protocol,
    ports: range,
    peers: parts.peers.peers,
    exists: refused === undefined ? parts.exists : bothExist(parts.exists, refused),
    span: view.span,
    ...given({ number: parts.number, peersRest, portsSpan }),
  };
}

/** AWS makes no rule of TCP or UDP without two ports, none of which is -1 ("Must specify both from and to ports with TCP/UDP"). */
function refusedPorts(view: View, protocol: Protocol, omitted: number | undefined): UnknownValue | undefined {
  if (protocol !== 6 && protocol !== 17) return undefined;
  const isPort = (name: string) => {
    const value = view.value(name);
    return value === undefined ? omitted !== undefined : asNumber(value) !== -1;
  };
  if (isPort("fromPort") && isPort("toPort")) return undefined;
  const { address } = view.resource;
  const text = `AWS refuses a rule of ${protocol === 6 ? "tcp" : "udp"} without its first and last port, and ${address} has one`;
  return unsettled(
    `rule without ports of ${address}`,
    text,
    "error",
    view.span,
    "write both ports, from 0 to 65535 for all",
  );
}

function rulePorts(view: View, protocol: FilterRule["protocol"], omitted?: number): RulePorts {
  if (!hasPorts(protocol)) return "all";
  const from = view.value("fromPort");
  const to = view.value("toPort");
  if (from === undefined && to === undefined && omitted === undefined) return "all";
  const first = portFact(view, "fromPort", from ?? to, omitted);
  const last = portFact(view, "toPort", to ?? from, omitted);
  if (first.known && last.known && (first.value === -1 || last.value === -1)) return "all";
  return { from: first, to: last };
}

function portFact(view: View, name: string, value: Value | undefined, omitted = 0): Fact<number> {
  if (value === undefined) return byDefault(omitted, view.span);
  return factOf(value, asNumber, view.spanOf(name));
}

/**
 * Whether copies of a rule (a resource or block with an unknown number of instances) can only repeat what this one says: its ports,
 * protocol and peers are all known. Else the copies may differ and the returned unknown says why.
 */
export function variesWith(context: Context, rule: FilterRule): UnknownValue | undefined {
  if (!rule.protocol.known) return rule.protocol.unknown;
  if (rule.ports !== "all") {
    if (!rule.ports.from.known) return rule.ports.from.unknown;
    if (!rule.ports.to.known) return rule.ports.to.unknown;
  }
  if (rule.peersRest !== undefined) return rule.peersRest;
  for (const peer of rule.peers) {
    if (peer.kind === "cidr") {
      if (!peer.range.known) return peer.range.unknown;
      continue;
    }
    const link = peer.kind === "security-group" ? peer.group : peer.list;
    for (const id of link.to) {
      const kind = peer.kind === "security-group" ? "security-group" : "prefix-list";
      const outside = context.node(kind, id)?.external;
      if (outside !== undefined && !outside.literal) return outside.unknown;
    }
  }
  return undefined;
}

/** The same rule, existing only where something else does too. */
export function bound(rule: FilterRule, exists: Existence): FilterRule {
  return exists === true ? rule : { ...rule, exists: bothExist(rule.exists, exists) };
}

/** Names that EC2 and the Terraform provider take (https://www.iana.org/assignments/protocol-numbers). */
const NAMES: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ["all", "all"],
  ["any", "all"],
  ["-1", "all"],
  ["tcp", 6],
  ["udp", 17],
  ["icmp", 1],
  ["icmpv6", 58],
  ["ipv6-icmp", 58],
  ["igmp", 2],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["ospf", 89],
  ["ospfigp", 89],
  ["sctp", 132],
  ["udplite", 136],
]);

function parseProtocol(text: string): Protocol | undefined {
  const plain = text.trim().toLowerCase();
  const named = NAMES.get(plain);
  if (named !== undefined) return named;
  return /^\d{1,3}$/.test(plain) && Number(plain) <= 255 ? Number(plain) : undefined;
}

/** The protocol of a value; absent means all, as EC2 reads -1. */
function protocolFact(value: Value | undefined, fallback: Span): Fact<Protocol> {
  if (value === undefined) return byDefault("all", fallback);
  return factOf<Protocol>(value, (one) => parseProtocol(asString(one) ?? ""), fallback, "all");
}

/**
 * Whether ports mean anything for a protocol: only those of TCP and UDP are ports
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html).
 */
function hasPorts(protocol: Fact<Protocol>): boolean {
  if (protocol.known) return protocol.value === 6 || protocol.value === 17;
  return protocol.among === undefined || protocol.among.some((one) => one === 6 || one === 17);
}
