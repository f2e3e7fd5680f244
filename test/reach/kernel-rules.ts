/** Writes the security groups and network ACLs of a known graph as nftables rules. */
import type { FilterRule, NetworkAcl } from "../../src/graph/filters.ts";
import type { Graph } from "../../src/graph/model.ts";

import { formatAddress, type IpRange } from "../../src/sets/ip-set.ts";
import { REDIRECT } from "./kernel-network.ts";
import { only, targets, value } from "./simulator.ts";

/** Who carries a group: the IPv4 addresses. */
export type Carriers = ReadonlyMap<string, readonly string[]>;

/** The chain of an interface that sends: what its groups let out, and answers. */
export function senderRules(graph: Graph, groups: readonly string[], carriers: Carriers): string {
  const allowed = groupRules(graph, groups, "egress", carriers);
  return `table ip groups {
    chain out { type filter hook output priority 0; policy drop; oifname lo accept; ct state established,related accept; ${allowed} }
    chain in { type filter hook input priority 0; policy drop; iifname lo accept; ct state established,related accept; }
  }`;
}

/** The chain of an interface that takes connections: what its groups let in, and the answers. It stands before the redirection. */
export function receiverRules(graph: Graph, groups: readonly string[], carriers: Carriers): string {
  const allowed = groupRules(graph, groups, "ingress", carriers);
  return `table ip groups {
    chain in { type filter hook prerouting priority -150; policy drop; iifname lo accept; ct state established,related accept; ${allowed} }
    ${REDIRECT}
    chain out { type filter hook output priority 0; policy drop; oifname lo accept; ct state established,related accept; }
  }`;
}

/** The router: packets pass the ACL of the subnet they leave and of the one they enter, answers like all others. */
export function routerRules(graph: Graph, subnets: readonly string[]): string {
  const chains = subnets.flatMap((name) =>
    (["egress", "ingress"] as const).map(
      (direction) => `chain ${name}-${direction} { ${aclRules(graph, name, direction)} }`,
    ),
  );
  const jumps = [
    ...subnets.map((name) => `iifname "to-${name}" jump ${name}-egress`),
    ...subnets.map((name) => `oifname "to-${name}" jump ${name}-ingress`),
  ];
  return `table ip acls {
    ${chains.join("\n    ")}
    chain forward { type filter hook forward priority 0; policy drop; ${jumps.join("; ")}; accept; }
  }`;
}

function groupRules(
  graph: Graph,
  groups: readonly string[],
  direction: "ingress" | "egress",
  carriers: Carriers,
): string {
  return groups
    .flatMap((id) => graph.get("security-group", id)!.rules)
    .filter((rule) => rule.direction === direction)
    .flatMap((rule) => matches(rule, direction, carriers).map((match) => `${match} accept;`))
    .join(" ");
}

function aclRules(graph: Graph, subnet: string, direction: "ingress" | "egress"): string {
  const acl: NetworkAcl | undefined = graph
    .of("network-acl")
    .find((one) => targets(one.subnets).some((id) => id.endsWith(`#${subnet}`)));
  if (acl === undefined) return "return;";
  const entries = acl.entries.filter((entry) => entry.direction === direction);
  const ordered = [...entries].sort((a, b) => value(a.number!) - value(b.number!));
  const lines = ordered.flatMap((entry) => {
    const verdict = entry.action === "allow" ? "return" : "drop";
    return matches(entry, direction, new Map()).map((match) => `${match} ${verdict};`);
  });
  return [...lines, "drop;"].join(" ");
}

/** One match for each peer; none where nothing of IPv4 and TCP can match. */
function matches(
  { protocol, ports, peers }: FilterRule,
  direction: "ingress" | "egress",
  carriers: Carriers,
): readonly string[] {
  const spoken = value(protocol);
  if (spoken !== "all" && spoken !== 6) return [];
  const service = spoken === "all" ? "meta l4proto tcp" : portMatch(ports);
  if (service === undefined) return [];
  const side = direction === "ingress" ? "saddr" : "daddr";
  return peers.flatMap((peer) => {
    if (peer.kind === "security-group") {
      const addresses = carriers.get(only(peer.group)) ?? [];
      return addresses.length === 0 ? [] : [`ip ${side} { ${addresses.join(", ")} } ${service}`];
    }
    if (peer.kind !== "cidr") return [];
    const range: IpRange = value(peer.range);
    if (range.family !== 4) return [];
    return [`ip ${side} ${formatAddress(4, range.first)}-${formatAddress(4, range.last)} ${service}`];
  });
}

function portMatch(ports: FilterRule["ports"]): string | undefined {
  if (ports === "all") return "meta l4proto tcp";
  const [from, to] = [value(ports.from), value(ports.to)];
  if (from > to) return undefined;
  return from === to ? `tcp dport ${from}` : `tcp dport ${from}-${to}`;
}
