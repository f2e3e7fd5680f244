/** Several types into the one that all convert to, and which converts to which (https://github.com/zclconf/go-cty/blob/main/docs/convert.md). */
import { DYNAMIC, type Type } from "../../../../base/value.ts";
import type { CollectionType, ObjectType, TupleType } from "./values.ts";
import { distinctTypes, isCollection, isPrimitive, objectType, partsOf, sameType, tupleType } from "./values.ts";

/** `safe` admits only conversions that cannot fail; `unsafe` also those from a string to a number. */
type Safety = "safe" | "unsafe";

/** Types of several kinds: of more nobody finds what they have in common. */
const MAX_MIXED = 64;

/** The single type that values of all these types can be converted to; undefined where there is none. */
export function unify(types: readonly Type[], safety: Safety = "unsafe"): Type | undefined {
  const [first, ...others] = distinctTypes(types);
  if (first === undefined) return undefined;
  if (others.length === 0) return first;
  const all = [first, ...others];
  const count = (kind: Type["kind"]) => all.filter((type) => type.kind === kind).length;
  const dynamic = count("dynamic");
  const only = (...kinds: readonly Type["kind"][]) =>
    kinds.reduce((sum, kind) => sum + count(kind), dynamic) === all.length && count(kinds[0]!) > 0;
  for (const kind of ["map", "list", "set"] as const) {
    if (only(kind)) return dynamic > 0 ? DYNAMIC : collected(kind, all, safety);
    const structural = kind === "map" ? "object" : "tuple";
    if (kind === "set" || !only(kind, structural) || count(structural) === 0) continue;
    const these = all.filter((type) => type.kind === structural);
    const flat = collected(kind, these, safety);
    const types = all.map((type) => (type.kind === structural ? flat : type)).filter((type) => type !== undefined);
    const unified = flat === undefined ? undefined : unify(types, safety);
    if (unified?.kind === kind) return unified;
  }
  if (only("object")) return dynamic > 0 ? DYNAMIC : unifyObjects(all as ObjectType[], safety);
  if (only("tuple")) return dynamic > 0 ? DYNAMIC : unifyTuples(all as TupleType[], safety);
  if ((count("object") > 0 && count("tuple") > 0) || all.length > MAX_MIXED) return undefined;
  return byPreference(all).find((wanted) => all.every((type) => fits(type, wanted, safety)));
}

/** The type of what is one of several as they are, none converted, nor what is in it: not known where they are of several types. */
export function typeOfAny(types: readonly Type[]): Type {
  return unconverted(unify(types, "safe") ?? DYNAMIC, types);
}

/** A type that all convert to, without what is another one in some of them. */
function unconverted(unified: Type, types: readonly Type[]): Type {
  switch (unified.kind) {
    case "list":
    case "set":
    case "map":
      if (types.some(({ kind }) => kind !== unified.kind)) return DYNAMIC;
      return { kind: unified.kind, element: unconverted(unified.element, types.flatMap(partsOf)) };
    case "tuple":
      return tupleType(
        unified.elements.map((one, at) =>
          unconverted(
            one,
            types.map((type) => partsOf(type)[at]!),
          ),
        ),
      );
    case "object": {
      const inAll = (name: string) => types.map((type) => (type as ObjectType).attributes.get(name)!.type);
      return objectType([...unified.attributes].map(([name, { type }]) => [name, unconverted(type, inAll(name))]));
    }
    default:
      return types.every(({ kind }) => kind === unified.kind) ? unified : DYNAMIC;
  }
}

/** A collection whose elements are of the one type that all parts of these types convert to. */
function collected(kind: CollectionType["kind"], types: readonly Type[], safety: Safety): Type | undefined {
  const element = unify(types.flatMap(partsOf), safety);
  return element === undefined ? undefined : fitting({ kind, element }, types, safety);
}

function unifyObjects(types: readonly ObjectType[], safety: Safety): Type | undefined {
  const names = [...types[0]!.attributes.keys()];
  const alike = types.every(
    (type) => type.attributes.size === names.length && names.every((name) => type.attributes.has(name)),
  );
  if (!alike) return collected("map", types, safety);
  const attributes = unifyEach(
    names.map((name) => types.map((type) => type.attributes.get(name)!.type)),
    safety,
  );
  if (attributes === undefined) return undefined;
  const whole = objectType(names.map((name, at) => [name, attributes[at]!]));
  return fitting(whole, types, safety) ?? collected("map", types, safety);
}

function unifyTuples(types: readonly TupleType[], safety: Safety): Type | undefined {
  const { length } = types[0]!.elements;
  if (types.some((type) => type.elements.length !== length)) return collected("list", types, safety);
  const columns = Array.from({ length }, (_, at) => types.map((type) => type.elements[at]!));
  const elements = unifyEach(columns, safety);
  if (elements === undefined) return undefined;
  return fitting(tupleType(elements), types, safety) ?? collected("list", types, safety);
}

/** The one type of each group; undefined where one of them has none. */
function unifyEach(groups: readonly (readonly Type[])[], safety: Safety): readonly Type[] | undefined {
  const unified: Type[] = [];
  for (const group of groups) {
    const type = unify(group, safety);
    if (type === undefined) return undefined;
    unified.push(type);
  }
  return unified;
}

function fitting(unified: Type, types: readonly Type[], safety: Safety): Type | undefined {
  return types.every((type) => fits(type, unified, safety)) ? unified : undefined;
}

/** The more general types first, as cty orders them: a stable topological sort over the pairs that can be compared. */
function byPreference(types: readonly Type[]): readonly Type[] {
  const followers = types.map((): number[] => []);
  const waiting = types.map(() => 0);
  for (let a = 0; a < types.length; a++) {
    for (let b = a + 1; b < types.length; b++) {
      const order = generality(types[a]!, types[b]!);
      if (order === 0) continue;
      const [before, after] = order < 0 ? [a, b] : [b, a];
      followers[before]!.push(after);
      waiting[after]!++;
    }
  }
  const queue = types.map((_, at) => at).filter((at) => waiting[at] === 0);
  for (const at of queue) {
    for (const next of followers[at]!) if (--waiting[next]! === 0) queue.push(next);
  }
  return queue.map((at) => types[at]!);
}

/** Negative where a is more general than b, positive the other way round, 0 where neither is. */
function generality(a: Type, b: Type): number {
  if (a.kind === "dynamic" || b.kind === "dynamic") return a.kind !== "dynamic" ? -1 : b.kind !== "dynamic" ? 1 : 0;
  if (a.kind === "string" || b.kind === "string") {
    if (!isPrimitive(a) || !isPrimitive(b)) return 0;
    return a.kind !== "string" ? 1 : b.kind !== "string" ? -1 : 0;
  }
  if (a.kind === b.kind) {
    const orders = pairsOf(a, b).map(([one, other]) => generality(one, other));
    const before = orders.some((order) => order < 0);
    const after = orders.some((order) => order > 0);
    return before === after ? 0 : before ? -1 : 1;
  }
  const rank = (type: Type) => ["list", "tuple", "set"].indexOf(type.kind);
  if (a.kind === "map" && b.kind === "object") return -1;
  if (a.kind === "object" && b.kind === "map") return 1;
  if (rank(a) < 0 || rank(b) < 0) return 0;
  return Math.sign(rank(a) - rank(b));
}

/** The parts of two types of one kind, side by side; none where they do not have the same. */
function pairsOf(a: Type, b: Type): readonly (readonly [Type, Type])[] {
  if (a.kind === "object" && b.kind === "object") {
    const others = [...a.attributes.keys()].flatMap((name) => b.attributes.get(name)?.type ?? []);
    const isAlike = a.attributes.size === b.attributes.size && others.length === a.attributes.size;
    return isAlike ? partsOf(a).map((type, at) => [type, others[at]!]) : [];
  }
  const [parts, others] = [partsOf(a), partsOf(b)];
  return parts.length === others.length ? parts.map((type, at) => [type, others[at]!]) : [];
}

/** What is asked for, with the value's own type wherever anything will do. */
export function resolved(from: Type, to: Type): Type {
  if (from.kind === "dynamic") return to;
  switch (to.kind) {
    case "dynamic":
      return from;
    case "map":
    case "list":
    case "set": {
      const gathers = to.kind === "map" ? ["map", "object"] : ["list", "set", "tuple"];
      if (!gathers.includes(from.kind)) return to;
      const element = isCollection(from) ? from.element : (unify(partsOf(from)) ?? DYNAMIC);
      return { kind: to.kind, element: resolved(element, to.element) };
    }
    case "object":
      return objectType(
        [...to.attributes].map(([name, attribute]) => {
          const given =
            from.kind === "object" ? from.attributes.get(name)?.type : from.kind === "map" ? from.element : undefined;
          return [name, given === undefined ? attribute.type : resolved(given, attribute.type)];
        }),
      );
    case "tuple":
      return tupleType(
        to.elements.map((type, at) => resolved(from.kind === "tuple" ? (from.elements[at] ?? DYNAMIC) : DYNAMIC, type)),
      );
    default:
      return to;
  }
}

/** Whether a conversion exists at all; `unsafe` ones may still fail for a single value (`"x"` to a number). */
export function convertible(from: Type, to: Type, safety: Safety = "unsafe"): boolean {
  if (to.kind === "dynamic") return true;
  if (from.kind === "dynamic") return safety === "unsafe";
  switch (to.kind) {
    case "object":
      if (from.kind === "map") {
        const parts = [...to.attributes.values()].filter(({ optional }) => !optional);
        return safety === "unsafe" && parts.every(({ type }) => fits(from.element, type, safety));
      }
      if (from.kind !== "object") return false;
      return [...to.attributes].every(([name, wanted]) => {
        const given = from.attributes.get(name);
        return given === undefined ? wanted.optional : fits(given.type, wanted.type, safety);
      });
    case "tuple":
      if (from.kind !== "tuple" || from.elements.length !== to.elements.length) return false;
      return to.elements.every((type, at) => fits(from.elements[at]!, type, safety));
    case "list":
    case "set":
      if (from.kind === "tuple") return collects(from.elements, to.element, safety, true);
      if (from.kind !== "set" && (from.kind !== "list" || (to.kind === "set" && safety === "safe"))) return false;
      return fits(from.element, to.element, safety);
    case "map":
      if (from.kind === "object") return collects(partsOf(from), to.element, safety, false);
      return from.kind === "map" && fits(from.element, to.element, safety);
    default:
      if (!isPrimitive(from)) return false;
      return from.kind === to.kind || to.kind === "string" || (safety === "unsafe" && from.kind === "string");
  }
}

/** Whether a value of the one type is of the other, or can be converted to it. */
export function fits(from: Type, to: Type, safety: Safety): boolean {
  return sameType(from, to) || convertible(from, to, safety);
}

/** Whether elements of these types can be gathered in a collection of that element type. */
function collects(types: readonly Type[], element: Type, safety: Safety, strict: boolean): boolean {
  if (types.length === 0) return true;
  const wanted = element.kind === "dynamic" ? unify(types, safety) : element;
  if (wanted === undefined) return false;
  if (strict && wanted.kind === "dynamic" && types.some((type) => type.kind !== "dynamic")) return false;
  return types.every((type) => fits(type, wanted, safety));
}
