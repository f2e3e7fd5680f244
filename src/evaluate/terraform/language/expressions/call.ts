/** A function call into its result: arguments evaluated, alternatives kept, `try` and `can` decided here. */

import {
  BOOL,
  DYNAMIC,
  type ListValue,
  type MapValue,
  type Origin,
  type UnknownValue,
  type Value,
} from "../../../../base/value.ts";
import type { CallExpression, Expression, TemplatePart } from "../../../../parse/hcl/syntax.ts";
import { derived, derivedAs, placedIn, standingIn, symbolOf } from "../../../../values/unknown.ts";
import { call } from "../functions/call.ts";
import type { CallContext } from "../functions/function-spec.ts";
import { occasion, type Scope, templateScope } from "../scope.ts";
import { isFailure, type Result } from "../types/values.ts";
import { A_CONSTANT, distribute, oneOf } from "../unknowns.ts";
import { quiet, withoutErrors } from "./errors-apart.ts";
import { evaluate, failed, settle } from "./evaluate.ts";
import { doubt, doubtCall } from "./may-fail.ts";
import { renderTemplate } from "./template.ts";
import { ofNoWorkspace } from "./workspace.ts";

export function evaluateCall(expression: CallExpression, scope: Scope): Value {
  const name = expression.name.replace(/^core::/, "");
  if (name === "try") return evaluateTry(expression, scope);
  if (name === "can") return evaluateCan(expression, scope);
  if (name.includes("::")) return providerFunction(expression, scope);
  const args: Value[] = [];
  for (const [index, argument] of expression.arguments.entries()) {
    const given = evaluate(argument, scope);
    // Instances of resources and modules are objects for functions.
    const value = given.kind === "unknown" ? (scope.instances.whole(given) ?? given) : given;
    if (!(expression.expandLast && index === expression.arguments.length - 1)) args.push(value);
    else if (value.kind === "list") return spread(name, args, value, expression, scope);
    else if (value.kind === "unknown") return expanded(name, args, value, expression, scope);
    else
      return failed(
        "Invalid expanding argument value: the expanding argument (indicated by ...) must be of a tuple, list, or set type.",
        argument.span,
        scope,
      );
  }
  return invoke(name, args, expression, scope);
}

/** What a provider's own function gives, only the provider knows. */
function providerFunction(expression: CallExpression, scope: Scope): Value {
  const args = expression.arguments.map((argument) => evaluate(argument, scope));
  const { span, name } = expression;
  doubt(`${name}(${args.map(symbolOf).join(",")})`, args, scope);
  const cause = { kind: "external", text: `${name} is a function of a provider`, hint: A_CONSTANT, span } as const;
  return { ...derived(name, args, DYNAMIC), cause, origin: { kind: "call", span } };
}

function invoke(name: string, args: readonly Value[], expression: CallExpression, scope: Scope): Value {
  const { budget } = scope;
  const { span } = expression;
  // Named one by one, as where it is passed on: that of every call is spread by V8 in a microsecond or two.
  const { files, parse, rootDirectory, further } = scope.functions;
  const context: CallContext = {
    files,
    parse,
    rootDirectory,
    further,
    span,
    occasion: () => occasion(scope),
    pay: (weight) => budget.pay(weight, span),
    renderTemplate: (parts, variables) => renderFile(parts, variables, expression, scope),
  };
  const result = distribute(args, (values) => call(name, values, context), scope);
  const [map, key] = args;
  if (name === "lookup" && isFailure(result) && map !== undefined && key !== undefined) {
    const open = ofNoWorkspace(map, key, span, scope);
    if (open !== undefined) return open;
  }
  if (!isFailure(result)) doubtCall(name, args, scope);
  // A function of one argument passes on where that came from.
  const via = args.length === 1 ? args[0]?.origin : undefined;
  return settle(result, span, scope, via);
}

/** A call with the elements of a list for its last arguments. */
function spread(
  name: string,
  args: readonly Value[],
  last: ListValue,
  expression: CallExpression,
  scope: Scope,
): Value {
  if (last.rest === undefined && placedIn(last) >= last.elements.length)
    return invoke(name, [...args, ...last.elements], expression, scope);
  return furtherCall(name, [...args, ...last.elements.slice(0, standingIn(last))], last, expression, scope);
}

function expanded(
  name: string,
  args: readonly Value[],
  last: UnknownValue,
  expression: CallExpression,
  scope: Scope,
): Value {
  const lists = (last.oneOf ?? []).filter((value) => value.kind === "list");
  const isCounted = lists.length > 0 && lists.length === last.oneOf?.length && lists.every(({ rest }) => !rest);
  if (!isCounted) return furtherCall(name, args, last, expression, scope);
  const apply = (value: ListValue, inner: Scope): Value => spread(name, args, value, expression, inner);
  const values = withoutErrors(lists, apply, last, scope);
  return oneOf(`${name}(${last.symbol}...)`, values, [last]);
}

/** A call with any number of further arguments, those of a list: `merge` and `concat` still say what is known. */
function furtherCall(
  name: string,
  args: readonly Value[],
  last: ListValue | UnknownValue,
  expression: CallExpression,
  scope: Scope,
): Value {
  const origin: Origin = { kind: "call", span: expression.span };
  doubt(`${name}...(${[...args, last].map(symbolOf).join(",")})`, [...args, last], scope);
  const rest = derived(`${name}...`, [last], DYNAMIC);
  if (name === "concat" && args.length === 0) return { kind: "list", shape: "tuple", elements: [], rest, origin };
  if (name === "concat" || name === "merge") {
    // What a further map may hold wins over what the maps before it do.
    const known = invoke(name, name === "merge" ? [...args, rest] : args, expression, scope);
    if (known.kind === "list") return { ...known, rest, origin };
    if (known.kind === "map") return { ...known, origin };
  }
  return { ...derived(`${name}...`, [...args, last], DYNAMIC), origin };
}

/** Templates in each other: Terraform admits none in another, OpenTofu many. */
const MAX_TEMPLATES = 32;

/** A template file sees nothing but its variables; its errors are those of the call, and holes in the text around them. */
function renderFile(
  parts: readonly TemplatePart[],
  variables: MapValue | UnknownValue,
  expression: CallExpression,
  scope: Scope,
): Result {
  if ((scope.templates ?? 0) >= MAX_TEMPLATES)
    return { failure: `templates are rendered in each other more than ${MAX_TEMPLATES} deep` };
  const { scope: inner, reported } = quiet(templateScope(scope, variables));
  const span = parts[0]?.span ?? expression.span;
  const value = renderTemplate(parts, { span, origin: { kind: "literal", span }, quoted: false }, inner);
  const [first] = reported;
  if (first === undefined) return value;
  if (value.kind !== "text") return { failure: first.message };
  failed(`Call to function "${expression.name}" failed: ${first.message}`, expression.span, scope);
  return value;
}

/**
 * The first argument without an error; where it depends on an unknown whether there is one, the next may be the answer as well
 * (https://developer.hashicorp.com/terraform/language/functions/try).
 */
function evaluateTry(expression: CallExpression, scope: Scope): Value {
  const messages: string[] = [];
  const possible: Attempt[] = [];
  for (const argument of expression.arguments) {
    const made = attempt(argument, scope);
    if (made.problem === undefined) possible.push(made);
    else messages.push(made.problem);
    if (made.problem === undefined && made.decidedBy.length === 0) break;
  }
  const [first, ...others] = possible;
  if (first !== undefined) {
    const because = possible.flatMap(({ decidedBy }) => decidedBy);
    if (because.length === 0) return first.value;
    const each = possible.flatMap(({ decidedBy }) => (decidedBy.length > 0 ? [anyOf(decidedBy)] : []));
    if (others.length === 0) for (const one of because) scope.mayFail?.(() => one);
    // It fails where each of them does.
    else if (each.length === possible.length)
      scope.mayFail?.(() => derivedAs(`try(${each.join(",")})`, because, DYNAMIC));
    const values = possible.map(({ value }) => value);
    return oneOf(`try(${[...each, ...values.map(symbolOf)].join(",")})`, values, because);
  }
  if (expression.arguments.length === 0)
    return failed("Not enough function arguments: try needs at least one.", expression.span, scope);
  return failed(`no expression succeeded: ${messages.join("; ")}`, expression.span, scope);
}

function evaluateCan(expression: CallExpression, scope: Scope): Value {
  const [argument] = expression.arguments;
  if (argument === undefined || expression.arguments.length > 1)
    return failed("can takes exactly one argument.", expression.span, scope);
  const { problem, decidedBy } = attempt(argument, scope);
  const origin: Origin = { kind: "call", span: expression.span };
  if (problem !== undefined) return { kind: "bool", value: false, origin };
  if (decidedBy.length > 0) return { ...derived("can", decidedBy, BOOL, { notNull: true }), origin };
  return { kind: "bool", value: true, origin };
}

/** The name of what fails where one of these does. */
function anyOf(doubts: readonly UnknownValue[]): string {
  const [only, ...others] = doubts.map(symbolOf);
  return others.length === 0 ? only! : `(${[only, ...others].join("|")})`;
}

interface Attempt {
  readonly value: Value;
  readonly problem: string | undefined;
  /** What decides whether there is an error. */
  readonly decidedBy: readonly UnknownValue[];
}

function attempt(argument: Expression, scope: Scope): Attempt {
  const { scope: inner, reported } = quiet(scope);
  const decidedBy: UnknownValue[] = [];
  const value = evaluate(argument, { ...inner, mayFail: (doubt) => decidedBy.push(doubt()) });
  return { value, problem: reported[0]?.message, decidedBy };
}
