/** The functions that look into lists and join them (https://developer.hashicorp.com/terraform/language/functions#collection-functions). */

import { INTEGER_PRECISION } from "../../../../base/big-float.ts";
import type { ListValue, NumberValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, DYNAMIC, NUMBER, STRING } from "../../../../base/value.ts";
import { asRest, bounded, derived, isCertain, isFilled, isKnown, symbolOf } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { equality, Members } from "../types/equality.ts";
import { hasOpenType, isSettled, openAs, perhapsConverted } from "../types/opened.ts";
import { alsoAmong, mayRepeat, perhapsRepeated } from "../types/repeated.ts";
import { oneOfResults } from "../types/several-results.ts";
import { friendlyName } from "../types/type-words.ts";
import { unify } from "../types/unify.ts";
import { bool, isFailure, list, mayBeSequence, nullOf, number, type Result, tuple, typeOf } from "../types/values.ts";
import { elementTypeOf, partOf } from "../unknowns.ts";
import {
  badArgument,
  dear,
  define,
  elementsOf,
  type Functions,
  failed,
  integerOf,
  isSequence,
  many,
  orNull,
  PARTLY,
  PASSED_ON,
  param,
} from "./function-spec.ts";

export const LIST_OF_STRING = { kind: "list", element: STRING } as const;
export const ANY_LIST = { kind: "list", element: DYNAMIC } as const;
const ONE_WANTED = "must be a list, set, or tuple value with either zero or one elements";

export const LIST_FUNCTIONS: Functions = {
  element: define([param("list", DYNAMIC, PASSED_ON), param("index", NUMBER, PARTLY)], DYNAMIC, (args) => {
    const [of, at] = args;
    const type = typeOf(of);
    const known = of.kind === "list" && of.shape !== "set";
    if (!known && type.kind !== "list" && type.kind !== "tuple" && type.kind !== "dynamic") {
      return failed(`cannot read elements from ${friendlyName(type)}`);
    }
    const elementType = type.kind === "list" ? type.element : DYNAMIC;
    if (of.kind === "unknown" && isWithin(of, at)) return partOf(of, `[${at.value}]`, elementType);
    if (of.kind !== "list") return derived("element", args, elementType);
    if (at.kind !== "number") {
      const noneOf = at.kind === "unknown" ? at.noneOf : undefined;
      const isFurther = of.elements.length > 0 && of.elements.every((_, place) => noneOf?.has(String(place)));
      if (of.rest !== undefined && isFurther) return { ...derived("element", args, elementType), from: [of.rest] };
      if (of.rest !== undefined || of.elements.length === 0) return derived("element", args, elementType);
      return oneOfResults(of.elements, "element", args);
    }
    const index = integerOf(at);
    if (isFailure(index)) return failed(`invalid index: ${index.failure}`);
    const certain = of.restFrom ?? of.elements.length;
    if (of.rest !== undefined) {
      return index >= 0 && index < certain ? of.elements[index]! : derived("element", args, elementType);
    }
    const count = of.elements.length;
    if (count === 0) return failed("cannot use element function with an empty list");
    const place = ((index % count) + count) % count;
    return place < certain ? of.elements[place]! : oneOfResults(of.elements.slice(certain), "element", args);
  }),
  /** Elements of several lists in a row; of unknown lists, what is known of them. */
  concat: define([many(param("seqs", DYNAMIC, PASSED_ON))], DYNAMIC, (args) => {
    if (args.length === 0) return failed("at least one argument is required");
    for (const [at, arg] of args.entries()) {
      const type = typeOf(arg);
      if (type.kind !== "list" && type.kind !== "tuple" && type.kind !== "dynamic") {
        return badArgument(at, `all arguments must be lists or tuples; got ${friendlyName(type)}`);
      }
    }
    if (args.length === 1 && args[0]!.kind === "list") return args[0]!;
    const joined = inRow(args, "concat");
    const types = args.map(typeOf);
    if (types.some(({ kind }) => kind === "tuple")) return joined;
    const open = args.find(hasOpenType);
    const isSure = types.every((type) => type.kind === "dynamic" || isSettled(type));
    if (open !== undefined) return isSure ? joined : perhapsConverted(joined, open);
    const common = unify(types);
    return common?.kind === "list" ? convert(joined, common) : joined;
  }),
  coalescelist: define([many(param("vals", DYNAMIC, { ...PARTLY, nullable: true }))], DYNAMIC, (args) => {
    if (args.length === 0) return failed("at least one argument is required");
    for (const arg of args) {
      const type = typeOf(arg);
      if (arg.kind === "unknown" || (arg.kind === "list" && arg.rest !== undefined)) break;
      if (!isSequence(arg) && type.kind !== "list" && type.kind !== "tuple")
        return failed("coalescelist arguments must be lists or tuples");
    }
    for (const [at, arg] of args.entries()) {
      if (arg.kind === "list" && arg.elements.length > 0 && isCertain(arg)) return arg;
      if (!isKnown(arg)) return derived("coalescelist", args.slice(at), DYNAMIC, { notNull: true });
    }
    return failed("no non-null arguments");
  }),
  compact: define([param("list", LIST_OF_STRING, PARTLY)], LIST_OF_STRING, (args, { unknown }) => {
    const [of] = args;
    if (of.kind !== "list") return unknown(args);
    const kept: Value[] = [];
    const further: Value[] = of.rest === undefined ? [] : [compacted(of, of.rest)];
    const isOpen = of.rest !== undefined || of.elements.some(mayBeEmpty);
    const repeated = new Set(isOpen ? perhapsRepeated(of) : []);
    let restFrom: number | undefined;
    for (const [at, one] of of.elements.entries()) {
      const isFurther = mayBeEmpty(one) || repeated.has(one);
      if (isFurther || at >= (of.restFrom ?? of.elements.length)) restFrom ??= kept.length;
      if (isFurther) further.push(one);
      else if (isFilled(one)) kept.push(one);
    }
    const [only] = further;
    if (only === undefined) return restFrom === undefined ? list(kept, STRING) : { ...of, elements: kept, restFrom };
    const rest = further.length === 1 && only.kind === "unknown" ? only : derived("compact", further, STRING);
    return { ...list(kept, STRING), rest, restFrom: restFrom ?? kept.length };
  }),
  contains: define([param("list", DYNAMIC, PARTLY), param("value", DYNAMIC, PARTLY)], BOOL, (args, { unknown }) => {
    const [of, wanted] = args;
    if (of.kind !== "list")
      return mayBeSequence(typeOf(of)) ? unknown(args) : failed("argument must be list, tuple, or set");
    const truths = of.elements.map((one) => equality(wanted, one));
    if (truths.includes("true") && isCertain(of)) return bool(true);
    return truths.includes("unknown") || of.rest !== undefined ? unknown(args) : bool(false);
  }),
  index: define([param("list", DYNAMIC), param("value", DYNAMIC, PARTLY)], NUMBER, (args, { unknown }) => {
    const [of, wanted] = args;
    if (!isSequence(of)) return failed("argument must be a list or tuple");
    if (of.elements.length === 0) return failed("cannot search an empty list");
    for (const [at, one] of of.elements.entries()) {
      const truth = equality(one, wanted);
      if (at >= (of.restFrom ?? at + 1)) return unknown(args);
      if (truth === "true") return number(at, INTEGER_PRECISION);
      if (truth === "unknown") return unknown(args);
    }
    return failed("item not found");
  }),
  distinct: dear(
    8,
    define([param("list", ANY_LIST, PARTLY)], ownType, (args, { unknown }) => {
      const [of] = args;
      if (of.kind !== "list") return unknown(args, ownType(args));
      const kept: Value[] = [];
      const doubtful: Value[] = [];
      const members = new Members();
      let certain: number | undefined;
      const isPlacedUpTo = (count: number): void => {
        certain = Math.min(certain ?? count, count);
      };
      for (const [at, one] of of.elements.entries()) {
        if (at === of.restFrom) isPlacedUpTo(kept.length);
        const repeated = members.contains(one);
        if (repeated === "true") continue;
        if (repeated === "unknown") isPlacedUpTo(kept.length);
        members.add(one);
        // Beside further elements those that may be earlier ones are not told from these.
        (repeated === "unknown" && of.rest !== undefined ? doubtful : kept).push(one);
      }
      if (of.restFrom !== undefined) isPlacedUpTo(kept.length);
      const result = { ...list(kept, of.elementType), ...(certain === undefined ? {} : { restFrom: certain }) };
      if (of.rest === undefined) return result;
      // Further elements that are repeated are left out too, so that it is another list.
      return { ...result, rest: { ...alsoAmong(of.rest, doubtful), symbol: bounded(`distinct(${symbolOf(of)})`) } };
    }),
  ),
  one: orNull(
    define(
      [param("list", DYNAMIC, { needs: "elements", shallow: true })],
      (args): Type => {
        const type = ownType(args);
        return type.kind === "list" || type.kind === "set" ? type.element : DYNAMIC;
      },
      ([of]): Result => {
        if (of.kind !== "list") return badArgument(0, ONE_WANTED);
        if (of.elements.length > 1)
          return mayBeOne(of) ? derived("one", [of], of.elementType ?? DYNAMIC) : badArgument(0, ONE_WANTED);
        return elementsOf(of)[0] ?? nullOf(of.elementType ?? DYNAMIC);
      },
    ),
  ),
};

/** Whether the list certainly has an element at the place, so that it is not counted from the beginning again. */
function isWithin({ least = 0 }: UnknownValue, at: Value): at is NumberValue {
  return at.kind === "number" && typeof at.value === "number" && at.value >= 0 && at.value < least;
}

/** The list with other elements. */
export function withElements(of: ListValue, elements: readonly Value[]): ListValue {
  return openAs(of, of.shape === "tuple" ? tuple(elements) : list(elements, of.elementType));
}

export function ownType(args: readonly Value[]): Type {
  return args[0] === undefined ? DYNAMIC : typeOf(args[0]);
}

/** The lists end to end as one tuple; with further elements where one of them is unknown. */
export function inRow(args: readonly Value[], name: string): ListValue {
  const elements: Value[] = [];
  const further: Value[] = [];
  let restFrom: number | undefined;
  // Further elements behind those of other lists have other places than in their own.
  let isMoved = false;
  for (const [at, arg] of args.entries()) {
    if (further.length === 0) isMoved = elements.length > 0;
    if (arg.kind === "list") {
      // What may not be there does not keep its place before what follows.
      if (!isCertain(arg) && args.slice(at + 1).some(mayHaveElements)) restFrom ??= elements.length;
      if (arg.rest !== undefined || arg.restFrom !== undefined)
        restFrom ??= elements.length + (arg.restFrom ?? arg.elements.length);
      if (arg.rest !== undefined) further.push(arg.rest);
      for (const element of arg.elements) elements.push(element);
    } else {
      restFrom ??= elements.length;
      further.push(arg.kind === "unknown" ? asRest(arg) : arg);
    }
  }
  if (further.length === 0) return { ...tuple(elements), ...(restFrom === undefined ? {} : { restFrom }) };
  // Beside further elements it is not told of one that it may be another: it counts as a further one.
  const repeated = new Set(args.flatMap((arg) => (arg.kind === "list" ? perhapsRepeated(arg) : [])));
  if (repeated.size > 0) {
    const others = elements.filter((element) => !repeated.has(element));
    // What stands behind one that is left out has no place.
    const from = Math.min(
      restFrom ?? 0,
      elements.findIndex((element) => repeated.has(element)),
    );
    return { ...tuple(others), rest: derived(name, [...further, ...repeated], DYNAMIC), restFrom: from };
  }
  const [only] = further as [Value, ...Value[]];
  const rest: UnknownValue = further.length === 1 && only.kind === "unknown" ? only : derived(name, further, DYNAMIC);
  return { ...tuple(elements), rest, ...(restFrom === elements.length && !isMoved ? {} : { restFrom: restFrom! }) };
}

function mayHaveElements(list: Value): boolean {
  return list.kind !== "list" || list.rest !== undefined || list.elements.length > 0;
}

/** Whether it is not known of a text if there is anything in it. */
function mayBeEmpty(one: Value): boolean {
  return (one.kind === "unknown" || one.kind === "text") && !isFilled(one);
}

/** Further elements without those that are empty or null, which are others than all of them. */
function compacted(of: ListValue, rest: UnknownValue): UnknownValue {
  const isWhole = !mayBeEmpty({ ...rest, type: elementTypeOf(rest.type, undefined) });
  return isWhole ? rest : { ...rest, symbol: bounded(`compact(${symbolOf(of)})`) };
}

/** Whether all elements of a set, or of a list that is made of one, may turn out to be the same. */
function mayBeOne(of: ListValue): boolean {
  return mayRepeat(of) && of.elements.every((element) => equality(element, of.elements[0]!) !== "false");
}
