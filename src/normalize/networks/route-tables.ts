/** Route tables with their routes, and the NAT gateways to which some lead. */
import { type Existence, rootUnknowns, type UnknownValue } from "../../base/value.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { NatGateway, Node, NodeId, RouteTable } from "../../graph/model.ts";
import { baseOf, type Context, nodeId } from "../context.ts";
import { asString, mapFact, required } from "../facts.ts";
import { certain, linkAt, linkSetAt, vpcOfDefault, vpcOrDefault } from "../references/reference.ts";
import { bothExist, derived, elementsOf, given, unsettled } from "../value.ts";
import type { View } from "../view.ts";
import { routeOf } from "./routes.ts";

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
  return exists.symbol === thing.exists.symbol || (resource.repeated && isOverEach(thing, exists)) ? true : exists;
}

/** Whether a collection is that of all things that the node stands for: `aws_subnet.public`, or as many as these are. */
function isOverEach({ id }: Node, exists: UnknownValue): boolean {
  const [things, other] = rootUnknowns(exists);
  if (things?.ref === undefined || other !== undefined || nodeId(things.ref) !== id) return false;
  const isThem = exists.symbol === things.symbol && things.ref.attribute === "";
  return isThem || exists.symbol === `length([${things.symbol}...])`;
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
