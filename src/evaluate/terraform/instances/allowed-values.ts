/** The validation blocks of a variable without a value into the few values that they allow. */
import type { Value } from "../../../base/value.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import { argument, type VariableDeclaration } from "../configuration/module-configuration.ts";
import { evaluate, quiet } from "../language/expressions/evaluate.ts";
import type { Scope } from "../language/scope.ts";
import { MAX_ALTERNATIVES } from "../language/unknowns.ts";

/** Undefined where the validations name no values: `contains([…], var.x)` and `var.x == … || var.x == …` do. */
export function allowedValues(declaration: VariableDeclaration, scope: Scope): readonly Value[] | undefined {
  for (const block of declaration.block.body.blocks) {
    const condition = block.type === "validation" ? argument(block, "condition")?.expression : undefined;
    const values = condition === undefined ? undefined : valuesOf(condition, declaration.name, scope);
    if (values !== undefined && values.length > 0 && values.length <= MAX_ALTERNATIVES) return values;
  }
  return undefined;
}

function valuesOf(condition: Expression, name: string, scope: Scope): readonly Value[] | undefined {
  if (condition.kind === "parentheses") return valuesOf(condition.expression, name, scope);
  if (condition.kind === "call" && condition.name === "contains") {
    const [list, element] = condition.arguments;
    if (list === undefined || element === undefined || !isVariable(element, name)) return undefined;
    const values = constant(list, scope);
    return values?.kind === "list" && values.rest === undefined && values.elements.every(isScalar)
      ? values.elements
      : undefined;
  }
  if (condition.kind !== "binary") return undefined;
  const { operator, left, right } = condition;
  if (operator === "||") {
    const [some, more] = [valuesOf(left, name, scope), valuesOf(right, name, scope)];
    return some === undefined || more === undefined ? undefined : [...some, ...more];
  }
  if (operator !== "==") return undefined;
  const other = isVariable(left, name) ? right : isVariable(right, name) ? left : undefined;
  const value = other === undefined ? undefined : constant(other, scope);
  return value !== undefined && isScalar(value) ? [value] : undefined;
}

/** The value of an expression that needs no names. */
function constant(expression: Expression, scope: Scope): Value | undefined {
  const { scope: inner, reported } = quiet({ ...scope, module: undefined });
  const value = evaluate(expression, inner);
  return reported.length === 0 ? value : undefined;
}

function isScalar(value: Value): boolean {
  return value.kind === "string" || value.kind === "number" || value.kind === "bool";
}

function isVariable(expression: Expression, name: string): boolean {
  if (expression.kind !== "get-attribute" || expression.name !== name) return false;
  return expression.target.kind === "variable" && expression.target.name === "var";
}
