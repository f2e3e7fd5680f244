/** Variables: their values, typed, with default, never null where they must not be. */

import { SourceFile, type Span } from "../../../base/source-file.ts";
import { onOneLine } from "../../../base/text-ends.ts";
import {
  DYNAMIC,
  type InputOfRoot,
  type Origin,
  type StringValue,
  type Type,
  type Value,
} from "../../../base/value.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import { placed } from "../../../values/placed.ts";
import { argument, type Declaration } from "../configuration/module-configuration.ts";
import { quiet } from "../language/expressions/errors-apart.ts";
import { evaluate, failed } from "../language/expressions/evaluate.ts";
import { bind, type Scope } from "../language/scope.ts";
import { conform, typeConstraint } from "../language/types/constraint.ts";
import { MAX_ALTERNATIVES, writtenText } from "../language/types/text.ts";
import { isFailure } from "../language/types/values.ts";
import { errorUnknown, markSensitive, shaped } from "../language/unknowns.ts";
import type { Assignment } from "./assignments.ts";

/** The type that the declaration asks for; `dynamic` where it does not say or says nonsense (reported). */
function declaredType(declaration: Declaration, scope: Scope): Type {
  const type = argument(declaration.block, "type");
  if (type === undefined) return DYNAMIC;
  const result = typeConstraint(type.expression, (expression) => evaluate(expression, scope));
  if (!("failure" in result)) return result;
  failed(result.failure, type.expression.span, scope);
  return DYNAMIC;
}

/** Evaluates what a variable of a root module is given. */
export function assignedValue({ given, span, kind }: Assignment, declaration: Declaration, scope: Scope): Value {
  if ("expression" in given) return traced(evaluate(given.expression, scope), kind, span);
  const text: StringValue = { kind: "string", value: given.text, origin: { kind: "literal", span } };
  return traced(textAssigned(text, declaration, scope), kind, span);
}

/** What is given as text, by an argument or through the environment: a variable of a simple type takes it as it is, others read an expression. */
export function textAssigned(text: StringValue, declaration: Declaration, scope: Scope): Value {
  if (isSimple(declaration)) return text;
  const file = new SourceFile(`the text for var.${declaration.name}`, text.value, true);
  const { output, diagnostics } = placed(scope.functions.parse.hclExpression(file), file, text);
  for (const diagnostic of diagnostics) scope.report(diagnostic);
  const wrong = diagnostics.find(({ severity }) => severity === "error");
  if (output !== undefined && wrong === undefined) return evaluate(output, scope);
  const span = wrong?.span ?? text.origin?.span ?? declaration.block.headerSpan;
  return errorUnknown(`the text for var.${declaration.name}`, wrong?.message ?? "it is no expression", span);
}

/** Whether the variable takes a text as it is: one of a simple type, or of none. */
export function isSimple(declaration: Declaration): boolean {
  const type = argument(declaration.block, "type")?.expression;
  if (type === undefined) return true;
  const name = type.kind === "variable" ? type.name : writtenText(type);
  return name === "string" || name === "number" || name === "bool";
}

/** Puts the place where a variable gets its value behind the value's own. */
export function traced(value: Value, kind: Origin["kind"], span: Span, input?: Origin["input"]): Value {
  const via = value.origin;
  const of = input === undefined ? {} : { input };
  if (via === undefined || via.kind === "literal")
    return { ...value, origin: { kind, span: via?.span ?? span, ...of } };
  return { ...value, origin: { kind, span, ...of, via } };
}

/** How a variable is given a value: in words, and as what, where it is one of the root module. */
interface HowToGive {
  readonly hint: string;
  readonly of?: InputOfRoot;
}

/**
 * `given` is undefined where nothing is given; `name` is the variable's symbol. `isOpen`: a default counts for
 * nothing, as whoever calls the module may pass another value.
 */
export function variableValue(
  declaration: Declaration,
  given: Value | undefined,
  name: string,
  how: HowToGive,
  scope: Scope,
  isOpen: boolean,
): Value {
  const type = declaredType(declaration, scope);
  const value = settled(declaration, given, type, name, how, scope, isOpen);
  const converted = value.kind === "unknown" && value.cause.kind === "input" ? value : conform(value, type);
  const result = isFailure(converted) ? mistyped(converted.failure, value, name, declaration, scope) : converted;
  const origin = result.origin ?? value.origin;
  const located: Value = origin === undefined ? result : { ...result, origin };
  return isTrue(declaration, "sensitive", scope) ? markSensitive(located) : located;
}

function settled(
  declaration: Declaration,
  given: Value | undefined,
  type: Type,
  name: string,
  { hint, of }: HowToGive,
  scope: Scope,
  isOpen: boolean,
): Value {
  const fallback = argument(declaration.block, "default");
  const nullable = argument(declaration.block, "nullable") === undefined || isTrue(declaration, "nullable", scope);
  if (given !== undefined && (given.kind !== "null" || nullable)) return given;
  if (fallback !== undefined && !isOpen)
    return traced(evaluate(fallback.expression, scope), "variable-default", fallback.expression.span, {
      symbol: name,
      hint,
      ...(of === undefined ? {} : { of }),
    });
  const span = declaration.block.headerSpan;
  const text =
    fallback === undefined
      ? `${name} has no value`
      : `whoever calls this module may pass another ${name} than its default`;
  const input = of === undefined ? {} : { input: type.kind === "dynamic" ? of : { ...of, type } };
  const cause = { kind: "input", text, hint, span, ...input } as const;
  const unknown: Value = { ...shaped(type, name, cause, nullable), origin: { kind: "default", span } };
  const allowed = unknown.kind === "unknown" ? allowedValues(declaration, scope) : undefined;
  const converted = allowed?.map((value) => {
    const result = conform(value, type);
    return isFailure(result) ? value : result;
  });
  return converted === undefined || unknown.kind !== "unknown" ? unknown : { ...unknown, oneOf: converted };
}

function mistyped(failure: string, value: Value, name: string, declaration: Declaration, scope: Scope): Value {
  const span = value.origin?.span ?? declaration.block.headerSpan;
  const message = `The value given for ${name} is not of its type: ${failure}.`.replace(/\.\.$/, ".");
  scope.report({ code: "variable-type", severity: "error", message, span });
  return errorUnknown(name, message, span);
}

function isTrue(declaration: Declaration, name: string, scope: Scope): boolean {
  const expression = argument(declaration.block, name)?.expression;
  if (expression === undefined) return false;
  const value = evaluate(expression, scope);
  return value.kind === "bool" && value.value;
}

/** Checks the validation blocks of a variable: each that is known to fail is reported. `scope` is that of the module. */
export function validate(declaration: Declaration, value: Value, scope: Scope): void {
  for (const block of declaration.block.body.blocks) {
    const condition = block.type === "validation" ? argument(block, "condition") : undefined;
    if (condition === undefined) continue;
    const truth = evaluate(condition.expression, scope);
    if (truth.kind !== "bool" || truth.value) continue;
    const text = argument(block, "error_message");
    const said = text === undefined ? undefined : evaluate(text.expression, bind(scope, "self", value));
    const why =
      said?.kind === "string" && said.sensitive === undefined ? said.value : "its validation condition is false";
    const message = onOneLine(`Invalid value for var.${declaration.name}: ${why}`);
    const span = value.origin?.span ?? condition.span;
    scope.report({ code: "variable-validation", severity: "error", message, span });
  }
}

/** Undefined where the validations name no values: `contains([…], var.x)` and `var.x == … || var.x == …` do. */
function allowedValues(declaration: Declaration, scope: Scope): readonly Value[] | undefined {
  for (const block of declaration.block.body.blocks) {
    const condition = block.type === "validation" ? argument(block, "condition")?.expression : undefined;
    const values = condition === undefined ? undefined : valuesOf(condition, declaration.name, scope);
    if (values !== undefined && values.length > 0 && values.length <= MAX_ALTERNATIVES) return values;
  }
  return undefined;
}

function valuesOf(condition: Expression, name: string, scope: Scope): readonly Value[] | undefined {
  if (condition.kind === "parentheses") return valuesOf(condition.expression, name, scope);
  if (condition.kind === "template") {
    // In JSON an expression is a text with nothing around it.
    const [only, ...others] = condition.parts;
    const isAlone = only?.kind === "interpolation" && others.length === 0;
    return isAlone ? valuesOf(only.expression, name, scope) : undefined;
  }
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
