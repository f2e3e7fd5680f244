/** Which traffic of a hop a filter rule matches: certainly, and possibly. */
import type { Fact } from "../../base/fact.ts";
import type { Truth } from "../../base/truth.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { FilterRule, NetworkAcl, Protocol, RulePorts, SecurityGroup } from "../../graph/filters.ts";
import { addressesWithin, type IpSet, isNoAddresses, noAddresses } from "../../sets/ip-set.ts";
import {
  allPorts,
  type Bounds,
  exactly,
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portRange,
  samePorts,
  unionOfPorts,
} from "../../sets/port-set.ts";
import type { Need } from "../asked/needs.ts";
import type { ReachContext } from "../certainty/context.ts";
import { doubts, type Given, NONE, unassumed } from "../certainty/unknowns.ts";
import type { Addresses } from "../sides/addresses.ts";
import type { GroupSet } from "../sides/interfaces.ts";

import { matchPeers, type PeerMatch, type Remote } from "./rule-peers.ts";

/** One direction of a conversation between two sides, as the filter of one side sees it. Equal ones are one object. */
export interface Passage {
  readonly direction: "ingress" | "egress";
  readonly remote: Remote;
  readonly need: Need;
  /** IANA number: 6 or 17. */
  readonly protocol: number;
}

export function passageOf(
  context: ReachContext,
  direction: Passage["direction"],
  { groups, addresses }: Remote,
  need: Need,
  protocol: number,
): Passage {
  return context.ask(passage, direction === "ingress", groups, addresses, need, protocol);
}

function passage(
  _: ReachContext,
  into: boolean,
  groups: GroupSet | undefined,
  addresses: Addresses,
  need: Need,
  protocol: number,
): Passage {
  return { direction: into ? "ingress" : "egress", remote: { groups, addresses }, need, protocol };
}

/** A rule whose protocol and ports may match what is needed, whoever the other side is. */
export interface Candidate {
  readonly rule: FilterRule;
  /** Within the need; certainly matched, and possibly. */
  readonly certain: PortSet;
  readonly possible: PortSet;
  /** Why nothing of it is certain. */
  readonly doubt: readonly UnknownValue[];
  /** Why less is certain than possible. */
  readonly because: readonly UnknownValue[];
}

/** The rules of a filter in one direction that may match; in the order of the filter. */
export function candidatesOf(
  context: ReachContext,
  filter: SecurityGroup | NetworkAcl,
  { direction, need, protocol }: Passage,
  given: Given,
): readonly Candidate[] {
  return context.ask(candidates, filter, direction === "ingress", need, protocol, given);
}

function candidates(
  context: ReachContext,
  filter: SecurityGroup | NetworkAcl,
  into: boolean,
  need: Need,
  protocol: number,
  given: Given,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const rule of context.index.rulesOf(filter, into ? "ingress" : "egress")) {
    const protocolMatches = matchProtocol(rule.protocol, protocol);
    if (protocolMatches === "false") continue;
    const { ports, because } = portsMatched(rule, need);
    const possible = intersectPorts(ports.may, need.ports);
    if (isNoPorts(possible)) continue;
    const certain = ports.must === ports.may ? possible : intersectPorts(ports.must, need.ports);
    const taken = rule.assumption;
    const doubt = [
      ...doubts(rule.exists, given),
      ...(taken !== undefined && context.options.strict ? [unassumed(taken, rule.span)] : NONE),
      ...(rule.protocol.known || protocolMatches === "true" ? NONE : [rule.protocol.unknown]),
    ];
    found.push({
      rule,
      certain,
      possible,
      doubt: doubt.length === 0 ? NONE : doubt,
      because: samePorts(certain, possible) ? NONE : because,
    });
  }
  return found;
}

/** The traffic that matches: addresses × ports, certainly or possibly. Ports are within the need. */
export interface RuleMatch extends Pick<PeerMatch, "through" | "throughRest"> {
  readonly must: { readonly addresses: IpSet; readonly ports: PortSet };
  readonly may: { readonly addresses: IpSet; readonly ports: PortSet };
  /** What `must` comes to for every address of the other side. */
  readonly everywhere: PortSet;
  /** Why less is certain than possible. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** Undefined where the rule certainly matches nothing of the other side. */
export function matchRule(
  context: ReachContext,
  { rule, certain, possible, doubt, because }: Candidate,
  remote: Remote,
  given: Given,
): RuleMatch | undefined {
  const peers = matchPeers(context, rule, remote, given);
  if (isNoAddresses(peers.may)) return undefined;
  const must =
    doubt.length === 0 ? { addresses: peers.must, ports: certain } : { addresses: noAddresses, ports: noPorts };
  const { needed } = remote.addresses;
  const settled =
    addressesWithin(remote.addresses.possible, peers.must) || peers.because.length > 0 || peers.through.length > 0;
  return {
    must,
    may: { addresses: peers.may, ports: possible },
    everywhere: addressesWithin(needed, must.addresses) ? must.ports : noPorts,
    because: [
      ...doubt,
      ...because,
      ...peers.because,
      ...(settled || peers.throughRest ? [] : remote.addresses.because),
    ],
    assumptions: [...(rule.assumption === undefined ? [] : [rule.assumption]), ...peers.assumptions],
    through: peers.through,
    throughRest: peers.throughRest,
  };
}

/** `all` is every protocol; where its ports are written they are ignored
 *  (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html). */
function portsMatched(rule: FilterRule, need: Need): RulePortMatch {
  const { protocol } = rule;
  if (protocol.known) return matchRulePorts(protocol.value === "all" ? "all" : rule.ports, need);
  if (protocol.among !== undefined && !protocol.among.includes("all")) return matchRulePorts(rule.ports, need);
  return { ports: { must: noPorts, may: allPorts }, because: [protocol.unknown] };
}

export function matchProtocol(fact: Fact<Protocol>, protocol: number): Truth {
  const matches = (one: Protocol): boolean => one === "all" || one === protocol;
  if (fact.known) return matches(fact.value) ? "true" : "false";
  if (fact.among === undefined) return "unknown";
  if (fact.among.every(matches)) return "true";
  return fact.among.some(matches) ? "unknown" : "false";
}

export interface RulePortMatch {
  readonly ports: Bounds<PortSet>;
  /** Why the bounds differ. */
  readonly because: readonly UnknownValue[];
}

const everyPort: RulePortMatch = { ports: exactly(allPorts), because: [] };

/**
 * The ports that a rule for a protocol with ports matches. From a higher port to a lower one it matches nothing. Where the
 * rule's port and the needed one are the same unknown, it matches whichever of them the port turns out to be: the bounds then
 * speak of each port of `need.ports` under the condition that it is the needed one.
 */
export function matchRulePorts(rule: RulePorts, need: Need): RulePortMatch {
  if (rule === "all") return everyPort;
  const { from, to } = rule;
  if (from.known && to.known) return { ports: exactly(portRange(from.value, to.value)), because: NONE };
  const low = end(from, need);
  const high = end(to, need);
  if (low === "needed" && high === "needed") return { ports: exactly(need.ports), because: [] };
  const because = [from, to].flatMap((fact) => (fact.known ? [] : [fact.unknown]));
  if (!from.known && !to.known && from.unknown.symbol === to.unknown.symbol)
    return between(
      from.among?.map((port) => portRange(port, port)),
      because,
    );
  const ranges = (low === "needed" ? [0] : low).flatMap((first) =>
    (high === "needed" ? [65535] : high).map((last) => portRange(first, last)),
  );
  return between(ranges, because);
}

type End = "needed" | readonly number[];

/** The values that an end can have; without a list of choices, the two extreme ones, between which all others lie. */
function end(fact: Fact<number>, need: Need): End {
  if (fact.known) return [fact.value];
  if (fact.unknown.symbol === need.symbol) return "needed";
  return fact.among ?? [0, 65535];
}

function between(ranges: readonly PortSet[] | undefined, because: readonly UnknownValue[]): RulePortMatch {
  if (ranges === undefined) return { ports: { must: noPorts, may: allPorts }, because };
  const must = ranges.reduce(intersectPorts, allPorts);
  return { ports: { must, may: unionOfPorts(ranges) }, because };
}
