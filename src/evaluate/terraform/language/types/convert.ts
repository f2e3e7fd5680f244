/** A value and a type into the value as that type, as an argument of that type would be converted. */

import { parseNumber } from "../../../../base/big-float.ts";
import { numberText } from "../../../../base/number-text.ts";
import type { ListValue, MapValue, StringValue, TextValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, DYNAMIC, NUMBER } from "../../../../base/value.ts";
import { bounded, derived, isBesideNamed, placedIn, symbolOf } from "../../../../values/unknown.ts";
import { set } from "./equality.ts";
import { asFarAsKnown, hasOpenType, isOfElements, isSettled, openBeside, perhapsConverted } from "./opened.ts";
import { apartFromRepeated } from "./repeated.ts";
import { oneOfResults } from "./several-results.ts";
import { alternatives, MAX_ALTERNATIVES } from "./text.ts";
import { mismatch, typeText } from "./type-words.ts";
import { convertible, resolved, unify } from "./unify.ts";
import type { CollectionType, Failure, ObjectType, Result } from "./values.ts";
import {
  each,
  entryValues,
  FALSE,
  hasDynamic,
  isCollection,
  isFailure,
  isPrimitive,
  list,
  nullOf,
  number,
  object,
  sameType,
  standingFor,
  string,
  TRUE,
  tuple,
  typeOf,
  withEntryValues,
  withoutOptional,
} from "./values.ts";

/**
 * Converts; `dynamic` inside collection types unifies the elements; missing optional attributes become null (their defaults are filled
 * in by `conform`). What is unknown stays unknown, with the new type and, where the conversion does not change it, its identity.
 */
export function convert(value: Value, type: Type): Result {
  if (type.kind === "dynamic") return value;
  const from = typeOf(value);
  if (sameType(from, withoutOptional(type)) && !isOfOther(value, from)) return value;
  if (!isConvertible(value, type)) return { failure: mismatch(from, type) };
  const result = convertParts(value, type);
  return isFailure(result) ? result : standingFor(result, value);
}

/** Whether a conversion exists: also of a tuple whose elements may turn out to be of one type, where that of some is not known. */
export function isConvertible(value: Value, type: Type): boolean {
  if (convertible(typeOf(value), type)) return true;
  const isAny = (type.kind === "list" || type.kind === "set") && hasDynamic(type.element);
  return isAny && value.kind === "list" && value.shape === "tuple" && value.elements.some(hasOpenType);
}

function convertParts(value: Value, type: Type): Result {
  switch (value.kind) {
    case "null":
      return nullOf(resolved(value.type, withoutOptional(type)));
    case "unknown":
      return convertUnknown(value, type);
    case "text":
      return convertText(value, type);
    case "list":
      return convertList(value, type);
    case "map":
      return convertMap(value, type);
    default:
      if (type.kind === "string") return string(value.kind === "number" ? numberText(value) : String(value.value));
      return value.kind === "string" ? convertString(value, type) : { failure: mismatch(typeOf(value), type) };
  }
}

function convertString(value: StringValue, type: Type): Result {
  if (type.kind === "number") {
    const parsed = parseNumber(value.value);
    return parsed === undefined ? { failure: "a number is required" } : number(parsed);
  }
  if (value.value === "true" || value.value === "1") return TRUE;
  if (value.value === "false" || value.value === "0") return FALSE;
  const word = value.value.toLowerCase();
  const hint = word === "true" || word === "false" ? `; to convert from string, use lowercase "${word}"` : "";
  return { failure: `a bool is required${hint}` };
}

function convertText(value: TextValue, type: Type): Result {
  const possible = alternatives(value)?.map((one) => convert(one, type));
  const name = `to${type.kind}`;
  return possible === undefined
    ? derived(name, [value], type.kind === "number" ? NUMBER : BOOL)
    : oneOfResults(possible, name, [value]);
}

function convertEach(values: readonly Value[], type: Type): readonly Value[] | Failure {
  return each(values, (value) => {
    const result = convert(value, type);
    const isNull = !isFailure(result) && result.kind === "null";
    return isNull ? { ...result, type: withoutOptional(result.type) } : result;
  });
}

/**
 * The elements of a collection or, where `own` is undefined, of a tuple or object, brought to the element type of a collection. `any` inside it
 * stands for the one type that all can have; a set whose elements have none keeps them as they are. `rest`: what may be among them besides.
 */
function gathered(
  values: readonly Value[],
  own: Type | undefined,
  to: CollectionType,
  rest: UnknownValue | undefined,
): { readonly values: readonly Value[]; readonly type: Type } | Failure | undefined {
  if (values.length === 0) {
    const wanted = withoutOptional(to.element);
    return { values, type: wanted.kind === "dynamic" && own !== undefined ? own : wanted };
  }
  // Of what type the elements are is open where that of one is.
  const open = values.some(hasOpenType) ? DYNAMIC : undefined;
  const first = to.element.kind === "dynamic" && own === undefined ? (unify(values.map(typeOf)) ?? open) : to.element;
  if (first === undefined) return undefined;
  const converted = convertEach(values, first);
  if (isFailure(converted)) return converted;
  const type = unify(converted.map(typeOf)) ?? open;
  if (type === undefined) return { failure: "cannot find a common base type for all elements" };
  if (to.kind === "set" && type.kind === "dynamic") return { values: converted, type };
  const unified = convertEach(converted, type);
  if (isFailure(unified) || own !== undefined || !hasDynamic(to.element))
    return isFailure(unified) ? unified : { values: unified, type };
  if (rest !== undefined && mayBeRestAlone(values, rest, type))
    return { values: values.map((one) => perhapsConverted(one, rest)), type: DYNAMIC };
  if (isSettled(type)) return { values: unified, type };
  const isOpen = rest !== undefined && !isOfElements(rest, type);
  const known = isOpen ? values.map((one) => perhapsConverted(one, rest)) : asFarAsKnown(values, unified);
  return { values: known, type: known === unified ? type : (unify(known.map(typeOf)) ?? DYNAMIC) };
}

/** Whether elements that are only named somewhere are not certain to be there to convert the others, and the others are of other types. */
function mayBeRestAlone(values: readonly Value[], rest: UnknownValue, type: Type): boolean {
  if (!isBesideNamed(rest)) return false;
  return values.some((one) => !sameType(typeOf(one), type)) || (rest.ref === undefined && !isOfElements(rest, type));
}

function convertList(value: ListValue, type: Type): Result {
  const rest = partsOfOrder(value, type);
  if (type.kind === "tuple") {
    const elements = each(value.elements, (element, at) => convert(element, type.elements[at] ?? DYNAMIC));
    return isFailure(elements) ? elements : { ...tuple(elements), ...rest };
  }
  if (type.kind !== "list" && type.kind !== "set") return { failure: mismatch(typeOf(value), type) };
  if (type.kind === "set" && value.inSomeOrder !== undefined) {
    const { inSomeOrder: elements, ...list } = value;
    return convertList({ ...list, elements }, type);
  }
  const own = value.shape === "tuple" ? undefined : (value.elementType ?? DYNAMIC);
  const result = gathered(value.elements, own, type, value.rest);
  if (result === undefined) return { failure: mismatch(typeOf(value), type) };
  if (isFailure(result)) return result;
  if (value.shape === "set" && type.kind === "list" && rest.rest !== undefined)
    return { ...list([], result.type), ...rest, ...apartFromRepeated(value, result.values, rest.rest) };
  const { inSomeOrder } = value;
  const isSame = inSomeOrder !== undefined && result.values.every((one, at) => one === value.elements[at]);
  return {
    ...(type.kind === "list" ? list : set)(result.values, result.type),
    ...rest,
    ...(rest.rest && value.shape === "tuple" ? { rest: furtherBeside(rest.rest, result, type) } : {}),
    ...(isSame ? { inSomeOrder } : {}),
    ...stillOpen(value, type, result.type),
  };
}

/** What may have been converted has been, where that is to a type which is known. */
function stillOpen({ typeOpen }: ListValue | MapValue, to: CollectionType, element: Type): Pick<ListValue, "typeOpen"> {
  return typeOpen !== undefined && hasDynamic(to.element) && !isSettled(element) ? { typeOpen } : {};
}

/** The further elements, and from where on the order is not known: a set has one of its own, which a list of it has too. */
function partsOfOrder(value: ListValue, type: Type): Pick<ListValue, "rest" | "restFrom" | "order"> {
  const { rest } = value;
  const { kind } = type;
  if (kind === "set") return rest === undefined ? {} : { rest: furtherAs(rest, type), restFrom: 0 };
  const placed = placedIn(value);
  const isOpen = placed < value.elements.length || value.restFrom !== undefined;
  const from = isOpen ? { restFrom: placed, order: value.order ?? value.shape } : {};
  if (rest === undefined) return from;
  const further = furtherAs(rest, type);
  const isOfSet = value.shape === "set" && kind === "list";
  return { rest: isOfSet ? { ...further, symbol: bounded(`tolist(${symbolOf(value)})`) } : further, ...from };
}

/** Further elements of what was a tuple, and entries of an object, brought to the one type that all have with those that are known. */
function furtherBeside(
  rest: UnknownValue,
  { values, type }: { readonly values: readonly Value[]; readonly type: Type },
  to: CollectionType,
): UnknownValue {
  if (!hasDynamic(to.element)) return furtherAs(rest, to);
  const isSure = values.length > 0 && isSettled(type);
  return isSure ? furtherAs(rest, { kind: to.kind, element: type }) : openBeside(rest, values, type);
}

/** Further elements, each converted as those that are known are. */
function furtherAs(rest: UnknownValue, type: Type): UnknownValue {
  if (!isCollection(type) || type.element.kind === "dynamic" || rest.ref?.attribute === "") return rest;
  const { element } = type;
  const oneOf = rest.oneOf?.flatMap((one): readonly Value[] => {
    const converted = convert(one, element);
    return isFailure(converted) ? [] : [converted];
  });
  return { ...rest, type: { kind: type.kind, element: withoutOptional(element) }, ...(oneOf && { oneOf }) };
}

function convertMap(value: MapValue, type: Type): Result {
  if (type.kind === "object") return convertToObject(value, type);
  if (type.kind !== "map") return { failure: mismatch(typeOf(value), type) };
  const own = value.shape === "object" ? undefined : (value.elementType ?? DYNAMIC);
  const result = gathered(entryValues(value), own, type, value.rest);
  if (result === undefined) return { failure: mismatch(typeOf(value), type) };
  if (isFailure(result)) return result;
  const { typeOpen: _, ...entries } = withEntryValues(value, result.values);
  const { rest: further, shape } = value;
  const rest = further && {
    rest: shape === "object" ? furtherBeside(further, result, type) : furtherAs(further, type),
  };
  return { ...entries, shape: "map", elementType: result.type, ...rest, ...stillOpen(value, type, result.type) };
}

function convertToObject(value: MapValue, type: ObjectType): Result {
  const names = [...type.attributes.keys()];
  const converted = each([...type.attributes], ([name, { type: wanted, optional }]): Result => {
    const given = value.entries.get(name);
    if (given !== undefined) return convert(given, wanted);
    if (value.rest !== undefined)
      return { ...value.rest, type: withoutOptional(wanted), symbol: `${value.rest.symbol}.${name}` };
    return optional
      ? nullOf(withoutOptional(wanted))
      : { failure: `map has no element for required attribute "${name}"` };
  });
  if (isFailure(converted)) return converted;
  const entries = names.map((name, at) => [name, converted[at]!] as const);
  return { ...object(entries), ...(value.keySpans && { keySpans: value.keySpans }) };
}

/** The type of what is one of several is that to which each could be converted. */
function isOfOther(value: Value, type: Type): boolean {
  return value.kind === "unknown" && value.oneOf?.some((one) => !sameType(typeOf(one), type)) === true;
}

function convertUnknown(value: UnknownValue, to: Type): Result {
  const type = resolved(value.type, withoutOptional(to));
  // A set of what is a list is another collection.
  const becomesSet = type.kind === "set" && value.oneOf?.some((one) => one.kind === "list" && one.shape !== "set");
  const name = conversionName(value.type, type) ?? (becomesSet ? "toset" : undefined);
  const { oneOf: possible } = value;
  if (possible !== undefined && possible.length <= MAX_ALTERNATIVES) {
    const results = possible.map((one) => convert(one, to));
    const isOther = results.some((one, at) => isOtherCollection(one, possible[at]!));
    const called = name ?? (isOther ? typeText(to) : undefined);
    const converted = oneOfResults(results, called ?? "convert", [value]);
    if ("failure" in converted || converted.kind !== "unknown" || called !== undefined) return converted;
    return retyped(value, converted.type, converted.oneOf);
  }
  if (name === undefined) return retyped(value, type, undefined);
  const [inner] = value.from ?? [];
  // tonumber(tostring(x)) of a number x is x again.
  const isBack = inner?.type.kind === type.kind && (type.kind === "number" || type.kind === "bool");
  if (isBack && value.symbol === `${conversionName(inner.type, value.type)}(${inner.symbol})`) return inner;
  return derived(name, [value], type, value.notNull === true ? { notNull: true } : {});
}

/** Whether a collection has become one of another type, which no `==` takes for the same. */
function isOtherCollection(result: Result, of: Value): boolean {
  return (
    !isFailure(result) && (result.kind === "list" || result.kind === "map") && !sameType(typeOf(result), typeOf(of))
  );
}

function retyped(value: UnknownValue, type: Type, oneOf: readonly Value[] | undefined): UnknownValue {
  const { oneOf: _, ...rest } = value;
  return { ...rest, type, ...(oneOf === undefined ? {} : { oneOf }) };
}

/** The function that the conversion amounts to; undefined where the value stays what it is. */
function conversionName(from: Type, to: Type): string | undefined {
  if (from.kind === to.kind) return undefined;
  // What has no known type may be what it is asked to be already; but a list is another thing as a set.
  if (from.kind === "dynamic") return to.kind === "set" ? "toset" : undefined;
  if (isPrimitive(to) || to.kind === "set" || to.kind === "list") return `to${to.kind}`;
  return undefined;
}
