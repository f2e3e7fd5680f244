/** What packets a load balancer sends to its targets: their protocol and their family of addresses. */
import type { UnknownValue } from "../../base/value.ts";
import type { LoadBalancer, TargetGroup } from "../../graph/network.ts";
import type { Registration } from "./registration.ts";

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

/** Only network load balancers send anything but TCP; what a target group for both sends is what the port mapping takes. */
export function protocolsOf(
  { mapping }: Registration,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
): readonly AskedProtocol[] {
  const protocol = targetGroup?.protocol;
  const written = protocol?.known ? protocol.value.toUpperCase() : undefined;
  if (written === "UDP" || written === "QUIC") return [UDP];
  if (written !== undefined && written !== "TCP_UDP" && written !== "TCP_QUIC") return [TCP];
  const type = loadBalancer?.type;
  if (type?.known && type.value !== "network") return [TCP];
  const mapped = mapping?.protocol;
  if (mapped === undefined) return [TCP];
  if (mapped.known) return [mapped.value === "udp" ? UDP : TCP];
  return [TCP, UDP].map((one) => ({ ...one, because: [mapped.unknown] }));
}
