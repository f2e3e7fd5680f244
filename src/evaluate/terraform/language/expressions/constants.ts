/**
 * Expressions in which nothing is named, called or calculated: each is the same value wherever it is evaluated, and made once, however many roots
 * include the file. What it takes is paid each time, so that nothing depends on who was first.
 */
import { remembered } from "../../../../base/collections.ts";
import { numberFromText } from "../../../../base/number-text.ts";
import type { Span } from "../../../../base/source-file.ts";
import { DYNAMIC, type Origin, type StringValue, type Value } from "../../../../base/value.ts";
import type {
  Expression,
  LiteralExpression,
  ObjectExpression,
  TemplateExpression,
  TupleExpression,
} from "../../../../parse/hcl/syntax.ts";
import { membersOf } from "../../../../values/members.ts";
import { stepsFor, weightOf } from "../budget.ts";
import { string } from "../types/values.ts";
import { hasStructure, literalRuns, runsThatFit } from "./literal-runs.ts";

type Constant = LiteralExpression | TemplateExpression | TupleExpression | ObjectExpression;

const steps = new WeakMap<Expression, number | undefined>();
const values = new WeakMap<Constant, Value>();

/** What it takes to evaluate a constant, besides the step for the expression itself; undefined where the expression is none. */
export function constantSteps(expression: Expression): number | undefined {
  if (expression.kind === "literal") return 0;
  return remembered(steps, expression, () => stepsOf(expression));
}

function stepsOf(expression: Expression): number | undefined {
  if (expression.kind === "template") {
    const { parts } = expression;
    return parts.every(({ kind }) => kind === "text") ? parts.length : undefined;
  }
  const inner =
    expression.kind === "tuple"
      ? expression.elements
      : expression.kind === "object"
        ? expression.entries.flatMap(({ key, value }) => (key.kind === "name" ? [value] : [key.expression, value]))
        : undefined;
  if (inner === undefined || !hasTextKeys(expression)) return undefined;
  let sum = 0;
  for (const one of inner) {
    const own = constantSteps(one);
    if (own === undefined) return undefined;
    sum += 1 + own + (one.kind === "template" ? stepsFor(weightOf(constantValue(one))) : 0);
  }
  return sum;
}

/** Other keys may fail to become texts. */
function hasTextKeys(expression: Expression): boolean {
  return (
    expression.kind !== "object" ||
    expression.entries.every(({ key }) => key.kind === "name" || key.expression.kind === "template")
  );
}

/** The value of an expression that is constant. */
export function constantValue(expression: Expression): Value {
  const constant = expression as Constant;
  return remembered(values, constant, () => made(constant));
}

function made(expression: Constant): Value {
  const origin: Origin = { kind: "literal", span: expression.span };
  switch (expression.kind) {
    case "literal":
      return { ...literal(expression.value), origin };
    case "template":
      return { ...text(expression), origin };
    case "tuple":
      return { kind: "list", shape: "tuple", elements: expression.elements.map(constantValue), origin };
    case "object":
      return { ...object(expression), origin };
  }
}

function literal(value: LiteralExpression["value"]): Value {
  if (value === null) return { kind: "null", type: DYNAMIC };
  if (typeof value === "boolean") return { kind: "bool", value };
  return numberFromText(value.number) ?? { kind: "number", value: 0 };
}

function text({ parts, style }: TemplateExpression): StringValue {
  const literals = parts.flatMap((part) => (part.kind === "text" ? [part] : []));
  const { value } = string(literals.map((part) => part.value).join(""));
  if (!hasStructure(value)) return { kind: "string", value };
  const runs = literals.flatMap((part) => literalRuns(part.value, part.span, style === "quoted"));
  const fitting = runsThatFit(runs, value.length);
  return { kind: "string", value, ...(fitting === undefined ? {} : { runs: fitting }) };
}

function object({ entries }: ObjectExpression): Value {
  const keySpans = new Map<string, Span>();
  const members = entries.map(({ key, value }) => {
    const name = key.kind === "name" ? key.name : (constantValue(key.expression) as StringValue).value;
    keySpans.set(name, key.span);
    return { key: name, value: constantValue(value) };
  });
  return { kind: "map", shape: "object", ...membersOf(members), keySpans };
}
