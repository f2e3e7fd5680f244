/** A variable's declaration and what it is given into its value: typed, with default, never null where it must not be. */
import type { Origin } from "../../../base/origin.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import { DYNAMIC, type Type } from "../../../base/type.ts";
import type { Cause, Value } from "../../../base/value.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import { argument, type VariableDeclaration } from "../configuration/module-configuration.ts";
import { evaluate, failed } from "../language/expressions/evaluate.ts";
import { bind, type Scope } from "../language/scope.ts";
import { conform, typeConstraint } from "../language/types/constraint.ts";
import { isFailure, type Result } from "../language/types/failure.ts";
import { errorUnknown, markSensitive, shaped } from "../language/unknowns.ts";
import { allowedValues } from "./allowed-values.ts";
import type { Assignment } from "./assignments.ts";

/** The type that the declaration asks for; `dynamic` where it does not say or says nonsense (reported). */
function declaredType(declaration: VariableDeclaration, scope: Scope): Type {
  const type = argument(declaration.block, "type");
  if (type === undefined) return DYNAMIC;
  const result = typeConstraint(type.expression, (expression) => evaluate(expression, scope));
  if (!("failure" in result)) return result;
  failed(result.failure, type.expression.span, scope);
  return DYNAMIC;
}

/** Evaluates what a variable of a root module is given. Text for a variable of a simple type is taken as it is. */
export function assignedValue(assignment: Assignment, declaration: VariableDeclaration, scope: Scope): Value {
  const { given, span, kind } = assignment;
  if ("expression" in given) return traced(evaluate(given.expression, scope), kind, span);
  const literal: Value = { kind: "string", value: given.text, origin: { kind, span } };
  if (isSimple(declaration)) return literal;
  const expression = scope.functions.parse.hclExpression(new SourceFile(span.file.path, given.text));
  for (const diagnostic of expression.diagnostics) scope.report(diagnostic);
  return expression.output === undefined ? literal : traced(evaluate(expression.output, scope), kind, span);
}

function isSimple(declaration: VariableDeclaration): boolean {
  const type = argument(declaration.block, "type")?.expression;
  if (type === undefined) return true;
  const name = type.kind === "variable" ? type.name : type.kind === "template" ? textOfTemplate(type) : "";
  return name === "string" || name === "number" || name === "bool";
}

function textOfTemplate(expression: Extract<Expression, { kind: "template" }>): string {
  const [part] = expression.parts;
  return part?.kind === "text" ? part.value : "";
}

/** Puts the place where a variable gets its value behind the value's own. */
export function traced(value: Value, kind: Origin["kind"], span: Span, input?: Origin["input"]): Value {
  const via = value.origin;
  const of = input === undefined ? {} : { input };
  if (via === undefined || via.kind === "literal")
    return { ...value, origin: { kind, span: via?.span ?? span, ...of } };
  return { ...value, origin: { kind, span, ...of, via } };
}

/** `given` is undefined where nothing is given; `name` is the variable's symbol, and `hint` how to give it a value. */
export function variableValue(
  declaration: VariableDeclaration,
  given: Value | undefined,
  name: string,
  hint: string,
  scope: Scope,
): Value {
  const type = declaredType(declaration, scope);
  const value = settled(declaration, given, type, name, hint, scope);
  const converted = value.kind === "unknown" && value.cause.kind === "input" ? value : conform(value, type);
  const result = isFailure(converted) ? mistyped(converted.failure, value, name, declaration, scope) : converted;
  const origin = result.origin ?? value.origin;
  const placed: Value = origin === undefined ? result : { ...result, origin };
  return isTrue(declaration, "sensitive", scope) ? markSensitive(placed) : placed;
}

function settled(
  declaration: VariableDeclaration,
  given: Value | undefined,
  type: Type,
  name: string,
  hint: string,
  scope: Scope,
): Value {
  const fallback = argument(declaration.block, "default");
  const nullable = argument(declaration.block, "nullable") === undefined || isTrue(declaration, "nullable", scope);
  if (given !== undefined && (given.kind !== "null" || nullable)) return given;
  if (fallback !== undefined)
    return traced(evaluate(fallback.expression, scope), "variable-default", fallback.expression.span, {
      symbol: name,
      hint,
    });
  const cause: Cause = {
    kind: "input",
    text: `${name} has no value`,
    hint,
    span: declaration.block.headerSpan,
  };
  const unknown: Value = {
    ...shaped(type, name, cause),
    origin: { kind: "default", span: declaration.block.headerSpan },
  };
  const allowed = unknown.kind === "unknown" ? allowedValues(declaration, scope) : undefined;
  const converted = allowed?.map((value) => located(conform(value, type), value));
  return converted === undefined || unknown.kind !== "unknown" ? unknown : { ...unknown, oneOf: converted };
}

/** A converted value where the original stands. */
function located(converted: Result, original: Value): Value {
  if (isFailure(converted)) return original;
  return original.origin === undefined ? converted : { ...converted, origin: original.origin };
}

function mistyped(failure: string, value: Value, name: string, declaration: VariableDeclaration, scope: Scope): Value {
  const span = value.origin?.span ?? declaration.block.headerSpan;
  const message = `The value given for ${name} is not of its type: ${failure}.`.replace(/\.\.$/, ".");
  scope.report({ code: "variable-type", severity: "error", message, span });
  return errorUnknown(name, message, span);
}

function isTrue(declaration: VariableDeclaration, name: string, scope: Scope): boolean {
  const expression = argument(declaration.block, name)?.expression;
  if (expression === undefined) return false;
  const value = evaluate(expression, scope);
  return value.kind === "bool" && value.value;
}

/** Checks the validation blocks of a variable: each that is known to fail is reported. `scope` is that of the module. */
export function validate(declaration: VariableDeclaration, value: Value, scope: Scope): void {
  for (const block of declaration.block.body.blocks) {
    const condition = block.type === "validation" ? argument(block, "condition") : undefined;
    if (condition === undefined) continue;
    const truth = evaluate(condition.expression, scope);
    if (truth.kind !== "bool" || truth.value) continue;
    const text = argument(block, "error_message");
    const said = text === undefined ? undefined : evaluate(text.expression, bind(scope, "self", value));
    const why =
      said?.kind === "string" && said.sensitive === undefined ? said.value : "its validation condition is false";
    const message = `Invalid value for var.${declaration.name}: ${why}`.replace(/\s*\n\s*/g, " ");
    scope.report({
      code: "variable-validation",
      severity: "error",
      message,
      span: value.origin?.span ?? condition.span,
    });
  }
}
