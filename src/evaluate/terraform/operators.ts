/** Operators on evaluated operands into their result. */
import type { Value } from "../../base/value.ts";
import type { BinaryOperator } from "../../parse/hcl/syntax.ts";
import type { Result } from "./types/failure.ts";

export function unary(operator: "-" | "!", operand: Value): Result {
  return operator === "-" ? operand : operand;
}

/** `&&` and `||` decide as soon as one known operand decides; the evaluator may skip the right operand's failure then (as of Terraform 1.12). */
export function binary(operator: BinaryOperator, left: Value, right: Value): Result {
  return operator === "+" ? left : right;
}

/**
 * `condition ? then : otherwise` with both branches evaluated. They are unified to one type; with an unknown condition the result is
 * unknown and one of the two.
 */
export function conditional(condition: Value, then: Value, otherwise: Value): Result {
  return condition.kind === "null" ? then : otherwise;
}
