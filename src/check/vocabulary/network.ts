/** VPCs and subnets, as rules see them, and the addresses in them. */

import type { Fact } from "../../base/fact.ts";
import { and, any, or, type Truth } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Graph, Link, LinkSet, Subnet, Vpc, VpcEndpoint } from "../../graph/model.ts";
import { type IpRange, type IpSet, ipSetOf, noAddresses, unionAddresses, wholeFamily } from "../../sets/ip-set.ts";
import type { Bounds } from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import type { NamedAddresses } from "../relation.ts";
import { sameLink } from "./clash.ts";
import {
  addressOfNode,
  type Entity,
  type EntityRecord,
  existence,
  type Many,
  type One,
  openOf,
  own,
  tableOf,
} from "./entity.ts";
import { inAvailabilityZone } from "./layout.ts";
import { linkedMany, linkedOne, linkingMany, openLinks } from "./links.ts";
import { openWaysOut, WAYS_OUT, waysOut } from "./ways-out.ts";

export const vpc: EntityRecord<"vpc"> = {
  description: "A VPC.",
  select: (world) => own(world, world.graph.of("vpc")).map((vpc) => ({ kind: "vpc", vpc })),
  properties: {
    address: addressOfNode(({ vpc }) => vpc),
    cidrs: {
      type: "addresses",
      description: "Its primary and secondary ranges.",
      read: ({ vpc }) => rangesIn(vpc.cidrs, vpc.cidrsRest !== undefined),
      named: ({ vpc }) => onlyVpc(rangesIn(vpc.cidrs, vpc.cidrsRest !== undefined)),
    },
    subnets: {
      type: "many",
      kind: "subnet",
      description: "The subnets in it.",
      read: ({ vpc }, world) => linkingMany(world, vpc, "subnet", linkOfVpc, (subnet) => ({ kind: "subnet", subnet })),
    },
    endpoints: {
      type: "many",
      kind: "vpcEndpoint",
      description: "The endpoints in it. There may be more where a module that is not in the scan is given the VPC.",
      read: ({ vpc }, world) => endpointsOf(vpc, world),
    },
  },
  placeholders: { vpc: ({ vpc }) => vpc.address },
  identity: ({ vpc }) => [vpc.id],
  place: ({ vpc }) => vpc.span,
  nodes: ({ vpc }) => [vpc],
};

export const subnet: EntityRecord<"subnet"> = {
  description: "A subnet.",
  select: (world) => own(world, world.graph.of("subnet")).map((subnet) => ({ kind: "subnet", subnet })),
  properties: {
    address: addressOfNode(({ subnet }) => subnet),
    cidrs: {
      type: "addresses",
      description: "Its range, of each family that it has.",
      read: ({ subnet }) => rangesIn(subnet.cidrs, false),
      named: ({ subnet }, world) => onlyVpc(rangesOfVpc(vpcOf(subnet, world))),
    },
    zone: {
      type: "text",
      description: "The name or id of its availability zone, as written.",
      read: ({ subnet }) => subnet.zone,
    },
    inAvailabilityZone: {
      type: "flag",
      description: "It is in an availability zone: neither in a Local Zone or Wavelength Zone nor on an Outpost.",
      read: ({ subnet }) => inAvailabilityZone(subnet),
      why: ({ subnet: { zone, outpost, external } }) => openOf(zone, outpost, external?.unknown),
    },
    networkAcls: {
      type: "many",
      kind: "networkAcl",
      description: "The network ACLs that are associated with it by the source; of several AWS keeps one.",
      read: ({ subnet }, world) =>
        linkingMany(
          world,
          subnet,
          "network-acl",
          ({ subnets }) => subnets,
          (networkAcl) => ({ kind: "networkAcl", networkAcl }),
        ),
    },
    loadBalancers: {
      type: "many",
      kind: "loadBalancer",
      description: "The load balancers that have nodes in it.",
      read: ({ subnet }, world) =>
        linkingMany(
          world,
          subnet,
          "load-balancer",
          ({ subnets }) => subnets,
          (loadBalancer) => ({ kind: "loadBalancer", loadBalancer }),
        ),
    },
    vpc: {
      type: "one",
      kind: "vpc",
      description: "Unknown where it is not in the source.",
      read: ({ subnet }, world) => vpcOf(subnet, world),
    },
    routeTable: {
      type: "one",
      kind: "routeTable",
      description:
        "Its own, or the main one of its VPC. Unknown where that is not in the source, as where nothing there is about routes of the VPC.",
      read: ({ subnet }, world) => routeTableOf(subnet, world),
    },
    wayOut: {
      type: "choice",
      description: `What leads out of it to services on the internet or of AWS. Unknown where its route table is not in the source.\n\n${tableOf(WAYS_OUT)}`,
      of: Object.keys(WAYS_OUT),
      read: ({ subnet }, world) => waysOut(routeTableOf(subnet, world)),
      why: ({ subnet }, world) => openWaysOut(routeTableOf(subnet, world)),
    },
    endpoints: {
      type: "many",
      kind: "vpcEndpoint",
      description:
        "The endpoints that interfaces in it use: those of its VPC, of gateway endpoints those that its route table leads to.",
      read: ({ subnet }, world) => endpointsFrom(subnet, world),
    },
  },
  placeholders: { subnet: ({ subnet }) => subnet.address },
  identity: ({ subnet }) => [subnet.id],
  place: ({ subnet }) => subnet.span,
  nodes: ({ subnet }) => [subnet],
};

const NOTHING = (): readonly UnknownValue[] => [];

export function endpointsOf(vpc: Vpc, world: World): Many {
  const {
    members,
    mayBeMore,
    why = NOTHING,
  } = linkingMany(world, vpc, "vpc-endpoint", linkOfVpc, (endpoint) => ({
    kind: "vpcEndpoint",
    endpoint,
  }));
  return {
    members,
    mayBeMore: mayBeMore || vpc.endpointsRest !== undefined,
    why: () => [...why(), ...openOf(vpc.endpointsRest)],
  };
}

/** The endpoints that interfaces in the subnet use. Nothing is certain where its VPC is not. */
export function endpointsFrom(subnet: Subnet, world: World): Many {
  const vpc = vpcOf(subnet, world);
  const [only] = typeof vpc === "string" || vpc.length !== 1 ? [] : vpc;
  if (only?.kind !== "vpc") return { members: [], mayBeMore: true };
  const { members, mayBeMore, why = NOTHING } = endpointsOf(only.vpc, world);
  const used = members.flatMap(({ entity, exists }) => {
    const truth = and(
      exists,
      entity.kind === "vpcEndpoint" ? isRouted(subnet, entity.endpoint, world.graph) : "unknown",
    );
    return truth === "false" ? [] : [{ entity, exists: truth }];
  });
  const tables = members.flatMap(({ entity }) =>
    entity.kind === "vpcEndpoint" && entity.endpoint.routeTables !== undefined ? [entity.endpoint.routeTables] : [],
  );
  return { members: used, mayBeMore, why: () => [...why(), ...tables.flatMap((set) => openLinks(world.graph, set))] };
}

/** Whether the subnet's route table leads to a gateway endpoint; to an interface endpoint all of the VPC finds a way. */
function isRouted({ routeTable }: Subnet, { routeTables }: VpcEndpoint, graph: Graph): Truth {
  if (routeTables === undefined) return "true";
  const mayBeAny = ({ to }: Link): boolean => to.some((id) => graph.node(id)?.external?.literal === false);
  const named = routeTables.links.map((link): Truth => {
    if (routeTable === undefined) return "unknown";
    const same = sameLink(link, routeTable);
    return and(existence(link.exists), same === "false" && mayBeAny(link) ? "unknown" : same);
  });
  return or(any(named), routeTables.rest === undefined ? "false" : "unknown");
}

export function vpcOf({ vpc }: Subnet | VpcEndpoint, world: World): One {
  return vpc === undefined ? "unknown" : linkedOne(world, vpc, "vpc", (node) => ({ kind: "vpc", vpc: node }));
}

/** Unknown where it is not in the source. */
export function routeTableOf({ routeTable }: Subnet, world: World): One {
  const tables = linkedOne(world, routeTable, "route-table", (table) => ({ kind: "routeTable", table }));
  const isOutside = (entity: Entity): boolean => entity.kind === "routeTable" && entity.table.external !== undefined;
  return routeTable === undefined || typeof tables === "string" || tables.some(isOutside) ? "unknown" : tables;
}

function linkOfVpc({ vpc }: Subnet | VpcEndpoint): LinkSet {
  return { links: vpc === undefined ? [] : [vpc] };
}

/** Neither filters packets of a load balancer. */
export function onlyVpc(vpc: Bounds<IpSet>): NamedAddresses {
  return { vpc, "load-balancer": { must: noAddresses, may: noAddresses } };
}

export const allAddresses = ipSetOf([wholeFamily(4), wholeFamily(6)]);

const ANY: Bounds<IpSet> = { must: noAddresses, may: allAddresses };

export function unionOfBounds(all: readonly Bounds<IpSet>[]): Bounds<IpSet> {
  return all.reduce((a, b) => ({ must: unionAddresses(a.must, b.must), may: unionAddresses(a.may, b.may) }), {
    must: noAddresses,
    may: noAddresses,
  });
}

/** `isOpen`: there may be further ranges. */
export function rangesIn(cidrs: readonly Fact<IpRange>[], isOpen: boolean): Bounds<IpSet> {
  const known = cidrs.map((range) => {
    if (!range.known) return ANY;
    const addresses = ipSetOf([range.value]);
    return { must: addresses, may: addresses };
  });
  return unionOfBounds(isOpen ? [...known, ANY] : known);
}

/** Of a VPC that may be one of several nothing is certain. */
export function rangesOfVpc(vpc: One): Bounds<IpSet> {
  if (typeof vpc === "string") return ANY;
  const ranges = vpc.map((entity) => {
    if (entity.kind !== "vpc" || entity.vpc.external !== undefined) return ANY;
    return rangesIn(entity.vpc.cidrs, entity.vpc.cidrsRest !== undefined);
  });
  const union = unionOfBounds(ranges);
  return ranges.length === 1 ? union : { must: noAddresses, may: union.may };
}

/** The addresses of some subnets. */
export function addressesOf(world: World, subnets: LinkSet): Bounds<IpSet> {
  const { members, mayBeMore } = linkedMany(world, subnets, "subnet", (subnet) => ({ kind: "subnet", subnet }));
  const ranges = members.map(({ entity, exists }) => {
    if (entity.kind !== "subnet" || entity.subnet.external !== undefined || entity.subnet.cidrs.length === 0)
      return ANY;
    const bounds = rangesIn(entity.subnet.cidrs, false);
    return exists === "true" ? bounds : { must: noAddresses, may: bounds.may };
  });
  return unionOfBounds(mayBeMore ? [...ranges, ANY] : ranges);
}
