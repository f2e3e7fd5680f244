/** Which traffic of a hop a filter rule matches: certainly, and possibly. */
import type { Fact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, FilterRule, Protocol } from "../graph/model.ts";
import { addressesWithin, type IpSet, isNoAddresses, noAddresses } from "../sets/ip-set.ts";
import { allPorts, intersectPorts, isNoPorts, noPorts, type PortSet, samePorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import type { Need } from "./need.ts";
import { matchPeers, type Remote } from "./rule-peers.ts";
import { matchRulePorts, type RulePortMatch } from "./rule-ports.ts";
import { doubts, type Given, unassumed } from "./unknowns.ts";

/** One direction of a conversation between two sides, as the filter of one side sees it. */
export interface Passage {
  readonly direction: "ingress" | "egress";
  readonly remote: Remote;
  readonly need: Need;
  /** IANA number: 6 or 17. */
  readonly protocol: number;
}

/** The traffic that matches: addresses × ports, certainly or possibly. Ports are within the need. */
export interface RuleMatch {
  readonly must: { readonly addresses: IpSet; readonly ports: PortSet };
  readonly may: { readonly addresses: IpSet; readonly ports: PortSet };
  /** What `must` comes to for every address of the other side. */
  readonly everywhere: PortSet;
  /** Why less is certain than possible. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** Undefined where the rule certainly matches nothing of the passage. */
export function matchRule(context: Context, rule: FilterRule, passage: Passage, given: Given): RuleMatch | undefined {
  const { remote, need, protocol } = passage;
  const protocolMatches = matchProtocol(rule.protocol, protocol);
  if (protocolMatches === "false") return undefined;
  const peers = matchPeers(context, rule, remote, given);
  if (isNoAddresses(peers.may)) return undefined;
  const ports = portsMatched(rule, need);
  const possible = intersectPorts(ports.ports.may, need.ports);
  if (isNoPorts(possible)) return undefined;
  const taken = rule.assumption;
  const doubt = [
    ...doubts(rule.exists, given),
    ...(taken !== undefined && context.options.strict ? [unassumed(taken, rule.span)] : []),
    ...(rule.protocol.known ? [] : protocolMatches === "unknown" ? [rule.protocol.unknown] : []),
  ];
  const exact = ports.ports.must === ports.ports.may;
  const certain = exact ? possible : intersectPorts(ports.ports.must, need.ports);
  const must =
    doubt.length === 0 ? { addresses: peers.must, ports: certain } : { addresses: noAddresses, ports: noPorts };
  const { needed } = remote.addresses;
  const covers = addressesWithin(needed, must.addresses);
  return {
    must,
    may: { addresses: peers.may, ports: possible },
    everywhere: covers ? must.ports : noPorts,
    because: [
      ...doubt,
      ...(samePorts(certain, possible) ? [] : ports.because),
      ...peers.because,
      ...(addressesWithin(needed, peers.must) || peers.because.length > 0 ? [] : remote.addresses.because),
    ],
    assumptions: [...(taken === undefined ? [] : [taken]), ...peers.assumptions],
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
