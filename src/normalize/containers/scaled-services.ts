/** Which services a scalable target means by `service/CLUSTER/NAME`. Where that is not known, it may be any of its root. */
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Service } from "../../graph/model.ts";
import { couldBe } from "../../values/text-runs.ts";
import { unknownsIn } from "../../values/unknown.ts";
import { type Context, nodeId } from "../context.ts";
import { asString } from "../facts.ts";
import { resourcesOf } from "../references/reference.ts";
import type { View } from "../view.ts";

export interface Scaled {
  readonly service: Service;
  /** Why it may be meant or not; empty where it certainly is. */
  readonly because: readonly UnknownValue[];
}

export function scaledBy(context: Context, view: View): readonly Scaled[] {
  const value = view.value("resourceId");
  const namespace = view.value("serviceNamespace");
  const isOfEcs = namespace === undefined || (asString(namespace) ?? "ecs") === "ecs";
  if (value === undefined || !isOfEcs) return [];
  const found = ofEach(value, (whole) => {
    const name = nameIn(whole);
    return name === undefined ? [] : ofEach(name, (one) => named(context, view, one));
  });
  return [...new Map(found.map((one) => [one.service.id, one])).values()];
}

/** Of several values that it may be, each may mean one. */
function ofEach(value: Value, find: (one: Value) => readonly Scaled[]): readonly Scaled[] {
  if (value.kind !== "unknown" || value.oneOf === undefined) return find(value);
  const found = value.oneOf.flatMap((one) => ofEach(one, find));
  return found.map(({ service, because }) => ({ service, because: [value, ...because] }));
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

/** Those of the name, else those whose name may be it. */
function named(context: Context, view: View, name: Value): readonly Scaled[] {
  const { root, scope } = view.resource;
  const found = resourcesOf(context, "service", name, { root, scope });
  const perhaps = found.length > 0 ? [] : context.managed("service").filter(({ resource }) => resource.root === root);
  const all = [
    ...found.map((resource) => ({ resource, because: [] })),
    ...perhaps.flatMap((other) => {
      const own = other.value("serviceName");
      if (!mayBeEqual(name, own)) return [];
      return [{ resource: other.resource, because: [name, own].flatMap((one) => (one ? unknownsIn(one) : [])) }];
    }),
  ];
  return all.flatMap(({ resource, because }) => {
    const service = context.node("service", nodeId(resource));
    return service === undefined ? [] : [{ service, because }];
  });
}

/** Whether a name may be that of a service: of one without a name only AWS knows what it is, so that none that is written is it. */
function mayBeEqual(name: Value, own: Value | undefined): boolean {
  if (own?.kind === "unknown" && own.oneOf !== undefined) return own.oneOf.some((one) => mayBeEqual(name, one));
  const [a, b] = [asString(name), own === undefined ? undefined : asString(own)];
  if (a !== undefined && b !== undefined) return a === b;
  if (own === undefined || own.kind === "null") return a === undefined;
  if (name.kind === "text" && b !== undefined) return couldBe(name, b);
  return own.kind !== "text" || a === undefined || couldBe(own, a);
}
