/** The node of a condition into a formula over equalities of symbols. */
import type { UnknownValue, Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { couldBe } from "../../../values/text-runs.ts";
import { unknownsIn } from "../../../values/unknown.ts";
import { conditionIntrinsicOf } from "../template/template.ts";
import { symbolOf, textOfValue } from "../values.ts";
import type { EvaluationContext } from "./context.ts";
import { unknownFunction } from "./expression.ts";
import { combine, constant, equal, FALSE, type Formula, negate, type Term, TRUE } from "./formula.ts";
import { listArgument, mistake } from "./functions/arguments.ts";

/** A condition that cannot be understood is a symbol of its own, which can be true or false. */
export function formulaOf(node: LocatedNode, context: EvaluationContext): Formula {
  const call = conditionIntrinsicOf(node);
  const part = (one: LocatedNode): Formula => formulaOf(one, context);
  if (call === undefined) {
    if (node.kind === "scalar" && (node.value === true || node.text === "true")) return TRUE;
    if (node.kind === "scalar" && (node.value === false || node.text === "false")) return FALSE;
    mistake(context, node, "a condition is a condition function such as Fn::Equals");
    return opaque(node, context);
  }
  const { name, argument } = call;
  if (name === "Condition") return argument.kind === "scalar" ? context.stack.formula(argument) : opaque(node, context);
  if (NEVER_DECIDED.includes(name)) return opaque(node, context);
  const counts = ARGUMENTS.get(name);
  if (counts === undefined) context.stack.report(unknownFunction(call, node));
  const of = counts && listArgument(name, argument, context, ...counts);
  if (of === undefined) return opaque(node, context);
  if (name === "Fn::Not") return negate(part(of[0]!));
  if (name === "Fn::Equals") return equality(of[0]!, of[1]!, context);
  if (name === "Fn::Contains") return contains(of[0]!, of[1]!, context);
  return combine(name === "Fn::And" ? "and" : "or", of.map(part));
}

/** How many arguments condition functions take, at least and at most. */
const ARGUMENTS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["Fn::And", [1, Number.POSITIVE_INFINITY]],
  ["Fn::Contains", [2, 2]],
  ["Fn::Equals", [2, 2]],
  ["Fn::Not", [1, 1]],
  ["Fn::Or", [1, Number.POSITIVE_INFINITY]],
]);
/** Functions of rules whose truth is left undecided. */
const NEVER_DECIDED = ["Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"];

function opaque(node: LocatedNode, context: EvaluationContext): Formula {
  return equal({ symbol: `${context.stack.prefix}condition at ${node.span.start}` }, { text: "true" });
}

function equality(left: LocatedNode, right: LocatedNode, context: EvaluationContext): Formula {
  /** Parameters with a default and a choice of values. */
  const choices = context.stack.settings.run.symbols.defaults;
  const side = (node: LocatedNode): Value => {
    const value = context.evaluate(node, context);
    const inside = unknownsIn(value);
    // A value made from a choice (a mapping looked up by it) is taken as the choice's default makes it.
    const made = inside.some((unknown) => !choices.has(unknown.symbol) && dependsOn(choices, unknown));
    const composed = value.kind !== "unknown" && inside.some(({ symbol }) => choices.has(symbol));
    return made || composed ? context.evaluate(node, { ...context, symbolic: false }) : value;
  };
  return equalValues(side(left), side(right));
}

function contains(list: LocatedNode, element: LocatedNode, context: EvaluationContext): Formula {
  const among = context.evaluate(list, context);
  if (among.kind !== "list" || among.rest !== undefined) return opaque(list, context);
  const value = context.evaluate(element, context);
  return combine(
    "or",
    among.elements.map((one) => equalValues(one, value)),
  );
}

function dependsOn(symbols: ReadonlyMap<string, unknown>, { from = [] }: UnknownValue): boolean {
  return from.some((one) => symbols.has(one.symbol) || dependsOn(symbols, one));
}

/** Scalars are compared as text. */
function equalValues(left: Value, right: Value): Formula {
  const [a, b] = [textOfValue(left), textOfValue(right)];
  if ((b !== undefined && differs(left, b)) || (a !== undefined && differs(right, a))) return FALSE;
  if (left.kind === "null" || right.kind === "null") return constant(left.kind === right.kind);
  return equal(termOf(left), termOf(right));
}

/** A text with holes is none that it does not fit; what `Ref` of a resource is, is not empty, and an id or ARN begins as such. */
function differs(value: Value, text: string): boolean {
  if (value.kind === "text")
    return (
      !couldBe(value, text) ||
      (text === "" && value.parts.some((part) => typeof part !== "string" && differs(part, "")))
    );
  if (value.kind !== "unknown") return false;
  if (value.prefix !== undefined) return !text.startsWith(value.prefix);
  return text === "" && value.ref?.attribute === "Ref";
}

function termOf(value: Value): Term {
  const text = textOfValue(value);
  return text === undefined ? { symbol: symbolOf(value) } : { text };
}
