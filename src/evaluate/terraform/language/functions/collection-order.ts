/** The functions that cut, flatten and reorder lists (https://developer.hashicorp.com/terraform/language/functions#collection-functions). */

import { compareText } from "../../../../base/collections.ts";
import type { ListValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { DYNAMIC, NUMBER, STRING } from "../../../../base/value.ts";
import { isWhollyKnown } from "../../../../values/known.ts";
import { derived } from "../../../../values/unknown.ts";
import { friendlyName } from "../types/type-words.ts";
import { type Failure, isFailure, list, tuple, tupleType, typeOf } from "../types/values.ts";
import { elementTypeOf, partOf } from "../unknowns.ts";
import { ANY_LIST, inRow, LIST_OF_STRING, ownType, withElements } from "./collection-list.ts";
import type { Functions } from "./function-spec.ts";
import { badArgument, define, failed, integerArgument, integerOf, PARTLY, PASSED_ON, param } from "./function-spec.ts";

const MAX_UNKNOWN_ELEMENTS = 100;

export const ORDER_FUNCTIONS: Functions = {
  chunklist: define(
    [param("list", ANY_LIST, { shallow: true }), param("size", NUMBER)],
    (args) => ({ kind: "list", element: ownType(args) }),
    (args) => {
      const of = args[0] as ListValue;
      const size = integerOf(args[1]);
      if (isFailure(size)) return failed(`invalid size: ${size.failure}`);
      if (size < 0) return failed("the size argument must be positive");
      const step = size === 0 ? Math.max(of.elements.length, 1) : size;
      const chunks: Value[] = [];
      for (let at = 0; at < of.elements.length; at += step)
        chunks.push(list(of.elements.slice(at, at + step), of.elementType));
      return list(chunks, typeOf(of));
    },
  ),
  flatten: define([param("list", DYNAMIC, PASSED_ON)], DYNAMIC, (args, { unknown }) => {
    const [of] = args;
    if (of.kind === "list") return flattened(of);
    const type = typeOf(of);
    if (type.kind === "dynamic" || type.kind === "list" || type.kind === "set" || type.kind === "tuple") {
      return unknown(args);
    }
    return failed("can only flatten lists, sets and tuples");
  }),
  reverse: define(
    [param("list", DYNAMIC, { shallow: true })],
    (args): Type | Failure => {
      const type = ownType(args);
      if (type.kind === "tuple") return tupleType([...type.elements].reverse());
      if (type.kind === "list" || type.kind === "set") return { kind: "list", element: type.element };
      return type.kind === "dynamic"
        ? type
        : badArgument(0, `can only reverse list or tuple values, not ${friendlyName(type)}`);
    },
    ([of]) => {
      if (of.kind !== "list")
        return badArgument(0, `can only reverse list or tuple values, not ${friendlyName(typeOf(of))}`);
      return withElements(of, [...of.elements].reverse());
    },
  ),
  slice: define(
    [param("list", DYNAMIC, PASSED_ON), param("start_index", NUMBER), param("end_index", NUMBER)],
    DYNAMIC,
    (args, { unknown }) => {
      const [of] = args;
      const type = typeOf(of);
      if (type.kind === "set") {
        return badArgument(
          0,
          "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important",
        );
      }
      if (type.kind !== "list" && type.kind !== "tuple" && type.kind !== "dynamic")
        return badArgument(0, "must be a list or tuple value");
      const length = of.kind === "list" && of.rest === undefined ? of.elements.length : undefined;
      const start = sliceIndex(args, 1, "start", length);
      if (isFailure(start)) return start;
      const end = sliceIndex(args, 2, "end", length);
      if (isFailure(end)) return end;
      if (start > end) return badArgument(1, "start index must not be greater than end index");
      if (of.kind === "unknown" && end - start <= MAX_UNKNOWN_ELEMENTS) return unknownSlice(of, start, end);
      if (of.kind !== "list") return unknown(args, type);
      if (of.rest !== undefined && end > (of.restFrom ?? of.elements.length)) return unknown(args, type);
      return withElements(of, of.elements.slice(start, end));
    },
  ),
  sort: define([param("list", LIST_OF_STRING, PARTLY)], LIST_OF_STRING, (args, { unknown }) => {
    const [of] = args;
    if (of.kind !== "list" || (!isWhollyKnown(of) && of.elements.length === 0)) {
      return unknown(args);
    }
    if (!isWhollyKnown(of)) {
      const rest = of.rest ?? derived("sort", args, STRING);
      return { ...list(of.elements, STRING), rest, restFrom: 0 };
    }
    const isNull = of.elements.findIndex((one) => one.kind === "null");
    if (isNull >= 0) return failed(`given list element ${isNull} is null; a null string cannot be sorted`);
    const sorted = [...of.elements].sort((a, b) =>
      a.kind === "string" && b.kind === "string" ? compareText(a.value, b.value) : 0,
    );
    return list(sorted, STRING);
  }),
};

/** Nested lists spliced in; what may turn out to be a list leaves the result with further elements. */
function flattened(of: ListValue): ListValue {
  const rows: Value[] = [];
  for (const one of of.elements) {
    if (one.kind === "list") rows.push(flattened(one));
    else if (one.kind === "unknown" && ["dynamic", "list", "set", "tuple"].includes(one.type.kind)) rows.push(one);
    else rows.push(tuple([one]));
  }
  if (of.rest !== undefined) rows.splice(of.restFrom ?? rows.length, 0, flattenedRest(of.rest));
  return inRow(rows, "flatten");
}

/** What further elements can be, where some of them are lists: the elements of those. */
function flattenedRest(rest: UnknownValue): UnknownValue {
  if (rest.oneOf === undefined) return rest;
  const alternatives = rest.oneOf.flatMap((one): readonly Value[] => {
    if (one.kind !== "list") return [one];
    const { elements, rest: more } = flattened(one);
    return [...elements, ...(more === undefined ? [] : (more.oneOf ?? [more]))];
  });
  const { oneOf: _, ...plain } = rest;
  const symbol = `flatten(${rest.symbol})`;
  return alternatives.length === 0 ? { ...plain, symbol } : { ...plain, symbol, oneOf: alternatives };
}

/** A slice is an error unless the list is long enough: so it has exactly these elements, whatever they are. */
function unknownSlice(of: UnknownValue, start: number, end: number): ListValue {
  const element = elementTypeOf(of.type, undefined);
  const elements = Array.from({ length: end - start }, (_, at) => partOf(of, `[${start + at}]`, element));
  return of.type.kind === "list" ? list(elements, element) : tuple(elements);
}

function sliceIndex(args: readonly Value[], at: number, what: string, length: number | undefined): number | Failure {
  const value = integerArgument(args, at, `invalid ${what} index: `);
  if (isFailure(value)) return value;
  if (value < 0) return badArgument(at, `${what} index must not be less than zero`);
  if (length !== undefined && value > length)
    return badArgument(at, `${what} index must not be greater than the length of the list`);
  return value;
}
