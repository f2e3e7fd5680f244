/** What is not known, with its cause and its identity, a canonical symbol: here alone is one made, also by operations on others. */
import { sortedKeys } from "../base/collections.ts";
import { numberText } from "../base/number-text.ts";
import type { BoolValue, NumberValue, StringValue, Type, UnknownValue, Value } from "../base/value.ts";
import { DYNAMIC } from "../base/value.ts";
import { unknownsIn } from "./known.ts";

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
  const inside = (one: Value): string => canonicalName(one, spell);
  switch (value.kind) {
    case "unknown":
      return value.symbol;
    case "null":
      return "null";
    case "bool":
    case "number":
    case "string":
      return bounded(spell(value));
    case "text": {
      const inner = value.parts.map((part) =>
        typeof part === "string" ? JSON.stringify(part).slice(1, -1) : `\${${part.symbol}}`,
      );
      return bounded(`"${inner.join("")}"`);
    }
    case "list": {
      const inner = value.elements.map(inside);
      if (value.rest !== undefined) inner.push(`${value.rest.symbol}...`);
      const text = `[${inner.join(",")}]`;
      return bounded(value.shape === "tuple" ? text : `to${value.shape}(${text})`);
    }
    case "map": {
      const inner = sortedKeys(value.entries).map((key) => `${JSON.stringify(key)}=${inside(value.entries.get(key)!)}`);
      if (value.rest !== undefined) inner.push(`${value.rest.symbol}...`);
      return bounded(`{${inner.join(",")}}`);
    }
  }
}

function spelling(scalar: Scalar): string {
  if (scalar.kind === "string") return JSON.stringify(scalar.value);
  return scalar.kind === "number" ? numberText(scalar) : String(scalar.value);
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
function bounded(text: string): string {
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
