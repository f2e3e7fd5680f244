/** Security groups, network ACLs and their rules, as policy rules see them. */
import type { Fact } from "../../base/fact.ts";
import { type Truth, truthOf } from "../../base/truth.ts";
import { identifyFilterRule } from "../../graph/describe.ts";
import type { FilterRule, NetworkAcl, Peer, Protocol, SecurityGroup } from "../../graph/model.ts";
import { wholeFamily } from "../../sets/ip-range.ts";
import { type IpSet, ipSetOf, noAddresses, unionAddresses } from "../../sets/ip-set.ts";
import { allPorts, type Bounds, noPorts, type PortSet, portRange } from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import { type EntityRecord, existence, own, type PossibleValues } from "./entity.ts";

type Filter = SecurityGroup | NetworkAcl;

export const filter: EntityRecord<"filter"> = {
  description: "A security group or a network ACL.",
  select: (world) => filtersOf(world).map((filter) => ({ kind: "filter", filter })),
  properties: {
    kind: {
      type: "choice",
      description: "Always known.",
      of: ["security-group", "network-acl"],
      read: ({ filter }) => [filter.kind],
    },
    isDefault: {
      type: "flag",
      description: "It is its VPC's default one.",
      read: ({ filter }) => truthOf(filter.isDefault),
    },
    rules: {
      type: "many",
      kind: "filterRule",
      description: "Its filter rules of both directions.",
      read: ({ filter }) => ({
        members: filterRules(filter).map((rule) => ({
          entity: { kind: "filterRule", filter, rule },
          exists: existence(rule.exists),
        })),
        mayBeMore: filter.ingressRest !== undefined || filter.egressRest !== undefined || filter.external !== undefined,
      }),
    },
  },
  placeholders: {
    filter: ({ filter }) => filter.address,
    rules: ({ filter }) => String(filterRules(filter).length),
  },
  identity: ({ filter }) => [filter.id],
  place: ({ filter }) => filter.span,
  nodes: ({ filter }) => [filter],
};

export const filterRule: EntityRecord<"filterRule"> = {
  description: "An entry of a security group or network ACL, taken by itself.",
  select: (world) =>
    filtersOf(world).flatMap((filter) => filterRules(filter).map((rule) => ({ kind: "filterRule", filter, rule }))),
  properties: {
    direction: {
      type: "choice",
      description: "Always known.",
      of: ["ingress", "egress"],
      read: ({ rule }) => [rule.direction],
    },
    action: { type: "choice", description: "Always known.", of: ["allow", "deny"], read: ({ rule }) => [rule.action] },
    protocol: {
      type: "choice",
      description: "As written; `all` is every protocol, `other` any but these.",
      of: ["tcp", "udp", "icmp", "all", "other"],
      read: ({ rule }) => protocolNames(rule.protocol),
    },
    ports: {
      type: "ports",
      description: "The ports that it names; all where its protocol has none.",
      read: ({ rule }) => portsOf(rule),
    },
    peers: { type: "addresses", description: "The addresses that it names.", read: ({ rule }) => peersOf(rule) },
    overruled: {
      type: "flag",
      description:
        "It stands apart from a filter that has rules of its own in the same direction, and the next apply removes it. Unknown where the rule only may be there.",
      read: ({ filter, rule }) => overruled(filter, rule),
    },
    of: {
      type: "one",
      kind: "filter",
      description: "The security group or network ACL that it is an entry of.",
      read: ({ filter }) => [{ kind: "filter", filter }],
    },
  },
  placeholders: { filter: ({ filter }) => filter.address, filterRule: ({ rule }) => rule.address },
  identity: ({ filter, rule }) => [filter.id, rule.address, ...identityIn(filter, rule)],
  place: ({ rule }) => rule.portsSpan ?? rule.span,
  related({ filter, rule }, tell) {
    for (const { inline } of overruling(filter, rule)) tell(`${filter.address} has rules of its own here`, inline);
    tell(`it belongs to ${filter.address}`, filter.span);
  },
  nodes: ({ filter }) => [filter],
};

function filtersOf(world: World): readonly Filter[] {
  return own(world, [...world.graph.of("security-group"), ...world.graph.of("network-acl")]);
}

function filterRules(filter: Filter): readonly FilterRule[] {
  return filter.kind === "security-group" ? filter.rules : filter.entries;
}

/** Whether the filter has rules of its own in the direction, which replace this one that stands apart. */
function overruled(filter: Filter, rule: FilterRule): Truth {
  return overruling(filter, rule).length > 0 ? existence(rule.exists) : "false";
}

function overruling({ conflicting = [] }: Filter, rule: FilterRule): NonNullable<Filter["conflicting"]> {
  return conflicting.filter(({ address, direction }) => address === rule.address && direction === rule.direction);
}

/** What the rule says, and which it is where several say the same as far as it is known. */
function identityIn(filter: Filter, rule: FilterRule): readonly (string | number)[] {
  const text = identifyFilterRule(rule);
  const same = filterRules(filter).filter((one) => one.address === rule.address && identifyFilterRule(one) === text);
  const at = same.indexOf(rule);
  return at > 0 ? [text, at] : [text];
}

/** IANA protocol numbers: https://www.iana.org/assignments/protocol-numbers */
function protocolName(protocol: Protocol): string {
  if (protocol === "all") return "all";
  return protocol === 6 ? "tcp" : protocol === 17 ? "udp" : protocol === 1 || protocol === 58 ? "icmp" : "other";
}

function protocolNames(protocol: Fact<Protocol>): PossibleValues {
  return protocol.known ? [protocolName(protocol.value)] : protocol.among?.map(protocolName);
}

function portsOf(rule: FilterRule): Bounds<PortSet> {
  if (rule.ports === "all") return { must: allPorts, may: allPorts };
  const { from, to } = rule.ports;
  const most = portRange(from.known ? from.value : 0, to.known ? to.value : 65535);
  return { must: from.known && to.known ? most : noPorts, may: most };
}

const allAddresses = ipSetOf([wholeFamily(4), wholeFamily(6)]);

function peersOf(rule: FilterRule): Bounds<IpSet> {
  let bounds: Bounds<IpSet> = { must: noAddresses, may: rule.peersRest === undefined ? noAddresses : allAddresses };
  for (const peer of rule.peers) {
    const more = peerAddresses(peer);
    bounds = { must: unionAddresses(bounds.must, more.must), may: unionAddresses(bounds.may, more.may) };
  }
  return bounds;
}

function peerAddresses(peer: Peer): Bounds<IpSet> {
  if (peer.kind !== "cidr" || !peer.range.known) return { must: noAddresses, may: allAddresses };
  const addresses = ipSetOf([peer.range.value]);
  return { must: peer.exists === true ? addresses : noAddresses, may: addresses };
}
