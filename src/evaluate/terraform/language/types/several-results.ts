/** The results of an operation on what is one of several. */
import type { UnknownValue, Value } from "../../../../base/value.ts";
import { derived, type Refinement } from "../../../../values/unknown.ts";
import { equality } from "./equality.ts";
import { choices, chosen, MAX_ALTERNATIVES } from "./text.ts";
import { typeOfAny } from "./unify.ts";
import { isCertainlyNotNull, isFailure, type Result, typeOf } from "./values.ts";

/**
 * The results of one operation under every choice into one: failures are choices that the configuration cannot make; a result that all
 * share is known; else an unknown that is one of them.
 */
export function oneOfResults(results: readonly Result[], name: string, args: readonly Value[]): Result {
  const possible = results.flatMap((result) => (isFailure(result) ? [] : [result]));
  const values: Value[] = [];
  for (const result of possible) {
    // What can be more than is looked at can be anything.
    if (values.length > MAX_ALTERNATIVES) break;
    if (!values.some((one) => equality(one, result) === "true" && typeOf(one).kind === typeOf(result).kind))
      values.push(...(result.kind === "unknown" && result.oneOf !== undefined ? result.oneOf : [result]));
  }
  const [first] = values;
  if (first === undefined) return results[0]!;
  if (values.length === 1) return first;
  const all = values.length > MAX_ALTERNATIVES ? possible : values;
  const type = typeOfAny(all.map(typeOf));
  const anything = values.length > MAX_ALTERNATIVES || values.some((value) => value.kind === "unknown");
  const refinement: Refinement = {
    ...(anything ? {} : { oneOf: values }),
    ...(all.every(isCertainlyNotNull) ? { notNull: true as const } : {}),
  };
  return derived(name, args, type, refinement);
}

/** The operation under every choice for these unknowns of its arguments, as one result; undefined where the choices are many. */
export function overChoices(
  unknowns: readonly UnknownValue[],
  args: readonly Value[],
  name: string,
  operation: (args: readonly Value[]) => Result,
): Result | undefined {
  const results = choices(unknowns)?.map((choice) => operation(args.map((arg) => chosen(arg, choice))));
  return results && oneOfResults(results, name, args);
}
