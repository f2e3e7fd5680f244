/** `for` expressions into the tuple or object that they build from each element of a collection. */
import { BOOL, DYNAMIC, NUMBER, rootUnknowns, STRING, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { ForExpression } from "../../../../parse/hcl/syntax.ts";
import { isBesideNamed, symbolOf } from "../../../../values/unknown.ts";
import { bind, type Scope } from "../scope.ts";
import { convert } from "../types/convert.ts";
import { isFailure } from "../types/values.ts";
import { elementTypeOf, errorUnknown, markSensitive, partOf } from "../unknowns.ts";
import { apart, forAlternatives, quiet, whereThere } from "./errors-apart.ts";
import { evaluate, failed, keyOf, settle } from "./evaluate.ts";
import { objectOf, type Turn, tupleOf, turnSymbol } from "./for-result.ts";
import { doubt, doubtCollection, doubtConversion, onlyWhere } from "./may-fail.ts";
import { pairsOf } from "./pairs.ts";
import { isEmpty } from "./splat.ts";

export function evaluateFor(expression: ForExpression, scope: Scope): Value {
  const collection = evaluate(expression.collection, scope);
  doubtCollection(collection, scope);
  const result = forAlternatives(collection, (one, inner) => build(one, expression, inner), scope);
  const value = settle(result, expression.span, scope, isEmpty(collection) ? collection.origin : undefined);
  return collection.sensitive === true ? markSensitive(value) : value;
}

function build(collection: Value, expression: ForExpression, scope: Scope): Value {
  if (collection.kind === "null")
    return failed(
      "Iteration over null value: a null value cannot be used as the collection in a 'for' expression.",
      expression.collection.span,
      scope,
    );
  const known = pairsOf(collection, scope);
  if (known === undefined) {
    return failed(
      "Iteration over non-iterable value: a value of this type cannot be used as the collection in a 'for' expression.",
      expression.collection.span,
      scope,
    );
  }
  const { pairs, rest, placed } = known;
  if (pairs.length === 0) conditionOfAny(expression, scope);
  const turns = pairs.flatMap(([key, value], at) => {
    if (scope.budget.exhausted) return [];
    const one = (inner: Scope) => turn(key, value, expression, inner, at < placed);
    return rest === undefined || !isBesideNamed(rest) ? one(scope) : whereThere(one, rest, scope).flat();
  });
  const further = rest === undefined ? [] : pattern(rest, collection, expression, scope);
  if (!expression.group) doubtKeys(turns, further, collection, scope);
  return expression.key === undefined
    ? tupleOf(turns, further, collection, scope)
    : objectOf(turns, further, expression, collection, scope);
}

function turn(key: Value, value: Value, expression: ForExpression, scope: Scope, placed: boolean): readonly Turn[] {
  const inner = inside(expression, key, value, scope);
  const passes = condition(expression, inner);
  if (passes === false) return [];
  if (passes === true) return [madeBy(expression, inner, passes, placed)];
  return whereThere((within) => madeBy(expression, within, passes, placed), passes, inner);
}

/** Where its key and element are bound. */
function inside({ keyName, valueName }: ForExpression, key: Value, value: Value, scope: Scope): Scope {
  return bind(keyName === undefined ? scope : bind(scope, keyName, key), valueName, value);
}

/** `inner`: where its key and element are bound. */
function madeBy(expression: ForExpression, inner: Scope, passes: Turn["passes"], placed: boolean): Turn {
  const value = evaluate(expression.value, inner);
  if (expression.key === undefined) return { key: undefined, value, passes, placed };
  const given = evaluate(expression.key, inner);
  doubtConversion(given, STRING, inner);
  const key = keyOf(given, expression.key.span, inner);
  if (typeof key === "string") return { key, value, passes, placed };
  return { key, openKey: given.kind === "text" ? given : key, value, passes, placed };
}

/** Two elements may have one key, of which one is not known or is that of any number of them. */
function doubtKeys(turns: readonly Turn[], further: readonly Turn[], collection: Value, scope: Scope): void {
  const open = [...turns.filter(({ key }) => typeof key === "object"), ...further].filter(
    ({ key }) => key !== undefined,
  );
  if (open.length === 0 || (turns.length === 1 && further.length === 0)) return;
  doubt(`{${[...turns, ...further].map(turnSymbol).join("|")}:} of ${symbolOf(collection)}`, [collection], scope);
}

/** Terraform asks the condition once without an element: what is an error of all is one of none, too. */
function conditionOfAny(expression: ForExpression, scope: Scope): void {
  // Nothing fails because of what it is, as of what is an error already.
  const any = errorUnknown("each", "there is no element", expression.span);
  const { scope: inner, reported, doubts } = apart(inside(expression, any, any, scope));
  condition(expression, inner);
  for (const diagnostic of reported) scope.report(diagnostic);
  for (const one of doubts) if (rootUnknowns(one()).some(({ symbol }) => symbol !== any.symbol)) scope.mayFail?.(one);
}

function condition(expression: ForExpression, scope: Scope): boolean | UnknownValue {
  if (expression.condition === undefined) return true;
  const value = evaluate(expression.condition, scope);
  doubtConversion(value, BOOL, scope);
  const truth = convert(value, BOOL);
  if (!isFailure(truth) && truth.kind === "bool") return truth.value;
  if (!isFailure(truth) && truth.kind === "unknown") return truth;
  return failed(
    isFailure(truth) ? truth.failure : "Condition is null: the value of the 'if' clause must not be null.",
    expression.condition.span,
    scope,
  );
}

/** None of these is the key of a further element. */
function keysOf(collection: Value): ReadonlySet<string> {
  return new Set(collection.kind === "map" ? collection.entries.keys() : []);
}

/** What one further element would give: its key and value are patterns. */
function pattern(rest: UnknownValue, collection: Value, expression: ForExpression, scope: Scope): readonly Turn[] {
  const values = rest.oneOf ?? [
    rest.ref?.attribute === "" ? rest : partOf(rest, "[*]", elementTypeOf(rest.type, undefined)),
  ];
  const key = patternKey(rest, collection);
  const known = keysOf(collection);
  const { scope: inner, reported } = quiet(onlyWhere("has some:", rest, scope));
  const all = values.flatMap((value) => {
    // What elements may be is named after no collection.
    const names = rest.oneOf === undefined ? [key.symbol, symbolOf(value)] : [key.symbol];
    const turns = turn(key, value, expression, inner, false);
    // That its key is none of those is asked only of whether it is let through: others are named after the same further elements.
    const isOpen = known.size > 0 && !isBesideNamed(rest) && turns.some((one) => one.passes !== true);
    if (isOpen && turn({ ...key, noneOf: known }, value, expression, inner, false).length === 0) return [];
    const besideNamed = isBesideNamed(rest) && { besideNamed: true as const };
    return turns.map((one) => ({ ...one, ...(isMadeOf(one, names) ? {} : { over: rest.symbol }), ...besideNamed }));
  });
  if (reported.length > 0) doubt(`[for ${rest.symbol}: error]`, [rest], scope);
  return all;
}

/** Whether what a turn gives is named after its key or element; what all turns give alike says nothing of how many there are. */
function isMadeOf(one: Turn, names: readonly string[]): boolean {
  const symbol = turnSymbol(one);
  return names.some((name) => symbol.includes(name));
}

/** The key of one further element of a collection. In a set that is the element, and no number as in the list that the set was. */
export function patternKey(rest: UnknownValue, collection: Value): UnknownValue {
  const { oneOf: _, ref: __, prefix: ___, least: ____, ...plain } = rest;
  if (collection.kind === "list" && collection.shape === "set")
    return { ...plain, type: elementTypeOf(rest.type, undefined), symbol: `key(toset(${rest.symbol}))` };
  const isList = rest.type.kind === "list" || rest.type.kind === "tuple";
  const type = isList ? NUMBER : rest.type.kind === "map" ? STRING : DYNAMIC;
  return { ...plain, type, symbol: `key(${rest.symbol})` };
}
