/** Types: that of a value, their parts, and whether two of them are the same. */
import { type AttributeType, BOOL, DYNAMIC, NUMBER, STRING, type Type } from "../../../../base/type.ts";
import type { ListValue, MapValue, Value } from "../../../../base/value.ts";

export type CollectionType = Extract<Type, { kind: "list" | "set" | "map" }>;
export type TupleType = Extract<Type, { kind: "tuple" }>;
export type ObjectType = Extract<Type, { kind: "object" }>;

/** Whether two types are exactly the same, the optional attributes included. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "list":
    case "set":
    case "map":
      return sameType(a.element, (b as CollectionType).element);
    case "tuple": {
      const others = (b as TupleType).elements;
      return a.elements.length === others.length && a.elements.every((one, at) => sameType(one, others[at]!));
    }
    case "object": {
      const others = (b as ObjectType).attributes;
      if (a.attributes.size !== others.size) return false;
      for (const [name, attribute] of a.attributes) {
        const other = others.get(name);
        if (other === undefined || other.optional !== attribute.optional) return false;
        if (!sameType(attribute.type, other.type)) return false;
      }
      return true;
    }
    default:
      return true;
  }
}

export function isPrimitive(type: Type): boolean {
  return type.kind === "string" || type.kind === "number" || type.kind === "bool";
}

export function isCollection(type: Type): type is CollectionType {
  return type.kind === "list" || type.kind === "set" || type.kind === "map";
}

/** Whether the type is not known in some part. */
export function hasDynamic(type: Type): boolean {
  switch (type.kind) {
    case "dynamic":
      return true;
    case "list":
    case "set":
    case "map":
      return hasDynamic(type.element);
    case "tuple":
      return type.elements.some(hasDynamic);
    case "object":
      return [...type.attributes.values()].some((attribute) => hasDynamic(attribute.type));
    default:
      return false;
  }
}

/** The type of the values that a constraint admits: no attribute is optional in a value. */
export function withoutOptional(type: Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return { kind: type.kind, element: withoutOptional(type.element) };
    case "tuple":
      return { kind: "tuple", elements: type.elements.map(withoutOptional) };
    case "object": {
      const attributes = new Map<string, AttributeType>();
      for (const [name, attribute] of type.attributes) {
        attributes.set(name, { type: withoutOptional(attribute.type), optional: false });
      }
      return { kind: "object", attributes };
    }
    default:
      return type;
  }
}

/** An object type of these attributes, none optional. */
export function objectType(attributes: Iterable<readonly [string, Type]>): ObjectType {
  return {
    kind: "object",
    attributes: new Map([...attributes].map(([name, type]) => [name, { type, optional: false }])),
  };
}

export function tupleType(elements: readonly Type[]): TupleType {
  return { kind: "tuple", elements };
}

/** Each type once, in order of first meeting. */
export function distinctTypes(types: readonly Type[]): readonly Type[] {
  const found: Type[] = [];
  for (const type of types) if (!found.some((one) => sameType(one, type))) found.push(type);
  return found;
}

/** Whether a value of type a may turn out to have type b, once what is dynamic in both is known. */
export function mayBeSame(a: Type, b: Type): boolean {
  if (a === DYNAMIC || a.kind === "dynamic" || b.kind === "dynamic") return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "list":
    case "set":
    case "map":
      return mayBeSame(a.element, (b as CollectionType).element);
    case "tuple": {
      const others = (b as TupleType).elements;
      return a.elements.length === others.length && a.elements.every((one, at) => mayBeSame(one, others[at]!));
    }
    case "object": {
      const others = (b as ObjectType).attributes;
      if (a.attributes.size !== others.size) return false;
      return [...a.attributes].every(([name, attribute]) => {
        const other = others.get(name);
        return other !== undefined && mayBeSame(attribute.type, other.type);
      });
    }
    default:
      return true;
  }
}

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
