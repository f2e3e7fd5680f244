/** Values and types of the language: how they are made, what they are made of, and whether two types are the same. */
import type { BigFloat } from "../../../../base/big-float.ts";
import { remembered } from "../../../../base/collections.ts";
import { normalForm } from "../../../../base/normal-form.ts";
import type {
  BoolValue,
  ListValue,
  MapEntry,
  MapValue,
  NullValue,
  NumberValue,
  StringValue,
  Type,
  Value,
} from "../../../../base/value.ts";
import { BOOL, DYNAMIC, NUMBER, STRING } from "../../../../base/value.ts";

export const TRUE: BoolValue = { kind: "bool", value: true };
export const FALSE: BoolValue = { kind: "bool", value: false };

export function bool(value: boolean): BoolValue {
  return value ? TRUE : FALSE;
}

/** Terraform's strings are normalised to NFC, and halves of characters are replaced. */
export function string(value: string): StringValue {
  // Below U+0300 nothing combines, and there are no halves.
  if (!/[^\0-\u02ff]/.test(value)) return { kind: "string", value };
  return { kind: "string", value: normalForm(value.replace(/\p{Surrogate}/gu, "\uFFFD")) };
}

/** `precision`: the bits of mantissa, where they are not 512. */
export function number(value: number | BigFloat, precision?: number): NumberValue {
  return precision === undefined || precision === 512
    ? { kind: "number", value }
    : { kind: "number", value, precision };
}

export function nullOf(type: Type = DYNAMIC): NullValue {
  return { kind: "null", type };
}

export function tuple(elements: readonly Value[]): ListValue {
  return { kind: "list", shape: "tuple", elements };
}

/** The element type is that of the first element where none is given. */
export function list(elements: readonly Value[], elementType?: Type): ListValue {
  return { kind: "list", shape: "list", elementType: elementType ?? firstType(elements), elements };
}

export function object(entries: Iterable<readonly [string, Value]>): MapValue {
  return { kind: "map", shape: "object", entries: new Map(entries) };
}

export function map(entries: Iterable<readonly [string, Value]>, elementType?: Type): MapValue {
  const all = new Map(entries);
  return { kind: "map", shape: "map", elementType: elementType ?? firstType([...all.values()]), entries: all };
}

/** The type of a collection of elements whose type is not given. */
export function firstType(elements: readonly Value[]): Type {
  return elements[0] === undefined ? DYNAMIC : typeOf(elements[0]);
}

/** Whether a value is none that is null, whatever it turns out to be. */
export function isCertainlyNotNull(value: Value): boolean {
  return value.kind === "unknown" ? value.notNull === true : value.kind !== "null";
}

/** A collection with another element in the place of each; all else as it is. */
export function mapElements(value: Value, change: (element: Value) => Value): Value {
  if (value.kind === "list") {
    const { inSomeOrder } = value;
    const again = inSomeOrder === undefined ? {} : { inSomeOrder: inSomeOrder.map(change) };
    return { ...value, elements: value.elements.map(change), ...again };
  }
  if (value.kind !== "map") return value;
  return withEntryValues(value, entryValues(value).map(change));
}

/** The values of the entries, also of those whose keys are not known. */
export function entryValues({ entries, restEntries = [] }: MapValue): readonly Value[] {
  return [...entries.values(), ...restEntries.map(([, value]) => value)];
}

/** A map with other values, in the same order. */
export function withEntryValues(map: MapValue, values: readonly Value[]): MapValue {
  const entries = new Map([...map.entries.keys()].map((key, at) => [key, values[at]!]));
  const restEntries = map.restEntries?.map(([key], at): MapEntry => [key, values[entries.size + at]!]);
  return { ...map, entries, ...(restEntries && { restEntries }) };
}

/** The result with the origin and the sensitivity of the value it stands for, unless it has its own. */
export function standingFor<T extends Value>(result: T, source: Value): T {
  if (result === (source as Value)) return result;
  const origin = result.origin ?? source.origin;
  const sensitive = result.sensitive ?? source.sensitive;
  if (origin === result.origin && sensitive === result.sensitive) return result;
  const placed = origin === undefined ? result : { ...result, origin };
  return sensitive === undefined ? placed : { ...placed, sensitive };
}

/** Why an expression has no value, in Terraform's words. `try` and `can` catch it. */
export interface Failure {
  readonly failure: string;
  /** Terraform's heading of the error, such as `Invalid function argument`; absent where the failure has none of its own. */
  readonly summary?: string;
  /** Which argument of a call or operand (from 0) is at fault, where one is. */
  readonly argument?: number;
}

export function isFailure(result: unknown): result is Failure {
  return typeof result === "object" && result !== null && "failure" in result;
}

export type Result = Value | Failure;

/** What each of them comes to, or the first failure. */
export function each<T, R>(all: readonly T[], read: (one: T, at: number) => R | Failure): readonly R[] | Failure {
  const results: R[] = [];
  for (const [at, one] of all.entries()) {
    const result = read(one, at);
    if (isFailure(result)) return result;
    results.push(result);
  }
  return results;
}

export type CollectionType = Extract<Type, { kind: "list" | "set" | "map" }>;
export type TupleType = Extract<Type, { kind: "tuple" }>;
export type ObjectType = Extract<Type, { kind: "object" }>;

/** Whether two types are exactly the same, the optional attributes included. */
export function sameType(a: Type, b: Type): boolean {
  return a === b || alike(a, b, sameType, true);
}

/** Whether a value of type a may turn out to have type b, once what is dynamic in both is known. */
export function mayBeSame(a: Type, b: Type): boolean {
  return a.kind === "dynamic" || b.kind === "dynamic" || alike(a, b, mayBeSame, false);
}

/** Whether two types are of one kind with parts that agree. */
function alike(a: Type, b: Type, agree: (a: Type, b: Type) => boolean, exactly: boolean): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "list":
    case "set":
    case "map":
      return agree(a.element, (b as CollectionType).element);
    case "tuple": {
      const others = (b as TupleType).elements;
      return a.elements.length === others.length && a.elements.every((one, at) => agree(one, others[at]!));
    }
    case "object": {
      const others = (b as ObjectType).attributes;
      if (a.attributes.size !== others.size) return false;
      return [...a.attributes].every(([name, { type, optional }]) => {
        const other = others.get(name);
        return other !== undefined && !(exactly && other.optional !== optional) && agree(type, other.type);
      });
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

/** Whether its values are lists, sets or tuples, or may turn out to be such. */
export function mayBeSequence(type: Type): boolean {
  return ["dynamic", "list", "set", "tuple"].includes(type.kind);
}

/** The types of what a type is made of, none for a primitive one. */
export function partsOf(type: Type): readonly Type[] {
  if (isCollection(type)) return [type.element];
  if (type.kind === "tuple") return type.elements;
  return type.kind === "object" ? [...type.attributes.values()].map((attribute) => attribute.type) : [];
}

/** Whether the type is not known in some part. */
export function hasDynamic(type: Type): boolean {
  return type.kind === "dynamic" || partsOf(type).some(hasDynamic);
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
    case "object":
      return objectType([...type.attributes].map(([name, attribute]) => [name, withoutOptional(attribute.type)]));
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
  const byNumber = new Map<number, Type[]>();
  for (const type of types) {
    const alike = remembered(byNumber, shapeNumber(type), () => []);
    if (alike.some((one) => sameType(one, type))) continue;
    alike.push(type);
    found.push(type);
  }
  return found;
}

const shapeNumbers = new WeakMap<Type, number>();

/** The same for types that are the same. */
function shapeNumber(type: Type): number {
  return remembered(shapeNumbers, type, () => {
    const names = type.kind === "object" ? [...type.attributes.keys()].sort() : [];
    const parts = type.kind === "object" ? names.map((name) => type.attributes.get(name)!.type) : partsOf(type);
    const words = textNumber(`${type.kind} ${names.join(" ")}`);
    return parts.reduce((sum, part) => (Math.imul(sum, 31) + shapeNumber(part)) | 0, words);
  });
}

function textNumber(text: string): number {
  let number = 0;
  for (let at = 0; at < text.length; at++) number = (Math.imul(number, 31) + text.charCodeAt(at)) | 0;
  return number;
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
  if (value.typeOpen !== undefined) return DYNAMIC;
  if (value.shape !== "tuple") return { kind: value.shape, element: value.elementType ?? DYNAMIC };
  if (value.rest !== undefined) return DYNAMIC;
  const types = value.elements.map(typeOf);
  if (value.restFrom === undefined) return tupleType(types);
  // In another order the types are others, and of elements that may turn out to be one there may be fewer.
  return value.apart === true && distinctTypes(types).length < 2 ? tupleType(types) : DYNAMIC;
}

function typeOfMap(value: MapValue): Type {
  if (value.typeOpen !== undefined) return DYNAMIC;
  if (value.shape !== "object") return { kind: "map", element: value.elementType ?? DYNAMIC };
  return value.rest !== undefined ? DYNAMIC : objectType([...value.entries].map(([name, at]) => [name, typeOf(at)]));
}
