/** Two types into whether values of the one can be converted to the other, and why not. */
import { DYNAMIC, type Type } from "../../../../base/type.ts";
import { quote } from "./quote.ts";
import { constraintName, friendlyName } from "./type-names.ts";
import {
  type CollectionType,
  hasDynamic,
  isCollection,
  isPrimitive,
  type ObjectType,
  sameType,
} from "./type-relations.ts";
import { type Safety, unify } from "./unify.ts";

/** Whether a conversion exists at all; `unsafe` ones may still fail for a single value (`"x"` to a number). */
export function convertible(from: Type, to: Type, safety: Safety = "unsafe"): boolean {
  if (to.kind === "dynamic") return true;
  if (from.kind === "dynamic") return safety === "unsafe";
  if (isPrimitive(from) && isPrimitive(to)) return primitive(from, to, safety);
  if (from.kind === "object" && to.kind === "object") {
    return [...to.attributes].every(([name, wanted]) => {
      const given = from.attributes.get(name);
      return given === undefined ? wanted.optional : same(given.type, wanted.type, safety);
    });
  }
  if (from.kind === "tuple" && to.kind === "tuple") {
    return (
      from.elements.length === to.elements.length &&
      to.elements.every((type, at) => same(from.elements[at]!, type, safety))
    );
  }
  if (to.kind === "list" && (from.kind === "list" || from.kind === "set"))
    return same(from.element, to.element, safety);
  if (to.kind === "set" && (from.kind === "list" || from.kind === "set")) {
    return (from.kind === "set" || safety === "unsafe") && same(from.element, to.element, safety);
  }
  if (to.kind === "map" && from.kind === "map") return same(from.element, to.element, safety);
  if ((to.kind === "list" || to.kind === "set") && from.kind === "tuple")
    return collects(from.elements, to.element, safety, true);
  if (to.kind === "map" && from.kind === "object") {
    return collects(
      [...from.attributes.values()].map((attribute) => attribute.type),
      to.element,
      safety,
      false,
    );
  }
  if (to.kind === "object" && from.kind === "map") {
    return (
      safety === "unsafe" &&
      [...to.attributes.values()].every((wanted) => wanted.optional || same(from.element, wanted.type, safety))
    );
  }
  return false;
}

function same(from: Type, to: Type, safety: Safety): boolean {
  return sameType(from, to) || convertible(from, to, safety);
}

function primitive(from: Type, to: Type, safety: Safety): boolean {
  if (from.kind === to.kind || to.kind === "string") return true;
  return safety === "unsafe" && from.kind === "string";
}

/** Whether elements of these types can be gathered in a collection of that element type. */
function collects(types: readonly Type[], element: Type, safety: Safety, strict: boolean): boolean {
  if (types.length === 0) return true;
  const wanted = element.kind === "dynamic" ? unify(types, safety) : element;
  if (wanted === undefined) return false;
  if (
    strict &&
    element.kind === "dynamic" &&
    wanted.kind === "dynamic" &&
    types.some((type) => type.kind !== "dynamic")
  )
    return false;
  return types.every((type) => same(type, wanted, safety));
}

/** Why a value of the one type cannot be converted to the other, in Terraform's words. */
export function mismatch(got: Type, want: Type): string {
  if (got.kind === "object" && want.kind === "object") return objectMismatch(got, want);
  if (isCollection(want) && want.element.kind === "dynamic") {
    if (got.kind === "tuple" && want.kind !== "map") return `all ${want.kind} elements must have the same type`;
    if (got.kind === "object" && want.kind === "map") return "all map elements must have the same type";
  }
  if (isCollection(want) && (got.kind === "tuple" || got.kind === "object")) return structuralMismatch(got, want);
  if (isCollection(got) && isCollection(want)) {
    const fits = want.kind === "map" ? got.kind === "map" : got.kind !== "map";
    if (!fits) return `${constraintName(want)} required`;
    return `incorrect ${want.kind} element type: ${mismatch(got.element, want.element)}`;
  }
  if (!confusable(got, want)) return `${friendlyName(want)} required, but have ${friendlyName(got)}`;
  return `${constraintName(want)} required`;
}

function structuralMismatch(got: Extract<Type, { kind: "tuple" | "object" }>, want: CollectionType): string {
  if ((want.kind === "map") !== (got.kind === "object")) return `${constraintName(want)} required`;
  const parts: readonly (readonly [string, Type])[] =
    got.kind === "tuple"
      ? got.elements.map((type, at) => [String(at), type])
      : [...got.attributes].map(([name, attribute]) => [quote(name), attribute.type]);
  for (const [name, type] of parts) {
    if (!same(type, want.element, "unsafe")) return `element ${name}: ${mismatch(type, want.element)}`;
  }
  return `all elements must be ${constraintName(want.element)}`;
}

function objectMismatch(got: ObjectType, want: ObjectType): string {
  const missing = [...want.attributes]
    .filter(([name, one]) => !one.optional && !got.attributes.has(name))
    .map(([name]) => quote(name))
    .sort();
  if (missing.length === 1) return `attribute ${missing[0]} is required`;
  if (missing.length === 2) return `attributes ${missing[0]} and ${missing[1]} are required`;
  if (missing.length > 2) return `attributes ${missing.slice(0, -1).join(", ")}, and ${missing.at(-1)} are required`;
  for (const safety of ["unsafe", "safe"] as const) {
    for (const [name, wanted] of want.attributes) {
      const type = got.attributes.get(name)?.type ?? DYNAMIC;
      if (got.attributes.has(name) && !same(type, wanted.type, safety))
        return `attribute ${quote(name)}: ${mismatch(type, wanted.type)}`;
    }
  }
  return "incorrect object attributes";
}

/** Whether the names of the two types alone would puzzle a reader more than they help. */
function confusable(got: Type, want: Type): boolean {
  if (isPrimitive(got) !== isPrimitive(want) || want.kind === "string") return false;
  if ((want.kind === "bool" && got.kind === "number") || (want.kind === "number" && got.kind === "bool")) return false;
  if (isCollection(got) && isCollection(want) && !hasDynamic(got.element) && hasDynamic(want.element)) return false;
  return !(got.kind === "tuple" && want.kind === "object");
}
