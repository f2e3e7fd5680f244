/** Inputs of a file and of what it includes into one (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#include). */
import type { MapValue, Value } from "../../base/value.ts";
import { DYNAMIC } from "../../base/value.ts";
import { derived } from "../../values/unknown.ts";

/** What `over` has wins. Deep: maps in both are merged in turn, and lists put together. */
export function merged(under: Value, over: Value, isDeep: boolean): Value {
  if (under.kind === "null") return over;
  if (over.kind === "null") return isDeep ? over : under;
  if (under.kind === "map" && over.kind === "map") return mergedMaps(under, over, isDeep);
  if (under.kind === "map" && over.kind === "unknown")
    // Any of the entries may be another one.
    return { ...under, entries: new Map(), rest: derived("merge", [under, over], DYNAMIC) };
  if (under.kind === "unknown" && over.kind === "map" && over.rest === undefined) return { ...over, rest: under };
  return derived("merge", [under, over], DYNAMIC);
}

function mergedMaps(under: MapValue, over: MapValue, isDeep: boolean): MapValue {
  // An entry of the lower one counts where the upper one certainly has none of that name.
  const entries = new Map(over.rest === undefined ? under.entries : []);
  for (const [key, value] of over.entries) {
    const before = entries.get(key);
    entries.set(key, before !== undefined && isDeep ? deeper(before, value) : value);
  }
  const keySpans = new Map([...(under.keySpans ?? []), ...(over.keySpans ?? [])]);
  const unknown = [under, over].flatMap(({ rest }) => (rest === undefined ? [] : [rest]));
  const lost = over.rest === undefined ? [] : [under];
  const rest = unknown.length === 0 ? {} : { rest: derived("merge", [...unknown, ...lost], DYNAMIC) };
  return { kind: "map", shape: "object", entries, keySpans, ...rest, ...(over.origin && { origin: over.origin }) };
}

function deeper(under: Value, over: Value): Value {
  if (under.kind === "map" && over.kind === "map") return mergedMaps(under, over, true);
  if (under.kind === "list" && over.kind === "list" && under.rest === undefined && over.rest === undefined)
    return {
      kind: "list",
      shape: "tuple",
      elements: [...under.elements, ...over.elements],
      ...(over.origin && { origin: over.origin }),
    };
  return over;
}
