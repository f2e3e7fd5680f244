/** A collection into the keys and elements that an iteration over it meets. */
import { INTEGER_PRECISION } from "../../../../base/big-float.ts";
import { NUMBER, type UnknownValue, type Value } from "../../../../base/value.ts";
import { placedIn, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import type { Scope } from "../scope.ts";
import { allEntries, knownEntries } from "../types/map-entries.ts";
import { derivedUnknown } from "../unknowns.ts";

interface Pairs {
  readonly pairs: readonly (readonly [Value, Value])[];
  readonly rest: UnknownValue | undefined;
  /** Of so many, from the first one on, it is known that they come one after the other. */
  readonly placed: number;
}

/** The keys and elements that an iteration meets. */
export function pairsOf(collection: Value, scope: Scope): Pairs | undefined {
  if (collection.kind === "list") {
    const placed = placedIn(collection);
    const name = placed < collection.elements.length ? symbolOf(collection) : "";
    const indexOf = (at: number): Value =>
      at < placed
        ? { kind: "number", value: at, precision: INTEGER_PRECISION }
        : derivedUnknown(`place(${name},${at})`, NUMBER, unknownsIn(collection));
    const pairs = collection.elements.map((element, at): readonly [Value, Value] => [
      collection.shape === "set" ? element : indexOf(at),
      element,
    ]);
    return { pairs, rest: collection.rest, placed };
  }
  if (collection.kind === "map") {
    const all = allEntries(collection);
    if (all === undefined) return { pairs: knownEntries(collection), rest: collection.rest, placed: 0 };
    const isOrdered = collection.restEntries === undefined || all.length < 2;
    return { pairs: all, rest: undefined, placed: isOrdered ? all.length : 0 };
  }
  if (collection.kind !== "unknown") return undefined;
  if (["string", "number", "bool"].includes(collection.type.kind)) return undefined;
  const whole = scope.instances.whole(collection);
  if (whole !== undefined) return pairsOf(whole, scope);
  // Alternatives of a collection are collections, those of further elements are elements.
  const { oneOf: _, ...plain } = collection;
  return { pairs: [], rest: plain, placed: 0 };
}
