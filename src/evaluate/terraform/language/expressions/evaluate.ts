/** An expression and its scope into its value; errors are reported to the scope and give an unknown. */

import type { Span } from "../../../../base/source-file.ts";
import { onOneLine } from "../../../../base/text-ends.ts";
import type { ListValue, Origin, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, NUMBER, STRING } from "../../../../base/value.ts";
import type { BinaryExpression, Expression, ObjectExpression, TupleExpression } from "../../../../parse/hcl/syntax.ts";
import { membersOf, type ObjectMember } from "../../../../values/members.ts";
import { asRest, isFilled, symbolOf } from "../../../../values/unknown.ts";
import { MAX_WEIGHT, stepsFor, totalWeight, weightOf } from "../budget.ts";
import { occasion, type Scope } from "../scope.ts";
import { convert } from "../types/convert.ts";
import { hasOpenType } from "../types/opened.ts";
import { isFailure, type Result } from "../types/values.ts";
import { distribute, errorUnknown } from "../unknowns.ts";
import { besideError } from "./beside-error.ts";
import { evaluateCall } from "./call.ts";
import { conditional } from "./conditional.ts";
import { constantSteps, constantValue } from "./constants.ts";
import { apart, watched } from "./errors-apart.ts";
import { evaluateFor } from "./for.ts";
import { doubt, doubtConversion, doubtOperands, doubtWhere } from "./may-fail.ts";
import { binary, unary } from "./operators.ts";
import { evaluateSplat } from "./splat.ts";
import { evaluateTemplate } from "./template.ts";
import { evaluateGetAttribute, evaluateIndex, evaluateVariable } from "./traversal.ts";

export function evaluate(expression: Expression, scope: Scope): Value {
  const { budget } = scope;
  const { span } = expression;
  if (!budget.enter(span)) return budget.refused(span);
  const value = evaluateKind(expression, scope);
  budget.leave();
  if (budget.exhausted || !MAKES.has(expression.kind)) return budget.whereExhausted(span) ?? value;
  const weight = weightOf(value);
  if (weight > MAX_WEIGHT) return budget.tooLarge(span);
  return (COPIES.has(expression.kind) ? budget.pay(weight, span) : undefined) ?? value;
}

/** Expressions whose value can be larger than what it is made from. */
const MAKES: ReadonlySet<Expression["kind"]> = new Set([
  "template",
  "tuple",
  "object",
  "call",
  "for",
  "conditional",
  "splat",
]);

/** Those that make all of it; others pay a step for each part, or share what there is. */
const COPIES: ReadonlySet<Expression["kind"]> = new Set(["template", "call", "splat"]);

const CAN_BE_CONSTANT: ReadonlySet<Expression["kind"]> = new Set(["template", "tuple", "object"]);

function evaluateKind(expression: Expression, scope: Scope): Value {
  const steps = CAN_BE_CONSTANT.has(expression.kind) ? constantSteps(expression) : undefined;
  if (steps !== undefined) return scope.budget.paySteps(steps, expression.span) ?? constantValue(expression);
  switch (expression.kind) {
    case "literal":
      return constantValue(expression);
    case "template":
      return evaluateTemplate(expression, scope);
    case "variable":
      return evaluateVariable(expression, scope);
    case "get-attribute":
      return evaluateGetAttribute(expression, scope);
    case "index":
      return evaluateIndex(expression, scope);
    case "splat":
      return evaluateSplat(expression, scope);
    case "call":
      return evaluateCall(expression, scope);
    case "unary": {
      const operand = evaluate(expression.operand, scope);
      doubtConversion(operand, expression.operator === "-" ? NUMBER : BOOL, scope);
      return settle(
        distribute([operand], ([one]) => unary(expression.operator, one!), scope),
        expression.span,
        scope,
      );
    }
    case "binary":
      return evaluateBinary(expression, scope);
    case "conditional":
      return evaluateConditional(expression, scope);
    case "tuple":
      return tuple(expression, scope);
    case "object":
      return object(expression, scope);
    case "for":
      return evaluateFor(expression, scope);
    case "parentheses":
      return evaluate(expression.expression, scope);
  }
}

/** `&&` and `||` do not look at the right side where the left one decides (as of Terraform 1.12), nor report it where it may decide. */
function evaluateBinary(expression: BinaryExpression, scope: Scope): Value {
  const { operator, span } = expression;
  const left = evaluate(expression.left, scope);
  const operate = (right: Value): Result =>
    distribute([left, right], ([a, b]) => comparison(operator, a!, b!) ?? binary(operator, a!, b!), scope);
  if (operator !== "&&" && operator !== "||") {
    const right = evaluate(expression.right, scope);
    doubtOperands(operator, left, right, scope);
    return scope.budget.pay(totalWeight([left, right]), span) ?? settle(operate(right), span, scope);
  }
  const { scope: inner, reported, doubts } = apart(scope);
  const right = evaluate(expression.right, inner);
  const decided = convert(left, BOOL);
  const decides = !isFailure(decided) && decided.kind === "bool" && decided.value === (operator === "||");
  if (reported.length > 0 && decides) return settle(decided, span, scope);
  if ((reported.length > 0 || right.kind === "null") && left.kind === "unknown") {
    doubt(`${left.symbol} ${operator} error`, [left], scope);
    return { ...left, origin: { kind: "call", span } };
  }
  if (reported.length === 0 && left.kind === "null" && right.kind === "unknown") {
    doubt(`error ${operator} ${right.symbol}`, [right], scope);
    return { ...right, origin: { kind: "call", span } };
  }
  if (!decides) {
    doubtWhere(operator, left, doubts, scope);
    doubtOperands(operator, left, right, scope);
  }
  for (const diagnostic of reported) scope.report(diagnostic);
  return settle(operate(right), span, scope);
}

/** What a comparison with an unknown comes to by what is known of that: `var.peer == "self"`, `length(local.ids) > 0`. */
function comparison(operator: string, a: Value, b: Value): Value | undefined {
  if (!/^(?:[<>]=?|[=!]=)$/.test(operator)) return undefined;
  const mirrored = operator.replace(/[<>]/, (sign) => (sign === "<" ? ">" : "<"));
  const orders = ordered(operator, a, b) ?? ordered(mirrored, b, a);
  if (orders !== undefined) return { kind: "bool", value: orders };
  if ((operator !== "==" && operator !== "!=") || !(differs(a, b) || differs(b, a))) return undefined;
  return { kind: "bool", value: operator === "!=" };
}

/** An id that AWS gives is not equal to a text that begins otherwise, and what is given is not empty. */
function differs(a: Value, b: Value): boolean {
  if (a.kind !== "unknown" || b.kind !== "string") return false;
  return b.value === "" ? isFilled(a) : a.prefix !== undefined && !b.value.startsWith(a.prefix);
}

/** A number that is at least so much, compared with one that is known; undefined where that does not decide. */
function ordered(operator: string, a: Value, b: Value): boolean | undefined {
  if (a.kind !== "unknown" || a.least === undefined || b.kind !== "number" || typeof b.value !== "number")
    return undefined;
  if (a.least > b.value) return operator === ">" || operator === ">=" || operator === "!=";
  if (a.least < b.value) return undefined;
  return operator === ">=" ? true : operator === "<" ? false : undefined;
}

/** A value that has its origin, or a failure reported in its place. */
export function settle(result: Result, span: Span, scope: Scope, via?: Origin): Value {
  if (isFailure(result)) return failed(result.failure, span, scope);
  if (result.origin !== undefined) return result;
  return { ...result, origin: via === undefined ? { kind: "call", span } : { kind: "call", span, via } };
}

/** What it takes to word a mistake and to find its place. */
const STEPS_OF_A_MISTAKE = 8;

/** Reports an error that `try` catches; the unknown that stands in for the value. */
export function failed(message: string, span: Span, scope: Scope): UnknownValue {
  scope.report({ code: "evaluation", severity: "error", message: onOneLine(message), span });
  scope.budget.paySteps(STEPS_OF_A_MISTAKE, span);
  const { line, column } = span.file.position(span.start);
  return errorUnknown(`error at ${span.file.path}:${line}:${column}${occasion(scope)}`, message, span);
}

function tuple(expression: TupleExpression, scope: Scope): Value {
  const elements: Value[] = [];
  let further: Pick<ListValue, "rest" | "restFrom"> = {};
  for (const element of expression.elements) {
    const value = evaluate(element, scope);
    if (!isQuoted(element)) elements.push(value);
    else if (value.kind === "list" && value.rest === undefined) for (const one of value.elements) elements.push(one);
    else if (
      value.kind === "unknown" &&
      further.rest === undefined &&
      (value.type.kind === "list" || value.type.kind === "set")
    ) {
      further = { rest: asRest(value), restFrom: elements.length };
    } else elements.push(value);
  }
  return { kind: "list", shape: "tuple", elements, ...further, origin: { kind: "literal", span: expression.span } };
}

/** `["${var.list}"]` was, up to Terraform 0.11, how a list was passed on: not a list in a list. */
function isQuoted(expression: Expression): boolean {
  if (expression.kind !== "template" || expression.style !== "quoted" || expression.parts.length !== 1) return false;
  return expression.parts[0]?.kind === "interpolation";
}

function object(expression: ObjectExpression, scope: Scope): Value {
  const keySpans = new Map<string, Span>();
  const members = expression.entries.map((entry): ObjectMember => {
    const value = evaluate(entry.value, scope);
    if (entry.key.kind === "name") {
      keySpans.set(entry.key.name, entry.key.span);
      return { key: entry.key.name, value };
    }
    const given = evaluate(entry.key.expression, scope);
    doubtConversion(given, STRING, scope);
    const key = keyOf(given, entry.key.span, scope);
    if (typeof key === "string") keySpans.set(key, entry.key.span);
    return { key: typeof key !== "string" && given.kind === "text" ? given : key, value };
  });
  const origin: Origin = { kind: "literal", span: expression.span };
  return { kind: "map", shape: "object", ...membersOf(members), keySpans, origin };
}

/** The string that a value is as a key; the unknown where it is not known. */
export function keyOf(value: Value, span: Span, scope: Scope): string | UnknownValue {
  const key = convert(value, STRING);
  if (isFailure(key) || key.kind === "null") {
    const message = isFailure(key) ? key.failure : "a key cannot be null";
    return failed(`The key of this object is no string: ${message}.`, span, scope);
  }
  if (key.kind === "string") return key.value;
  if (key.kind === "unknown") return key;
  const hole = key.kind === "text" ? key.parts.find((part) => typeof part !== "string") : undefined;
  return { ...(hole ?? failed("The key of this object is no string.", span, scope)), symbol: symbolOf(key) };
}

/** What it takes to ask of both branches whether they may fail. */
const STEPS_OF_BRANCHES = 4;
/** So many times as much is each scalar looked at beside a value of no known type, as each becomes one of several. */
const COPIES_BESIDE_OPEN = 32;

/** With an unknown condition the value is one of the branches; with a known one only the branch taken is required to be free of errors. */
function evaluateConditional(expression: Extract<Expression, { kind: "conditional" }>, scope: Scope): Value {
  const condition = evaluate(expression.condition, scope);
  const known = condition.kind === "unknown" ? undefined : convert(condition, BOOL);
  const taken = known === undefined || isFailure(known) || known.kind !== "bool" ? undefined : known.value;
  // Of each branch it counts whether it may fail, for it has no type then.
  const [whenTrue, whenFalse] = [watched(scope), watched(scope)];
  const yes = evaluate(expression.then, whenTrue.scope);
  const no = evaluate(expression.else, whenFalse.scope);
  // A branch that fails is not taken: with an unknown condition the configuration can only be in a state without an error.
  const decidable = known === undefined || (!isFailure(known) && known.kind !== "null");
  const wrong = { yes: whenTrue.reported.length > 0, no: whenFalse.reported.length > 0 };
  if (condition.kind === "unknown" && wrong.yes !== wrong.no)
    doubt(`${condition.symbol} is ${wrong.yes}: error`, [condition], scope);
  doubtConversion(condition, BOOL, scope);
  if (taken !== false) doubtWhere("?", condition, whenTrue.doubts, scope);
  if (taken !== true) doubtWhere(":", condition, whenFalse.doubts, scope);
  if (decidable && wrong.no && !wrong.yes && taken !== false) return besideError(yes, expression.else, no);
  if (decidable && wrong.yes && !wrong.no && taken !== true) return besideError(no, expression.then, yes);
  const reported = !decidable ? [] : taken === false ? whenFalse.reported : whenTrue.reported;
  for (const report of reported) scope.report(report);
  const copies = hasOpenType(yes) || hasOpenType(no) ? COPIES_BESIDE_OPEN : 1;
  const steps = STEPS_OF_BRANCHES + stepsFor(copies * totalWeight([yes, no]));
  const refused = scope.budget.paySteps(steps, expression.span);
  if (refused !== undefined) return refused;
  const result = conditional(
    condition,
    { value: yes, mayFail: whenTrue.doubts.length > 0 },
    { value: no, mayFail: whenFalse.doubts.length > 0 },
  );
  return isFailure(result) ? failed(result.failure, expression.span, scope) : result;
}
