/** What a reference to a resource or a module call gives: its instances together. */
import type { UnknownValue, Value } from "../../../base/value.ts";
import { nullOf, object, tuple } from "../language/types/values.ts";
import { oneOf } from "../language/unknowns.ts";
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
  return { ...object(keyed.map((slot) => [String(slot.key), instance(slot)])), ...rest };
}
