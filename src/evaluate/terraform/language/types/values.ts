/** Values of the language from their parts, and failures in the place of values. */
import type { BigFloat } from "../../../../base/big-float.ts";
import { DYNAMIC, type Type } from "../../../../base/type.ts";
import type {
  BoolValue,
  ListValue,
  MapValue,
  NullValue,
  NumberValue,
  StringValue,
  Value,
} from "../../../../base/value.ts";
import { typeOf } from "./types.ts";

export const TRUE: BoolValue = { kind: "bool", value: true };
export const FALSE: BoolValue = { kind: "bool", value: false };

export function bool(value: boolean): BoolValue {
  return value ? TRUE : FALSE;
}

/** Terraform's strings are normalised to NFC, and halves of characters are replaced. */
export function string(value: string): StringValue {
  // Below U+0300 nothing combines, and there are no halves.
  if (!/[^\0-\u02ff]/.test(value)) return { kind: "string", value };
  return { kind: "string", value: value.replace(/\p{Surrogate}/gu, "\uFFFD").normalize("NFC") };
}

/** `precision`: the bits of mantissa, where they are not 512. */
export function number(value: number | BigFloat, precision?: number): NumberValue {
  return precision === undefined || precision === 512
    ? { kind: "number", value }
    : { kind: "number", value, precision };
}

export function nullOf(type: Type = DYNAMIC): NullValue {
  return { kind: "null", type };
}

export function tuple(elements: readonly Value[]): ListValue {
  return { kind: "list", shape: "tuple", elements };
}

/** The element type is that of the first element where none is given. */
export function list(elements: readonly Value[], elementType?: Type): ListValue {
  return { kind: "list", shape: "list", elementType: elementType ?? firstType(elements), elements };
}

export function object(entries: Iterable<readonly [string, Value]>): MapValue {
  return { kind: "map", shape: "object", entries: new Map(entries) };
}

export function map(entries: Iterable<readonly [string, Value]>, elementType?: Type): MapValue {
  const all = new Map(entries);
  return { kind: "map", shape: "map", elementType: elementType ?? firstType([...all.values()]), entries: all };
}

/** The type of a collection of elements whose type is not given. */
export function firstType(elements: readonly Value[]): Type {
  return elements[0] === undefined ? DYNAMIC : typeOf(elements[0]);
}

/** The result with the origin and the sensitivity of the value it stands for, unless it has its own. */
export function standingFor<T extends Value>(result: T, source: Value): T {
  if (result === (source as Value)) return result;
  const origin = result.origin ?? source.origin;
  const sensitive = result.sensitive ?? source.sensitive;
  if (origin === result.origin && sensitive === result.sensitive) return result;
  return { ...result, ...(origin === undefined ? {} : { origin }), ...(sensitive === undefined ? {} : { sensitive }) };
}

/** Why an expression has no value, in Terraform's words. `try` and `can` catch it. */
export interface Failure {
  readonly failure: string;
  /** Terraform's heading of the error, such as `Invalid function argument`; absent where the failure has none of its own. */
  readonly summary?: string;
  /** Which argument of a call or operand (from 0) is at fault, where one is. */
  readonly argument?: number;
}

export function isFailure(result: unknown): result is Failure {
  return typeof result === "object" && result !== null && "failure" in result;
}

export type Result = Value | Failure;
