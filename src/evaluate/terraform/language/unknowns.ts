/** The ways in which a value becomes unknown, with what the user can do about each, and operations on what is one of several. */
import type { Span } from "../../../base/source-file.ts";
import { type Cause, DYNAMIC, type Type, type UnknownValue, type Value } from "../../../base/value.ts";
import { bounded, isWhollyKnown, makeUnknown, symbolOf } from "../../../values/unknown.ts";
import type { Scope } from "./scope.ts";
import { choices, MAX_ALTERNATIVES } from "./types/text.ts";
import { typeOfAny } from "./types/unify.ts";
import {
  isCertainlyNotNull,
  isFailure,
  mapElements,
  nullOf,
  type Result,
  sameType,
  typeOf,
  withoutOptional,
} from "./types/values.ts";

/** The configuration is wrong here; a diagnostic says how. */
export function errorUnknown(symbol: string, text: string, span: Span): UnknownValue {
  return makeUnknown({ cause: { kind: "error", text, hint: CORRECT_IT, span }, symbol });
}

/** What may be declared in a part of a file that cannot be read. The mistake that is told is the one there, else where it is asked for. */
export function lostUnknown(
  symbol: string,
  name: string,
  lost: { readonly path: string; readonly span: Span | undefined },
  asked: Span,
): UnknownValue {
  const text = `${name} may be declared in the part of ${lost.path} that cannot be read`;
  return errorUnknown(symbol, text, lost.span ?? asked);
}

/** A value whose type tells its shape, each unknown part with its own name: `var.x.port`. A part may be null, and so may all of it where it is `nullable`. */
export function shaped(type: Type, symbol: string, cause: Cause, nullable: boolean): Value {
  const shape = shapeOf(type, symbol, cause);
  if (shape === undefined) return makeUnknown({ type, cause, symbol, ...(nullable ? {} : { notNull: true }) });
  if (!nullable) return shape;
  const plain = withoutOptional(type);
  return makeUnknown({ type: plain, cause, symbol, oneOf: [shape, nullOf(plain)] });
}

function shapeOf(type: Type, symbol: string, cause: Cause): Value | undefined {
  if (type.kind === "object") {
    const entries = new Map<string, Value>();
    for (const [name, attribute] of type.attributes)
      entries.set(name, shaped(attribute.type, `${symbol}.${name}`, cause, attribute.default === undefined));
    return { kind: "map", shape: "object", entries };
  }
  if (type.kind !== "tuple") return undefined;
  const elements = type.elements.map((element, index) => shaped(element, `${symbol}[${index}]`, cause, true));
  return { kind: "list", shape: "tuple", elements };
}

/** A part of an unknown: as unknown for the same reason, named after it. `step` is `.name` or `[key]` as written in symbols. */
export function partOf(whole: UnknownValue, step: string, type: Type): UnknownValue {
  const { oneOf: _, notNull: __, plain: ___, prefix: ____, least: _____, noneOf: ______, ref, ...rest } = whole;
  const isElement = whole.type.kind === "list" && step.startsWith("[");
  const attribute = step.startsWith(".") ? step : `.${step.slice(1, -1).replace(/^"(.*)"$/, "$1")}`;
  return {
    ...rest,
    type,
    symbol: `${whole.symbol}${step}`,
    ...(isElement && whole.prefix !== undefined ? { prefix: whole.prefix } : {}),
    ...(ref === undefined || ref.attribute === "" ? {} : { ref: { ...ref, attribute: ref.attribute + attribute } }),
  };
}

/** The type of an attribute or element of a value of a type. */
export function elementTypeOf(type: Type, key: string | undefined): Type {
  if (type.kind === "list" || type.kind === "set" || type.kind === "map") return type.element;
  if (type.kind === "object" && key !== undefined) return type.attributes.get(key)?.type ?? DYNAMIC;
  if (type.kind === "tuple" && key !== undefined) return type.elements[Number(key)] ?? DYNAMIC;
  return DYNAMIC;
}

/** One of the further elements of a collection: an alternative is taken for what it is. `step` as written in symbols. */
export function furtherElement(rest: UnknownValue, step: string): Value {
  const { oneOf: alternatives, ...plain } = rest;
  if (alternatives === undefined) return partOf(rest, step, elementTypeOf(rest.type, undefined));
  // At one place of what a loop lets through is not what is at that place of the collection.
  const place = ` in ${rest.symbol}${step}`;
  const each = /^\[(?:\*|each)\]$/.test(step) ? alternatives : alternatives.map((one) => ofTurn(one, place));
  return oneOf(`${rest.symbol}${step}`, each, [plain]);
}

/** What each element of a collection is made of stands for another one in each of them. */
const PATTERN = /\[(?:\*|each)\]|\b(?:key|index)\(|each\.(?:key|value)|…#/;

/** What a pattern is at one place: another thing than at all others. */
function ofTurn(pattern: Value, step: string): Value {
  if (pattern.kind === "text") {
    const parts = pattern.parts.map((part) => (typeof part === "string" ? part : unknownOfTurn(part, step)));
    return { ...pattern, parts };
  }
  if (pattern.kind === "unknown") return unknownOfTurn(pattern, step);
  const made = mapElements(pattern, (one) => ofTurn(one, step));
  if ((made.kind !== "list" && made.kind !== "map") || made.rest === undefined) return made;
  const rest = unknownOfTurn(made.rest, step);
  if (made.kind === "list" || made.restEntries === undefined) return { ...made, rest };
  return { ...made, rest, restEntries: made.restEntries.map(([key, one]) => [ofTurn(key, step), one]) };
}

function unknownOfTurn(pattern: UnknownValue, step: string): UnknownValue {
  if (!PATTERN.test(pattern.symbol) || pattern.ref?.attribute === "") return pattern;
  const { ref: _, ...rest } = pattern;
  const again = pattern.oneOf === undefined ? {} : { oneOf: pattern.oneOf.map((one) => ofTurn(one, step)) };
  return { ...rest, ...again, symbol: bounded(`${pattern.symbol}${step}`), from: [pattern] };
}

/** One of several values, which one is decided by the unknowns `from`; a single value where they are all the same. */
export function oneOf(symbol: string, values: readonly Value[], from: readonly UnknownValue[]): Value {
  const distinct = new Map<string, Value>();
  for (const value of values.flatMap(alternativesOf)) {
    if (value.kind === "unknown" && value.cause.kind === "error" && values.length > 1) continue;
    const key = `${value.kind}:${symbolOf(value)}`;
    const same = distinct.get(key);
    if (same === undefined) distinct.set(key, value);
    else if (!sameType(typeOf(same), typeOf(value))) distinct.set(key, ofEitherType(same, value));
  }
  const alternatives = [...distinct.values()];
  const [only] = alternatives;
  if (alternatives.length === 1 && only !== undefined) return only;
  if (only === undefined) return values[0] ?? derivedUnknown(symbol, DYNAMIC, from);
  const type = typeOfAny(alternatives.map(typeOf));
  const unknown = derivedUnknown(symbol, type, from);
  const notNull = alternatives.every(isCertainlyNotNull) ? { notNull: true as const } : {};
  const kept = alternatives.length > MAX_ALTERNATIVES ? {} : { oneOf: alternatives };
  return { ...unknown, ...kept, ...notNull };
}

/** No elements of one type are not those of another one, though both are written alike. */
function ofEitherType(one: Value, other: Value): Value {
  if ((one.kind !== "list" && one.kind !== "map") || one.typeOpen !== undefined) return one;
  return { ...one, typeOpen: symbolOf(other) };
}

/** What a value can be, as far as that is known. */
export function alternativesOf(value: Value): readonly Value[] {
  return value.kind === "unknown" && value.oneOf !== undefined ? value.oneOf : [value];
}

/** What a value can be where a null is an error. */
export function whereNotNull(value: Value): Value {
  return without(value, ({ kind }) => kind === "null");
}

/** What a value can be of which it is an error to be one of those that are refused. */
export function without(value: Value, isRefused: (one: Value) => boolean): Value {
  if (value.kind !== "unknown" || value.oneOf === undefined) return value;
  const others = value.oneOf.filter((one) => !isRefused(one));
  const [only, another] = others;
  if (only === undefined || others.length === value.oneOf.length) return value;
  return another === undefined ? only : { ...value, oneOf: others, notNull: true };
}

/** An unknown that is made from others. */
export function derivedUnknown(symbol: string, type: Type, from: readonly UnknownValue[]): UnknownValue {
  const names = from.slice(0, 3).map((unknown) => unknown.symbol);
  const text = names.length === 0 ? "it is made from unknown values" : `it depends on ${names.join(", ")}`;
  return makeUnknown({ type, cause: { kind: "derived", text }, symbol: bounded(symbol), from });
}

/** Marks a value and everything in it as sensitive, also what may be in it. */
export function markSensitive<T extends Value>(value: T): T {
  return { ...changedInside(value, markSensitive), sensitive: true };
}

/** The opposite. */
export function unmarkSensitive<T extends Value>(value: T): T {
  const { sensitive: _, ...plain } = changedInside(value, unmarkSensitive);
  return plain as T;
}

/** With what is in it changed, and what may be in it. */
function changedInside<T extends Value>(value: T, change: <S extends Value>(one: S) => S): T {
  if (value.kind === "unknown") return value.oneOf === undefined ? value : { ...value, oneOf: value.oneOf.map(change) };
  const changed = mapElements(value, change) as T;
  const isOpen = (value.kind === "list" || value.kind === "map") && value.rest !== undefined;
  return isOpen ? { ...changed, rest: change(value.rest) } : changed;
}

/** What AWS or Terraform decides is in a plan as soon as it exists; data sources as they were read. */
export const IN_A_PLAN = "give a plan that knows it (--plan FILE, by terraform show -json)";

export const AFTER_APPLY = `write it in the configuration, or once it is applied ${IN_A_PLAN}`;

/** A data source that can look up what another root defines. `isIdentity`: a plan would only give an id, which leads nowhere. */
export function foundElsewhere(what: string, isIdentity: boolean): string {
  const scanned = `scan the directory that defines ${what} too`;
  return isIdentity ? `${scanned}, or ${IN_AN_INDEX}` : `${scanned}, ${IN_AN_INDEX}, or ${IN_A_PLAN}`;
}

/** Where the other directory is in another repository. */
export const IN_AN_INDEX = "give its index (--index DIR, by reachlint index)";

const CORRECT_IT = "correct what the error at this place says";

export const A_CONSTANT = "write a constant in its place, or leave it out of what the network depends on";

/** How to give an input variable of the root a value. */
export function assign(variable: string): string {
  return `give it with --var ${variable}=… or in a terraform.tfvars file`;
}

/** How to give a variable of a called module a value. */
export function pass(variable: string, call: string): string {
  return `pass ${variable} in the block of ${call}`;
}

/**
 * Applies the operation to every combination of the alternatives, as long as those are few. A combination that fails is left out
 * unless all do: the configuration can only be in a state without an error. `try` and `can` are told of it, for they have an answer
 * for that state too.
 */
export function distribute(
  args: readonly Value[],
  operation: (args: readonly Value[]) => Result,
  scope: Pick<Scope, "mayFail">,
): Result {
  const from: UnknownValue[] = [];
  for (const arg of args) {
    if (arg.kind !== "unknown" || from.some((one) => one.symbol === arg.symbol)) continue;
    if (choices([...from, arg]) !== undefined) from.push(arg);
  }
  if (from.length === 0) return operation(args);
  const results = choices(from)!.map((choice) =>
    operation(args.map((arg) => (arg.kind === "unknown" ? (choice.get(arg.symbol) ?? arg) : arg))),
  );
  const failure = results.find(isFailure);
  const values = results.flatMap((result) => (isFailure(result) ? [] : [result]));
  if (values.length === 0 && failure !== undefined) return failure;
  if (failure !== undefined) {
    const outcomes = results.map((result) => (isFailure(result) ? "error" : "")).join("|");
    scope.mayFail?.(() => derivedUnknown(`${from.map(symbolOf).join(",")}?${outcomes}`, DYNAMIC, from));
  }
  return oneOf(nameOfAny(operation(args), values, from), values, from);
}

/** What one of several results is called: as that of the whole, where this is named after what it is made of. */
export function nameOfAny(whole: Result, values: readonly Value[], from: readonly UnknownValue[]): string {
  if (!isFailure(whole) && !isWhollyKnown(whole)) return symbolOf(whole);
  return `{${from.map(symbolOf).join(",")}?${values.map(symbolOf).join("|")}}`;
}
