/** The entries of a map with those whose keys are not known, and the lists that are made of such entries. */
import { sortedKeys } from "../../../../base/collections.ts";
import {
  DYNAMIC,
  type ListValue,
  type MapEntry,
  type MapValue,
  type UnknownValue,
  type Value,
} from "../../../../base/value.ts";
import { bounded, isWhollyKnown, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { derivedUnknown } from "../unknowns.ts";
import { areDistinct, equality } from "./equality.ts";

/** All entries, those of known keys in order and before the others; undefined where there may be further ones. */
export function allEntries(map: MapValue): readonly MapEntry[] | undefined {
  if (map.rest !== undefined && map.restEntries === undefined) return undefined;
  return [...knownEntries(map), ...(map.restEntries ?? [])];
}

/** Those whose keys are known, in order. */
export function knownEntries({ entries }: MapValue): readonly MapEntry[] {
  return sortedKeys(entries).map((key) => [{ kind: "string", value: key }, entries.get(key)!]);
}

/** The values of the entries that may be meant by a key that none of the known ones is, or that is not known. */
export function entriesAt(map: MapValue, key: Value): readonly Value[] {
  const all = (allEntries(map) ?? []).map(([at, value]) => ({ is: equality(at, key), value }));
  const same = all.find(({ is }) => is === "true");
  return same === undefined ? all.flatMap(({ is, value }) => (is === "false" ? [] : [value])) : [same.value];
}

/** A map with further entries, whose keys are not known. */
export function withEntries(map: MapValue, restEntries: readonly MapEntry[]): MapValue {
  if (restEntries.length === 0) return map;
  const names = restEntries.map(([key, value]) => `${symbolOf(key)}:${symbolOf(value)}`);
  return { ...map, rest: standingForEntries(`{${names.join(",")}}`, restEntries), restEntries };
}

function standingForEntries(symbol: string, entries: readonly MapEntry[]): UnknownValue {
  const unknown = derivedUnknown(
    symbol,
    DYNAMIC,
    entries.flatMap(([key]) => unknownsIn(key)),
  );
  return { ...unknown, oneOf: entries.map(([, value]) => value) };
}

/** Whether no two entries or elements may turn out to be one: a list says so itself, a map by its keys. */
export function areApart(of: Value): boolean {
  if (of.kind === "list") return of.apart === true;
  if (of.kind !== "map") return false;
  return of.restEntries === undefined || areDistinct([...knownEntries(of), ...of.restEntries].map(([key]) => key));
}

/** What is made of all entries of a map: they stand in the order of their keys, and where one is not known, in one that is not known either. */
export function inOrderOfKeys(made: ListValue, of: MapValue): ListValue {
  if (of.restEntries === undefined || made.elements.length < 2) return made;
  return perhapsFewer({ ...made, restFrom: 0, order: bounded(symbolOf(of)), ...(areApart(of) && { apart: true }) }, of);
}

/**
 * Of elements that may turn out to be one, what is made may be known of each, and not how often it is there. Different things are made of
 * different elements.
 */
export function perhapsFewer(made: ListValue, of: Value): ListValue {
  const { elements, rest, restFrom, apart } = made;
  if (rest !== undefined || restFrom === undefined || elements.length < 2 || !isWhollyKnown(made)) return made;
  if (isWhollyKnown(of) || apart === true) return made;
  const different = new Map(elements.map((one) => [symbolOf(one), one]));
  if (different.size === elements.length) return { ...made, apart: true };
  const further = derivedUnknown(`${symbolOf(made)} for ${symbolOf(of)}`, DYNAMIC, unknownsIn(of));
  return { ...made, elements: [...different.values()], rest: { ...further, oneOf: elements }, restFrom: 0 };
}
