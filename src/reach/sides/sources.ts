/** From where a load balancer sends: the interfaces of its nodes, or the addresses of its clients. */
import type { UnknownValue } from "../../base/value.ts";
import type { LoadBalancer, TargetGroup, Vpc } from "../../graph/network.ts";
import { ipSetOf } from "../../sets/ip-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { type Given, unknownFor } from "../certainty/unknowns.ts";
import { type Addresses, anyAddresses, clientAddresses, placeAddresses } from "./addresses.ts";
import {
  type InterfaceGroups,
  interfaceGroups,
  type Placement,
  placementsOf,
  unknownGroups,
  unknownPlacement,
  withoutSubnet,
} from "./interfaces.ts";

export interface Source {
  readonly placement: Placement;
  /** Undefined where no security group filters what leaves, and none is known to targets. */
  readonly groups: InterfaceGroups | undefined;
  /** What targets see. */
  readonly addresses: Addresses;
}

export type Purpose = "traffic" | "health-check";

/** One source for each subnet of the load balancer. */
export function sourcesOf(
  context: ReachContext,
  loadBalancer: LoadBalancer,
  targetGroup: TargetGroup | undefined,
  purpose: Purpose,
  family: 4 | 6,
  vpc: Vpc | undefined,
  given: Given,
): readonly Source[] {
  return context.ask(sources, loadBalancer, keepsClients(loadBalancer, targetGroup, purpose), family, vpc, given);
}

function sources(
  context: ReachContext,
  loadBalancer: LoadBalancer,
  clients: boolean | UnknownValue,
  family: 4 | 6,
  vpc: Vpc | undefined,
  given: Given,
): readonly Source[] {
  const { placements, groups } = context.ask(nodesOf, loadBalancer, given);
  return placements.map((placement) => {
    const addresses =
      clients === false
        ? nodeAddress(context, loadBalancer, placement, family, vpc)
        : clients === true
          ? clientAddresses(context, loadBalancer, family, vpc)
          : anyAddresses(context, [clients], family);
    return { placement, groups, addresses };
  });
}

/** The IPv4 address that a node is given, else any of its subnet. */
function nodeAddress(
  context: ReachContext,
  { address, nodeAddresses }: LoadBalancer,
  { place }: Placement,
  family: 4 | 6,
  vpc: Vpc | undefined,
): Addresses {
  const around = placeAddresses(context, place, family, vpc);
  const { subnet } = place;
  const own = nodeAddresses?.find(({ subnet: { to } }) => to.length === 1 && to[0] === subnet?.id)?.address;
  if (subnet === undefined || own === undefined || family === 6) return around;
  if (!own.known) return { ...around, because: [own.unknown] };
  if (own.value.family !== family) return around;
  const only = ipSetOf([own.value]);
  return {
    ...around,
    needed: only,
    possible: only,
    because: [],
    assumptions: [],
    text: `${address} in ${subnet.address}`,
  };
}

/** A load balancer of which nothing is known. */
export function unknownSource(
  context: ReachContext,
  because: readonly UnknownValue[],
  targetGroup: TargetGroup | undefined,
  family: 4 | 6,
  vpc: Vpc | undefined,
): Source {
  const protocol = targetGroup?.protocol;
  const application = protocol?.known && protocol.value.toUpperCase().startsWith("HTTP");
  const addresses = application
    ? placeAddresses(context, undefined, family, vpc)
    : anyAddresses(context, because, family);
  return { placement: unknownPlacement(context, because), groups: unknownGroups(context, because), addresses };
}

interface Nodes {
  readonly placements: readonly Placement[];
  readonly groups: InterfaceGroups | undefined;
}

/** Where the nodes of a load balancer are, and what they carry. */
function nodesOf(context: ReachContext, loadBalancer: LoadBalancer, given: Given): Nodes {
  const { securityGroups, subnets, external, address } = loadBalancer;
  const nowhere = external === undefined ? withoutSubnet(loadBalancer, subnets) : undefined;
  if (nowhere !== undefined)
    return { placements: [unknownPlacement(context, [nowhere])], groups: unknownGroups(context, [nowhere]) };
  const missing = external !== undefined && subnets.links.length === 0;
  const placements = missing
    ? [unknownPlacement(context, [external.unknown])]
    : placementsOf(context, subnets, given, address);
  if (securityGroups === "unfiltered") return { placements, groups: undefined };
  const unseen = external !== undefined && securityGroups.links.length === 0 && securityGroups.rest === undefined;
  const groups = unseen
    ? unknownGroups(context, [external.unknown])
    : interfaceGroups(context, securityGroups, given, address);
  return { placements, groups };
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
): boolean | UnknownValue {
  if (purpose === "health-check" || targetGroup === undefined) return false;
  if (type.known && type.value !== "network") return false;
  if (!type.known) return type.unknown;
  const { protocol, targetType, preserveClientIp } = targetGroup;
  if (protocol.known && ["UDP", "TCP_UDP", "QUIC", "TCP_QUIC"].includes(protocol.value.toUpperCase())) return true;
  if (!protocol.known) return protocol.unknown;
  if (preserveClientIp !== undefined) return preserveClientIp.known ? preserveClientIp.value : preserveClientIp.unknown;
  if (!targetType.known) return targetType.unknown;
  if (targetType.value === "instance") return true;
  if (targetType.value === "ip") return false;
  return unknownFor("unsupported", `addresses of ${id}`, `targets of ${address} are neither instances nor addresses`, {
    span,
  });
}
