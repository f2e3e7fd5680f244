/** A value into how much it holds, so that what doubles with every step (`a = [b, b]`) ends in a diagnostic and not in a hang. */
import type { Value } from "../../../base/value.ts";

/** Scalars in one value; the largest real values have some ten thousand. */
export const MAX_WEIGHT = 1_000_000;

/** So many characters of a string weigh as much as a scalar: a string ends at 8 million of them. */
const CHARACTERS = 8;

const known = new WeakMap<Value, number>();

/** Scalars inside, shared ones counted each time they appear, long strings by their length. */
export function weightOf(value: Value): number {
  if (value.kind === "string") return 1 + value.value.length / CHARACTERS;
  if (value.kind === "text") {
    return value.parts.reduce(
      (sum, part) => sum + (typeof part === "string" ? part.length / CHARACTERS : weightOf(part)),
      1,
    );
  }
  if (value.kind !== "list" && value.kind !== "map" && value.kind !== "unknown") return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  let weight = 1;
  for (const child of childrenOf(value)) weight += weightOf(child);
  known.set(value, weight);
  return weight;
}

function childrenOf(value: Extract<Value, { kind: "list" | "map" | "unknown" }>): Iterable<Value> {
  if (value.kind === "unknown") return value.oneOf ?? [];
  const children = value.kind === "list" ? value.elements : [...value.entries.values()];
  return value.rest === undefined ? children : [...children, value.rest];
}
