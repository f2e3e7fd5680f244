/** Evaluation of what may turn out not to be asked for: its errors are kept apart. */
import type { Diagnostic } from "../../../../base/diagnostic.ts";
import type { UnknownValue, Value } from "../../../../base/value.ts";
import type { Doubt, Scope } from "../scope.ts";
import { MAX_ALTERNATIVES } from "../types/text.ts";
import { nameOfAny, oneOf } from "../unknowns.ts";
import { doubt, onlyWhere } from "./may-fail.ts";

/** A scope whose errors are kept apart. */
export function quiet(scope: Scope): { readonly scope: Scope; readonly reported: Diagnostic[] } {
  const reported: Diagnostic[] = [];
  return { scope: { ...scope, report: (diagnostic) => reported.push(diagnostic) }, reported };
}

/** A scope whose errors are kept apart, those that there may be as well where these are asked for. */
export function apart(scope: Scope): ReturnType<typeof watched> {
  return scope.mayFail === undefined ? { ...quiet(scope), doubts: [] } : watched(scope);
}

/** The same, where it is asked in any case. */
export function watched(scope: Scope): ReturnType<typeof quiet> & { readonly doubts: readonly Doubt[] } {
  const reported: Diagnostic[] = [];
  const doubts: Doubt[] = [];
  const report = (diagnostic: Diagnostic) => reported.push(diagnostic);
  return { scope: { ...scope, report, mayFail: (doubt) => doubts.push(doubt) }, reported, doubts };
}

/**
 * What is made in each of several states of which it is not known which one it is, as `because` decides. One that is an error is left out unless
 * all are: the configuration can only be in a state without an error.
 */
export function withoutErrors<T>(
  states: readonly T[],
  make: (state: T, scope: Scope) => Value,
  because: UnknownValue,
  scope: Scope,
): readonly Value[] {
  const made = states.map((state, at) => {
    const { scope: inner, reported } = quiet(onlyWhere(`is ${at}:`, because, scope));
    return { value: make(state, inner), reported };
  });
  const right = made.filter(({ reported }) => reported.length === 0);
  const [first] = made;
  if (right.length === 0) for (const diagnostic of first?.reported ?? []) scope.report(diagnostic);
  else if (right.length < made.length) doubt(`${because.symbol}: error`, [because], scope);
  return (right.length === 0 ? made : right).map(({ value }) => value);
}

/** What is made of a thing that may not be there: nothing where that is an error, for in such a state the configuration is not. */
export function whereThere<T>(make: (scope: Scope) => T, because: UnknownValue, scope: Scope): readonly T[] {
  const { scope: inner, reported } = quiet(onlyWhere("is there:", because, scope));
  const made = make(inner);
  if (reported.length === 0) return [made];
  doubt(`${because.symbol}: error`, [because], scope);
  return [];
}

/** What is made of a value, or of each that it can be. */
export function forAlternatives(of: Value, make: (one: Value, scope: Scope) => Value, scope: Scope): Value {
  if (of.kind !== "unknown" || of.oneOf === undefined || of.oneOf.length > MAX_ALTERNATIVES) return make(of, scope);
  const values = withoutErrors(of.oneOf, make, of, scope);
  return oneOf(nameOfAny(make(of, apart(scope).scope), values, [of]), values, [of]);
}
