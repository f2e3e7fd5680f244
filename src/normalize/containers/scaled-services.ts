/** Which services a scalable target means by `service/CLUSTER/NAME`. Where that is not known, it may be any of its root. */
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Service } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { asString } from "../facts.ts";
import { mentionedBy, type Named, ofEach } from "../references/mentioned.ts";
import type { View } from "../view.ts";

export interface Scaled {
  readonly service: Service;
  /** Why it may be meant or not; empty where it certainly is. */
  readonly because: readonly UnknownValue[];
}

const SERVICES: Named = { kind: "service", family: "service", nameOf: "serviceName" };

export function scaledBy(context: Context, view: View): readonly Scaled[] {
  const value = view.value("resourceId");
  const namespace = view.value("serviceNamespace");
  const isOfEcs = namespace === undefined || (asString(namespace) ?? "ecs") === "ecs";
  if (value === undefined || !isOfEcs) return [];
  const found = ofEach(value, (whole) => {
    const name = nameIn(whole);
    return name === undefined ? [] : named(context, view, name);
  });
  return [...new Map(found.map((one) => [one.service.id, one])).values()];
}

/** The name in `service/CLUSTER/NAME`; where it is not known where that begins, the last unknown. */
function nameIn(value: Value): Value | undefined {
  const text = asString(value);
  if (text !== undefined) {
    const at = text.lastIndexOf("/");
    return at === -1 ? undefined : { kind: "string", value: text.slice(at + 1) };
  }
  if (value.kind !== "text") return value.kind === "unknown" ? value : undefined;
  const { parts } = value;
  const at = parts.findLastIndex((part) => typeof part === "string" && part.includes("/"));
  const [first, ...others] = parts.slice(Math.max(at, 0));
  const begin = typeof first === "string" ? first.slice(first.lastIndexOf("/") + 1) : "";
  if (others.length === 0) return { kind: "string", value: begin };
  const slashes = parts.reduce((sum, part) => sum + (typeof part === "string" ? part.split("/").length - 1 : 0), 0);
  const last = parts.findLast((part) => typeof part !== "string");
  if (slashes < 2 || (begin === "" && others.length === 1)) return last;
  return { kind: "text", parts: begin === "" ? others : [begin, ...others] };
}

/** The services of the name. */
function named(context: Context, view: View, name: Value): readonly Scaled[] {
  return mentionedBy(context, SERVICES, view, name).flatMap(({ resource, because }) => {
    const service = context.node("service", nodeId(resource));
    return service === undefined ? [] : [{ service, because }];
  });
}
