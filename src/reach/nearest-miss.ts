/** Finds, where nothing admits, the rule that comes closest, and says why it misses. */
import type { Graph } from "../graph/graph.ts";
import type { FilterRule, NetworkAcl, SecurityGroup } from "../graph/model.ts";
import { isNoAddresses } from "../sets/ip-set.ts";
import { intersectPorts, isNoPorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import type { Sides } from "./filter-answer.ts";
import type { Decision } from "./flow.ts";
import { matchProtocol, type Passage } from "./rule-match.ts";
import { matchPeers } from "./rule-peers.ts";
import { matchRulePorts } from "./rule-ports.ts";
import { givenOf } from "./unknowns.ts";
import { peersText, protocolName, remoteText, trafficText } from "./wording.ts";

interface Miss {
  readonly rule: FilterRule;
  readonly node: SecurityGroup | NetworkAcl;
  readonly peer: boolean;
  readonly ports: boolean;
  readonly protocol: boolean;
}

/** The protocol counts most, then the peer, then the ports; of equals the first. Undefined where there is no allow rule at all. */
export function nearestMiss(
  context: Context,
  nodes: readonly (SecurityGroup | NetworkAcl)[],
  passage: Passage,
  sides: Sides,
): Decision | undefined {
  let best: Miss | undefined;
  for (const node of nodes)
    for (const rule of rulesOf(context, node, passage.direction)) {
      const miss = missOf(context, rule, node, passage);
      if (best === undefined || closeness(miss) > closeness(best)) best = miss;
    }
  if (best === undefined) return undefined;
  return { rule: best.rule, node: best.node, role: "nearest", why: whyMissed(context.graph, best, passage, sides) };
}

function rulesOf(
  context: Context,
  node: SecurityGroup | NetworkAcl,
  direction: Passage["direction"],
): readonly FilterRule[] {
  return context.index.rulesOf(node, direction).filter(({ action }) => action === "allow");
}

function missOf(context: Context, rule: FilterRule, node: Miss["node"], { remote, need, protocol }: Passage): Miss {
  const all = rule.protocol.known && rule.protocol.value === "all";
  return {
    rule,
    node,
    peer: !isNoAddresses(matchPeers(context, rule, remote, givenOf(context, [])).may),
    ports: !isNoPorts(intersectPorts(matchRulePorts(all ? "all" : rule.ports, need).ports.may, need.ports)),
    protocol: matchProtocol(rule.protocol, protocol) !== "false",
  };
}

function closeness({ protocol, peer, ports }: Miss): number {
  return (protocol ? 4 : 0) + (peer ? 2 : 0) + (ports ? 1 : 0);
}

/** `admits tcp 8080 from aws_security_group.alb; needs 32768-65535`. */
function whyMissed(
  graph: Graph,
  { rule, node, peer, ports, protocol }: Miss,
  passage: Passage,
  { remote }: Sides,
): string {
  const side = passage.direction === "ingress" ? "from" : "to";
  const has = `admits ${trafficText(rule)} ${side} ${peersText(graph, rule)}`;
  const groups = node.kind === "security-group" ? remote : undefined;
  const needs = [
    ...(protocol ? [] : [protocolName(passage.protocol)]),
    ...(ports ? [] : [passage.need.text]),
    ...(peer ? [] : [`${side} ${remoteText(groups, passage.remote.addresses)}`]),
  ];
  return needs.length === 0 ? `${has}, but an entry before it denies` : `${has}; needs ${needs.join(" ")}`;
}
