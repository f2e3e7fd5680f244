/** Turns values into smaller ones: canonical symbols, list elements, alternatives, existence. */

import type { Span } from "../base/source-file.ts";
import type { Existence, InputOfRoot, Origin, TextValue, UnknownValue, Value } from "../base/value.ts";
import { STRING } from "../base/value.ts";
import { isCertain, makeUnknown, symbolOf } from "../values/unknown.ts";

/** The origin of a value, or of the place that stands for it where the value has none. */
export function originOf(value: Value, fallback: Span): Origin {
  return value.origin ?? { kind: "literal", span: fallback };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The properties that there are: those that are undefined are left out, as optional ones of the graph are. */
export function given<T extends object>(properties: T): Given<T> {
  const there: Given<T> = {};
  for (const name in properties) {
    const value = properties[name];
    if (value !== undefined) there[name] = value as Exclude<T[typeof name], undefined>;
  }
  return there;
}

/** A default to be filled in, or nothing at all. */
export function isEmptyText(value: Value | undefined): boolean {
  return value?.kind === "string" && value.value === "";
}

/** A null is as if nothing were written. */
export function notNull(value: Value): Value | undefined {
  return value.kind === "null" ? undefined : value;
}

/** A text with holes as one unknown string: equal texts have equal symbols. */
export function unknownOfText(text: TextValue): UnknownValue {
  const holes = text.parts.filter((part) => typeof part !== "string");
  const first = holes[0];
  return makeUnknown({
    type: STRING,
    cause: {
      kind: "derived",
      text:
        first === undefined ? "it is a text with unknown parts" : `it is a text with the unknown part ${first.symbol}`,
    },
    symbol: symbolOf(text),
    from: holes,
    notNull: true,
    ...given({ origin: text.origin }),
  });
}

/** A new unknown made from others; its symbol names what it is. */
export function derived(symbol: string, text: string, from: readonly UnknownValue[]): UnknownValue {
  const hint = from.find((one) => one.cause.hint !== undefined)?.cause.hint;
  return makeUnknown({
    cause: { kind: "derived", text, ...given({ hint }) },
    symbol,
    from,
  });
}

/** An unknown that the source itself does not settle, such as what an undocumented construct does. */
export function unsettled(
  symbol: string,
  text: string,
  kind: UnknownValue["cause"]["kind"],
  span: Span | undefined,
  hint?: string,
): UnknownValue {
  const cause = { kind, text, ...given({ span, hint }) };
  return makeUnknown({ cause, symbol });
}

/** The same, where an input of a root would settle it. */
export function ofInput(unknown: UnknownValue, input: InputOfRoot | undefined): UnknownValue {
  return input === undefined ? unknown : { ...unknown, cause: { ...unknown.cause, input } };
}

/** Exists where both do. */
export function bothExist(a: Existence, b: Existence): Existence {
  if (a === true) return b;
  if (b === true || a.symbol === b.symbol) return a;
  return derived(`${a.symbol} && ${b.symbol}`, `it depends on ${a.symbol} and ${b.symbol}`, [a, b]);
}

/** A value that there is, if it exists. */
export interface Possible {
  readonly value: Value;
  readonly exists: Existence;
}

export interface Elements {
  readonly elements: readonly Possible[];
  /** There may be any number more. */
  readonly rest?: UnknownValue;
}

const DEPTH = 20;
/** AWS takes some hundreds of whatever a list names; longer ones are not looked into. */
const MOST_ELEMENTS = 10_000;

/**
 * The elements of an argument that takes a list: of the list, of nested lists, of each list that it may be, or the value itself
 * where it is a single one. Nulls are left out. An unknown that may be a list makes that the rest.
 */
export function elementsOf(value: Value | undefined): Elements {
  const found = collected(value, true, 0);
  return found.elements.length > MOST_ELEMENTS ? { elements: [], rest: tooLong(found.elements, value?.origin) } : found;
}

function tooLong(elements: readonly Possible[], origin = elements[0]?.value.origin): UnknownValue {
  const text = `the list has ${elements.length} elements, and with more than ${MOST_ELEMENTS} it is not read`;
  const span = origin?.span;
  const symbol = `list of ${elements.length} elements at ${span?.file.path}:${span?.start}`;
  return unsettled(symbol, text, "error", span, "make it shorter");
}

function collected(value: Value | undefined, exists: Existence, depth: number): Elements {
  if (value === undefined || value.kind === "null") return { elements: [] };
  if (depth > DEPTH) return { elements: [], rest: derived("deep list", "the list is nested too deeply", []) };
  if (value.kind === "list") {
    // What is made for instances that are only named may not be there; of what names one of these, it says so itself.
    const perhaps = value.rest === undefined || isCertain(value) ? exists : bothExist(exists, value.rest);
    const parts = (value.inSomeOrder ?? value.elements).map((element): Elements => {
      const own = element.kind === "unknown" && element.ref !== undefined ? exists : perhaps;
      return element.kind === "list" ||
        (element.kind === "unknown" && (isListType(element) || element.oneOf !== undefined))
        ? collected(element, own, depth + 1)
        : { elements: element.kind === "null" ? [] : [{ value: element, exists: own }] };
    });
    return joined(parts, value.rest);
  }
  if (value.kind === "unknown") {
    if (value.oneOf !== undefined) return alternatives(value, exists, depth);
    if (isListType(value) || (depth === 0 && value.type.kind === "dynamic")) return { elements: [], rest: value };
  }
  return { elements: [{ value, exists }] };
}

/** One value as the only element of a list: an unknown is one, not any number. */
export function single(value: Value | undefined): Value | undefined {
  return value === undefined ? undefined : { kind: "list", shape: "tuple", elements: [value] };
}

function alternatives(value: UnknownValue, exists: Existence, depth: number): Elements {
  const every = value.oneOf ?? [];
  if (every.every((one) => one.kind !== "list" && one.kind !== "map" && one.kind !== "null" && !isListType(one)))
    return { elements: [{ value, exists }] };
  const perhaps = bothExist(exists, value);
  return joined(every.map((one) => collected(one, perhaps, depth + 1)));
}

function joined(parts: readonly Elements[], own?: UnknownValue): Elements {
  const rest = own ?? parts.find((part) => part.rest !== undefined)?.rest;
  return { elements: parts.flatMap((part) => part.elements), ...given({ rest }) };
}

/** Whether an unknown is known to be a collection of any number of elements. */
export function isListType(value: Value): boolean {
  if (value.kind !== "unknown") return false;
  return value.type.kind === "list" || value.type.kind === "set" || value.type.kind === "tuple";
}
