/** One property of a node of the graph: known, or unknown with its identity. */

import type { Truth } from "./truth.ts";
import { areApart, type Origin, type UnknownValue } from "./value.ts";

export interface KnownFact<T> {
  readonly known: true;
  readonly value: T;
  readonly origin: Origin;
  /** The configuration marks it so: it is judged, and not told. */
  readonly sensitive?: true;
}

export interface OpenFact<T> {
  readonly known: false;
  readonly unknown: UnknownValue;
  /** It is one of these; absent where it can be anything. */
  readonly among?: readonly T[];
  readonly origin: Origin;
}

/** A property with the origin of the narrowest token that gives it. A default has an origin of kind `default`. */
export type Fact<T> = KnownFact<T> | OpenFact<T>;

/** Whether two facts of a scalar have the same value: the same symbol is equal although neither is known. */
export function sameFact<T extends string | number | boolean>(a: Fact<T>, b: Fact<T>): Truth {
  if (a.known && b.known) return a.value === b.value ? "true" : "false";
  if (!a.known && !b.known && a.unknown.symbol === b.unknown.symbol) return "true";
  if (!a.known && !b.known && areApart(a.unknown, b.unknown)) return "false";
  const left = a.known ? [a.value] : a.among;
  const right = b.known ? [b.value] : b.among;
  if (left !== undefined && right !== undefined && !left.some((value) => right.includes(value))) return "false";
  return "unknown";
}
