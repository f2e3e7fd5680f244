/** How the properties of security groups, network ACLs and their rules are read. */
import type { Fact } from "../base/fact.ts";
import { type Truth, truthOf } from "../base/truth.ts";
import type { FilterRule, NetworkAcl, Peer, Protocol, SecurityGroup } from "../graph/model.ts";
import type { Bounds } from "../sets/bounds.ts";
import { wholeFamily } from "../sets/ip-range.ts";
import { type IpSet, ipSetOf, noAddresses, unionAddresses } from "../sets/ip-set.ts";
import { allPorts, noPorts, type PortSet, portRange } from "../sets/port-set.ts";
import type { Possible, Properties } from "./entity.ts";

export const filterProperties: Properties<"filter"> = {
  kind: { type: "choice", of: ["security-group", "network-acl"], read: ({ filter }) => [filter.kind] },
  isDefault: { type: "flag", read: ({ filter }) => truthOf(filter.isDefault) },
  rules: {
    type: "many",
    kind: "filterRule",
    read: ({ filter }) => ({
      members: filterRules(filter).map((rule) => ({
        entity: { kind: "filterRule", filter, rule },
        exists: rule.exists === true ? "true" : "unknown",
      })),
      open: filter.ingressRest !== undefined || filter.egressRest !== undefined || filter.external !== undefined,
    }),
  },
};

export const filterRuleProperties: Properties<"filterRule"> = {
  direction: { type: "choice", of: ["ingress", "egress"], read: ({ rule }) => [rule.direction] },
  action: { type: "choice", of: ["allow", "deny"], read: ({ rule }) => [rule.action] },
  protocol: {
    type: "choice",
    of: ["tcp", "udp", "icmp", "all", "other"],
    read: ({ rule }) => protocolNames(rule.protocol),
  },
  ports: { type: "ports", read: ({ rule }) => portsOf(rule) },
  peers: { type: "addresses", read: ({ rule }) => peersOf(rule) },
  overruled: { type: "flag", read: ({ filter, rule }) => overruled(filter, rule) },
  of: { type: "one", kind: "filter", read: ({ filter }) => [{ kind: "filter", filter }] },
};

/** Whether the filter has rules of its own in the direction, which replace this one that stands apart. */
function overruled({ conflicting = [] }: SecurityGroup | NetworkAcl, rule: FilterRule): Truth {
  const replaced = conflicting.some(
    ({ address, direction }) => address === rule.address && direction === rule.direction,
  );
  return replaced ? (rule.exists === true ? "true" : "unknown") : "false";
}

export function filterRules(filter: SecurityGroup | NetworkAcl): readonly FilterRule[] {
  return filter.kind === "security-group" ? filter.rules : filter.entries;
}

/** IANA protocol numbers: https://www.iana.org/assignments/protocol-numbers */
function protocolName(protocol: Protocol): string {
  if (protocol === "all") return "all";
  return protocol === 6 ? "tcp" : protocol === 17 ? "udp" : protocol === 1 || protocol === 58 ? "icmp" : "other";
}

function protocolNames(protocol: Fact<Protocol>): Possible {
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
