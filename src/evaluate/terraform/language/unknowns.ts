/** The ways in which a value becomes unknown into unknown values with cause, identity and hint. */

import type { Span } from "../../../base/source-file.ts";
import { DYNAMIC, STRING, type Type } from "../../../base/type.ts";
import type { Cause, UnknownValue, Value } from "../../../base/value.ts";
import { symbolOf } from "../../../values/derived.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { AFTER_APPLY, CORRECT_IT } from "./hints.ts";
import { typeOf } from "./types/type-of.ts";
import { unify } from "./types/unify.ts";

/** More alternatives than this are not kept. */
export const MAX_ALTERNATIVES = 16;

/** The configuration is wrong here; a diagnostic says how. */
export function errorUnknown(symbol: string, text: string, span: Span): UnknownValue {
  return makeUnknown({ cause: { kind: "error", text, hint: CORRECT_IT, span }, symbol });
}

/** A value whose type tells its shape, each unknown part with its own name: `var.x.port`. */
export function shaped(type: Type, symbol: string, cause: Cause): Value {
  if (type.kind === "object") {
    const entries = new Map<string, Value>();
    for (const [name, attribute] of type.attributes)
      entries.set(name, shaped(attribute.type, `${symbol}.${name}`, cause));
    return { kind: "map", shape: "object", entries };
  }
  if (type.kind === "tuple") {
    const elements = type.elements.map((element, index) => shaped(element, `${symbol}[${index}]`, cause));
    return { kind: "list", shape: "tuple", elements };
  }
  return makeUnknown({ type, cause, symbol });
}

/** A part of an unknown: as unknown for the same reason, named after it. `step` is `.name` or `[key]` as written in symbols. */
export function partOf(whole: UnknownValue, step: string, type: Type): UnknownValue {
  const { oneOf: _, notNull: __, plain: ___, prefix: ____, least: _____, ref, ...rest } = whole;
  const attribute = step.startsWith(".") ? step : `.${step.slice(1, -1).replace(/^"(.*)"$/, "$1")}`;
  return {
    ...rest,
    type,
    symbol: `${whole.symbol}${step}`,
    ...(ref === undefined || ref.attribute === "" ? {} : { ref: { ...ref, attribute: ref.attribute + attribute } }),
  };
}

/** The type of an attribute or element of a value of a type. */
export function elementTypeOf(type: Type, key: string | undefined): Type {
  if (type.kind === "list" || type.kind === "set" || type.kind === "map") return type.element;
  if (type.kind === "object" && key !== undefined) return type.attributes.get(key)?.type ?? DYNAMIC;
  if (type.kind === "tuple" && key !== undefined) return type.elements[Number(key)] ?? DYNAMIC;
  return DYNAMIC;
}

/** One of several values, which one is decided by the unknowns `from`; a single value where they are all the same. */
export function oneOf(symbol: string, values: readonly Value[], from: readonly UnknownValue[]): Value {
  const distinct = new Map<string, Value>();
  let complete = true;
  for (const value of values.flatMap(alternativesOf)) {
    if (value.kind === "unknown" && value.cause.kind === "error" && values.length > 1) continue;
    const key = `${value.kind}:${symbolOf(value)}`;
    if (!distinct.has(key)) distinct.set(key, value);
  }
  const alternatives = [...distinct.values()];
  const [only] = alternatives;
  if (alternatives.length === 1 && only !== undefined) return only;
  if (only === undefined) return values[0] ?? derivedUnknown(symbol, DYNAMIC, from);
  if (alternatives.length > MAX_ALTERNATIVES) complete = false;
  const type = unify(alternatives.map(typeOf)) ?? DYNAMIC;
  const unknown = derivedUnknown(symbol, type, from);
  const notNull = alternatives.every(isCertainlyNotNull) ? { notNull: true as const } : {};
  return complete ? { ...unknown, oneOf: alternatives, ...notNull } : { ...unknown, ...notNull };
}

function alternativesOf(value: Value): readonly Value[] {
  return value.kind === "unknown" && value.oneOf !== undefined ? value.oneOf : [value];
}

/** An unknown that is made from others. */
export function derivedUnknown(symbol: string, type: Type, from: readonly UnknownValue[]): UnknownValue {
  const names = from.slice(0, 3).map((unknown) => unknown.symbol);
  const text = names.length === 0 ? "it is made from unknown values" : `it depends on ${names.join(", ")}`;
  return makeUnknown({ type, cause: { kind: "derived", text }, symbol, from });
}

function isCertainlyNotNull(value: Value): boolean {
  return value.kind === "unknown" ? value.notNull === true : value.kind !== "null";
}

/** What the attribute of a resource is called for people: `aws_lb.main.arn`. */
export function computedUnknown(
  root: string,
  prefix: string,
  address: string,
  attribute: string,
  span: Span,
): UnknownValue {
  const certain = attribute === "id" || attribute === "arn";
  return makeUnknown({
    type: /(^|_)(id|arn|name)$/.test(attribute) ? STRING : DYNAMIC,
    cause: { kind: "computed", text: `${address}.${attribute} is known only after apply`, hint: AFTER_APPLY, span },
    symbol: `${prefix}${address}.${attribute}`,
    ref: { root, address, attribute },
    ...(certain ? { notNull: true as const } : {}),
  });
}

/** Marks a value and everything in it as sensitive. */
export function markSensitive(value: Value): Value {
  if (value.kind === "list") return { ...value, sensitive: true, elements: value.elements.map(markSensitive) };
  if (value.kind === "map") {
    const entries = new Map([...value.entries].map(([key, entry]) => [key, markSensitive(entry)]));
    return { ...value, sensitive: true, entries };
  }
  return { ...value, sensitive: true };
}
