/** What packets a load balancer sends to its targets: their protocol and their family of addresses. */
import type { UnknownValue } from "../../base/value.ts";
import type { LoadBalancer, TargetGroup } from "../../graph/network.ts";
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
