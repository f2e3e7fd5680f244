/** Which traffic of a hop a filter rule matches: certainly, and possibly. */
import type { Fact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, FilterRule, NetworkAcl, Protocol, SecurityGroup } from "../graph/model.ts";
import { addressesWithin, type IpSet, isNoAddresses, noAddresses } from "../sets/ip-set.ts";
import { allPorts, intersectPorts, isNoPorts, noPorts, type PortSet, samePorts } from "../sets/port-set.ts";
import type { Addresses } from "./addresses.ts";
import type { Context } from "./context.ts";
import type { GroupSet } from "./groups.ts";
import type { Need } from "./need.ts";
import { matchPeers, type PeerMatch, type Remote } from "./rule-peers.ts";
import { matchRulePorts, type RulePortMatch } from "./rule-ports.ts";
import { doubts, type Given, NONE, unassumed } from "./unknowns.ts";

/** One direction of a conversation between two sides, as the filter of one side sees it. Equal ones are one object. */
export interface Passage {
  readonly direction: "ingress" | "egress";
  readonly remote: Remote;
  readonly need: Need;
  /** IANA number: 6 or 17. */
  readonly protocol: number;
}

export function passageOf(
  context: Context,
  direction: Passage["direction"],
  { groups, addresses }: Remote,
  need: Need,
  protocol: number,
): Passage {
  return context.ask(passage, direction === "ingress", groups, addresses, need, protocol);
}

function passage(
  _: Context,
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
  context: Context,
  filter: SecurityGroup | NetworkAcl,
  { direction, need, protocol }: Passage,
  given: Given,
): readonly Candidate[] {
  return context.ask(candidates, filter, direction === "ingress", need, protocol, given);
}

function candidates(
  context: Context,
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
export interface RuleMatch extends Pick<PeerMatch, "through" | "throughOpen"> {
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
  context: Context,
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
      ...(settled || peers.throughOpen ? [] : remote.addresses.because),
    ],
    assumptions: [...(rule.assumption === undefined ? [] : [rule.assumption]), ...peers.assumptions],
    through: peers.through,
    throughOpen: peers.throughOpen,
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
