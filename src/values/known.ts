/** Values into how much of them is known. */
import type { ListValue, MapValue, UnknownValue, Value } from "../base/value.ts";

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
  const inner = value.kind === "list" ? value.elements : [...value.entries.values()];
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
