/** A route, written in its table or as a resource of its own, into where it leads. */
import type { Fact } from "../../base/fact.ts";
import type { Existence, Value } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import type { Family } from "../../catalogue/families.ts";
import type { RouteTarget, TableRoute } from "../../graph/model.ts";
import type { IpRange } from "../../sets/ip-set.ts";
import type { Context } from "../context.ts";
import { rangeFact } from "../facts.ts";
import { linkAt } from "../references/reference.ts";
import { given, isEmptyText, originOf, unsettled } from "../value.ts";
import type { View } from "../view.ts";

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
export function routeOf(context: Context, view: View, exists: Existence): TableRoute | undefined {
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
