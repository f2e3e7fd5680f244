/** Where it comes from that there is none of what is repeated. */
import { definition, type Origin, type Value } from "../../../base/value.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { Scope } from "../language/scope.ts";

/**
 * Of `length(var.names) > 0 ? length(var.names) : 0` it is the default of the input, where the condition asks for nothing but defaults: the 0 that
 * is written counts because of it. Else it is where the value comes from.
 */
export function whence(expression: Expression, value: Value, scope: Scope): Origin | undefined {
  const chosen = withoutParentheses(expression);
  if (chosen.kind !== "conditional" || isDefault(value.origin)) return value.origin;
  const asked = namesIn(chosen.condition).flatMap((name) => evaluate(name, scope).origin ?? []);
  return asked.length > 0 && asked.every(isDefault) ? asked[0] : value.origin;
}

function isDefault(origin: Origin | undefined): boolean {
  return origin !== undefined && definition(origin).kind === "variable-default";
}

function withoutParentheses(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === "parentheses") inner = inner.expression;
  return inner;
}

/** What a condition asks for. */
function namesIn(condition: Expression): readonly Expression[] {
  const names: Expression[] = [];
  const pending = [condition];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (one.kind === "parentheses") pending.push(one.expression);
    else if (one.kind === "unary") pending.push(one.operand);
    else if (one.kind === "binary") pending.push(one.left, one.right);
    else if (one.kind === "call") pending.push(...one.arguments);
    else if (one.kind === "get-attribute" || one.kind === "index") names.push(one);
  }
  return names;
}
