/** Which resources of its root something means by a name that may not be known. */
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Kind } from "../../catalogue/catalogue.ts";
import type { Family } from "../../catalogue/families.ts";
import { couldBe } from "../../values/text-runs.ts";
import { unknownsIn } from "../../values/unknown.ts";

import type { Context } from "../context.ts";
import { asString } from "../facts.ts";
import type { View } from "../view.ts";
import { resourcesOf } from "./reference.ts";

export interface Mentioned {
  readonly resource: View["resource"];
  /** Why it may be meant or not; empty where it certainly is. */
  readonly because: readonly UnknownValue[];
}

/** What may be meant: resources of a kind, which are nodes of a family, and the property in which they say their own name. */
export interface Named {
  readonly kind: Kind;
  readonly family: Family;
  readonly nameOf: string;
}

/** Those that have the name, else those whose name may be it. */
export function mentionedBy(
  context: Context,
  { kind, family, nameOf }: Named,
  { resource: { root, scope } }: View,
  name: Value,
): readonly Mentioned[] {
  return ofEach(name, (one) => {
    const found = resourcesOf(context, family, one, { root, scope });
    if (found.length > 0) return found.map((resource) => ({ resource, because: [] }));
    const others = context.managed(kind).filter(({ resource }) => resource.root === root);
    return others.flatMap((other) => {
      const own = other.value(nameOf);
      if (!mayBeEqual(one, own)) return [];
      const because = [one, own].flatMap((part) => (part === undefined ? [] : unknownsIn(part)));
      return [{ resource: other.resource, because }];
    });
  });
}

/** What is found by a value; of several that it may be, each may mean something. */
export function ofEach<T extends { readonly because: readonly UnknownValue[] }>(
  value: Value,
  find: (one: Value) => readonly T[],
): readonly T[] {
  if (value.kind !== "unknown" || value.oneOf === undefined) return find(value);
  const found = value.oneOf.flatMap((one) => ofEach(one, find));
  return found.map((one) => ({ ...one, because: [value, ...one.because] }));
}

/** Whether a name may be that of a resource: of one without a name only AWS knows what it is, so that none that is written is it. */
function mayBeEqual(name: Value, own: Value | undefined): boolean {
  if (own?.kind === "unknown" && own.oneOf !== undefined) return own.oneOf.some((one) => mayBeEqual(name, one));
  const [a, b] = [asString(name), own === undefined ? undefined : asString(own)];
  if (a !== undefined && b !== undefined) return a === b;
  if (own === undefined || own.kind === "null") return a === undefined;
  if (name.kind === "text" && b !== undefined) return couldBe(name, b);
  return own.kind !== "text" || a === undefined || couldBe(own, a);
}
