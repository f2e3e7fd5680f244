/** Which part of the other side a filter rule's peers match, as far as it is known. */
import type { Fact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, FilterRule, Link, Peer } from "../graph/model.ts";
import { type IpRange, rangeWithin, wholeFamily } from "../sets/ip-range.ts";
import { addressesInRange, type IpSet, intersectAddresses, noAddresses, unionAddresses } from "../sets/ip-set.ts";
import type { Addresses } from "./addresses.ts";
import type { Context } from "./context.ts";
import type { InterfaceGroups } from "./groups.ts";
import { externalUnknowns, sameNode, whichTarget } from "./identity.ts";
import { doubts, exists, type Given, unassumed } from "./unknowns.ts";

/** The other side of a hop, as a filter sees it. */
export interface Remote {
  /** What a rule that names a security group is held against; undefined where the other side is in no group of ours. */
  readonly groups: InterfaceGroups | undefined;
  readonly addresses: Addresses;
  readonly key: string;
}

/** The addresses of the other side that match. */
export interface PeerMatch {
  readonly must: IpSet;
  readonly may: IpSet;
  /** Why the two differ. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

const nothing: PeerMatch = { must: noAddresses, may: noAddresses, because: [], assumptions: [] };

/** A rule matches who matches one of its peers. */
export function matchPeers(context: Context, rule: FilterRule, remote: Remote, given: Given): PeerMatch {
  const [first] = rule.peers;
  if (first !== undefined && rule.peers.length === 1 && rule.peersOpen === undefined)
    return matchPeer(context, first, remote, given);
  const matches = rule.peers.map((peer) => matchPeer(context, peer, remote, given));
  if (rule.peersOpen !== undefined) matches.push(openPeers(context, rule.peersOpen, remote));
  return {
    must: matches.reduce((set, match) => unionAddresses(set, match.must), noAddresses),
    may: matches.reduce((set, match) => unionAddresses(set, match.may), noAddresses),
    because: matches.flatMap((match) => match.because),
    assumptions: matches.flatMap((match) => match.assumptions),
  };
}

/** Peers that are one unknown list: the other side matches where the same list is what it is given as its groups. */
function openPeers(context: Context, open: UnknownValue, remote: Remote): PeerMatch {
  const groups = remote.groups;
  const all = remote.addresses.possible;
  const same = groups?.onlyOpen === true && groups.openSymbol === open.symbol;
  if (!same || context.options.strict) return { must: noAddresses, may: all, because: [open], assumptions: [] };
  const assumption = { kind: "list-not-empty", text: `${open.symbol} is not an empty list` };
  return { must: all, may: all, because: [], assumptions: [assumption] };
}

function matchPeer(context: Context, peer: Peer, remote: Remote, given: Given): PeerMatch {
  const match = matchCertainPeer(context, peer, remote);
  if (exists(peer.exists, given)) return match;
  return { ...match, must: noAddresses, because: [...doubts(peer.exists, given), ...match.because] };
}

function matchCertainPeer(context: Context, peer: Peer, remote: Remote): PeerMatch {
  switch (peer.kind) {
    case "cidr":
      return matchRange(peer.range, remote);
    case "security-group":
      return matchGroup(context, peer.group, remote);
    case "prefix-list":
      return matchPrefixList(context, peer.list, remote);
  }
}

function matchRange(range: Fact<IpRange>, remote: Remote): PeerMatch {
  const all = remote.addresses.possible;
  if (range.known) {
    const matched = addressesInRange(all, range.value);
    if (matched === noAddresses) return nothing;
    const whole = rangeWithin(wholeFamily(range.value.family), range.value);
    const assumptions = whole ? [] : remote.addresses.assumptions;
    return { must: matched, may: matched, because: [], assumptions };
  }
  if (remote.addresses.symbols.has(range.unknown.symbol))
    return { must: all, may: all, because: [], assumptions: remote.addresses.assumptions };
  if (range.among === undefined) return { must: noAddresses, may: all, because: [range.unknown], assumptions: [] };
  const choices = range.among.map((one) => addressesInRange(all, one));
  return {
    must: choices.reduce(intersectAddresses),
    may: choices.reduce(unionAddresses),
    because: [range.unknown],
    assumptions: [],
  };
}

/** A group as peer matches the interfaces that carry it, whatever their addresses
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing). */
function matchGroup(context: Context, link: Link, remote: Remote): PeerMatch {
  const { groups } = remote;
  if (groups === undefined) return nothing;
  const all = remote.addresses.possible;
  const possible: UnknownValue[] = [...groups.open];
  const { graph } = context;
  if (link.assumption !== undefined && context.options.strict)
    return { must: noAddresses, may: all, because: [unassumed(link.assumption, link.origin.span)], assumptions: [] };
  const assumptions = link.assumption === undefined ? [] : [link.assumption];
  for (const member of groups.members) {
    if (link.to.length === 1 && sameNode(graph, link.to[0]!, member.group.id) === "false") continue;
    const truths = link.to.map((id) => sameNode(graph, id, member.group.id));
    if (truths.every((truth) => truth === "false")) continue;
    if (truths.every((truth) => truth === "true") && member.certain)
      return { must: all, may: all, because: [], assumptions: [...assumptions, ...member.assumptions] };
    possible.push(...member.because);
    if (link.to.length > 1) possible.push(whichTarget(graph, link));
    else if (truths[0] === "unknown") possible.push(...externalUnknowns(graph, link.to[0]!, member.group.id));
  }
  if (possible.length === 0) return nothing;
  return { must: noAddresses, may: all, because: possible, assumptions };
}

function matchPrefixList(context: Context, link: Link, remote: Remote): PeerMatch {
  const all = remote.addresses.possible;
  const matches = link.to.map((id): PeerMatch => {
    const list = context.graph.get("prefix-list", id);
    if (list === undefined)
      return { must: noAddresses, may: all, because: [whichTarget(context.graph, link)], assumptions: [] };
    if (list.awsManaged) return nothing;
    const open = list.rangesOpen ?? list.external?.unknown;
    const ranges = list.ranges.map((range) => matchRange(range, remote));
    return {
      must: ranges.reduce((set, match) => unionAddresses(set, match.must), noAddresses),
      may: open === undefined ? ranges.reduce((set, match) => unionAddresses(set, match.may), noAddresses) : all,
      because: [...ranges.flatMap((match) => match.because), ...(open === undefined ? [] : [open])],
      assumptions: ranges.flatMap((match) => match.assumptions),
    };
  });
  if (matches.length === 1) return matches[0]!;
  return {
    must: matches.map(({ must }) => must).reduce(intersectAddresses),
    may: matches.map(({ may }) => may).reduce(unionAddresses),
    because: [whichTarget(context.graph, link), ...matches.flatMap((match) => match.because)],
    assumptions: matches.flatMap((match) => match.assumptions),
  };
}
