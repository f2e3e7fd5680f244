/** A route, written in its table or as a resource of its own, into where it leads. */
import type { Fact } from "../../base/fact.ts";
import type { Existence, Value } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import type { RouteTarget, TableRoute } from "../../graph/model.ts";
import type { IpRange } from "../../sets/ip-range.ts";
import type { Context } from "../context.ts";
import { rangeFact } from "../facts.ts";
import { linkAt } from "../references/reference.ts";
import { given, isEmptyText, originOf, unsettled } from "../value.ts";
import type { View } from "../view.ts";

/** Arguments that say for which packets a route is. */
export const DESTINATIONS = ["cidrBlock", "destinationCidrBlock", "ipv6CidrBlock", "destinationIpv6CidrBlock"];

/** Arguments of which one says where the route leads (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html). */
const TARGETS: Readonly<Record<string, RouteTarget>> = {
  natGatewayId: "nat-gateway",
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
export function routeOf(context: Context, view: View, exists: Existence): TableRoute | undefined {
  if (isText(view.value("gatewayId"), "local")) return undefined;
  const natGateway = isSet(view, "natGatewayId") ? linkAt(context, "nat-gateway", view, "natGatewayId") : undefined;
  return {
    address: view.resource.address,
    destination: destinationOf(view),
    target: targetOf(context, view),
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
  const written = ["gatewayId", ...Object.keys(TARGETS)].filter((name) => isSet(view, name));
  const targets = new Set(written.flatMap((name) => TARGETS[name] ?? gatewaysOf(context, view.value(name)!)));
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

/** What a gateway may be: an internet gateway, one of a VPN, or, as it once was written, an endpoint. */
function gatewaysOf(context: Context, value: Value): readonly RouteTarget[] {
  if (value.kind === "string") return gatewayById(value.value);
  if (value.kind === "text") {
    const [start] = value.parts;
    return typeof start === "string" ? gatewayById(start) : ANY_GATEWAY;
  }
  if (value.kind !== "unknown") return value.kind === "null" ? [] : ANY_GATEWAY;
  if (value.oneOf !== undefined) return value.oneOf.flatMap((one) => gatewaysOf(context, one));
  const resource = value.ref === undefined ? undefined : context.resource(value.ref);
  const family = resource === undefined ? undefined : familyOf(resource.type);
  if (family === "internet-gateway") return ["internet-gateway"];
  if (family === "vpn-gateway") return ["other"];
  return value.prefix === undefined ? ANY_GATEWAY : gatewayById(value.prefix);
}

function gatewayById(id: string): readonly RouteTarget[] {
  if (id.startsWith("igw-")) return ["internet-gateway"];
  if (id.startsWith("vgw-")) return ["other"];
  return id.startsWith("vpce-") ? ["appliance"] : ANY_GATEWAY;
}

function isText(value: Value | undefined, text: string): boolean {
  return value?.kind === "string" && value.value === text;
}

/** Whether an argument is written, and not as an empty text. */
export function isSet(view: View, name: string): boolean {
  const value = view.value(name);
  return value !== undefined && !isEmptyText(value);
}
