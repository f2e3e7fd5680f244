/** VPC endpoints into nodes. */
import type { Fact } from "../../base/fact.ts";
import type { Value } from "../../base/value.ts";
import type { Link, VpcEndpoint } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { asBoolean, asString, byDefault, factOf, mapFact, optional } from "../facts.ts";
import { companion } from "../references/companion.ts";
import { join, linkAt, linkSetAt, singleLinkAt, vpcOrDefault } from "../references/reference.ts";
import { originOf } from "../value.ts";
import { type View, viewOf } from "../view.ts";

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
    ...ofType(context, view),
  };
}

/** An endpoint is one of the type `Gateway` where it says none (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html). */
function ofType(context: Context, view: View): Pick<VpcEndpoint, "interfaces" | "routeTables"> {
  const type = optional(view, "vpcEndpointType", asString) ?? byDefault("Gateway", view.span);
  if (!type.known) return {};
  if (type.value === "Interface") return { interfaces: interfacesOf(context, view) };
  if (type.value !== "Gateway") return {};
  const apart = partsOf(context, context.managed("vpc-endpoint-route-table"), view).map((one) =>
    singleLinkAt(context, "route-table", one, "routeTableId"),
  );
  return { routeTables: join([linkSetAt(context, "route-table", view, "routeTableIds"), ...apart]) };
}

/** Those of the resources that add something to this endpoint. */
function partsOf(context: Context, parts: readonly View[], view: View): readonly View[] {
  const { id } = baseOf(view);
  return parts.filter((one) => linkAt(context, "vpc-endpoint", one, "vpcEndpointId")?.to.includes(id) === true);
}

function interfacesOf(context: Context, view: View): NonNullable<VpcEndpoint["interfaces"]> {
  const apart = partsOf(context, context.managed("vpc-endpoint-security-group"), view).map((one) =>
    singleLinkAt(context, "security-group", one, "securityGroupId"),
  );
  const written = join([linkSetAt(context, "security-group", view, "securityGroupIds"), ...apart]);
  const isWritten = written.links.length > 0 || written.rest !== undefined;
  const securityGroups = isWritten ? written : { links: [defaultGroupOf(context, view)] };
  return { securityGroups, privateDns: optional(view, "privateDnsEnabled", asBoolean) };
}

/** The one of its VPC, whatever its subnets (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html). */
function defaultGroupOf(context: Context, view: View): Link {
  const vpc = vpcOrDefault(context, view);
  const site = { root: view.resource.root, span: view.span };
  return { ...vpc, to: vpc.to.map((id) => companion(context, "default-security-group", id, site)) };
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
