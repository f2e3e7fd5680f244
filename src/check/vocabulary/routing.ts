/** Route tables, their routes and NAT gateways, as rules see them. */
import { describeFact } from "../../graph/describe.ts";
import { formatRange } from "../../sets/ip-set.ts";
import { addressOfNode, type EntityOf, type EntityRecord, existence, openOf, own, tableOf } from "./entity.ts";
import { linkedOne, linkingMany } from "./links.ts";
import { onlyVpc, rangesIn, rangesOfVpc } from "./network.ts";

export const routeTable: EntityRecord<"routeTable"> = {
  description: "A route table.",
  select: (world) => own(world, world.graph.of("route-table")).map((table) => ({ kind: "routeTable", table })),
  properties: {
    address: addressOfNode(({ table }) => table),
    routes: {
      type: "many",
      kind: "route",
      description: "Its routes, without those within the VPC and those of gateway endpoints.",
      read: ({ table }) => ({
        members: routesOf({ table }).map((entity) => ({ entity, exists: existence(entity.route.exists) })),
        mayBeMore: table.routesRest !== undefined,
        why: () => openOf(table.routesRest, ...table.routes.map(({ exists }) => exists)),
      }),
    },
    subnets: {
      type: "many",
      kind: "subnet",
      description: "The subnets that have it, as their own or as the main one of the VPC.",
      read: ({ table }, world) =>
        linkingMany(
          world,
          table,
          "subnet",
          ({ routeTable }) => ({ links: routeTable === undefined ? [] : [routeTable] }),
          (subnet) => ({ kind: "subnet", subnet }),
        ),
    },
    vpc: {
      type: "one",
      kind: "vpc",
      description: "Unknown where it is not in the source.",
      read: ({ table }, world) =>
        table.vpc === undefined ? "unknown" : linkedOne(world, table.vpc, "vpc", (vpc) => ({ kind: "vpc", vpc })),
    },
  },
  placeholders: { routeTable: ({ table }) => table.address },
  identity: ({ table }) => [table.id],
  place: ({ table }) => table.span,
  nodes: ({ table }) => [table],
};

const TARGETS = {
  "internet-gateway": "an internet gateway",
  "nat-gateway": "a NAT gateway",
  "egress-only-gateway": "an egress-only internet gateway, which lets connections out and none in",
  appliance: "an instance, a network interface or an endpoint of a firewall, which sends on as it likes",
  other: "a VPN, a transit gateway, a peering connection or another way into other networks",
};

export const route: EntityRecord<"route"> = {
  description: "A route of a route table that leads out of the VPC, or to an appliance in it.",
  select: (world) => own(world, world.graph.of("route-table")).flatMap((table) => routesOf({ table })),
  properties: {
    destination: {
      type: "addresses",
      description: "The addresses for which it is. Unknown where a prefix list names them.",
      read: ({ route }) =>
        rangesIn(route.destination === undefined ? [] : [route.destination], route.destination === undefined),
      named: ({ table }, world) =>
        onlyVpc(
          rangesOfVpc(
            table.vpc === undefined ? "unknown" : linkedOne(world, table.vpc, "vpc", (vpc) => ({ kind: "vpc", vpc })),
          ),
        ),
    },
    target: {
      type: "choice",
      description: `What it leads to.\n\n${tableOf(TARGETS)}`,
      of: Object.keys(TARGETS),
      read: ({ route }) => route.target,
    },
    natGateway: {
      type: "one",
      kind: "natGateway",
      description: "The NAT gateway that it leads to; false where it leads to none.",
      read: ({ route }, world) =>
        linkedOne(world, route.natGateway, "nat-gateway", (natGateway) => ({ kind: "natGateway", natGateway })),
    },
    routeTable: {
      type: "one",
      kind: "routeTable",
      description: "The table that it is a route of.",
      read: ({ table }) => [{ kind: "routeTable", table }],
    },
  },
  placeholders: {
    routeTable: ({ table }) => table.address,
    "route.destination": ({ route: { destination } }) =>
      destination === undefined ? "a prefix list" : describeFact(destination, formatRange),
    "route.target": ({ route: { target } }) => describeFact(target, (one) => TARGETS[one]),
  },
  identity: ({ table, route }) => [
    table.id,
    route.address,
    ...(route.destination?.known === true ? [describeFact(route.destination, formatRange)] : []),
  ],
  place: ({ route }) => route.span,
  nodes: ({ table }) => [table],
};

function routesOf({ table }: Pick<EntityOf<"routeTable">, "table">): readonly EntityOf<"route">[] {
  return table.routes.map((route) => ({ kind: "route", table, route }));
}

export const natGateway: EntityRecord<"natGateway"> = {
  description: "A NAT gateway.",
  select: (world) =>
    own(world, world.graph.of("nat-gateway")).map((natGateway) => ({ kind: "natGateway", natGateway })),
  properties: {
    address: addressOfNode(({ natGateway }) => natGateway),
    private: {
      type: "flag",
      description: "It has no public address, and leads to other networks only.",
      read: ({ natGateway: { isPrivate } }) => isPrivate,
    },
    subnet: {
      type: "one",
      kind: "subnet",
      description: "The subnet that it is in; false for one that is of the whole VPC.",
      read: ({ natGateway }, world) =>
        linkedOne(world, natGateway.subnet, "subnet", (subnet) => ({ kind: "subnet", subnet })),
    },
  },
  placeholders: { natGateway: ({ natGateway }) => natGateway.address },
  identity: ({ natGateway }) => [natGateway.id],
  place: ({ natGateway }) => natGateway.span,
  nodes: ({ natGateway }) => [natGateway],
};
