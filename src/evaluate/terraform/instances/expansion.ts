/** The instances of a resource or module call into the value that a reference to the whole of it has. */
import { DYNAMIC, type UnknownValue, type Value } from "../../../base/value.ts";
import type { MissingSource } from "../configuration/module-calls.ts";
import { oneOf } from "../language/unknowns.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { InstanceSlot, Repetition } from "./repetition.ts";
import type { ResourceInstance } from "./resource-instance.ts";

/**
 * One instance (null where `enabled` says that there is none), a tuple by `count`, or an object by `for_each`; where several sets of
 * instances are possible, one of those.
 */
export function expansionValue(
  repetition: Repetition,
  symbol: string,
  instance: (slot: InstanceSlot) => UnknownValue,
): Value {
  const { kind, slots, alternatives, decidedBy } = repetition;
  if (kind === "single") return single(slots[0], symbol, decidedBy, instance);
  if (alternatives.length === 0 || decidedBy === undefined) return collect(kind, slots, instance);
  const values = alternatives.map((suffixes) =>
    collect(
      kind,
      slots.filter((slot) => suffixes.includes(slot.suffix)),
      instance,
    ),
  );
  return oneOf(symbol, values, [decidedBy]);
}

function single(
  slot: InstanceSlot | undefined,
  symbol: string,
  decidedBy: UnknownValue | undefined,
  instance: (slot: InstanceSlot) => UnknownValue,
): Value {
  const nothing: Value = { kind: "null", type: DYNAMIC };
  if (slot === undefined) return nothing;
  return decidedBy === undefined ? instance(slot) : oneOf(symbol, [instance(slot), nothing], [decidedBy]);
}

function collect(
  kind: "count" | "for-each",
  slots: readonly InstanceSlot[],
  instance: (slot: InstanceSlot) => UnknownValue,
): Value {
  const pattern = slots.find((slot) => slot.key === undefined);
  const rest = pattern === undefined ? {} : { rest: instance(pattern) };
  const keyed = slots.filter((slot) => slot.key !== undefined);
  if (kind === "count") return { kind: "list", shape: "tuple", elements: keyed.map(instance), ...rest };
  const entries = new Map(keyed.map((slot) => [String(slot.key), instance(slot)]));
  return { kind: "map", shape: "object", entries, ...rest };
}

/** The instances of one resource declaration. */
export interface ResourceExpansion {
  readonly repetition: Repetition;
  readonly instances: readonly ResourceInstance[];
}

/** The instances of one module call; none where its source is not in the scan. */
export interface CallExpansion {
  readonly repetition: Repetition;
  readonly instances: ReadonlyMap<string, ModuleInstance>;
  /** Why there are none. */
  readonly missing: MissingSource | undefined;
}
