/** What packets a load balancer sends to its targets: their protocol and their family of addresses. */
import type { UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type { HealthCheck, LoadBalancer, TargetGroup } from "../../graph/network.ts";
import { doubts, type Given } from "../certainty/unknowns.ts";
import { type Hindrance, unlessNone } from "./hindrances.ts";
import { ownsPorts } from "./needs.ts";
import type { MeantMappings, Registration } from "./registration.ts";

export interface AskedProtocol {
  readonly protocol: "tcp" | "udp";
  /** Why it may be the other one. */
  readonly because: readonly UnknownValue[];
}

/** The family that a load balancer uses towards its targets is that of the target group
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-ip-address-type). */
export function familiesOf(
  targetGroup: TargetGroup | undefined,
): readonly { readonly family: 4 | 6; readonly because: readonly UnknownValue[] }[] {
  const type = targetGroup?.addressType;
  if (type === undefined || type.known) return [{ family: type?.value === "ipv6" ? 6 : 4, because: [] }];
  return ([4, 6] as const).map((family) => ({ family, because: [type.unknown] }));
}

export const TCP: AskedProtocol = { protocol: "tcp", because: [] };
const UDP: AskedProtocol = { protocol: "udp", because: [] };

/** Only network load balancers send anything but TCP; what a target group for both sends is what the port mappings take. */
export function protocolsOf(
  { meant }: Registration,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
): readonly AskedProtocol[] {
  const protocol = targetGroup?.protocol;
  const written = protocol?.known ? protocol.value.toUpperCase() : undefined;
  if (written === "UDP" || written === "QUIC") return [UDP];
  if (written !== undefined && written !== "TCP_UDP" && written !== "TCP_QUIC") return [TCP];
  const type = loadBalancer?.type;
  if (type?.known && type.value !== "network") return [TCP];
  return meant === undefined ? [TCP] : takenBy(meant);
}

/** A protocol that is taken for certain, or is the only one, is asked for; another one perhaps. */
function takenBy({ sure, perhaps, rest, because }: MeantMappings): readonly AskedProtocol[] {
  const facts = [...sure, ...perhaps].map(({ protocol }) => protocol);
  const open = facts.flatMap((fact) => (fact.known ? [] : [fact.unknown]));
  const isAny = open.length > 0 || rest !== undefined;
  const taken = [TCP, UDP].filter(
    ({ protocol }) => isAny || facts.some((fact) => fact.known && fact.value === protocol),
  );
  if (taken.length < 2) return taken.length === 0 ? [TCP] : taken;
  return taken.map((one) => {
    const isSure = sure.some(({ protocol }) => protocol.known && protocol.value === one.protocol);
    return isSure ? one : { ...one, because: [...open, ...because] };
  });
}

/**
 * Docker forwards a mapped port of a host for the protocol of its mapping only, so that packets by another one reach no container
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
 * @param checked Set for health checks, which come to the port of the traffic unless another one is written.
 */
export function mappedForAnother(
  { mode, mapping, port, container }: Registration,
  asked: readonly AskedProtocol[],
  checked: HealthCheck | undefined,
  given: Given,
): readonly Hindrance[] {
  if (mapping === undefined || port.kind === "unknown" || mode === undefined || ownsPorts(mode)) return [];
  if (checked?.port.known && checked.port.value !== "traffic-port") return [];
  const { protocol } = mapping;
  const may = protocol.known ? [protocol.value] : (protocol.among ?? ["tcp", "udp"]);
  if (may.every((one) => asked.some((other) => other.protocol === one))) return [];
  const sent = asked.map((one) => one.protocol).join(" or ");
  const name = `port ${container.port ?? "?"} of container ${container.name ?? "?"}`;
  const is = protocol.known ? "is" : "may be";
  const comes = checked === undefined ? "traffic comes" : "health checks come";
  const text = `${name} ${is} mapped for ${describeFact(protocol)}, and ${comes} by ${sent}`;
  const doubt = [
    ...(protocol.known ? [] : [protocol.unknown]),
    ...doubts(mapping.exists, given),
    ...(checked === undefined || checked.port.known ? [] : [checked.port.unknown]),
    ...asked.flatMap((one) => one.because),
  ];
  const { span } = protocol.origin;
  return [{ kind: "mapped-for-another-protocol", text, span, effect: "obscures", doubt: unlessNone(doubt) }];
}
