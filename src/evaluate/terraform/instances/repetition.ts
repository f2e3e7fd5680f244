/** `count`, `for_each` and `enabled` into the instances of a resource or module: certain ones, possible ones, and a pattern for any number. */
import { quoteKey } from "../../../base/address.ts";
import { compareText, groupBy, sortedKeys } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Existence, MapEntry, MapValue, Origin, UnknownValue, Value } from "../../../base/value.ts";
import { NUMBER, STRING } from "../../../base/value.ts";
import type { Block, Expression } from "../../../parse/hcl/syntax.ts";
import { isCertain, symbolOf } from "../../../values/unknown.ts";
import { argument } from "../configuration/module-configuration.ts";
import type { Budget } from "../language/budget.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { Binding, Scope } from "../language/scope.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure, object } from "../language/types/values.ts";
import { derivedUnknown, furtherElement, oneOf, partOf, whereNotNull, without } from "../language/unknowns.ts";
import { enabledOf } from "./enabled.ts";
import { whence } from "./whence.ts";

export interface InstanceSlot {
  /** `""`, `[0]`, `["a"]`, `[var.a]` where the key is not known, or `[*]` for the pattern. */
  readonly suffix: string;
  /** The index in `count`, or the key in `for_each` or its symbol; undefined for a single instance and for the pattern. */
  readonly key: number | string | undefined;
  readonly exists: Existence;
  readonly repeated: boolean;
  /** `each` or `count` as the instance's expressions see it. */
  readonly binding: Binding | undefined;
}

export interface Repetition {
  readonly kind: "single" | "count" | "for-each";
  readonly slots: readonly InstanceSlot[];
  /** The sets of instances that there can be, by their suffixes, where several are possible and each is known. */
  readonly alternatives?: readonly (readonly string[])[];
  /** What decides how many there are, where that is not known. */
  readonly decidedBy?: UnknownValue | undefined;
  /** Where the number or collection that says so comes from. */
  readonly from?: Origin | undefined;
}

/** Where an unknown count has alternatives, at most this many instances are told apart. */
const MAX_POSSIBLE = 32;

const SINGLE_SLOT: InstanceSlot = { suffix: "", key: undefined, exists: true, repeated: false, binding: undefined };
const SINGLE: Repetition = { kind: "single", slots: [SINGLE_SLOT] };

/** A single instance, of which it is known by itself whether it exists. */
export function onlyOne({ exists, repeated }: Pick<InstanceSlot, "exists" | "repeated">): Repetition {
  return { kind: "single", slots: [{ ...SINGLE_SLOT, exists, repeated }] };
}

/** `named`: the keys of instances that there are, whatever else is not known. */
export function repetitionOf(block: Block, scope: Scope, named: ReadonlySet<string>): Repetition {
  const [count, forEach] = [argument(block, "count"), argument(block, "for_each")];
  const enabled = enabledOf(block, scope);
  const given = (["count", "for_each", "enabled"] as const).filter((_, at) => [count, forEach, enabled][at]);
  if (given.length > 1) {
    const message = `Only one of count, for_each and enabled can say how many instances there are: ${given.join(" and ")} are given.`;
    refuse(message, (enabled ?? forEach!).span, scope);
  }
  if (count !== undefined) return countOf(count.expression, scope, named);
  if (forEach !== undefined) return forEachOf(forEach.expression, scope, named);
  if (enabled === undefined || enabled.exists === true) return SINGLE;
  if (enabled.exists === false) return { ...SINGLE, slots: [] };
  const slot = { ...SINGLE_SLOT, exists: enabled.exists };
  return { kind: "single", slots: [slot], alternatives: [[slot.suffix], []], decidedBy: enabled.exists };
}

function refuse(message: string, span: Span, scope: Scope): void {
  scope.report({ code: "invalid-repetition", severity: "error", message, span });
}

function countOf(expression: Expression, scope: Scope, named: ReadonlySet<string>): Repetition {
  const value = convert(evaluate(expression, scope), NUMBER);
  if (!isFailure(value) && value.kind === "unknown") return unknownCount(value, expression, scope, named);
  if (isFailure(value) || value.kind !== "number" || typeof value.value !== "number" || value.value < 0) {
    const why = isFailure(value) ? value.failure : value.kind === "null" ? "it is null" : "it is no whole number";
    refuse(`The value of count must be a whole number, zero or more: ${why}.`, expression.span, scope);
    return { ...SINGLE, kind: "count", slots: [countSlot(0, true)] };
  }
  const count = scope.budget.instances(value.value, expression.span);
  const slots = Array.from({ length: count }, (_, index) => countSlot(index, true));
  if (count === value.value) return { kind: "count", slots, from: whence(expression, value, scope) };
  const further = scope.budget.refused(expression.span);
  return { kind: "count", slots: [...slots, furtherSlot(further, slots)], decidedBy: further };
}

/** Stands for any number of instances besides the known ones. */
function furtherSlot(decidedBy: UnknownValue, known: readonly InstanceSlot[]): InstanceSlot {
  const index = derivedUnknown(`count.index(${decidedBy.symbol})`, NUMBER, [decidedBy]);
  return anySlot(decidedBy, countBinding({ ...index, noneOf: keysOf(known), notNull: true }));
}

function keysOf(slots: readonly InstanceSlot[]): ReadonlySet<string> {
  return new Set(slots.flatMap(({ key }) => (key === undefined ? [] : [String(key)])));
}

function countSlot(index: number, exists: Existence): InstanceSlot {
  const value: Value = { kind: "number", value: index };
  return { suffix: `[${index}]`, key: index, exists, repeated: false, binding: countBinding(value) };
}

function countBinding(index: Value): Binding {
  return { name: "count", value: object([["index", index]]), outer: undefined };
}

function unknownCount(
  value: UnknownValue,
  expression: Expression,
  scope: Scope,
  named: ReadonlySet<string>,
): Repetition {
  const counts =
    value.oneOf?.map((one) => (one.kind === "number" && typeof one.value === "number" ? one.value : -1)) ?? [];
  const most = Math.max(...counts);
  if (counts.length > 0 && Math.min(...counts) >= 0 && most <= MAX_POSSIBLE) {
    const allowed = scope.budget.instances(most, expression.span);
    const slots = Array.from({ length: allowed }, (_, index) =>
      countSlot(index, counts.every((count) => count > index) ? true : value),
    );
    if (allowed < most) return { kind: "count", slots: [...slots, furtherSlot(value, slots)], decidedBy: value };
    const distinct = [...new Set(counts)].sort((a, b) => a - b);
    const alternatives = distinct.map((count) => slots.slice(0, count).map((slot) => slot.suffix));
    return { kind: "count", slots, alternatives, decidedBy: value };
  }
  const few = Math.max(-1, ...[...named].map(Number).filter((index) => index < MAX_POSSIBLE)) + 1;
  const slots = Array.from({ length: scope.budget.instances(few, expression.span) }, (_, at) => countSlot(at, value));
  return { kind: "count", slots: [...slots, furtherSlot(value, slots)], decidedBy: value };
}

function forEachOf(expression: Expression, scope: Scope, named: ReadonlySet<string>): Repetition {
  const value = without(whereNotNull(evaluate(expression, scope)), isBecomeList);
  if (value.sensitive)
    refuse("The value of for_each must not be sensitive: its keys become addresses.", expression.span, scope);
  if (value.kind === "unknown" && value.oneOf !== undefined)
    return possibleForEach(value, value.oneOf, expression, scope, named);
  const pairs = pairsOfForEach(value, expression, scope, named);
  const { slots, decidedBy } = limited(pairs.slots, expression, scope.budget);
  return { kind: "for-each", decidedBy: decidedBy ?? pairs.decidedBy, slots, from: whence(expression, value, scope) };
}

/** What is a set unless it was converted to a list, of which there are no instances. */
function isBecomeList(value: Value): boolean {
  return value.kind === "list" && value.shape === "list" && value.typeOpen !== undefined;
}

/** As many as a root may have, with a pattern for those beyond. */
function limited(
  slots: readonly InstanceSlot[],
  { span }: Expression,
  budget: Budget,
): Pick<Repetition, "slots" | "decidedBy"> {
  const allowed = budget.instances(slots.length, span);
  if (allowed === slots.length) return { slots };
  const further = budget.refused(span);
  const kept = slots.slice(0, allowed);
  return { slots: [...kept, patternSlot(further, keysOf(kept))], decidedBy: further };
}

function pairsOfForEach(
  value: Value,
  expression: Expression,
  scope: Scope,
  named: ReadonlySet<string>,
): Omit<Repetition, "kind"> {
  const whole = value.kind === "unknown" ? (scope.instances.whole(value) ?? value) : value;
  if (whole.kind === "unknown") return { slots: openSlots([], whole, named), decidedBy: whole };
  if (whole.kind !== "map" && whole.kind !== "list") {
    const what = whole.kind === "null" ? "null" : "neither a map nor a set of strings";
    refuse(`The value of for_each must be a map or a set of strings: this is ${what}.`, expression.span, scope);
    return { slots: [] };
  }
  if (whole.kind === "list" && whole.shape !== "set") {
    refuse(
      "The value of for_each must be a map or a set of strings: this is a list (toset() makes a set of it).",
      expression.span,
      scope,
    );
  }
  const rest = whole.kind === "map" && whole.restEntries !== undefined ? undefined : whole.rest;
  // Over instances that are only named somewhere, these may not be there.
  const exists = rest === undefined || isCertain(whole) ? true : rest;
  const slots =
    whole.kind === "map"
      ? slotsOfMap(whole, exists, scope)
      : slotsOfEntries(
          whole.elements.map((one) => [one, one]),
          exists,
          scope,
        );
  return rest === undefined ? { slots } : { slots: openSlots(slots, rest, named), decidedBy: rest };
}

/** The known instances, those that are named besides, and a pattern for all others. */
function openSlots(
  known: readonly InstanceSlot[],
  decidedBy: UnknownValue,
  named: ReadonlySet<string>,
): readonly InstanceSlot[] {
  const isSet = decidedBy.type.kind === "set";
  const further = [...named].filter((key) => known.every((slot) => slot.key !== key)).sort(compareText);
  const slots = further.map((key): InstanceSlot => {
    const text = { kind: "string", value: key } as const;
    return eachSlot(key, text, isSet ? text : furtherElement(decidedBy, `[${quoteKey(key)}]`), decidedBy);
  });
  return [...known, ...slots, patternSlot(decidedBy, keysOf([...known, ...slots]))];
}

/** What is repeated over instances is there where they are. */
function slotsOfMap(value: MapValue, all: Existence, scope: Scope): readonly InstanceSlot[] {
  const known = sortedKeys(value.entries).map((key) => {
    const span = value.keySpans?.get(key);
    const origin = span === undefined ? {} : { origin: { kind: "literal" as const, span } };
    const of = value.entries.get(key)!;
    const exists = of.kind === "unknown" ? scope.instances.existence(of) : undefined;
    return eachSlot(key, { kind: "string", value: key, ...origin }, of, exists ?? all);
  });
  return [...known, ...slotsOfEntries(value.restEntries ?? [], all, scope)];
}

/** A key that is not known makes an instance all the same: its address has the expression, as a key in quotes would be one that there is. */
function slotsOfEntries(entries: readonly MapEntry[], all: Existence, scope: Scope): readonly InstanceSlot[] {
  const slots = new Map<string, InstanceSlot>();
  for (const [given, value] of entries) {
    const text = convert(given, STRING);
    const known = !isFailure(text) && text.kind === "string" ? text.value : undefined;
    const key = known ?? symbolOf(given);
    const written = known === undefined ? key : quoteKey(known);
    const exists = value.kind === "unknown" ? scope.instances.existence(value) : undefined;
    if (!slots.has(written)) slots.set(written, eachSlot(key, given, value, exists ?? all, written));
  }
  return [...slots].sort(([a], [b]) => compareText(a, b)).map(([, slot]) => slot);
}

function eachSlot(key: string, each: Value, value: Value, exists: Existence, written = quoteKey(key)): InstanceSlot {
  return { suffix: `[${written}]`, key, exists, repeated: false, binding: eachBinding(each, value) };
}

function eachBinding(key: Value, value: Value): Binding {
  return { name: "each", value: keyAndValue(key, value), outer: undefined };
}

/** What an iterator is: `each`, or that of a dynamic block. */
export function keyAndValue(key: Value, value: Value): MapValue {
  return object(Object.entries({ key, value }));
}

/**
 * Stands for any number of instances with other keys than `known`; its key and value are named after what decides them, so that equal
 * collections agree.
 */
function patternSlot(decidedBy: UnknownValue, known: ReadonlySet<string>): InstanceSlot {
  const isSet = decidedBy.type.kind === "set";
  const { oneOf: _, ...plain } = decidedBy;
  const value = furtherElement(decidedBy, "[each]");
  const key = isSet
    ? value
    : { ...partOf(plain, "[each]", STRING), symbol: `each.key(${decidedBy.symbol})`, notNull: true as const };
  return anySlot(decidedBy, eachBinding(key.kind === "unknown" ? { ...key, noneOf: known } : key, value));
}

function anySlot(exists: UnknownValue, binding: Binding): InstanceSlot {
  return { suffix: "[*]", key: undefined, exists, repeated: true, binding };
}

/** `for_each` is one of several collections: every key of any of them may exist. */
function possibleForEach(
  decidedBy: UnknownValue,
  collections: readonly Value[],
  expression: Expression,
  scope: Scope,
  named: ReadonlySet<string>,
): Repetition {
  const all = collections.map((collection) => pairsOfForEach(collection, expression, scope, named).slots);
  const slots = [...groupBy(all.flat(), ({ suffix }) => suffix)].map(([suffix, found]): InstanceSlot => {
    const [first] = found;
    const value = oneOf(`${decidedBy.symbol}${suffix}`, found.map(valueOfSlot), [decidedBy]);
    const key = first.binding?.value.kind === "map" ? first.binding.value.entries.get("key") : undefined;
    const exists = found.length === collections.length && !first.repeated ? true : decidedBy;
    return { ...first, exists, ...(key === undefined ? {} : { binding: eachBinding(key, value) }) };
  });
  const alternatives = all.map((some) => some.map((slot) => slot.suffix));
  return { kind: "for-each", alternatives, decidedBy, ...limited(slots, expression, scope.budget) };
}

function valueOfSlot(slot: InstanceSlot): Value {
  const each = slot.binding?.value;
  return (each?.kind === "map" ? each.entries.get("value") : undefined) ?? { kind: "null", type: { kind: "dynamic" } };
}
