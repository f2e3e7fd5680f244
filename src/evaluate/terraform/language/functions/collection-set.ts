/** The functions of sets, and those that combine several lists (https://developer.hashicorp.com/terraform/language/functions). */

import { all, not, type Truth } from "../../../../base/truth.ts";
import { DYNAMIC, type ListValue, type Type, type Value } from "../../../../base/value.ts";
import { isKnown } from "../../../../values/known.ts";
import { derived } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { Members, set } from "../types/equality.ts";
import { unify } from "../types/unify.ts";
import { type Failure, isFailure, list, type Result, tuple, tupleType, typeOf } from "../types/values.ts";
import { inRow } from "./collection-list.ts";
import type { FunctionSpec, Functions, Parameter } from "./function-spec.ts";
import { badArgument, define, elementsOf, failed, many, PARTLY, param } from "./function-spec.ts";

const ANY_SET = { kind: "set", element: DYNAMIC } as const;
const ANY_LIST = { kind: "list", element: DYNAMIC } as const;
const FIRST = param("first_set", ANY_SET, PARTLY);
const OTHERS = param("other_sets", ANY_SET, PARTLY);

const TWO_SETS: readonly Parameter[] = [
  { name: "a", type: ANY_SET, needs: "nothing" },
  { name: "b", type: ANY_SET, needs: "nothing" },
];

/** Products with more elements than this are refused. */
const MAX_PRODUCT = 100_000;

export const SET_FUNCTIONS: Functions = {
  setunion: define([FIRST, many(OTHERS)], commonSet, (args) => {
    const sets = asSets(args);
    if (isFailure(sets)) return sets;
    const all = inRow(sets, "setunion");
    const known = sets.find((one): one is ListValue => one.kind === "list");
    const union = set(all.elements, known?.elementType ?? DYNAMIC);
    return all.rest === undefined ? union : { ...union, rest: all.rest, restFrom: 0 };
  }),
  setintersection: selecting("setintersection", [FIRST, many(OTHERS)], all),
  setsubtract: selecting("setsubtract", TWO_SETS, ([inSecond]) => not(inSecond!)),
  setproduct: define([many(param("sets", DYNAMIC, { shallow: true }))], productType, (args) => {
    const type = productType(args);
    if ("failure" in type || (type.kind !== "list" && type.kind !== "set") || type.element.kind !== "tuple") {
      return "failure" in type ? type : derived("setproduct", args, type);
    }
    const total = args.reduce((size, arg) => size * elementsOf(arg).length, 1);
    if (total > MAX_PRODUCT) return failed(`more than ${MAX_PRODUCT} combinations`);
    const columns: Value[][] = [];
    for (const [at, arg] of args.entries()) {
      const wanted = type.element.elements[at]!;
      const column = elementsOf(arg).map((one) => convert(one, wanted));
      const wrong = column.find((one) => isFailure(one));
      if (wrong !== undefined && isFailure(wrong)) return wrong;
      columns.push(column.filter((one): one is Value => !isFailure(one)));
    }
    let rows: Value[][] = [[]];
    for (const column of columns) rows = rows.flatMap((row) => column.map((one) => [...row, one]));
    return (type.kind === "list" ? list : set)(rows.map(tuple), type.element);
  }),
  matchkeys: define(
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
  const converted: Value[] = [];
  for (const [at, arg] of args.entries()) {
    const result = convert(arg, type);
    if (isFailure(result)) return badArgument(at, result.failure);
    converted.push(result);
  }
  return converted;
}

/** Which elements of the first set stay, where that is certain for each of them. */
function selecting(
  name: string,
  parameters: Parameters<typeof define>[0],
  keep: (inOthers: readonly Truth[]) => Truth,
): FunctionSpec {
  return define(parameters, commonSet, (args): Result => {
    const sets = asSets(args);
    if (isFailure(sets)) return sets;
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
  });
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
