/** Two values into whether `==` holds between them; values into sets of distinct ones. */
import { compare } from "../../../../base/big-float.ts";
import { compareText, remembered, sortedKeys } from "../../../../base/collections.ts";
import { formatVerb, numberText } from "../../../../base/number-text.ts";
import { all, type Truth, truthOf } from "../../../../base/truth.ts";
import type {
  ListValue,
  MapValue,
  NumberValue,
  StringValue,
  TextValue,
  Type,
  UnknownValue,
  Value,
} from "../../../../base/value.ts";
import { areApart, BOOL, rootUnknowns } from "../../../../base/value.ts";
import { couldBe } from "../../../../values/text-runs.ts";
import { derivedAs, isSensitive, isWhollyKnown, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { markSensitive } from "../unknowns.ts";
import { alternatives, literalAt } from "./text.ts";
import { quote, typeText } from "./type-words.ts";
import { firstType, mayBeSame, sameType, typeOf } from "./values.ts";

/** Whether no two of the values may turn out to be equal, as far as they are few enough to be compared. */
export function areDistinct(values: readonly Value[]): boolean {
  if (values.length > MAX_COMPARED) return false;
  return values.every((one, at) => values.slice(at + 1).every((other) => equality(one, other) === "false"));
}

/** A bool, or an unknown bool where an unknown decides. Never converts: values of different types are unequal. */
export function equal(a: Value, b: Value): Value {
  const truth = equality(a, b);
  if (truth !== "unknown") return { kind: "bool", value: truth === "true" };
  const [left, right] = [comparedName(a), comparedName(b)].sort();
  return derivedAs(`(${left} == ${right})`, [a, b], BOOL, { notNull: true });
}

/** No elements of one type are not those of another one, nor is a map an object, and they are written alike. */
function comparedName(value: Value): string {
  const isEmpty =
    value.kind === "list" ? value.elements.length === 0 : value.kind === "map" && value.entries.size === 0;
  const name = value.kind === "map" && value.shape === "map" ? `tomap(${symbolOf(value)})` : symbolOf(value);
  return isEmpty ? `${name} of ${typeText(typeOf(value))}` : name;
}

/** The same as a truth value. */
export function equality(a: Value, b: Value): Truth {
  if (a.kind === "unknown") return unknownEquality(a, b);
  if (b.kind === "unknown") return unknownEquality(b, a);
  if (a.kind === "null" || b.kind === "null") return truthOf(a.kind === b.kind);
  if (a.kind === "text") return b.kind === "text" || b.kind === "string" ? textEquality(a, b) : "false";
  if (b.kind === "text") return a.kind === "string" ? textEquality(b, a) : "false";
  if (a.kind !== b.kind) return "false";
  switch (a.kind) {
    case "bool":
    case "string":
      return truthOf(a.value === (b as typeof a).value);
    case "number":
      return truthOf(compare(a.value, (b as typeof a).value) === 0);
    case "list":
      return listEquality(a, b as ListValue);
    case "map":
      return mapEquality(a, b as MapValue);
  }
}

function unknownEquality(a: UnknownValue, b: Value): Truth {
  if (b.kind === "unknown" && a.symbol === b.symbol) return isRepeatable(a) && !isConverted(a, b) ? "true" : "unknown";
  if (b.kind === "unknown" && areApart(a, b)) return "false";
  if (b.kind === "null") return a.notNull === true ? "false" : oneOfEquality(a, b);
  if ((b.kind === "string" && a.noneOf?.has(b.value)) || (b.kind === "number" && a.noneOf?.has(numberText(b))))
    return "false";
  const bothNull = b.kind === "unknown" && a.notNull !== true && b.notNull !== true;
  // The type of what is one of several is that to which they could be converted, and they may not be.
  if (!bothNull && a.oneOf === undefined && !mayBeSame(a.type, typeOf(b))) return "false";
  return oneOfEquality(a, b);
}

function oneOfEquality(a: UnknownValue, b: Value): Truth {
  const left = a.oneOf;
  const right = b.kind === "unknown" ? b.oneOf : [b];
  if (left === undefined || right === undefined || left.length * right.length > 256) return "unknown";
  const truths = left.flatMap((one) => right.map((other) => equality(one, other)));
  if (truths.every((truth) => truth === "false")) return "false";
  return truths.every((truth) => truth === "true") ? "true" : "unknown";
}

/** Whether the one may be a conversion of the other, a text of a number or a list of a tuple: they keep their name, and `==` finds them unequal. */
function isConverted(a: UnknownValue, b: UnknownValue): boolean {
  return !sameType(a.type, b.type);
}

/** Whether two uses of the unknown have the same value: not where it is made anew at each call. */
function isRepeatable(value: UnknownValue): boolean {
  return rootUnknowns(value).every((root) => root.cause.kind !== "impure");
}

function textEquality(a: TextValue, b: TextValue | StringValue): Truth {
  if (symbolOf(a) === symbolOf(b))
    return a.parts.every((part) => typeof part === "string" || isRepeatable(part)) ? "true" : "unknown";
  for (const at of [0, -1] as const)
    if (!agree(literalAt(a, at), b.kind === "string" ? b.value : literalAt(b, at), at)) return "false";
  if (b.kind === "text") return "unknown";
  if (!couldBe(a, b.value)) return "false";
  const truths = alternatives(a)?.map((one) => equality(one, b)) ?? ["unknown" as const];
  return truths.every((truth) => truth === truths[0]) ? truths[0]! : "unknown";
}

/** Whether the shorter text begins (or, at -1, ends) the longer one. */
function agree(a: string, b: string, at: 0 | -1): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return at === 0 ? long.startsWith(short) : long.endsWith(short);
}

function listEquality(a: ListValue, b: ListValue): Truth {
  if (a.rest === undefined && b.rest === undefined) {
    if (a.typeOpen !== undefined || b.typeOpen !== undefined) return "unknown";
    if (!mayBeSame(typeOf(a), typeOf(b)) || areEmptyOfOther(a, b)) return "false";
    if (a.shape === "set") return setEquality(a, b);
    if (a.restFrom !== undefined || b.restFrom !== undefined)
      return symbolOf(a) === symbolOf(b) && unknownsIn(a).every(isRepeatable) ? "true" : "unknown";
    if (a.elements.length !== b.elements.length) return "false";
    return all(pairs(a.elements, b.elements));
  }
  if (a.shape !== b.shape) return a.shape === "set" || b.shape === "set" ? "false" : "unknown";
  if (a.shape === "set") return "unknown";
  // With elements of which the place is not known, two lists may be equal that do not look it.
  const alike = a.rest?.symbol === b.rest?.symbol && a.elements.length === b.elements.length;
  return alike && a.restFrom === b.restFrom && a.order === b.order && all(pairs(a.elements, b.elements)) === "true"
    ? "true"
    : "unknown";
}

/**
 * Two collections without elements, or of nulls, of which only one says of which type they would be: `toset([])` is not an empty set of texts.
 */
function areEmptyOfOther(a: ListValue | MapValue, b: ListValue | MapValue): boolean {
  const isOfAny = (one: ListValue | MapValue): boolean | undefined => {
    const elements = one.kind === "list" ? one.elements : [...one.entries.values()];
    if (elements.some(({ kind }) => kind !== "null")) return undefined;
    return one.shape === "tuple" || one.shape === "object" ? undefined : one.elementType?.kind === "dynamic";
  };
  const [left, right] = [isOfAny(a), isOfAny(b)];
  return left !== undefined && right !== undefined && left !== right;
}

function* pairs(a: readonly Value[], b: readonly Value[]): Iterable<Truth> {
  for (let at = 0; at < Math.min(a.length, b.length); at++) yield equality(a[at]!, b[at]!);
}

function setEquality(a: ListValue, b: ListValue): Truth {
  const [left, right] = [new Members(a.elements), new Members(b.elements)];
  return all([...a.elements.map((one) => right.contains(one)), ...b.elements.map((one) => left.contains(one))]);
}

function mapEquality(a: MapValue, b: MapValue): Truth {
  if (a.rest !== undefined || b.rest !== undefined || a.typeOpen !== undefined || b.typeOpen !== undefined)
    return "unknown";
  if (!mayBeSame(typeOf(a), typeOf(b)) || a.entries.size !== b.entries.size || areEmptyOfOther(a, b)) return "false";
  const truths: Truth[] = [];
  for (const [key, value] of a.entries) {
    const other = b.entries.get(key);
    if (other === undefined) return "false";
    truths.push(equality(value, other));
  }
  return all(truths);
}

/** Of more values than this that are not wholly known it is not found out which equals another. */
export const MAX_COMPARED = 200;
/** Nor is it for further values after so many comparisons with them. */
const MAX_COMPARISONS = 200_000;

export class Members {
  /** Wholly known values that may be equal share a key. */
  readonly #known = new Map<string, Value[]>();
  readonly #partly = new Map<string, Value>();
  readonly #all: Value[] = [];
  #comparisons = 0;

  constructor(values: Iterable<Value> = []) {
    for (const value of values) this.add(value);
  }

  add(value: Value): void {
    this.#all.push(value);
    if (!isWhollyKnown(value)) {
      this.#partly.set(symbolOf(value), value);
      return;
    }
    remembered(this.#known, equalityKey(value), () => []).push(value);
  }

  /** Whether one of the values equals this one. */
  contains(value: Value): Truth {
    const whole = isWhollyKnown(value);
    const partly = whole ? undefined : this.#partly.get(symbolOf(value));
    const same = whole ? (this.#known.get(equalityKey(value)) ?? []) : partly === undefined ? [] : [partly];
    const others = whole ? this.#partly.size : this.#all.length;
    this.#comparisons += others;
    const tooMany = others > MAX_COMPARED || this.#comparisons > MAX_COMPARISONS;
    let result: Truth = tooMany ? "unknown" : "false";
    for (const candidate of [...same, ...(tooMany ? [] : whole ? this.#partly.values() : this.#all)]) {
      const truth = equality(candidate, value);
      if (truth === "true") return truth;
      if (truth === "unknown") result = truth;
    }
    return result;
  }
}

/** Elements that are certainly equal to an earlier one are left out. */
function distinctSorted(elements: readonly Value[]): readonly Value[] {
  const members = new Members();
  const kept: { readonly value: Value; readonly key: string }[] = [];
  for (const value of elements) {
    if (members.contains(value) === "true") continue;
    members.add(value);
    kept.push({ value, key: orderKey(value) });
  }
  return kept.sort((a, b) => order(a.value, b.value) || compareText(a.key, b.key)).map((one) => one.value);
}

function order(a: Value, b: Value): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a.kind === "string" && b.kind === "string") return compareText(a.value, b.value);
  if (a.kind === "bool" && b.kind === "bool") return Number(a.value) - Number(b.value);
  if (a.kind === "number" && b.kind === "number") return compare(a.value, b.value);
  return 0;
}

/** Known elements come first, then unknown ones, then null. */
function rankOf(value: Value): number {
  return value.kind === "null" ? 2 : value.kind === "unknown" || value.kind === "text" ? 1 : 0;
}

/** What cty compares composite elements by (cty/set_internals.go); equal for equal values. */
function orderKey(value: Value): string {
  return keyOf(value, roughNumber);
}

/** Equal for equal values, and seldom for others. */
function equalityKey(value: Value): string {
  return keyOf(value, exactNumber);
}

function roughNumber({ value, precision }: NumberValue): string {
  return formatVerb(value, "g", 10, precision);
}

/** Numbers may be equal and yet written with other digits. */
function exactNumber({ value }: NumberValue): string {
  return typeof value === "number" ? String(value) : `${value.mantissa}e${value.exponent}`;
}

function keyOf(value: Value, numberKey: (value: NumberValue) => string): string {
  const inside = (one: Value): string => keyOf(one, numberKey);
  switch (value.kind) {
    case "unknown":
    case "text":
      return "?";
    case "null":
      return "~";
    case "bool":
      return value.value ? "T" : "F";
    case "number":
      return numberKey(value);
    case "string":
      return quote(value.value);
    case "list": {
      const inner = value.elements.map((element) => `${inside(element)};`).join("");
      return value.shape === "tuple" ? `<${inner}>` : `[${inner}]`;
    }
    case "map": {
      const keys = sortedKeys(value.entries);
      if (value.shape === "object") return `<${keys.map((key) => `${inside(value.entries.get(key)!)};`).join("")}>`;
      return `{${keys.map((key) => `${quote(key)}:${inside(value.entries.get(key)!)};`).join("")}}`;
    }
  }
}

/** Each distinct element once, in the order in which Terraform iterates. A set with a sensitive element is sensitive as a whole. */
export function set(elements: readonly Value[], elementType?: Type): ListValue {
  const distinct = distinctSorted(elements);
  const plain = {
    kind: "list",
    shape: "set",
    elementType: elementType ?? firstType(elements),
    elements: distinct,
  } as const;
  return distinct.some(isSensitive) ? markSensitive(plain) : plain;
}
