/** A value into its type. */
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from "../../../../base/type.ts";
import type { ListValue, MapValue, Value } from "../../../../base/value.ts";
import { objectType, tupleType } from "./type-relations.ts";

const known = new WeakMap<ListValue | MapValue, Type>();

/**
 * The exact type of a value; `dynamic` for a null or an unknown of which nothing is known, and for a tuple or an object of which not all
 * elements are known to be there.
 */
export function typeOf(value: Value): Type {
  switch (value.kind) {
    case "null":
    case "unknown":
      return value.type;
    case "bool":
      return BOOL;
    case "number":
      return NUMBER;
    case "string":
    case "text":
      return STRING;
    case "list":
    case "map": {
      const found = known.get(value) ?? (value.kind === "list" ? typeOfList(value) : typeOfMap(value));
      known.set(value, found);
      return found;
    }
  }
}

function typeOfList(value: ListValue): Type {
  if (value.shape !== "tuple") return { kind: value.shape, element: value.elementType ?? DYNAMIC };
  return value.rest !== undefined ? DYNAMIC : tupleType(value.elements.map(typeOf));
}

function typeOfMap(value: MapValue): Type {
  if (value.shape !== "object") return { kind: "map", element: value.elementType ?? DYNAMIC };
  return value.rest !== undefined ? DYNAMIC : objectType([...value.entries].map(([name, at]) => [name, typeOf(at)]));
}
