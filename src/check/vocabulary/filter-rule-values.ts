/** What a filter rule says: its protocol, its ports and its addresses, each as far as it is known. */
import type { Fact } from "../../base/fact.ts";
import type { FilterRule, Peer, Protocol } from "../../graph/model.ts";
import { type IpSet, ipSetOf, noAddresses } from "../../sets/ip-set.ts";
import { allPorts, type Bounds, noPorts, type PortSet, portRange } from "../../sets/port-set.ts";
import { type PossibleValues, possible } from "./entity.ts";
import { allAddresses, unionOfBounds } from "./network.ts";

export function protocolNames(protocol: Fact<Protocol>): PossibleValues {
  return protocol.known ? [protocolName(protocol.value)] : protocol.among?.map(protocolName);
}

/** IANA protocol numbers: https://www.iana.org/assignments/protocol-numbers */
function protocolName(protocol: Protocol): string {
  if (protocol === "all") return "all";
  return protocol === 6 ? "tcp" : protocol === 17 ? "udp" : protocol === 1 || protocol === 58 ? "icmp" : "other";
}

/** All, perhaps, of a rule whose protocol is not known: where it is one that has no ports, or all of them, those written do not count. */
export function portsOf({ protocol, ports }: FilterRule): Bounds<PortSet> {
  if (ports === "all") return { must: allPorts, may: allPorts };
  const { from, to } = ports;
  const most = portRange(from.known ? from.value : 0, to.known ? to.value : 65535);
  const must = from.known && to.known ? most : noPorts;
  const mayHaveNone = possible(protocol)?.every((one) => one === 6 || one === 17) !== true;
  return { must, may: mayHaveNone ? allPorts : most };
}

export function peersOf({ peers, peersRest }: FilterRule): Bounds<IpSet> {
  const rest = peersRest === undefined ? [] : [{ must: noAddresses, may: allAddresses }];
  return unionOfBounds([...peers.map(peerAddresses), ...rest]);
}

export function peerAddresses(peer: Peer): Bounds<IpSet> {
  if (peer.kind !== "cidr" || !peer.range.known) return { must: noAddresses, may: allAddresses };
  const addresses = ipSetOf([peer.range.value]);
  return { must: peer.exists === true ? addresses : noAddresses, may: addresses };
}
