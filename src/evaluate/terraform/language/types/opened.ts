/** Values that are converted to what another one turns out to be, whose type is not known. */
import { numberText } from "../../../../base/number-text.ts";
import {
  DYNAMIC,
  type ListValue,
  type MapValue,
  type Type,
  type UnknownValue,
  type Value,
} from "../../../../base/value.ts";
import { bounded, derivedAs, isWhollyKnown, placedIn, symbolOf } from "../../../../values/unknown.ts";
import { entryValues, hasDynamic, sameType, standingFor, string, typeOf, withEntryValues } from "./values.ts";

/**
 * The value as it is, or converted to the type of the other one: a number or a bool may become a text, a collection one of another kind, and each
 * part of it likewise.
 */
export function perhapsConverted(value: Value, other: Value): Value {
  const any = ofAnyType(other);
  return value.kind === "list" && value.shape === "set" && isSet(other) ? opened(value, any) : beside(value, any);
}

/** The same of further elements beside those that are known, of a type, where they may be of another one, or of several. */
export function openBeside(rest: UnknownValue, values: readonly Value[], element: Type): UnknownValue {
  const [first, ...others] = [...values, ...(rest.oneOf ?? [])];
  if (first === undefined) return rest;
  const areAlike =
    values.length > 0 ? isOfElements(rest, element) : others.every((one) => sameType(typeOf(one), typeOf(first)));
  return areAlike ? rest : openedUnknown(rest, ofAnyType(first));
}

/** Whether all further elements are of the type. */
export function isOfElements({ type, oneOf }: UnknownValue, element: Type): boolean {
  if (oneOf !== undefined) return oneOf.every((one) => sameType(typeOf(one), element));
  return (type.kind === "list" || type.kind === "set" || type.kind === "map") && sameType(type.element, element);
}

function ofAnyType(other: Value): UnknownValue {
  return derivedAs(symbolOf(other), [other], DYNAMIC, { notNull: true });
}

function isSet(value: Value): boolean {
  if (value.kind !== "unknown") return value.kind === "list" && value.shape === "set";
  return value.oneOf === undefined ? value.type.kind === "set" : value.oneOf.every(isSet);
}

/** `other`: what is said of each part that may have been converted. */
function beside(value: Value, other: UnknownValue): Value {
  switch (value.kind) {
    case "number":
    case "bool": {
      const text = string(value.kind === "number" ? numberText(value) : String(value.value));
      return either(value, value, standingFor(text, value), other);
    }
    case "unknown":
      return openedUnknown(value, other);
    case "list": {
      const open = opened(value, other);
      return value.shape === "set" ? either(value, open, listOf(open), other) : open;
    }
    case "map": {
      const { rest } = value;
      return {
        ...withEntryValues(
          value,
          entryValues(value).map((one) => beside(one, other)),
        ),
        ...(value.elementType && { elementType: DYNAMIC }),
        ...(rest && { rest: openedUnknown(rest, other) }),
        typeOpen: other.symbol,
      };
    }
    default:
      return value;
  }
}

/** A list, set or tuple of which each part may have been converted, and itself to one whose elements are of another type. */
function opened(value: ListValue, other: UnknownValue): ListValue {
  const { elements, rest, inSomeOrder } = value;
  const inside = (one: Value): Value => beside(one, other);
  return {
    ...value,
    elements: elements.map(inside),
    ...(value.elementType && { elementType: DYNAMIC }),
    ...(rest && { rest: openedUnknown(rest, other) }),
    ...(inSomeOrder && { inSomeOrder: inSomeOrder.map(inside) }),
    typeOpen: other.symbol,
  };
}

/** What a tuple or an object was made of may have been a list or a map: then this is one, too. */
export function openAs<T extends ListValue | MapValue>(of: Value, made: T): T {
  if ((of.kind !== "list" && of.kind !== "map") || of.typeOpen === undefined) return made;
  return { ...made, typeOpen: of.typeOpen };
}

/** `of`, which stays as it is or was converted. */
function either(of: Value, kept: Value, converted: Value, other: UnknownValue): UnknownValue {
  const symbol = bounded(`(${symbolOf(of)} as ${other.symbol})`);
  return standingFor({ ...other, symbol, oneOf: [kept, converted] }, of);
}

/** Beside a list a set becomes one, with its elements in their order. */
function listOf(set: ListValue): ListValue {
  const placed = placedIn(set);
  const isOpen = placed < set.elements.length || set.restFrom !== undefined;
  const order = isOpen ? { restFrom: placed, order: set.order ?? set.shape } : {};
  return { ...set, shape: "list", ...order };
}

/**
 * Values that are converted to the one type that all have, as `converted`, as far as that type is known: each part of tuples or objects that are
 * alike goes by those in its place.
 */
export function asFarAsKnown(values: readonly Value[], converted: readonly Value[]): readonly Value[] {
  const open = values.find(hasOpenType);
  const isSure = converted.every((one) => isSettled(typeOf(one)));
  if (open === undefined || values.length < 2 || isSure) return converted;
  const parts = partsInPlaces(values);
  const places = parts && partsInPlaces(converted);
  if (parts === undefined || places?.length !== parts.length) return values.map((one) => perhapsConverted(one, open));
  const columns = parts.map((column, at) => asFarAsKnown(column, places[at]!));
  return converted.map((one, row) => withParts(one, (at) => columns[at]![row]!));
}

/** The parts of tuples or objects that are alike, those in one place together; undefined where they are not alike. */
function partsInPlaces(values: readonly Value[]): readonly (readonly Value[])[] | undefined {
  const [first] = values;
  if (first?.kind === "list") {
    const tuples = values.filter((one) => one.kind === "list" && typeOf(one).kind === "tuple") as readonly ListValue[];
    const isAlike =
      tuples.length === values.length && tuples.every((one) => one.elements.length === first.elements.length);
    return isAlike ? first.elements.map((_, at) => tuples.map((one) => one.elements[at]!)) : undefined;
  }
  if (first?.kind !== "map") return undefined;
  const objects = values.filter((one) => one.kind === "map" && typeOf(one).kind === "object") as readonly MapValue[];
  const isAlike = objects.length === values.length && objects.every((one) => one.entries.size === first.entries.size);
  const columns = [...first.entries.keys()].map((name) => objects.flatMap((one) => one.entries.get(name) ?? []));
  return isAlike && columns.every((column) => column.length === values.length) ? columns : undefined;
}

function withParts(value: Value, part: (at: number) => Value): Value {
  if (value.kind === "list") return { ...value, elements: value.elements.map((_, at) => part(at)) };
  return value.kind === "map"
    ? withEntryValues(
        value,
        [...value.entries].map((_, at) => part(at)),
      )
    : value;
}

/** Whether its type is not known in some part. Of what is known it is: that of a null, or of no elements, may be none. */
export function hasOpenType(value: Value): boolean {
  if ((value.kind === "list" || value.kind === "map") && value.typeOpen !== undefined) return true;
  return !isWhollyKnown(value) && hasDynamic(typeOf(value));
}

function openedUnknown(unknown: UnknownValue, other: UnknownValue): UnknownValue {
  // What a provider gives is of the type that its schema says.
  if (isSettled(unknown.type) || (unknown.ref !== undefined && unknown.type.kind === "dynamic")) return unknown;
  const { least: _, distinct: __, oneOf, ...plain } = unknown;
  const again = oneOf && { oneOf: oneOf.map((one) => beside(one, other)) };
  return { ...plain, ...again, type: DYNAMIC };
}

/** Whether all that values of the type are unified with is converted to it: texts, and lists and maps of them. */
export function isSettled(type: Type): boolean {
  return type.kind === "list" || type.kind === "map" ? isSettled(type.element) : type.kind === "string";
}
