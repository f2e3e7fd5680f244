/** Converted arguments into what implementations work with. */
import { infinity, isInteger, type Num, truncated } from "../../../../base/big-float.ts";
import { sortedKeys } from "../../../../base/text-order.ts";
import type { ListValue, MapValue, Value } from "../../../../base/value.ts";
import { type Failure, isFailure } from "../types/failure.ts";
import { badArgument } from "./function-spec.ts";

/** The text of a known string. */
export function textOf(value: Value | undefined): string {
  return value?.kind === "string" ? value.value : "";
}

/** A known number. */
export function numberOf(value: Value | undefined): Num {
  return value?.kind === "number" ? value.value : 0;
}

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

/** A known number as a 64-bit integer; those beyond what a plain number holds exactly are only ever compared with small ones. */
export function integerOf(value: Value | undefined): number | Failure {
  const number = numberOf(value);
  const whole = infinity(number) === 0 && isInteger(number) ? truncated(number) : undefined;
  if (whole === undefined || whole < MIN_INT || whole > MAX_INT) {
    return { failure: `value must be a whole number, between ${MIN_INT} and ${MAX_INT}` };
  }
  return Number(whole);
}

/** As `integerOf`, the failure being that of an argument. */
export function integerArgument(args: readonly Value[], at: number, prefix = ""): number | Failure {
  const integer = integerOf(args[at]);
  return typeof integer !== "number" && isFailure(integer) ? badArgument(at, `${prefix}${integer.failure}`) : integer;
}

/** A known number as an integer of any size. */
export function bigIntegerOf(value: Value | undefined): bigint | Failure {
  const number = numberOf(value);
  if (infinity(number) !== 0 || !isInteger(number)) return { failure: "value must be a whole number" };
  return truncated(number);
}

export function isSequence(value: Value): value is ListValue {
  return value.kind === "list" && value.shape !== "set";
}

export function elementsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === "list" ? value.elements : [];
}

/** The entries in the order in which Terraform iterates them. */
export function entriesOf(value: MapValue): readonly (readonly [string, Value])[] {
  return sortedKeys(value.entries).map((key) => [key, value.entries.get(key)!]);
}

export function isFailed(value: number | bigint | Failure): value is Failure {
  return typeof value === "object";
}
