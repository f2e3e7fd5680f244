/** Elements of sets, and of lists that are made of one, that may turn out to be the same: there are fewer then. */
import type { ListValue, UnknownValue, Value } from "../../../../base/value.ts";
import { isWhollyKnown } from "../../../../values/unknown.ts";
import { elementTypeOf } from "../unknowns.ts";
import { equality, MAX_COMPARED } from "./equality.ts";

/** Elements of which it is not known that they are none of those before them. */
export function perhapsRepeated(of: ListValue): readonly Value[] {
  if (!mayRepeat(of) || isWhollyKnown(of)) return [];
  const isOther = (one: Value, other: Value): boolean => equality(one, other) === "false";
  return of.elements.filter(
    (one, at) => at > MAX_COMPARED || !of.elements.slice(0, at).every((other) => isOther(one, other)),
  );
}

/** Of a set, and of a list that is made of one, unknown elements may turn out to be one. */
export function mayRepeat(of: ListValue): boolean {
  return of.shape === "set" || (of.rest === undefined && of.restFrom !== undefined && of.apart !== true);
}

/** Beside further elements, what may be one that stands before it counts as a further one: a list has each element that is told of it. */
export function apartFromRepeated(set: ListValue, values: readonly Value[], rest: UnknownValue): Partial<ListValue> {
  const repeated = new Set(perhapsRepeated(set));
  const [kept, others] = [false, true].map((is) => values.filter((_, at) => repeated.has(set.elements[at]!) === is));
  return { elements: kept!, rest: alsoAmong(rest, others!) };
}

/** Further elements with others among them: of these nothing holds that is said of the former. */
export function alsoAmong(rest: UnknownValue, others: readonly Value[]): UnknownValue {
  if (others.length === 0) return rest;
  const { oneOf = [{ ...rest, type: elementTypeOf(rest.type, undefined) }], ref: _, prefix: __, ...plain } = rest;
  return { ...plain, oneOf: [...oneOf, ...others] };
}
