/** An operation on values of which some are "one of several" into the results that it can have. */
import type { UnknownValue, Value } from "../../../../base/value.ts";
import { symbolOf } from "../../../../values/derived.ts";
import type { Scope } from "../scope.ts";
import { type Failure, isFailure, type Result } from "../types/failure.ts";
import { MAX_ALTERNATIVES, oneOf } from "../unknowns.ts";

/**
 * Applies the operation to every combination of the alternatives, as long as those are few. A combination that fails is left out
 * unless all do: the configuration can only be in a state without an error. `try` and `can` are told of it, for they have an answer
 * for that state too.
 */
export function distribute(
  args: readonly Value[],
  operation: (args: readonly Value[]) => Result,
  scope: Pick<Scope, "mayFail">,
): Result {
  const from: UnknownValue[] = [];
  // Two uses of one unknown make the same choice.
  let combinations: ReadonlyMap<string, Value>[] = [new Map()];
  for (const arg of args) {
    if (arg.kind !== "unknown" || arg.oneOf === undefined || from.some((one) => one.symbol === arg.symbol)) continue;
    const { oneOf: alternatives, symbol } = arg;
    if (combinations.length * alternatives.length > MAX_ALTERNATIVES) continue;
    from.push(arg);
    combinations = combinations.flatMap((chosen) => alternatives.map((value) => new Map([...chosen, [symbol, value]])));
  }
  if (from.length === 0) return operation(args);
  const values: Value[] = [];
  let failure: Failure | undefined;
  for (const chosen of combinations) {
    const result = operation(args.map((arg) => (arg.kind === "unknown" ? (chosen.get(arg.symbol) ?? arg) : arg)));
    if (isFailure(result)) failure ??= result;
    else values.push(result);
  }
  if (values.length === 0 && failure !== undefined) return failure;
  if (failure !== undefined) scope.mayFail?.(from);
  const whole = operation(args);
  const symbol = isFailure(whole) ? `{${values.map(symbolOf).join("|")}}` : symbolOf(whole);
  return oneOf(symbol, values, from);
}
