/** What is not known, with its cause and its identity, a canonical symbol: here alone is it made, also by operations on others; and how much of
 *  a value is known. */
import { remembered, sortedKeys } from "../base/collections.ts";
import { numberText } from "../base/number-text.ts";
import {
  type BoolValue,
  DYNAMIC,
  type ListValue,
  type MapValue,
  type NumberValue,
  type StringValue,
  type Type,
  type UnknownValue,
  type Value,
} from "../base/value.ts";

/** An unknown; `type` where it is known to have one. */
export function makeUnknown(of: Omit<UnknownValue, "kind" | "type"> & { readonly type?: Type }): UnknownValue {
  return { kind: "unknown", type: DYNAMIC, ...of };
}

/** Longer symbols are cut and end in a hash of the whole. */
const MAX_SYMBOL = 240;

type Scalar = BoolValue | NumberValue | StringValue;

/** The canonical name of a value in symbols: an unknown's own symbol, or the value as an expression. Bounded in length. */
export function symbolOf(value: Value): string {
  return canonicalName(value, spelling);
}

/** The same with what is known spelled otherwise: where a language takes `1` and `"1"` for the same, they have one name. */
export function canonicalName(value: Value, spell: (scalar: Scalar) => string): string {
  if (value.sensitive !== true || value.kind === "unknown" || value.kind === "null") return shownName(value, spell);
  return `(sensitive ${remembered(secrets, shownName(value, spell), () => secrets.size + 1)})`;
}

/** The sensitive values that were named, by what is not to be shown: each has a number, so that equal ones have one name. */
const secrets = new Map<string, number>();

function shownName(value: Value, spell: (scalar: Scalar) => string): string {
  const inside = (one: Value): string => canonicalName(one, spell);
  switch (value.kind) {
    case "unknown":
      return value.symbol;
    case "null":
      return "null";
    case "bool":
    case "number":
    case "string":
      return abridged(unmistaken(spell(value), false), value);
    case "text": {
      const inner = value.parts.map((part, at) =>
        typeof part === "string"
          ? unmistaken(JSON.stringify(part).slice(1, -1), at < value.parts.length - 1)
          : `\${${part.symbol}}`,
      );
      return abridged(`"${inner.join("")}"`, value);
    }
    case "list": {
      if (value.elements.length < MANY || spell !== spelling) return nameOfList(value, inside);
      // Lists with other origins have the elements in common.
      const known = remembered(namesOfMany, value.elements, () => new Map<string, string>());
      return remembered(known, besidesElements(value), () => nameOfList(value, inside));
    }
    case "map": {
      const inner = sortedKeys(value.entries).map((key) => `${JSON.stringify(key)}=${inside(value.entries.get(key)!)}`);
      if (value.rest !== undefined) inner.push(`${value.rest.symbol}...`);
      return abridged(`{${inner.join(",")}}${convertedAs(value)}`, value);
    }
  }
}

function nameOfList(value: ListValue, inside: (one: Value) => string): string {
  const inner = value.elements.map(inside);
  if (value.rest !== undefined) inner.push(`${value.rest.symbol}...`);
  const text = `[${inner.join(",")}]${placedAs(value)}`;
  return abridged(`${value.shape === "tuple" ? text : `to${value.shape}(${text})`}${convertedAs(value)}`, value);
}

/** So many elements take longer to name than to look for their name. */
const MANY = 64;
const namesOfMany = new WeakMap<readonly Value[], Map<string, string>>();

function besidesElements(value: ListValue): string {
  return JSON.stringify([value.shape, value.rest?.symbol, placedAs(value), convertedAs(value)]);
}

/** Where further elements may stand between them, the same elements are another list. */
function placedAs({ restFrom, order }: ListValue): string {
  return restFrom === undefined ? "" : `@${restFrom}${order ?? ""}`;
}

function convertedAs({ typeOpen }: ListValue | MapValue): string {
  return typeOpen === undefined ? "" : ` as ${typeOpen}`;
}

/** Of a whole document, user data say, no more is told than what is unknown in it. */
function abridged(name: string, value: Value): string {
  if (name.length <= MAX_NAME && !name.includes("\\n")) return name;
  const open = unknownsIn(value)
    .slice(0, 2)
    .map(({ symbol }) => `\${${symbol.slice(0, MAX_NAME)}}…`);
  return `"…${open.join("")}#${hash(name)}"`;
}

/** What is longer than any name that AWS takes is a document. */
const MAX_NAME = 128;

/** The name of what arithmetic takes: the same number in fewer bits of mantissa comes to another quotient. */
export function operandName(value: Value): string {
  return canonicalName(value, (scalar) => {
    const bits = scalar.kind === "number" ? scalar.precision : undefined;
    return bits === undefined ? spelling(scalar) : `${spelling(scalar)} of ${bits} bits`;
  });
}

function spelling(scalar: Scalar): string {
  if (scalar.kind === "string") return JSON.stringify(scalar.value);
  return scalar.kind === "number" ? numberText(scalar) : String(scalar.value);
}

/** A text of which nothing is taken for a hole: a `$` before a brace, or at the end where a hole follows, stands there twice. */
function unmistaken(text: string, isBeforeHole: boolean): string {
  if (!text.includes("$")) return text;
  return text.replace(isBeforeHole ? /(?<!\$)\$+(?=\{|$)/g : /(?<!\$)\$+(?=\{)/g, "$&$&");
}

/** What an unknown result is known to be all the same. */
export interface Refinement {
  readonly oneOf?: readonly Value[];
  readonly notNull?: true;
  readonly least?: number;
}

/**
 * The unknown result of `name(args…)`: equal to every other result of the same operation on the same arguments.
 * `from` are the unknowns inside the arguments.
 */
export function derived(name: string, args: readonly Value[], type: Type, refinement: Refinement = {}): UnknownValue {
  return derivedAs(`${name}(${args.map(symbolOf).join(",")})`, args, type, refinement);
}

/** As `derived`, with the symbol given: `a == b`. */
export function derivedAs(
  symbol: string,
  args: readonly Value[],
  type: Type,
  refinement: Refinement = {},
): UnknownValue {
  const from = [...new Map(args.flatMap(unknownsIn).map((one) => [one.symbol, one])).values()];
  const names = from.slice(0, 2).map((one) => one.symbol);
  const more = from.length > 2 ? ` and ${from.length - 2} more` : "";
  const text = from.length === 0 ? `${bounded(symbol)} is not known` : `it is made from ${names.join(", ")}${more}`;
  return makeUnknown({ type, cause: { kind: "derived", text }, symbol: bounded(symbol), from, ...refinement });
}

/** A text of bounded length that stands for the whole: long ones end in a hash. */
export function bounded(text: string): string {
  return text.length <= MAX_SYMBOL ? text : `${text.slice(0, 160)}…#${hash(text)}`;
}

/** 64 bits of FNV-1a over the UTF-16 units, as two halves with different seeds. */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x85ebca6b);
  }
  return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
}

interface Knowledge {
  readonly unknowns: readonly UnknownValue[];
  readonly sensitive: boolean;
}

/** So many unknowns inside one value are kept as those that a result is made from. */
const MAX_UNKNOWNS = 32;
const NONE: readonly UnknownValue[] = [];
const found = new WeakMap<ListValue | MapValue, Knowledge>();

/** The value itself is known (its elements may not be), and so is how many elements it has. */
export function isKnown(value: Value): boolean {
  if (value.kind === "unknown" || value.kind === "text") return false;
  return !((value.kind === "list" || value.kind === "map") && value.rest !== undefined);
}

/** A text that is certainly not empty, whatever is unknown of it: with a literal part, or an attribute that AWS gives every resource. */
export function isFilled(value: Value): boolean {
  if (value.kind === "string") return value.value !== "";
  if (value.kind === "text") return value.parts.some((part) => typeof part === "string" || isFilled(part));
  if (value.kind !== "unknown") return false;
  if (value.prefix !== undefined) return true;
  const isText = value.type.kind === "string" || value.type.kind === "dynamic";
  return isText && value.notNull === true && value.ref !== undefined && value.ref.attribute !== "";
}

/** Whether all that stands in a collection is certainly in it: not where it comes of instances that may only be named. */
export function isCertain({ rest }: ListValue | MapValue): boolean {
  return rest === undefined || !isBesideNamed(rest);
}

/** Whether it stands, or is made of what stands, for further instances beside some that are only named. */
export function isBesideNamed(rest: UnknownValue): boolean {
  const visited = new Set<UnknownValue>();
  const visit = (at: UnknownValue): boolean => {
    if (visited.has(at)) return false;
    visited.add(at);
    return at.besideNamed === true || at.from?.some(visit) === true;
  };
  return visit(rest);
}

/**
 * Of how many elements, from the first one on, the place in the order of iteration is known. A set is ordered by the values of its elements
 * (https://developer.hashicorp.com/terraform/language/functions/toset): one that is not known may come before all others.
 */
export function placedIn({ shape, elements, rest, restFrom }: ListValue): number {
  if (restFrom !== undefined) return restFrom;
  if (shape !== "set") return elements.length;
  if (rest !== undefined) return 0;
  return elements.length < 2 || elements.every(isWhollyKnown) ? elements.length : 0;
}

/** Of how many elements, from the first one on, it is known that they are there, one after the other. */
export function standingIn(list: ListValue): number {
  return isCertain(list) ? placedIn(list) : 0;
}

/** An unknown list as the further elements of another one, at other places: of alternatives, which are lists, the elements are what there may be. */
export function asRest(list: UnknownValue): UnknownValue {
  const { oneOf: alternatives, distinct: _, least: __, ...plain } = list;
  const lists = alternatives?.flatMap((one) => (one.kind === "list" && one.rest === undefined ? [one.elements] : []));
  const elements = lists?.flat() ?? [];
  return elements.length > 0 && lists?.length === alternatives?.length ? { ...plain, oneOf: elements } : plain;
}

/** Nothing inside the value is unknown. */
export function isWhollyKnown(value: Value): boolean {
  return unknownsIn(value).length === 0;
}

/** The unknowns inside a value, each symbol once; at most 32. */
export function unknownsIn(value: Value): readonly UnknownValue[] {
  switch (value.kind) {
    case "unknown":
      return [value];
    case "text":
      return distinct(value.parts.filter((part) => typeof part !== "string"));
    case "list":
    case "map":
      return knowledge(value).unknowns;
    default:
      return NONE;
  }
}

/** The value or something inside it is sensitive. */
export function isSensitive(value: Value): boolean {
  if (value.sensitive === true) return true;
  return (value.kind === "list" || value.kind === "map") && knowledge(value).sensitive;
}

function knowledge(value: ListValue | MapValue): Knowledge {
  const known = found.get(value);
  if (known !== undefined) return known;
  const inner =
    value.kind === "list" ? value.elements : [...value.entries.values(), ...(value.restEntries ?? []).flat()];
  const unknowns = inner.flatMap(unknownsIn);
  if (value.rest !== undefined) unknowns.push(value.rest);
  const result = { unknowns: distinct(unknowns), sensitive: inner.some(isSensitive) };
  found.set(value, result);
  return result;
}

function distinct(unknowns: readonly UnknownValue[]): readonly UnknownValue[] {
  const bySymbol = new Map<string, UnknownValue>();
  for (const one of unknowns) {
    if (bySymbol.size === MAX_UNKNOWNS) break;
    if (!bySymbol.has(one.symbol)) bySymbol.set(one.symbol, one);
  }
  return bySymbol.size === 0 ? NONE : [...bySymbol.values()];
}
