/** `for` expressions into the tuple or object that they build from each element of a collection. */
import { compareText, remembered } from "../../../../base/collections.ts";
import {
  BOOL,
  DYNAMIC,
  type ListValue,
  type MapEntry,
  type MapValue,
  NUMBER,
  rootUnknowns,
  STRING,
  type UnknownValue,
  type Value,
} from "../../../../base/value.ts";
import type { ForExpression } from "../../../../parse/hcl/syntax.ts";
import { bounded, isBesideNamed, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { bind, type Scope } from "../scope.ts";
import { convert } from "../types/convert.ts";
import { areApart, perhapsFewer, withEntries } from "../types/map-entries.ts";
import { isFailure } from "../types/values.ts";
import { derivedUnknown, elementTypeOf, oneOf, partOf } from "../unknowns.ts";
import { apart, forAlternatives, quiet, whereThere, withoutErrors } from "./errors-apart.ts";
import { evaluate, failed, keyOf, settle } from "./evaluate.ts";
import { doubt, doubtCollection, doubtConversion, mayBeFewer } from "./may-fail.ts";
import { pairsOf } from "./pairs.ts";
import { asFurther, isEmpty, likewise } from "./splat.ts";

/** With more elements than this whose condition is unknown, they are no longer told apart. */
const MAX_UNDECIDED = 3;

export function evaluateFor(expression: ForExpression, scope: Scope): Value {
  const collection = evaluate(expression.collection, scope);
  doubtCollection(collection, scope);
  const result = forAlternatives(collection, (one, inner) => build(one, expression, inner), scope);
  const value = settle(result, expression.span, scope, isEmpty(collection) ? collection.origin : undefined);
  return collection.sensitive === true ? { ...value, sensitive: true } : value;
}

/** One pass of the loop. */
interface Turn {
  /** Undefined in a loop that builds a tuple. */
  readonly key: string | UnknownValue | undefined;
  /** The key as it is made, where it is not known. */
  readonly openKey?: Value;
  readonly value: Value;
  /** Whether the condition lets it through; an unknown where that is not known. */
  readonly passes: true | UnknownValue;
  /** Whether it is known which turns come before it. */
  readonly placed: boolean;
  /** Of a turn that stands for any number: what it is one for each of, where its value does not say that. */
  readonly over?: string;
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
  const further = rest === undefined ? [] : pattern(rest, keysOf(collection), expression, scope);
  const made =
    expression.key === undefined
      ? tuple(turns, further, collection, scope)
      : object(turns, further, expression, collection, scope);
  if (made.kind !== "list" && made.kind !== "map") return made;
  return { ...made, ...(rest && made.rest && { rest: likewise(rest, made.rest) }) };
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
  // Two elements may have one key.
  if (typeof key !== "string" && !expression.group) doubt(`{${key.symbol}:}`, [key], inner);
  if (typeof key === "string") return { key, value, passes, placed };
  return { key, openKey: given.kind === "text" ? given : key, value, passes, placed };
}

/** Terraform asks the condition once without an element: what is an error of all is one of none, too. */
function conditionOfAny(expression: ForExpression, scope: Scope): void {
  const any = derivedUnknown("each", DYNAMIC, []);
  const { scope: inner, reported, doubts } = apart(inside(expression, any, any, scope));
  condition(expression, inner);
  for (const diagnostic of reported) scope.report(diagnostic);
  // That something may fail of one that there is not says nothing.
  for (const one of doubts) if (!rootUnknowns(one()).some(({ symbol }) => symbol === any.symbol)) scope.mayFail?.(one);
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
function pattern(
  rest: UnknownValue,
  known: ReadonlySet<string>,
  expression: ForExpression,
  scope: Scope,
): readonly Turn[] {
  const values = rest.oneOf ?? [
    rest.ref?.attribute === "" ? rest : partOf(rest, "[*]", elementTypeOf(rest.type, undefined)),
  ];
  const key = patternKey(rest);
  const { scope: inner, reported } = quiet(scope);
  const all = values.flatMap((value) => {
    // What elements may be is named after no collection.
    const names = rest.oneOf === undefined ? [key.symbol, symbolOf(value)] : [key.symbol];
    const turns = turn(key, value, expression, inner, false);
    // That its key is none of those is asked only of whether it is let through: others are named after the same further elements.
    const isOpen = known.size > 0 && !isBesideNamed(rest) && turns.some((one) => one.passes !== true);
    if (isOpen && turn({ ...key, noneOf: known }, value, expression, inner, false).length === 0) return [];
    return turns.map((one) => ({ ...one, ...(isMadeOf(one, names) ? {} : { over: rest.symbol }) }));
  });
  if (reported.length > 0) doubt(`[for ${rest.symbol}: error]`, [rest], scope);
  return all;
}

/** Whether what a turn gives is named after its key or element; what all turns give alike says nothing of how many there are. */
function isMadeOf(one: Turn, names: readonly string[]): boolean {
  const symbol = turnSymbol(one);
  return names.some((name) => symbol.includes(name));
}

/** The key of one further element. */
export function patternKey(rest: UnknownValue): UnknownValue {
  const { oneOf: _, ref: __, prefix: ___, least: ____, ...plain } = rest;
  const isList = rest.type.kind === "list" || rest.type.kind === "tuple";
  const type = isList ? NUMBER : rest.type.kind === "map" ? STRING : DYNAMIC;
  return { ...plain, type, symbol: `key(${rest.symbol})` };
}

/**
 * What stands for all that the turns may give. Which of the elements are let through, and by what they are named, is part of what it is: the
 * first one of those that pass one condition is not the first of those that pass another.
 */
function standing(turns: readonly Turn[], kind: "list" | "map"): UnknownValue | undefined {
  if (turns.length === 0) return undefined;
  const values = turns.map((one) => one.value);
  const [only] = values;
  const from = turns.flatMap((one) => [one.passes, one.key].filter((part) => typeof part === "object"));
  const symbol = turns.map(turnSymbol).join("|");
  if (values.length === 1 && only?.kind === "unknown") {
    const [{ passes }] = turns as readonly [Turn];
    // Some of a resource's instances are not all of them.
    return asFurther(passes === true ? { ...only, symbol } : derivedUnknown(symbol, only.type, [only, ...from]), kind);
  }
  return { ...derivedUnknown(`[${symbol}]`, DYNAMIC, from), oneOf: values };
}

/** A key that the collection itself gives to its elements tells nothing more. */
function turnSymbol({ key, value, passes, over }: Turn): string {
  const name = typeof key === "object" && !key.symbol.startsWith("key(") ? `${key.symbol}:` : "";
  const each = over === undefined ? "" : ` for ${over}`;
  return `${name}${symbolOf(value)}${passes === true ? "" : ` if ${passes.symbol}`}${each}`;
}

function tuple(turns: readonly Turn[], further: readonly Turn[], collection: Value, scope: Scope): Value {
  const undecided = turns.filter((one) => one.passes !== true);
  const many = undecided.length > MAX_UNDECIDED;
  const certain = many ? turns.indexOf(undecided[0]!) : turns.length;
  const isPlaced = (one: Turn) => one.placed && turns.indexOf(one) < certain;
  const build = (chosen: readonly Turn[]): Value =>
    gathered(chosen, isPlaced, standing([...further, ...(many ? undecided : [])], "list"), collection);
  if (many) return build(turns.filter((one) => one.passes === true));
  return choices(turns, undecided, build, scope);
}

/** What these turns give, in the order of the collection. */
function gathered(
  turns: readonly Turn[],
  isPlaced: (one: Turn) => boolean,
  rest: UnknownValue | undefined,
  collection: Value,
): ListValue {
  const values = turns.map((one) => one.value);
  const from = turns.findIndex((one) => !isPlaced(one));
  const isAlone = values.length === 1 && rest === undefined;
  if (from < 0 || isAlone) return list(values, rest);
  const apart = areApart(collection) && { apart: true as const };
  const order = bounded(`for ${symbolOf(collection)}`);
  return perhapsFewer({ ...list(values, rest), restFrom: from, order, ...apart }, collection);
}

/** The result for every combination of the undecided turns. */
function choices(
  turns: readonly Turn[],
  undecided: readonly Turn[],
  build: (chosen: readonly Turn[], scope: Scope) => Value,
  scope: Scope,
): Value {
  if (undecided.length === 0) return build(turns, scope);
  const chosen = Array.from({ length: 1 << undecided.length }, (_, mask) =>
    turns.filter((one) => one.passes === true || (mask >> undecided.indexOf(one)) % 2 === 1),
  );
  const from = undecided.map((one) => one.passes).filter((part) => part !== true);
  const names = from.map((one) => one.symbol).join(",");
  const values = withoutErrors(chosen, build, derivedUnknown(names, BOOL, from), scope);
  return oneOf(`{${names}?${values.map(symbolOf).join("|")}}`, values, from);
}

function object(
  turns: readonly Turn[],
  further: readonly Turn[],
  expression: ForExpression,
  collection: Value,
  scope: Scope,
): Value {
  const undecided = turns.filter((one) => one.passes !== true && typeof one.key === "string");
  const many = undecided.length > MAX_UNDECIDED;
  const isLoose = (one: Turn): boolean => typeof one.key !== "string" || (many && one.passes !== true);
  const loose = turns.filter(isLoose);
  const isPlaced = (one: Turn): boolean => one.placed && loose.length === 0;
  const build = (chosen: readonly Turn[], scope: Scope): Value => {
    const entries = new Map<string, Value>();
    const groups = new Map<string, Turn[]>();
    for (const one of chosen) {
      const { key, value } = one;
      if (typeof key !== "string") continue;
      if (expression.group) remembered(groups, key, () => []).push(one);
      else if (entries.has(key) && mayBeFewer(collection)) {
        // Only one of both is there, or they are one.
        entries.set(key, oneOf(`{${key}:}${symbolOf(collection)}`, [entries.get(key)!, value], unknownsIn(collection)));
        doubt(`{${key}:}${symbolOf(collection)}`, [collection], scope);
      } else if (entries.has(key)) {
        failed(
          `Duplicate object key: two different elements produced the key "${key}" in this 'for' expression.`,
          expression.span,
          scope,
        );
      } else entries.set(key, value);
    }
    // Those of which the key is not known may be of any group.
    const others = standing([...further, ...loose], "list");
    for (const [key, group] of groups) entries.set(key, gathered(group, isPlaced, others, collection));
    const sorted = new Map([...entries].sort(([a], [b]) => compareText(a, b)));
    const made: MapValue = { kind: "map", shape: "object", entries: sorted };
    const open = loose.flatMap(({ openKey, passes, value }): readonly MapEntry[] =>
      openKey === undefined || passes !== true ? [] : [[openKey, value]],
    );
    if (further.length === 0 && open.length === loose.length && !expression.group) return withEntries(made, open);
    const rest = standing([...further, ...loose], "map");
    if (rest === undefined) return made;
    return { ...made, rest: expression.group ? derivedUnknown(`${rest.symbol}...`, DYNAMIC, [rest]) : rest };
  };
  const sure = turns.filter((one) => !isLoose(one));
  return many ? build(sure, scope) : choices(sure, undecided, build, scope);
}

function list(elements: readonly Value[], rest?: UnknownValue): ListValue {
  return { kind: "list", shape: "tuple", elements, ...(rest === undefined ? {} : { rest }) };
}
