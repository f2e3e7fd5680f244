/** Says which filter rules decided a hop, and where nothing admits, which rule comes closest and why it misses. */
import type { Origin } from "../../base/value.ts";
import { describePeer, describeTraffic, protocolName } from "../../graph/describe.ts";
import type { FilterRule, NetworkAcl, SecurityGroup } from "../../graph/filters.ts";
import type { Graph } from "../../graph/model.ts";

import { isNoAddresses } from "../../sets/ip-set.ts";
import {
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portsMeet,
  portsWithin,
  sizeOfPorts,
  subtractPorts,
  unionPorts,
} from "../../sets/port-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { givenOf, rootsOf } from "../certainty/unknowns.ts";
import type { DecidingRule } from "../flow.ts";
import type { Addresses } from "../sides/addresses.ts";
import type { InterfaceGroups } from "../sides/interfaces.ts";

import { type FilterAnswer, reasonsOf, type Share, type Sides } from "./filter-answer.ts";
import { candidatesOf, matchProtocol, matchRule, matchRulePorts, type Passage } from "./rule-match.ts";
import { matchPeers } from "./rule-peers.ts";

/**
 * In the order in which they are evaluated or written: the denies that close a needed port, and of the allows those that open one which no
 * allow before them opens, where of security groups the rule that opens most comes first; a single allow that opens all stands alone. Where
 * nothing opens a port and no entry denies it, the rule that comes closest to opening something. Of several network ACLs only one is there:
 * each decides for itself.
 */
export function decisionsOf(
  context: ReachContext,
  answer: FilterAnswer,
  passage: Passage,
  sides: Sides,
): readonly DecidingRule[] {
  const { need } = passage;
  const { shares, open, nodes, ways } = answer;
  if (ways.length > 0 && nodes[0]?.kind === "network-acl")
    return ways.flatMap((way) => decisionsOf(context, way, passage, sides));
  if (isNoPorts(open.may) && !shares.some(({ rule }) => rule.action === "deny")) {
    const nearest = nearestMiss(context, nodes, passage, sides);
    const elsewhere = ruleElsewhere(context, passage, sides);
    const misses = [nearest, elsewhere].filter((one) => one !== undefined);
    if (misses.length > 0) return misses;
  }
  const ordered = [...shares].sort((a, b) => inTurn(context.graph, a, b));
  const whole = ordered.find(({ rule, ports }) => rule.action === "allow" && portsWithin(need.ports, ports.must));
  if (whole !== undefined && portsWithin(need.ports, open.must)) return [decision(whole, "admits", sides)];
  const closed = subtractPorts(need.ports, open.must);
  let opened = noPorts;
  const adding = new Set<Share>();
  for (const share of ordered) {
    const { rule, ports } = share;
    if (rule.action === "deny") continue;
    if (isNoPorts(ports.must) || !portsWithin(ports.may, opened)) adding.add(share);
    opened = unionPorts(opened, ports.must);
  }
  return shares.flatMap((share) => {
    if (share.rule.action === "deny")
      return portsMeet(share.ports.may, closed) ? [decision(share, "denies", sides)] : [];
    return adding.has(share) ? [decision(share, "admits", sides)] : [];
  });
}

/** Of those that are evaluated at once, that which opens most comes first; of equals the first by name, so that no order decides. */
function inTurn(graph: Graph, a: Share, b: Share): number {
  return (
    turnOf(a.rule) - turnOf(b.rule) ||
    sizeOfPorts(b.ports.must) - sizeOfPorts(a.ports.must) ||
    sizeOfPorts(b.ports.may) - sizeOfPorts(a.ports.may) ||
    byName(a, b) ||
    compare(peersText(graph, a.rule), peersText(graph, b.rule))
  );
}

/** Rules of security groups have no number, and are evaluated all at once. */
function turnOf({ number }: FilterRule): number {
  return number?.known ? number.value : -1;
}

function decision(share: Share, role: DecidingRule["role"], sides: Sides): DecidingRule {
  const { rule, node, ports } = share;
  const because = isNoPorts(ports.must) ? reasonsOf(share, sides) : [];
  if (because.length === 0) return { rule, node, role };
  const symbols = rootsOf(because).map(({ symbol }) => symbol);
  return { rule, node, role, why: `depends on ${symbols.join(", ")}` };
}

interface Miss {
  readonly rule: FilterRule;
  readonly node: SecurityGroup | NetworkAcl;
  readonly protocol: boolean;
  readonly peer: boolean;
  /** From the rule's ports to the nearest needed one; 0 where it matches a needed port. */
  readonly distance: number;
}

/**
 * The rule that comes closest: of the right protocol; for the right peer or the right ports before one that is wrong in both; one that is certainly
 * there before one that may be; then by the distance of its ports. Of equals the first by name, so that no order decides. Undefined where
 * there is no allow rule at all.
 */
function nearestMiss(
  context: ReachContext,
  nodes: readonly (SecurityGroup | NetworkAcl)[],
  passage: Passage,
  sides: Sides,
): DecidingRule | undefined {
  const misses = nodes.flatMap((node) =>
    context.index
      .rulesOf(node, passage.direction)
      .filter(({ action }) => action === "allow")
      .map((rule) => missOf(context, rule, node, passage)),
  );
  const [best] = misses.sort(closestFirst);
  if (best === undefined) return undefined;
  const at = placeOf(best);
  const why = whyMissed(context.graph, best, passage, sides);
  return { rule: best.rule, node: best.node, role: "nearest", why, ...(at === undefined ? {} : { at }) };
}

/** A rule that admits everything needed from just this other side, in a group that the interface does not carry. */
function ruleElsewhere(context: ReachContext, passage: Passage, { own, remote }: Sides): DecidingRule | undefined {
  if (own === undefined || remote === undefined || own.set.hasRest) return undefined;
  const [first] = own.memberships;
  const given = givenOf(context, []);
  const found = remote.set.members.flatMap(({ group: other }) =>
    context.index.rulesNaming(other.id).filter(({ group, rule }) => {
      if (rule.direction !== passage.direction || group.external !== undefined || own.memberships.has(group))
        return false;
      const candidate = candidatesOf(context, group, passage, given).find((one) => one.rule === rule);
      const match = candidate === undefined ? undefined : matchRule(context, candidate, passage.remote, given);
      return match !== undefined && portsWithin(passage.need.ports, match.everywhere);
    }),
  );
  const [best] = found.map(({ group, rule }) => ({ node: group, rule })).sort(byName);
  if (best === undefined || first === undefined) return undefined;
  const who = passage.direction === "ingress" ? "the targets do" : "the load balancer does";
  const why = `the rule for it is on ${best.node.address}, which ${who} not carry`;
  return { rule: best.rule, node: best.node, role: "elsewhere", why, at: first[1].origin };
}

function missOf(
  context: ReachContext,
  rule: FilterRule,
  node: Miss["node"],
  { remote, need, protocol }: Passage,
): Miss {
  const all = rule.protocol.known && rule.protocol.value === "all";
  const ports = matchRulePorts(all ? "all" : rule.ports, need).ports.may;
  return {
    rule,
    node,
    protocol: matchProtocol(rule.protocol, protocol) !== "false",
    peer: !isNoAddresses(matchPeers(context, rule, remote, givenOf(context, [])).may),
    distance: isNoPorts(intersectPorts(ports, need.ports)) ? distance(ports, need.ports) : 0,
  };
}

function distance(a: PortSet, b: PortSet): number {
  const gaps = a.intervals.flatMap((left) =>
    b.intervals.map((right) => Math.max(left.first - right.last, right.first - left.last)),
  );
  return gaps.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...gaps);
}

function closestFirst(a: Miss, b: Miss): number {
  return (
    Number(b.protocol) - Number(a.protocol) ||
    rightness(b) - rightness(a) ||
    Number(b.rule.exists === true) - Number(a.rule.exists === true) ||
    a.distance - b.distance ||
    Number(b.peer) - Number(a.peer) ||
    byName(a, b)
  );
}

/** Rules that are written in one resource have its name: then by what they admit. */
function byName(a: Pick<Share, "node" | "rule">, b: Pick<Share, "node" | "rule">): number {
  return (
    compare(a.node.address, b.node.address) ||
    compare(a.rule.address, b.rule.address) ||
    compare(trafficText(a.rule), trafficText(b.rule))
  );
}

/** Of a rule that somebody wrote for just this: it is wrong in one thing only. */
function rightness({ peer, distance }: Miss): number {
  return peer || distance === 0 ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What is wrong where only one thing is: the ports, or whom it names. */
function placeOf({ rule, peer, distance, protocol }: Miss): Origin | undefined {
  if (!protocol || (!peer && distance > 0)) return undefined;
  if (peer)
    return rule.ports === "all" || distance === 0
      ? undefined
      : writtenElsewhere(rule.ports.from.origin, rule.ports.to.origin);
  const [only] = rule.peers;
  if (only === undefined || rule.peers.length > 1) return undefined;
  return only.kind === "cidr"
    ? only.range.origin
    : only.kind === "security-group"
      ? only.group.origin
      : only.list.origin;
}

/** Where one of the ends comes from another place; else both are written in the rule itself. */
function writtenElsewhere(...ends: readonly Origin[]): Origin | undefined {
  return ends.find(({ via }) => via !== undefined);
}

/**
 * `admits tcp 8080 from aws_security_group.alb; needs 32768-65535`, or where it names others, `admits tcp 80 from 10.0.0.0/16; must admit
 * aws_security_group.alb`. What goes out is let out.
 */
function whyMissed(graph: Graph, miss: Miss, passage: Passage, { remote }: Sides): string {
  const { rule, node, peer, distance, protocol } = miss;
  const ingress = passage.direction === "ingress";
  const side = ingress ? "from" : "to";
  const verb = ingress ? "admits" : "lets out";
  const admits = `${rule.exists === true ? verb : `${verb}, if it is there,`} ${trafficText(rule)}`;
  const has =
    rule.peers.length === 0 && rule.peersRest === undefined
      ? `${admits}, but names no ${ingress ? "source" : "destination"}`
      : `${admits} ${side} ${peersText(graph, rule)}`;
  const needed = [
    ...(protocol ? [] : [protocolName(passage.protocol)]),
    ...(distance === 0 ? [] : [passage.need.text]),
  ].join(" ");
  if (peer) return needed === "" ? `${has}, but an entry before it denies` : `${has}; needs ${needed}`;
  const others = remoteText(node.kind === "security-group" ? remote : undefined, passage.remote.addresses);
  if (ingress) return `${has}; must admit ${needed === "" ? "" : `${needed} from `}${others}`;
  return `${has}; must let ${needed === "" ? "it" : needed} out to ${others}`;
}

function trafficText(rule: FilterRule): string {
  return rule.protocol.known ? describeTraffic(rule) : `protocol ${describeTraffic(rule)}`;
}

/** `aws_security_group.alb or 10.0.0.0/16`, `nobody`. */
function peersText(graph: Graph, { peers, peersRest }: FilterRule): string {
  const names = peers.map((peer) => describePeer(peer, undefined, (id) => graph.node(id)?.address ?? id));
  return [...names, ...(peersRest === undefined ? [] : [peersRest.symbol])].join(" or ") || "nobody";
}

/** What a rule would have to name to match the other side: its groups where it has any, else its addresses. */
function remoteText(groups: InterfaceGroups | undefined, { text }: Addresses): string {
  return groups?.set.members.map(({ group }) => group.address).join(" or ") || text;
}
