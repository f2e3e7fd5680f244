/** From where a load balancer sends: the interfaces of its nodes, or the addresses of its clients. */
import type { UnknownValue } from "../base/value.ts";
import type { LoadBalancer, TargetGroup, Vpc } from "../graph/model.ts";
import { type Addresses, anyAddresses, clientAddresses, subnetAddresses } from "./addresses.ts";
import type { Context } from "./context.ts";
import { type InterfaceGroups, interfaceGroups, unknownGroups } from "./groups.ts";
import { type Place, placesOf, unknownPlace } from "./places.ts";
import { type Given, unknownFor } from "./unknowns.ts";

export interface Source {
  readonly place: Place;
  /** Undefined where no security group filters what leaves, and none is known to targets. */
  readonly groups: InterfaceGroups | undefined;
  /** What targets see. */
  readonly addresses: Addresses;
  readonly key: string;
}

export type Purpose = "traffic" | "health-check";

/** One source for each subnet of the load balancer. */
export function sourcesOf(
  context: Context,
  loadBalancer: LoadBalancer,
  targetGroup: TargetGroup | undefined,
  purpose: Purpose,
  family: 4 | 6,
  vpc: Vpc | undefined,
  given: Given,
): readonly Source[] {
  const outside = loadBalancer.external?.unknown;
  const groups = groupsOf(context, loadBalancer, given);
  const places = placesOf(context, loadBalancer.subnets, given, loadBalancer.root);
  const missing = outside !== undefined && loadBalancer.subnets.links.length === 0;
  const clients = keepsClients(loadBalancer, targetGroup, purpose);
  return (missing ? [unknownPlace([outside], loadBalancer.root)] : places).map((place) => {
    const nodes = subnetAddresses(context, place.subnet, family, vpc);
    const addresses =
      clients === "no"
        ? nodes
        : clients === "yes"
          ? clientAddresses(context, loadBalancer, family, vpc)
          : anyAddresses([clients], family);
    return sourceOf(context, place, groups, addresses);
  });
}

/** A load balancer of which nothing is known. */
export function unknownSource(
  context: Context,
  because: readonly UnknownValue[],
  targetGroup: TargetGroup | undefined,
  root: string,
  family: 4 | 6,
  vpc: Vpc | undefined,
): Source {
  const inside = subnetAddresses(context, undefined, family, vpc);
  const protocol = targetGroup?.protocol;
  const application = protocol?.known && protocol.value.toUpperCase().startsWith("HTTP");
  const addresses = application ? inside : anyAddresses(because, family);
  return sourceOf(context, unknownPlace(because, root), unknownGroups(because), addresses);
}

function sourceOf(context: Context, place: Place, groups: InterfaceGroups | undefined, addresses: Addresses): Source {
  const key = context.short(`${place.key}/${groups?.key ?? "unfiltered"}/${addresses.key}`);
  return { place, groups, addresses, key };
}

function groupsOf(context: Context, loadBalancer: LoadBalancer, given: Given): InterfaceGroups | undefined {
  const { securityGroups, external } = loadBalancer;
  if (securityGroups === "unfiltered") return undefined;
  if (external === undefined || securityGroups.links.length > 0 || securityGroups.open !== undefined)
    return interfaceGroups(context, securityGroups, given);
  return unknownGroups([external.unknown]);
}

/**
 * Whether targets see the addresses of the clients of a network load balancer: always for UDP; for TCP by the attribute, else
 * for targets of type instance and not for those of type ip. Health checks come from the nodes
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation).
 */
function keepsClients(
  { type, id, address, span }: LoadBalancer,
  targetGroup: TargetGroup | undefined,
  purpose: Purpose,
): "yes" | "no" | UnknownValue {
  if (purpose === "health-check" || targetGroup === undefined) return "no";
  if (type.known && type.value !== "network") return "no";
  if (!type.known) return type.unknown;
  const { protocol, targetType, preserveClientIp } = targetGroup;
  if (protocol.known && ["UDP", "TCP_UDP", "QUIC", "TCP_QUIC"].includes(protocol.value.toUpperCase())) return "yes";
  if (!protocol.known) return protocol.unknown;
  if (preserveClientIp !== undefined)
    return preserveClientIp.known ? (preserveClientIp.value ? "yes" : "no") : preserveClientIp.unknown;
  if (!targetType.known) return targetType.unknown;
  if (targetType.value === "instance") return "yes";
  if (targetType.value === "ip") return "no";
  return unknownFor("unsupported", `addresses of ${id}`, `targets of ${address} are neither instances nor addresses`, {
    span,
  });
}
