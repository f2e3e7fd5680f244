/** VPC endpoints into nodes. */
import type { Fact } from "../../base/fact.ts";
import type { Value } from "../../base/value.ts";
import type { VpcEndpoint } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { asString, byDefault, factOf, mapFact } from "../facts.ts";
import { vpcOrDefault } from "../references/reference.ts";
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
