/** Which part of the other side a filter rule's peers match, as far as it is known. */
import type { Fact } from "../../base/fact.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { FilterRule, Peer, SecurityGroup } from "../../graph/filters.ts";
import type { Link } from "../../graph/model.ts";
import type { IpRange, IpSet } from "../../sets/ip-set.ts";
import {
  addressesInRange,
  intersectAddresses,
  noAddresses,
  rangeWithin,
  unionAddresses,
  wholeFamily,
} from "../../sets/ip-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { externalUnknowns, sameNode, whichTarget } from "../certainty/links.ts";
import { doubts, exists, type Given, unassumed } from "../certainty/unknowns.ts";
import type { Addresses } from "../sides/addresses.ts";
import type { GroupSet } from "../sides/interfaces.ts";

type Action = FilterRule["action"];

/** The other side of a hop, as a filter sees it. */
export interface Remote {
  /** What a rule that names a security group is held against; undefined where the other side is in no group of ours. */
  readonly groups: GroupSet | undefined;
  readonly addresses: Addresses;
}

/** The addresses of the other side that match. */
export interface PeerMatch {
  readonly must: IpSet;
  readonly may: IpSet;
  /** Why the two differ, as far as it lies in the rule. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** The groups of the other side through which it matches, or may: why the other side carries them is part of why it matches. */
  readonly through: readonly SecurityGroup[];
  /** It may match through groups of the other side that are not known. */
  readonly throughRest: boolean;
}

const nothing: PeerMatch = {
  must: noAddresses,
  may: noAddresses,
  because: [],
  assumptions: [],
  through: [],
  throughRest: false,
};

/** A rule matches who matches one of its peers. */
export function matchPeers(context: ReachContext, rule: FilterRule, remote: Remote, given: Given): PeerMatch {
  const [first] = rule.peers;
  if (first !== undefined && rule.peers.length === 1 && rule.peersRest === undefined)
    return matchPeer(context, rule.action, first, remote, given);
  const matches = rule.peers.map((peer) => matchPeer(context, rule.action, peer, remote, given));
  if (rule.peersRest !== undefined) matches.push(peersAmong(context, rule.peersRest, remote));
  return union(matches.filter((match) => match !== nothing));
}

function union(matches: readonly PeerMatch[]): PeerMatch {
  return {
    must: matches.reduce((set, match) => unionAddresses(set, match.must), noAddresses),
    may: matches.reduce((set, match) => unionAddresses(set, match.may), noAddresses),
    because: matches.flatMap((match) => match.because),
    assumptions: matches.flatMap((match) => match.assumptions),
    through: matches.flatMap((match) => match.through),
    throughRest: matches.some((match) => match.throughRest),
  };
}

/** Peers that are one unknown list: the other side matches where the same list is what it is given as its groups. */
function peersAmong(context: ReachContext, list: UnknownValue, { groups, addresses }: Remote): PeerMatch {
  const all = addresses.possible;
  const same = groups?.list !== undefined && groups.list === context.identity(list.symbol);
  if (!same || context.options.strict) return { ...nothing, may: all, because: [list] };
  const assumption = { kind: "list-not-empty", text: `${list.symbol} is not an empty list` };
  return { ...nothing, must: all, may: all, assumptions: [assumption] };
}

function matchPeer(context: ReachContext, action: Action, peer: Peer, remote: Remote, given: Given): PeerMatch {
  const match = matchCertainPeer(context, action, peer, remote);
  if (exists(peer.exists, given)) return match;
  return { ...match, must: noAddresses, because: [...doubts(peer.exists, given), ...match.because] };
}

function matchCertainPeer(context: ReachContext, action: Action, peer: Peer, remote: Remote): PeerMatch {
  switch (peer.kind) {
    case "cidr":
      return matchRange(action, peer.range, remote);
    case "security-group":
      return matchGroup(context, peer.group, remote);
    case "prefix-list":
      return matchPrefixList(context, action, peer.list, remote);
  }
}

function matchRange(action: Action, range: Fact<IpRange>, { addresses }: Remote): PeerMatch {
  const all = addresses.possible;
  if (range.known) {
    const matched = addressesInRange(all, range.value);
    if (matched === noAddresses) return nothing;
    const whole = rangeWithin(wholeFamily(range.value.family), range.value);
    return { ...nothing, must: matched, may: matched, assumptions: whole ? [] : addresses.assumptions };
  }
  if (addresses.symbols.has(range.unknown.symbol)) {
    // Who is allowed are those that are needed; who is denied may still be among others.
    if (action === "deny" && addresses.anyones) return { ...nothing, may: all, because: addresses.because };
    return { ...nothing, must: all, may: all, assumptions: addresses.assumptions };
  }
  if (range.among === undefined) return { ...nothing, may: all, because: [range.unknown] };
  const choices = range.among.map((one) => addressesInRange(all, one));
  return {
    ...nothing,
    must: choices.reduce(intersectAddresses),
    may: choices.reduce(unionAddresses),
    because: [range.unknown],
  };
}

/** A group as peer matches the interfaces that carry it, whatever their addresses
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing). */
function matchGroup(context: ReachContext, link: Link, { groups, addresses }: Remote): PeerMatch {
  if (groups === undefined) return nothing;
  const all = addresses.possible;
  const { graph } = context;
  if (link.assumption !== undefined && context.options.strict)
    return { ...nothing, may: all, because: [unassumed(link.assumption, link.origin.span)] };
  const assumptions = link.assumption === undefined ? [] : [link.assumption];
  const because: UnknownValue[] = [];
  const through: SecurityGroup[] = [];
  for (const { group, certain } of groups.members) {
    if (link.to.length === 1 && sameNode(graph, link.to[0]!, group.id) === "false") continue;
    const truths = link.to.map((id) => sameNode(graph, id, group.id));
    if (truths.every((truth) => truth === "false")) continue;
    if (truths.every((truth) => truth === "true") && certain)
      return { ...nothing, must: all, may: all, assumptions, through: [group] };
    through.push(group);
    if (link.to.length > 1) because.push(whichTarget(graph, link));
    else if (truths[0] === "unknown") because.push(...externalUnknowns(graph, link.to[0]!, group.id));
  }
  if (through.length === 0 && !groups.hasRest) return nothing;
  return { must: noAddresses, may: all, because, assumptions, through, throughRest: groups.hasRest };
}

function matchPrefixList(context: ReachContext, action: Action, link: Link, remote: Remote): PeerMatch {
  const all = remote.addresses.possible;
  if (link.assumption !== undefined && context.options.strict)
    return { ...nothing, may: all, because: [unassumed(link.assumption, link.origin.span)] };
  const matches = link.to.map((id): PeerMatch => {
    const list = context.graph.get("prefix-list", id);
    if (list === undefined) return { ...nothing, may: all, because: [whichTarget(context.graph, link)] };
    // A list of AWS holds addresses of its services, which are in no VPC.
    if (list.awsManaged && !remote.addresses.anyones) return nothing;
    const rest = list.rangesRest ?? list.external?.unknown;
    const ranges = union(list.ranges.map((range) => matchRange(action, range, remote)));
    return rest === undefined ? ranges : { ...ranges, may: all, because: [...ranges.because, rest] };
  });
  const assumptions = link.assumption === undefined ? [] : [link.assumption];
  const [only] = matches;
  if (matches.length === 1) return { ...only!, assumptions: [...assumptions, ...only!.assumptions] };
  return {
    ...union(matches),
    must: matches.map(({ must }) => must).reduce(intersectAddresses),
    because: [whichTarget(context.graph, link), ...matches.flatMap((match) => match.because)],
    assumptions: [...assumptions, ...matches.flatMap((match) => match.assumptions)],
  };
}
