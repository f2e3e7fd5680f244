/** Route tables with their routes, and NAT gateways, into nodes. */

import type { Fact } from "../../base/fact.ts";
import { type Existence, rootUnknowns, type UnknownValue, type Value } from "../../base/value.ts";
import { familyOf, isOf } from "../../catalogue/catalogue.ts";
import type { Family } from "../../catalogue/families.ts";
import type { NatGateway, Node, NodeId, RouteTable, RouteTarget, TableRoute } from "../../graph/model.ts";
import type { IpRange } from "../../sets/ip-set.ts";
import { baseOf, type Context, nodeId } from "../context.ts";
import { asString, mapFact, rangeFact, required } from "../facts.ts";
import { certain, linkAt, linkSetAt, vpcOfDefault, vpcOrDefault } from "../references/reference.ts";
import { bothExist, derived, elementsOf, given, isEmptyText, originOf, unsettled } from "../value.ts";
import type { View } from "../view.ts";

/** NAT gateways, and the tables with the routes that are written in them. */
export function routeTables(context: Context): void {
  for (const view of context.managed("nat-gateway")) context.put(natGatewayNode(context, view));
  for (const view of context.managed("route-table", "default-route-table")) context.put(tableNode(context, view));
}

function natGatewayNode(context: Context, view: View): NatGateway {
  return {
    ...baseOf(view),
    kind: "nat-gateway",
    subnet: linkAt(context, "subnet", view, "subnetId"),
    isPrivate: mapFact(required(view, "connectivityType", asString, "public"), (type) => type === "private"),
  };
}

function tableNode(context: Context, view: View): RouteTable {
  const written = view.spelt("routes") === undefined ? undefined : view.views("routes");
  const gateways = elementsOf(view.value("propagatingVgws"));
  const rest = gateways.elements.length > 0 ? propagated(view) : gateways.rest;
  return {
    ...baseOf(view),
    kind: "route-table",
    vpc: isOf("default-route-table", view.resource.type)
      ? vpcOfDefault(context, view, "defaultRouteTableId")
      : vpcOrDefault(context, view),
    routes: written?.views.flatMap((route) => routeOf(context, route, route.exists) ?? []) ?? [],
    ...given({ routesRest: written?.rest ?? rest }),
  };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html#EnableDisableRouteProp */
function propagated({ resource: { address }, span }: View): UnknownValue {
  const text = `by ${address} a VPN adds routes that are not in the source`;
  return unsettled(`routes of a VPN by ${address}`, text, "external", span);
}

/** Adds to the tables the routes that are resources of their own. */
export function addLooseRoutes(context: Context): void {
  for (const view of context.managed("route")) addRoute(context, view);
  for (const view of context.managed("route-propagation")) {
    const tables = linkSetAt(context, "route-table", view, "routeTableId", "routeTableIds");
    for (const id of tables.links.flatMap(({ to }) => to)) mayHaveMore(context, id, propagated(view));
  }
}

function addRoute(context: Context, view: View): void {
  const target = linkAt(context, "route-table", view, "routeTableId");
  for (const id of target?.to ?? []) {
    const table = context.node("route-table", id);
    if (target === undefined || table === undefined) continue;
    const exists = bothExist(whereThereIs(table, view), certain(target, view));
    const route = routeOf(context, view, exists);
    if (route !== undefined) context.put({ ...table, routes: [...table.routes, route] });
    for (const [other, unknown] of whatMayBe(context, table)) mayHaveMore(context, other, unknown);
  }
}

/** Routes may be in a table that are not in the source. */
export function mayHaveMore(context: Context, id: NodeId, unknown: UnknownValue): void {
  const table = context.node("route-table", id);
  if (table !== undefined && table.routesRest === undefined) context.put({ ...table, routesRest: unknown });
}

/** Whether a resource exists, given that a thing does: of two that are repeated over the same collection there is one for each. */
export function whereThereIs(thing: Node, { resource }: View): Existence {
  const { exists } = resource;
  if (exists === true || thing.exists === true) return exists;
  return exists.symbol === thing.exists.symbol || isOverEach(thing, exists) ? true : exists;
}

/** Whether a collection is that of all things among which the node is: `aws_subnet.public`, or as many as these are. */
function isOverEach({ id }: Node, exists: UnknownValue): boolean {
  const things = rootUnknowns(exists);
  const ids = things.map(({ ref }) => (ref === undefined ? "" : nodeId(ref)));
  const declared = new Set(ids.map((one) => one.replace(/\[[^[]*\]$/, "")));
  if (!ids.includes(id) || declared.size > 1) return false;
  const symbols = things.map(({ symbol }) => symbol).join(",");
  const isThem = exists.symbol === symbols && things[0]?.ref?.attribute === "";
  return isThem || exists.symbol === `length([${symbols}...])`;
}

/** The tables that one from outside may be, each with why it is not known. A literal id is that of none of them. */
function whatMayBe(
  context: Context,
  { id, address, external }: RouteTable,
): readonly (readonly [NodeId, UnknownValue])[] {
  if (external === undefined || external.literal) return [];
  return context
    .nodesOf("route-table")
    .filter((table) => table.external === undefined)
    .map((table) => [
      table.id,
      derived(`${id} is ${table.id}`, `${address} may be ${table.address}`, [external.unknown]),
    ]);
}

/** Arguments that say for which packets a route is. */
export const DESTINATIONS = ["cidrBlock", "destinationCidrBlock", "ipv6CidrBlock", "destinationIpv6CidrBlock"];

/** Arguments of which one says where the route leads (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html). */
const TARGETS: Readonly<Record<string, RouteTarget>> = {
  egressOnlyInternetGatewayId: "egress-only-gateway",
  instanceId: "appliance",
  networkInterfaceId: "appliance",
  vpcEndpointId: "appliance",
  transitGatewayId: "other",
  vpcPeeringConnectionId: "other",
  carrierGatewayId: "other",
  localGatewayId: "other",
  coreNetworkArn: "other",
};

/** Undefined for a route within the VPC. `exists`: on what it depends beside its own block. */
function routeOf(context: Context, view: View, exists: Existence): TableRoute | undefined {
  if (isText(view.value("gatewayId"), "local")) return undefined;
  const target = targetOf(context, view);
  const mayBeNat = target.known ? target.value === "nat-gateway" : target.among?.includes("nat-gateway") === true;
  const name = isSet(view, "natGatewayId") ? "natGatewayId" : "gatewayId";
  const natGateway = mayBeNat ? linkAt(context, "nat-gateway", view, name) : undefined;
  return {
    address: view.resource.address,
    destination: destinationOf(view),
    target,
    ...given({ natGateway }),
    exists,
    span: view.span,
  };
}

function destinationOf(view: View): Fact<IpRange> | undefined {
  const name = DESTINATIONS.find((one) => isSet(view, one));
  const value = name === undefined ? undefined : view.value(name);
  return name === undefined || value === undefined ? undefined : rangeFact(value, view.spanOf(name));
}

/** Of several arguments that may be written one is, which is then not known. */
function targetOf(context: Context, view: View): Fact<RouteTarget> {
  const written = ["gatewayId", "natGatewayId", ...Object.keys(TARGETS)].filter((name) => isSet(view, name));
  const targets = new Set(
    written.flatMap((name) => {
      const gateways = name === "natGatewayId" ? (["nat-gateway"] as const) : ANY_GATEWAY;
      return TARGETS[name] ?? gatewaysOf(context, view.value(name)!, gateways);
    }),
  );
  const [target, ...more] = targets;
  const [name] = written;
  const value = name === undefined ? undefined : view.value(name);
  const span = name === undefined ? view.span : view.spanOf(name);
  const origin = value === undefined ? ({ kind: "default", span } as const) : originOf(value, span);
  if (target !== undefined && more.length === 0) return { known: true, value: target, origin };
  const { address } = view.resource;
  const open = written.map((one) => view.value(one)).find((one) => one?.kind === "unknown");
  const unread = unsettled(
    `target of ${address}`,
    `${address} leads to what is not read here`,
    "unsupported",
    view.span,
  );
  const unknown = open?.kind === "unknown" ? open : unread;
  return target === undefined
    ? { known: false, unknown, origin }
    : { known: false, unknown, among: [...targets], origin };
}

const ANY_GATEWAY: readonly RouteTarget[] = ["internet-gateway", "appliance", "other"];

/**
 * What a gateway may be, else `otherwise`. AWS takes an internet gateway where a NAT gateway is to stand, and the other way round
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table), and took an endpoint there too.
 */
function gatewaysOf(context: Context, value: Value, otherwise: readonly RouteTarget[]): readonly RouteTarget[] {
  if (value.kind === "string") return byId(value.value) ?? otherwise;
  if (value.kind === "text") {
    const [start] = value.parts;
    return (typeof start === "string" ? byId(start) : undefined) ?? otherwise;
  }
  if (value.kind === "null") return [];
  if (value.kind !== "unknown") return otherwise;
  if (value.oneOf !== undefined) return value.oneOf.flatMap((one) => gatewaysOf(context, one, otherwise));
  const resource = value.ref === undefined ? undefined : context.resource(value.ref);
  const family = resource === undefined ? undefined : familyOf(resource.type);
  const known = GATEWAYS.find((gateway) => gateway.family === family)?.target;
  return known === undefined ? (byId(value.prefix ?? "") ?? otherwise) : [known];
}

const GATEWAYS: readonly { readonly family: Family; readonly prefix: string; readonly target: RouteTarget }[] = [
  { family: "internet-gateway", prefix: "igw-", target: "internet-gateway" },
  { family: "nat-gateway", prefix: "nat-", target: "nat-gateway" },
  { family: "vpn-gateway", prefix: "vgw-", target: "other" },
  { family: "vpc-endpoint", prefix: "vpce-", target: "appliance" },
];

function byId(id: string): readonly RouteTarget[] | undefined {
  const target = GATEWAYS.find(({ prefix }) => id.startsWith(prefix))?.target;
  return target === undefined ? undefined : [target];
}

function isText(value: Value | undefined, text: string): boolean {
  return value?.kind === "string" && value.value === text;
}

/** Whether an argument is written, and not as an empty text. */
export function isSet(view: View, name: string): boolean {
  const value = view.value(name);
  return value !== undefined && !isEmptyText(value);
}
