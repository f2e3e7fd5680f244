/** What a reference to a resource or a module call gives: its instances together. */
import { DYNAMIC, type MapEntry, type MapValue, type UnknownValue, type Value } from "../../../base/value.ts";
import { symbolOf } from "../../../values/unknown.ts";
import { withEntries } from "../language/types/map-entries.ts";
import { nullOf, object, tuple } from "../language/types/values.ts";
import { derivedUnknown, oneOf } from "../language/unknowns.ts";
import type { InstanceSlot, Repetition } from "./repetition.ts";

/**
 * One instance (null where `enabled` says that there is none), a tuple by `count`, or an object by `for_each`; where several sets of
 * instances are possible, one of those. That there is none comes from what says so.
 */
export function expansionValue(
  repetition: Repetition,
  symbol: string,
  instance: (slot: InstanceSlot) => UnknownValue,
): Value {
  const { kind, slots, alternatives, decidedBy, from } = repetition;
  if (alternatives === undefined || decidedBy === undefined) {
    const all = collect(kind, slots, instance);
    return slots.length > 0 || from === undefined ? all : { ...all, origin: from };
  }
  const values = alternatives.map((suffixes) =>
    collect(
      kind,
      slots.filter((slot) => suffixes.includes(slot.suffix)),
      instance,
    ),
  );
  return oneOf(symbol, values, [decidedBy]);
}

function collect(
  kind: Repetition["kind"],
  slots: readonly InstanceSlot[],
  instance: (slot: InstanceSlot) => UnknownValue,
): Value {
  if (kind === "single") return slots[0] === undefined ? nullOf() : instance(slots[0]);
  const pattern = slots.find((slot) => slot.key === undefined);
  const keyed = slots.filter((slot) => slot.key !== undefined);
  const isNamed = keyed.some((slot) => slot.exists !== true);
  const rest =
    pattern === undefined ? {} : { rest: { ...instance(pattern), ...(isNamed && { besideNamed: true as const }) } };
  if (kind === "count") return { ...tuple(keyed.map(instance)), ...rest };
  const known = keyed.filter((slot) => openKey(slot) === undefined);
  const all = { ...object(known.map((slot) => [String(slot.key), instance(slot)])), ...rest };
  const open = keyed.flatMap((slot): readonly MapEntry[] => {
    const key = openKey(slot);
    return key === undefined ? [] : [[key, instance(slot)]];
  });
  return pattern === undefined ? withEntries(all, open) : besideFurther(all, open);
}

/** The key of an instance of which it is not known. */
function openKey({ binding }: InstanceSlot): Value | undefined {
  const key = binding?.value.kind === "map" ? binding.value.entries.get("key") : undefined;
  return key?.kind === "unknown" || key?.kind === "text" ? key : undefined;
}

/** Where there may be any number of further ones, those whose keys are not known are some of these. */
function besideFurther(map: MapValue, open: readonly MapEntry[]): MapValue {
  if (open.length === 0 || map.rest === undefined) return map;
  const values = [map.rest, ...open.map(([, value]) => value)];
  const symbol = `[${values.map(symbolOf).join("|")}]`;
  return { ...map, rest: { ...derivedUnknown(symbol, DYNAMIC, [map.rest]), oneOf: values } };
}
