/** A value given to a variable and the variable's type into what the variable holds. */
import type { Type } from "../../../../base/type.ts";
import type { MapValue, Value } from "../../../../base/value.ts";
import { object, standingFor, tuple } from "./construct.ts";
import { convert } from "./convert.ts";
import type { Result } from "./failure.ts";

/** Fills in the defaults of optional attributes and converts: what a variable of that type holds when given the value. */
export function conform(value: Value, type: Type): Result {
  return convert(hasDefaults(type) ? withDefaults(value, type) : value, type);
}

const known = new WeakMap<Type, boolean>();

function hasDefaults(type: Type): boolean {
  const found = known.get(type);
  if (found !== undefined) return found;
  const result = searchDefaults(type);
  known.set(type, result);
  return result;
}

function searchDefaults(type: Type): boolean {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return hasDefaults(type.element);
    case "tuple":
      return type.elements.some(hasDefaults);
    case "object":
      return [...type.attributes.values()].some((one) => one.default !== undefined || hasDefaults(one.type));
    default:
      return false;
  }
}

/** The value with defaults in the place of attributes that are missing or null, before it is converted. */
function withDefaults(value: Value, type: Type): Value {
  if (!hasDefaults(type)) return value;
  if (value.kind === "unknown" && value.oneOf !== undefined) {
    return { ...value, oneOf: value.oneOf.map((one) => withDefaults(one, type)) };
  }
  if (value.kind === "list") {
    const elementType = (at: number) =>
      type.kind === "tuple"
        ? type.elements[at]
        : type.kind === "list" || type.kind === "set"
          ? type.element
          : undefined;
    const elements = value.elements.map((one, at) => {
      const inner = elementType(at);
      return inner === undefined ? one : withDefaults(one, inner);
    });
    const { rest, restFrom } = value;
    const open = { ...(rest && { rest }), ...(restFrom !== undefined && { restFrom }) };
    return standingFor({ ...tuple(elements), ...open }, value);
  }
  if (value.kind !== "map") return value;
  if (type.kind === "map")
    return rebuilt(
      value,
      [...value.entries].map(([key, one]) => [key, withDefaults(one, type.element)]),
    );
  if (type.kind !== "object") return value;
  const entries = new Map<string, Value>();
  for (const [key, one] of value.entries) {
    const attribute = type.attributes.get(key);
    entries.set(key, attribute === undefined ? one : withDefaults(one, attribute.type));
  }
  for (const [name, attribute] of type.attributes) {
    const given = entries.get(name);
    const absent = given === undefined ? value.rest === undefined : given.kind === "null";
    if (attribute.default !== undefined && absent) entries.set(name, withDefaults(attribute.default, attribute.type));
  }
  return rebuilt(value, entries);
}

function rebuilt(of: MapValue, entries: Iterable<readonly [string, Value]>): Value {
  return standingFor(
    { ...object(entries), ...(of.keySpans && { keySpans: of.keySpans }), ...(of.rest && { rest: of.rest }) },
    of,
  );
}
