/** The functions of sets, and those that cut, reorder and combine lists (https://developer.hashicorp.com/terraform/language/functions). */

import { compareText } from "../../../../base/collections.ts";
import { all, not, type Truth } from "../../../../base/truth.ts";
import type { ListValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { DYNAMIC, NUMBER, STRING } from "../../../../base/value.ts";
import { bounded, derived, isKnown, isWhollyKnown, placedIn } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { Members, set } from "../types/equality.ts";
import { hasOpenType, isSettled } from "../types/opened.ts";
import { perhapsRepeated } from "../types/repeated.ts";
import { friendlyName } from "../types/type-words.ts";
import { unify } from "../types/unify.ts";
import type { Failure, Result } from "../types/values.ts";
import { each, isFailure, isPrimitive, list, mayBeSequence, tuple, tupleType, typeOf } from "../types/values.ts";
import { elementTypeOf, partOf } from "../unknowns.ts";
import { ANY_LIST, inRow, LIST_OF_STRING, ownType, withElements } from "./collection-list.ts";
import type { FunctionSpec, Functions } from "./function-spec.ts";
import {
  allAs,
  badArgument,
  dear,
  define,
  elementsOf,
  failed,
  integerArgument,
  integerOf,
  many,
  PARTLY,
  PASSED_ON,
  param,
} from "./function-spec.ts";

const ANY_SET = { kind: "set", element: DYNAMIC } as const;
const FIRST = param("first_set", ANY_SET, PARTLY);
const OTHERS = param("other_sets", ANY_SET, PARTLY);

const TWO_SETS = [param("a", ANY_SET, PARTLY), param("b", ANY_SET, PARTLY)];

/** Products with more elements than this are refused. */
const MAX_PRODUCT = 100_000;

export const SET_FUNCTIONS: Functions = {
  setunion: dear(
    8,
    define([FIRST, many(OTHERS)], commonSet, (args) => {
      const sets = asSets(args);
      if (isFailure(sets)) return sets;
      if (mayBeConverted(args)) return derived("setunion", args, SET_OF_ANY, { notNull: true });
      const all = inRow(sets, "setunion");
      const known = sets.find((one): one is ListValue => one.kind === "list");
      const union = set(all.elements, known?.elementType ?? DYNAMIC);
      return all.rest === undefined ? union : { ...union, rest: all.rest, restFrom: 0 };
    }),
  ),
  setintersection: selecting("setintersection", [FIRST, many(OTHERS)], all),
  setsubtract: selecting("setsubtract", TWO_SETS, ([inSecond]) => not(inSecond!)),
  setproduct: define([many(param("sets", DYNAMIC, { shallow: true }))], productType, (args) => {
    const type = productType(args);
    if ("failure" in type || (type.kind !== "list" && type.kind !== "set") || type.element.kind !== "tuple") {
      return "failure" in type ? type : derived("setproduct", args, type);
    }
    const total = args.reduce((size, arg) => size * elementsOf(arg).length, 1);
    if (total > MAX_PRODUCT) return failed(`more than ${MAX_PRODUCT} combinations`);
    const { elements: wanted } = type.element;
    const columns = each(args, (arg, at) => each(elementsOf(arg), (one) => convert(one, wanted[at]!)));
    if (isFailure(columns)) return columns;
    let rows: Value[][] = [[]];
    for (const column of columns) rows = rows.flatMap((row) => column.map((one) => [...row, one]));
    return (type.kind === "list" ? list : set)(rows.map(tuple), type.element);
  }),
  matchkeys: dear(
    8,
    define(
      [param("values", ANY_LIST), param("keys", ANY_LIST), param("searchset", ANY_LIST)],
      (args) => (args[0] === undefined ? DYNAMIC : typeOf(args[0])),
      (args, { unknown }) => {
        const [given, keys, wanted] = args;
        const type = unify([typeOf(keys), typeOf(wanted)]);
        if (type === undefined) return failed("keys and searchset must be of the same type");
        const [values, names] = [elementsOf(given), elementsOf(keys)];
        const element = given.kind === "list" ? given.elementType : DYNAMIC;
        if (values.length !== names.length) return failed("length of keys and values should be equal");
        const [searched, sought] = [convert(keys, type), convert(wanted, type)];
        if (isFailure(searched)) return searched;
        if (isFailure(sought)) return sought;
        const members = new Members(elementsOf(sought));
        const found = elementsOf(searched).map((key) => members.contains(key));
        if (found.includes("unknown")) return unknown(args, typeOf(given));
        return list(
          values.filter((_, at) => found[at] === "true"),
          element,
        );
      },
    ),
  ),
};

/** The set type that all given sets convert to. */
function commonSet(args: readonly Value[]): Type | Failure {
  const elements: Type[] = [];
  for (const arg of args) {
    const type = typeOf(arg);
    const element = type.kind === "set" ? type.element : DYNAMIC;
    const empty = arg.kind === "list" && arg.elements.length === 0 && arg.rest === undefined;
    if (!(empty && element.kind === "dynamic")) elements.push(element);
  }
  if (elements.length === 0) return ANY_SET;
  const element = unify(elements);
  return element === undefined ? failed("given sets must all have compatible element types") : { kind: "set", element };
}

/** The arguments as sets of one type. */
function asSets(args: readonly Value[]): readonly Value[] | Failure {
  const type = commonSet(args);
  if ("failure" in type) return type;
  return allAs(args, type);
}

const SET_OF_ANY: Type = { kind: "set", element: DYNAMIC };

/** Whether elements may become what those are of which the type is not known. */
function mayBeConverted(args: readonly Value[]): boolean {
  const isOther = (type: Type) => type.kind === "set" && type.element.kind !== "dynamic" && !isSettled(type.element);
  return args.some(hasOpenType) && args.some((arg) => isOther(typeOf(arg)));
}

/** Which elements of the first set stay, where that is certain for each of them. */
function selecting(
  name: string,
  parameters: Parameters<typeof define>[0],
  keep: (inOthers: readonly Truth[]) => Truth,
): FunctionSpec {
  return dear(
    8,
    define(parameters, commonSet, (args): Result => {
      const sets = asSets(args);
      if (isFailure(sets)) return sets;
      if (mayBeConverted(args)) return derived(name, args, SET_OF_ANY, { notNull: true });
      const [first, ...others] = sets;
      const type = typeOf(first!);
      if (!sets.every(isKnown) || first!.kind !== "list") return derived(name, args, type, { notNull: true });
      const members = others.map((other) => new Members(elementsOf(other)));
      const decided = first!.elements.map((one) => keep(members.map((other) => other.contains(one))));
      if (decided.includes("unknown")) return derived(name, args, type, { notNull: true });
      return set(
        first!.elements.filter((_, at) => decided[at] === "true"),
        first!.elementType,
      );
    }),
  );
}

function productType(args: readonly Value[]): Type | Failure {
  if (args.length < 2) return failed("at least two arguments are required");
  const elements: Type[] = [];
  let ordered = true;
  for (const [at, arg] of args.entries()) {
    const type = typeOf(arg);
    if (type.kind === "dynamic") return DYNAMIC;
    if (type.kind === "tuple") {
      const element = type.elements.length === 0 ? DYNAMIC : unify(type.elements);
      if (element === undefined) return badArgument(at, "all elements must be of the same type");
      elements.push(element);
    } else if (type.kind === "list" || type.kind === "set") {
      ordered &&= type.kind === "list";
      elements.push(type.element);
    } else return badArgument(at, "a set or a list is required");
  }
  return { kind: ordered ? "list" : "set", element: tupleType(elements) };
}

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
    return mayBeSequence(typeOf(of)) ? unknown(args) : failed("can only flatten lists, sets and tuples");
  }),
  reverse: define(
    [param("list", DYNAMIC, { needs: "elements", shallow: true })],
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
      const reversed = withElements(of, [...of.elements].reverse());
      return placedIn(of) < of.elements.length ? { ...reversed, restFrom: 0 } : reversed;
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
      if (of.kind === "list" && end <= placedIn(of)) return withElements(of, of.elements.slice(start, end));
      // The type of a part of a tuple is another one.
      return unknown(args, type.kind === "list" ? type : DYNAMIC);
    },
  ),
  sort: dear(
    8,
    define([param("list", LIST_OF_STRING, PARTLY)], LIST_OF_STRING, (args, { unknown }) => {
      const [of] = args;
      if (of.kind !== "list" || (!isWhollyKnown(of) && of.elements.length === 0)) return unknown(args);
      if (!isWhollyKnown(of)) return { ...of, shape: "list", restFrom: 0 };
      const isNull = of.elements.findIndex((one) => one.kind === "null");
      if (isNull >= 0) return failed(`given list element ${isNull} is null; a null string cannot be sorted`);
      const sorted = [...of.elements].sort((a, b) =>
        a.kind === "string" && b.kind === "string" ? compareText(a.value, b.value) : 0,
      );
      return list(sorted, STRING);
    }),
  ),
};

/** Nested lists spliced in; what may turn out to be a list leaves the result with further elements. */
function flattened(of: ListValue): ListValue {
  const own = of.elements.map((one): ListValue => {
    if (one.kind === "list") return flattened(one);
    const isPerhapsList = one.kind === "unknown" && mayBeSequence(one.type);
    return isPerhapsList ? { ...tuple([]), rest: flattenedRest(one) } : tuple([one]);
  });
  const repeated = new Set(own.some(({ rest }) => rest !== undefined) ? perhapsRepeated(of) : []);
  // Beside further elements a row that may be another one is not told from these.
  const rows = own.map((row, at): Value => {
    return repeated.has(of.elements[at]!) ? { ...derived("flatten", [row], DYNAMIC), oneOf: [row] } : row;
  });
  if (of.rest === undefined && placedIn(of) < rows.length) rows.splice(placedIn(of), 0, { ...tuple([]), restFrom: 0 });
  if (of.rest !== undefined) rows.splice(of.restFrom ?? rows.length, 0, { ...tuple([]), rest: flattenedRest(of.rest) });
  return inRow(rows, "flatten");
}

/** Further elements of what is flattened, or one that may be a list: of alternatives that are lists, the elements are what there may be. */
function flattenedRest(rest: UnknownValue): UnknownValue {
  const { oneOf, ...plain } = rest;
  // Where elements are certainly no lists, they stay what they are.
  if (oneOf === undefined && (rest.ref !== undefined || isPrimitive(elementTypeOf(rest.type, undefined)))) return rest;
  const of = { ...plain, type: DYNAMIC, symbol: bounded(`flatten(${rest.symbol})`) };
  if (oneOf === undefined) return of;
  const { elements, rest: more } = flattened(tuple(oneOf));
  const alternatives = [...elements, ...(more?.oneOf ?? [])];
  const isAll = more === undefined || more.oneOf !== undefined;
  return isAll && alternatives.length > 0 ? { ...of, oneOf: alternatives } : of;
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
