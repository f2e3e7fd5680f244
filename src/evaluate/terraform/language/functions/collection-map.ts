/** The functions of maps and objects (https://developer.hashicorp.com/terraform/language/functions#collection-functions). */

import { INTEGER_PRECISION } from "../../../../base/big-float.ts";
import { compareText } from "../../../../base/collections.ts";
import type { Span } from "../../../../base/source-file.ts";
import type { ListValue, MapValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { DYNAMIC, NUMBER, STRING } from "../../../../base/value.ts";
import { derived, derivedAs, isCertain, isFilled, isWhollyKnown, symbolOf } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { areDistinct } from "../types/equality.ts";
import { allEntries, areApart, inOrderOfKeys } from "../types/map-entries.ts";
import { hasOpenType, openAs, perhapsConverted } from "../types/opened.ts";
import { mayRepeat } from "../types/repeated.ts";
import { oneOfResults } from "../types/several-results.ts";
import { MAX_ALTERNATIVES } from "../types/text.ts";
import { friendlyName, quote } from "../types/type-words.ts";
import type { Failure, Result } from "../types/values.ts";
import { isFailure, list, map, number, object, sameType, string, tuple, typeOf } from "../types/values.ts";
import { LIST_OF_STRING } from "./collection-list.ts";
import {
  badArgument,
  define,
  elementsOf,
  entriesOf,
  type FunctionContext,
  type Functions,
  failed,
  many,
  orNull,
  PARTLY,
  PASSED_ON,
  param,
  textOf,
} from "./function-spec.ts";
import { graphemeCount, lettered } from "./letters.ts";

const ANY_MAPPING = param("inputMap", DYNAMIC, PASSED_ON);
const STRING_LISTS = { kind: "map", element: LIST_OF_STRING } as const;

export const MAP_FUNCTIONS: Functions = {
  keys: define([ANY_MAPPING], LIST_OF_STRING, (args) => {
    const [of] = args;
    const type = typeOf(of);
    if (of.kind !== "map") {
      if (of.kind === "unknown" && type.kind === "object")
        return tuple([...type.attributes.keys()].sort(compareText).map(string));
      // Of an object they are a tuple.
      if (of.kind === "unknown" && (type.kind === "map" || type.kind === "dynamic"))
        return derived("keys", args, type.kind === "map" ? LIST_OF_STRING : DYNAMIC, { notNull: true });
      return badArgument(0, "must have map or object type");
    }
    const known = entriesOf(of).map(([key]) => located(string(key), of.keySpans?.get(key)));
    const names: readonly Value[] = [...known, ...(of.restEntries ?? []).map(([key]) => key)];
    return withFurther(of, of.shape === "object" ? tuple(names) : list(names, STRING), "keys");
  }),
  values: define([param("mapping", DYNAMIC, PASSED_ON)], DYNAMIC, (args, { unknown }) => {
    const [of] = args;
    if (of.kind !== "map") {
      const type = typeOf(of);
      if (type.kind === "map")
        return derived("values", args, { kind: "list", element: type.element }, { notNull: true });
      if (type.kind === "object" || type.kind === "dynamic") return unknown(args);
      return failed("values() requires a map as the first argument");
    }
    const elements = [...entriesOf(of), ...(of.restEntries ?? [])].map(([, value]) => value);
    return withFurther(of, of.shape === "object" ? tuple(elements) : list(elements, of.elementType), "values");
  }),
  length: lettered(
    4,
    define([param("value", DYNAMIC, PASSED_ON)], NUMBER, (args) => {
      const [of] = args;
      const counted = countOf(of);
      if (counted !== undefined) return number(counted, INTEGER_PRECISION);
      const type = typeOf(of);
      if (type.kind === "number" || type.kind === "bool") {
        return failed("argument must be a string, a collection type, or a structural type");
      }
      return derived("length", args, NUMBER, { notNull: true, least: least(of) });
    }),
  ),
  lookup: orNull(
    define(
      [ANY_MAPPING, param("key", STRING, PARTLY), many(param("default", DYNAMIC, { ...PASSED_ON, nullable: true }))],
      DYNAMIC,
      (args) => {
        if (args.length > 3) return failed(`lookup() takes two or three arguments, got ${args.length}`);
        const [of, key, fallback] = args;
        const type = typeOf(of);
        if (of.kind !== "map") {
          if (type.kind !== "map" && type.kind !== "object" && type.kind !== "dynamic") {
            return badArgument(0, "lookup() requires a map as the first argument");
          }
          return derived("lookup", args, type.kind === "map" ? type.element : DYNAMIC);
        }
        const otherwise = defaultFor(of, fallback);
        if (otherwise !== undefined && isFailure(otherwise)) return otherwise;
        if (key.kind !== "string") return anyEntry(of, otherwise, args);
        const found = of.entries.get(key.value);
        if (found !== undefined && (otherwise === undefined || isCertain(of))) return found;
        if (of.rest !== undefined) return derived("lookup", args, of.elementType ?? DYNAMIC);
        if (otherwise !== undefined) return otherwise;
        if (of.shape === "object") return badArgument(0, `the given object has no attribute ${quote(key.value)}`);
        return failed(`lookup failed to find key ${key.sensitive === true ? "(sensitive value)" : quote(key.value)}`);
      },
    ),
  ),
  merge: define([many(param("maps", DYNAMIC, { nullable: true, ...PASSED_ON }))], DYNAMIC, (args, { pay }) => {
    const types = args.map(typeOf);
    for (const type of types) {
      if (type.kind !== "map" && type.kind !== "object" && type.kind !== "dynamic") {
        return failed(`arguments must be maps or objects, got ${quote(friendlyName(type))}`);
      }
    }
    const [first] = types;
    if (first === undefined) return object([]);
    const alike = types.every((type) => sameType(type, first));
    const merged = mergeEntries(args, pay);
    if (merged.kind === "unknown") return merged;
    if (alike && first.kind === "object" && args.every((arg) => arg.kind === "null")) return object([]);
    if (alike && first.kind === "map") return { ...merged, shape: "map", elementType: first.element };
    // Maps of one type give a map, and all else an object.
    const open = args.some(isObject) ? undefined : args.find(hasOpenType);
    return open === undefined ? merged : { ...merged, typeOpen: symbolOf(open) };
  }),
  zipmap: define(
    [param("keys", LIST_OF_STRING, { needs: "whole" }), param("values", DYNAMIC, { shallow: true })],
    (args): Type => {
      const type = args[1] === undefined ? DYNAMIC : typeOf(args[1]);
      return type.kind === "list" ? { kind: "map", element: type.element } : DYNAMIC;
    },
    ([names, given]) => {
      if (given.kind !== "list" || given.shape === "set")
        return failed("values argument must be a list or tuple value");
      const [left, right] = [elementsOf(names), given.elements];
      if (left.length !== right.length) {
        return failed(`number of keys (${left.length}) does not match number of values (${right.length})`);
      }
      const isNull = left.findIndex((one) => one.kind === "null");
      if (isNull >= 0) return failed(`keys list has null value at index ${isNull}`);
      const entries = left.map((name, at): [string, Value] => [textOf(name), right[at]!]);
      return openAs(given, given.shape === "list" ? map(entries, given.elementType) : object(entries));
    },
  ),
  transpose: define([param("values", STRING_LISTS, { needs: "whole" })], STRING_LISTS, ([of]) => {
    const turned = new Map<string, string[]>();
    for (const [key, inner] of entriesOf(of as MapValue)) {
      if (inner.kind === "null") return failed("input must not contain null list");
      for (const one of elementsOf(inner)) {
        if (one.kind === "null") return failed("input list must not contain null string");
        const keysOf = turned.get(textOf(one)) ?? [];
        keysOf.push(key);
        turned.set(textOf(one), keysOf);
      }
    }
    const entries = [...turned].map(([key, names]): [string, Value] => [
      key,
      list([...names].sort(compareText).map(string), STRING),
    ]);
    return map(entries, STRING_LISTS.element);
  }),
};

function isObject(of: Value): boolean {
  if (of.kind === "map") return of.shape === "object" && of.typeOpen === undefined;
  return typeOf(of).kind === "object";
}

function located<T extends Value>(value: T, span: Span | undefined): T {
  return span === undefined ? value : { ...value, origin: { kind: "literal", span } };
}

/** A list made from a map has further elements where the map has further entries. */
function withFurther(of: MapValue, made: ListValue, name: string): ListValue {
  const result = openAs(of, made);
  if (of.restEntries !== undefined) return inOrderOfKeys(result, of);
  return of.rest === undefined ? result : { ...result, rest: derived(name, [of.rest], DYNAMIC), restFrom: 0 };
}

/** How much there is at least: what stands beside the unknown part, one character of a text that is not empty. */
function least(of: Value): number {
  if ((of.kind === "map" || of.kind === "list") && !isCertain(of)) return 0;
  if (of.kind === "map") return Math.max(of.entries.size, of.restEntries === undefined ? 0 : 1);
  if (of.kind === "unknown" && of.type.kind === "list") return of.least ?? 0;
  if (of.kind !== "list") return isFilled(of) ? 1 : 0;
  return mayRepeat(of) ? Math.min(of.elements.length, 1) : of.elements.length;
}

/** How many elements, attributes or characters there are; undefined where that is not known. */
export function countOf(of: Value): number | undefined {
  if (of.kind === "string") return graphemeCount(of.value);
  if (of.kind === "map") return areApart(of) ? allEntries(of)?.length : undefined;
  if (of.kind === "unknown") {
    return of.type.kind === "tuple"
      ? of.type.elements.length
      : of.type.kind === "object"
        ? of.type.attributes.size
        : undefined;
  }
  if (of.kind !== "list" || of.rest !== undefined) return undefined;
  if (!mayRepeat(of) || isWhollyKnown(of)) return of.elements.length;
  return areDistinct(of.elements) ? of.elements.length : undefined;
}

/** The default as an element of the map. */
function defaultFor(of: MapValue, fallback: Value | undefined): Value | Failure | undefined {
  if (fallback === undefined || of.shape === "object") return fallback;
  if (hasOpenType(of)) return perhapsConverted(fallback, of);
  const converted = convert(fallback, of.elementType ?? DYNAMIC);
  return isFailure(converted)
    ? badArgument(2, "the default value must have the same type as the map elements")
    : converted;
}

/** What an unknown key can find. */
function anyEntry(of: MapValue, otherwise: Value | undefined, args: readonly Value[]): Result {
  const possible = [...of.entries.values(), ...(otherwise === undefined ? [] : [otherwise])];
  if (of.rest !== undefined || possible.length === 0 || possible.length > MAX_ALTERNATIVES) {
    return derived("lookup", args, of.elementType ?? DYNAMIC);
  }
  return oneOfResults(possible, "lookup", args);
}

/** For the budget: an unknown gets its name. */
const WEIGHT_OF_A_SYMBOL = 8;

/** Later entries win; an unknown map leaves unsaid what those before it hold. */
function mergeEntries(args: readonly Value[], pay: FunctionContext["pay"]): MapValue | UnknownValue {
  const entries = new Map<string, Value>();
  const keySpans = new Map<string, Span>();
  const further: UnknownValue[] = [];
  for (const arg of args) {
    const unknown = arg.kind === "unknown" ? arg : arg.kind === "map" ? arg.rest : undefined;
    const before = [...further];
    if (unknown !== undefined) {
      const refused = pay(WEIGHT_OF_A_SYMBOL * entries.size);
      if (refused !== undefined) return refused;
      further.push(unknown);
      for (const [key, value] of entries) entries.set(key, eitherAt(key, [value, unknown]));
    }
    if (arg.kind !== "map") continue;
    for (const [key, value] of arg.entries) {
      const earlier = entries.get(key);
      // What may not be there leaves open which of both it is.
      if (earlier !== undefined && !isCertain(arg)) {
        entries.set(key, eitherAt(key, [earlier, value]));
        continue;
      }
      entries.set(key, isCertain(arg) || before.length === 0 ? value : eitherAt(key, [...before, value]));
      const span = arg.keySpans?.get(key);
      if (span === undefined) keySpans.delete(key);
      else keySpans.set(key, span);
    }
  }
  const [only] = further;
  const rest = only === undefined ? {} : { rest: further.length === 1 ? only : derived("merge", further, DYNAMIC) };
  return { ...object(entries), ...(keySpans.size > 0 && { keySpans }), ...rest };
}

/** What is at a key: one of these, the last that has it, where it is not known of each map whether it has the key. */
function eitherAt(key: string, values: readonly Value[]): UnknownValue {
  const symbol = `merge(${values.map(symbolOf).join(",")})[${JSON.stringify(key)}]`;
  return derivedAs(symbol, values, DYNAMIC);
}
