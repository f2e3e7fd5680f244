/** VPCs, subnets, prefix lists and VPC endpoints into nodes. */
import type { Fact } from "../../base/fact.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Kind } from "../../catalogue/catalogue.ts";
import type { NodeId, PrefixList, Subnet, Vpc, VpcEndpoint } from "../../graph/model.ts";
import { type IpRange, rangeWithin } from "../../sets/ip-set.ts";
import { baseOf, type Context } from "../context.ts";
import { asString, byDefault, factOf, mapFact, optional, rangeFact } from "../facts.ts";
import { linkAt, resourcesAt, vpcOrDefault } from "../references/reference.ts";
import { given, isEmptyText, originOf, unsettled } from "../value.ts";
import { type View, viewOf } from "../view.ts";
import { DESTINATIONS, isSet } from "./route-tables.ts";

/** In this order, so that what refers to a VPC finds it. */
export function networks(context: Context): void {
  for (const view of context.managed("vpc", "default-vpc")) context.put(vpcNode(context, view));
  for (const view of context.managed("subnet", "default-subnet")) context.put(subnetNode(context, view));
  for (const view of context.managed("prefix-list")) context.put(prefixListNode(context, view));
  routes(context);
}

/** The resources of some kinds that say, at an argument, that they belong to a thing. */
function belonging(
  context: Context,
  kinds: readonly Kind[],
  family: "vpc" | "subnet" | "prefix-list",
  name: string,
  view: View,
): readonly View[] {
  const { id } = baseOf(view);
  return context.managed(...kinds).filter((one) => linkAt(context, family, one, name)?.to.includes(id) === true);
}

/** The ranges that arguments give, of each thing in turn. */
function ranges(things: readonly View[], names: readonly string[]): readonly Fact<IpRange>[] {
  return things.flatMap((view) =>
    names.flatMap((name) => {
      const value = view.value(name);
      return value === undefined || isEmptyText(value) ? [] : [rangeFact(value, view.spanOf(name))];
    }),
  );
}

/** A VPC; with no range written, AWS or an address pool gives it one. */
function vpcNode(context: Context, view: View): Vpc {
  const more = belonging(context, ["vpc-cidr-block"], "vpc", "vpcId", view);
  const cidrs = ranges([view, ...more], ["cidrBlock", "ipv6CidrBlock"]);
  return {
    ...baseOf(view),
    kind: "vpc",
    cidrs: cidrs.length === 0 ? [givenRange(view)] : cidrs,
    middleboxRoutes: [],
  };
}

/** A subnet; with no range written, AWS or an address pool gives it one. */
function subnetNode(context: Context, view: View): Subnet {
  const more = belonging(context, ["subnet-cidr-block"], "subnet", "subnetId", view);
  const vpc = vpcOrDefault(context, view);
  const cidrs = [...ranges([view], ["cidrBlock", "ipv6CidrBlock"]), ...ranges(more, ["ipv6CidrBlock"])];
  const zone = optional(view, "availabilityZone", asString) ?? optional(view, "availabilityZoneId", asString);
  return {
    ...baseOf(view),
    kind: "subnet",
    vpc,
    cidrs: cidrs.length === 0 ? [givenRange(view)] : cidrs,
    zone,
    ...given({ outpost: optional(view, "outpostArn", asString) }),
  };
}

function givenRange(view: View): Fact<IpRange> {
  return { known: false, unknown: attribute(view, "cidr_block"), origin: { kind: "default", span: view.span } };
}

function attribute(view: View, name: string): UnknownValue {
  const { resource } = view;
  const text = `${name} of ${resource.address} is decided when it is made`;
  return {
    ...unsettled(`${resource.address}.${name}`, text, "computed", view.span, `write ${name} there`),
    ref: { root: resource.root, address: resource.address, attribute: name },
  };
}

/** A list that the source keeps, with those of its entries that are resources of their own. */
function prefixListNode(context: Context, view: View): PrefixList {
  const written = view.views("entries");
  const apart = belonging(context, ["prefix-list-entry"], "prefix-list", "prefixListId", view);
  const entries = [...written.views, ...apart];
  const cidrs = ranges(entries, ["cidr"]);
  const maybe = entries.find((entry) => entry.exists !== true || entry.resource.exists !== true);
  const unknownEntry = maybe === undefined ? undefined : maybe.exists !== true ? maybe.exists : maybe.resource.exists;
  const rest = written.rest ?? (unknownEntry === true ? undefined : unknownEntry);
  return {
    ...baseOf(view),
    kind: "prefix-list",
    ranges: rest === written.rest ? cidrs : [],
    awsManaged: false,
    ...given({ rangesRest: rest }),
  };
}

/** What traffic is sent to; only these can stand between two subnets of a VPC. */
const APPLIANCES = ["natGatewayId", "networkInterfaceId", "vpcEndpointId", "instanceId"];

/** Routes that a table holds, and those that are resources of their own. */
function routes(context: Context): void {
  for (const table of context.managed("route-table")) {
    if (table.spelt("routes") === undefined) continue;
    const vpcs = vpcsOf(context, table);
    for (const route of table.views("routes").views) addRoute(context, route, vpcs);
  }
  for (const route of context.managed("route")) {
    const tables = resourcesAt(context, "route-table", route, "routeTableId");
    const vpcs = tables.flatMap((table) => vpcsOf(context, viewOf(table)));
    addRoute(context, route, vpcs);
  }
}

function vpcsOf(context: Context, table: View): readonly NodeId[] {
  return linkAt(context, "vpc", table, "vpcId")?.to ?? [];
}

/**
 * Adds to the VPCs the routes that are more specific than `local`: their destination lies inside a range of the VPC
 * (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-table-appliance).
 */
function addRoute(context: Context, route: View, vpcs: readonly NodeId[]): void {
  if (!APPLIANCES.some((name) => isSet(route, name))) return;
  for (const name of DESTINATIONS) {
    const value = route.value(name);
    if (value === undefined) continue;
    const destination = rangeFact(value, route.spanOf(name));
    for (const id of vpcs) {
      const vpc = context.node("vpc", id);
      const inside = vpc?.cidrs.some(
        (cidr) => cidr.known && destination.known && rangeWithin(destination.value, cidr.value),
      );
      if (vpc !== undefined && inside === true) {
        context.put({ ...vpc, middleboxRoutes: [...vpc.middleboxRoutes, destination] });
      }
    }
  }
}

export function endpoints(context: Context): void {
  for (const view of context.managed("vpc-endpoint")) context.put(endpointNode(context, view));
}

function endpointNode(context: Context, view: View): VpcEndpoint {
  const service = view.value("serviceName");
  return {
    ...baseOf(view),
    kind: "vpc-endpoint",
    vpc: vpcOrDefault(context, view),
    service: service === undefined ? byDefault("", view.span) : serviceOf(context, service, view),
  };
}

/** `com.amazonaws.eu-west-1.ecr.dkr`, with any region, which may be a part of the text that is not known. */
const SERVICE = /^(?:cn\.)?com\.amazonaws\.(?!vpce\.)[^.]+\.(.+)$/;

function serviceOf(context: Context, value: Value, view: View): Fact<string> {
  const span = view.spanOf("serviceName");
  if (value.kind === "text") {
    const text = value.parts.map((part) => (typeof part === "string" ? part : HOLE)).join("");
    const service = SERVICE.exec(text)?.[1];
    if (service !== undefined && !service.includes(HOLE))
      return { known: true, value: service, origin: originOf(value, span) };
  }
  // A data source that looks a service up by its name.
  const found = value.kind === "unknown" && value.ref !== undefined ? context.resource(value.ref) : undefined;
  const name = found?.mode === "data" ? viewOf(found).value("service") : undefined;
  if (name !== undefined) return factOf(name, asString, span);
  return mapFact(factOf(value, asString, span), (text) => SERVICE.exec(text)?.[1] ?? text);
}

/** Stands for what is not known of a text; no name has it. */
const HOLE = "\0";
