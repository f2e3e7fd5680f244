/** The functions that convert values or choose among them (https://developer.hashicorp.com/terraform/language/functions#type-conversion-functions). */
import { BOOL, DYNAMIC, NUMBER, STRING, type Type, type Value } from "../../../../base/value.ts";
import { derived, isFilled, isSensitive } from "../../../../values/unknown.ts";
import { convert, isConvertible } from "../types/convert.ts";
import { asFarAsKnown } from "../types/opened.ts";
import { MAX_ALTERNATIVES } from "../types/text.ts";
import { constraintName, friendlyName, mismatch, quote, typeText } from "../types/type-words.ts";
import { unify } from "../types/unify.ts";
import { bool, each, type Failure, isFailure, list, map, type Result, string, typeOf } from "../types/values.ts";
import { markSensitive, unmarkSensitive } from "../unknowns.ts";
import type { FunctionSpec, Functions } from "./function-spec.ts";
import { allAs, badArgument, dear, define, failed, many, PARTLY, PASSED_ON, param } from "./function-spec.ts";

const ANYTHING = param("value", DYNAMIC, { ...PASSED_ON, nullable: true });
const ALL = param("vals", DYNAMIC, { ...PARTLY, nullable: true });

export const CONVERSION_FUNCTIONS: Functions = {
  tostring: conversion(STRING),
  tonumber: conversion(NUMBER),
  tobool: conversion(BOOL),
  tolist: dear(2, conversion({ kind: "list", element: DYNAMIC })),
  toset: dear(8, conversion({ kind: "set", element: DYNAMIC })),
  tomap: dear(2, conversion({ kind: "map", element: DYNAMIC })),
  coalesce: define([many(ALL)], DYNAMIC, (args) => {
    const type = unify(args.map(typeOf));
    if (type === undefined) return failed("all arguments must have the same type");
    // As in Terraform, an argument that cannot be converted after all is an error.
    const converted = each(args, (arg) => convert(arg, type));
    if (isFailure(converted)) return failed(converted.failure);
    const all = asFarAsKnown(args, converted);
    const possible: Value[] = [];
    for (const value of all) {
      const over = passedOver(value);
      if (over === true) continue;
      possible.push(value);
      if (over === false) break;
    }
    const [first] = possible;
    if (first === undefined) return failed("no non-null, non-empty-string arguments");
    if (possible.length === 1) return first;
    const settled = passedOver(possible.at(-1)!) === false && possible.length <= MAX_ALTERNATIVES;
    return derived("coalesce", possible, all === converted ? type : DYNAMIC, {
      notNull: true,
      ...(settled ? { oneOf: possible } : {}),
    });
  }),
  /** The legacy constructors, gone since Terraform 0.15 and common in older configurations. */
  list: define([many(ALL)], DYNAMIC, (args) => {
    const elements = inOneType(args);
    return isFailure(elements) ? elements : list(elements);
  }),
  map: define([many(ALL)], DYNAMIC, (args, { unknown }) => {
    if (args.length % 2 !== 0)
      return failed("map requires an even number of two or more arguments, got " + args.length);
    const values = args.filter((_, at) => at % 2 === 1);
    const elements = inOneType(values);
    if (isFailure(elements)) return elements;
    const entries: [string, Value][] = [];
    for (const [at, element] of elements.entries()) {
      const key = convert(args[at * 2]!, STRING);
      if (isFailure(key)) return badArgument(at * 2, key.failure);
      if (key.kind !== "string") return unknown(args);
      entries.push([key.value, element]);
    }
    return map(entries);
  }),
  sensitive: define([ANYTHING], DYNAMIC, ([value]) => markSensitive(value)),
  nonsensitive: define([{ ...ANYTHING, unmarked: true }], DYNAMIC, ([value]) =>
    value.sensitive === true ? unmarkSensitive(value) : value,
  ),
  issensitive: define([{ ...ANYTHING, unmarked: true }], BOOL, ([value]) => {
    if (value.sensitive === true) return bool(true);
    return value.kind === "unknown" ? derived("issensitive", [value], BOOL) : bool(false);
  }),
  // Ephemeral values are not told apart here: the value stays what it is.
  ephemeralasnull: define([ANYTHING], DYNAMIC, ([value]) => value),
  type: define([ANYTHING], STRING, ([value]) => string(typeText(typeOf(value)))),
};

function conversion(type: Type): FunctionSpec {
  return define([{ ...ANYTHING, name: "v" }], type, ([value]): Result => {
    const given = typeOf(value);
    if (!isConvertible(value, type)) return badArgument(0, refusal(given, type));
    const converted = convert(value, type);
    return isFailure(converted) ? badArgument(0, explained(value, given, type)) : converted;
  });
}

function refusal(given: Type, type: Type): string {
  const same = given.kind === type.kind && (given.kind === "object" || given.kind === "tuple");
  if (same) return `incompatible ${given.kind} type for conversion: ${mismatch(given, type)}`;
  return `cannot convert ${friendlyName(given)} to ${constraintName(type)}`;
}

function explained(value: Value, given: Type, type: Type): string {
  if (isSensitive(value)) return `cannot convert this sensitive ${friendlyName(given)} to ${constraintName(type)}`;
  const text = value.kind === "string" ? quote(value.value) : "string";
  if (given.kind === "string" && type.kind === "bool") {
    return `cannot convert ${text} to bool; only the strings "true" or "false" are allowed`;
  }
  if (given.kind === "string" && type.kind === "number") {
    return `cannot convert ${text} to number; given string must be a decimal representation of a number`;
  }
  return refusal(given, type);
}

/** Whether a value is passed over: true, false, or undefined where that is not known. */
function passedOver(value: Value): boolean | undefined {
  if (value.kind === "null") return true;
  if (value.kind === "string") return value.value === "";
  if (isFilled(value)) return false;
  if (value.kind === "text") return undefined;
  if (value.kind !== "unknown") return false;
  const [first, ...others] = (value.oneOf ?? []).map(passedOver);
  if (first !== undefined && others.every((one) => one === first)) return first;
  const isText = value.type.kind === "string" || value.type.kind === "dynamic";
  return value.notNull === true && !isText ? false : undefined;
}

function inOneType(args: readonly Value[]): readonly Value[] | Failure {
  if (args.length === 0) return args;
  const type = unify(args.map(typeOf));
  if (type === undefined) return failed("all arguments must have the same type");
  const converted = allAs(args, type);
  return isFailure(converted) ? converted : asFarAsKnown(args, converted);
}
