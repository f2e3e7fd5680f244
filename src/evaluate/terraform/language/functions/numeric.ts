/** The numeric functions (https://developer.hashicorp.com/terraform/language/functions#numeric-functions). */
import {
  add,
  compare,
  FULL_PRECISION,
  fromDouble,
  INTEGER_PRECISION,
  infinity,
  isInteger,
  isNegative,
  NEGATIVE_INFINITY,
  type Num,
  negate,
  POSITIVE_INFINITY,
  rounded,
  toDouble,
  truncated,
} from "../../../../base/big-float.ts";
import { BOOL, DYNAMIC, NUMBER, type NumberValue, type Value } from "../../../../base/value.ts";
import { derived, isCertain, isWhollyKnown } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { friendlyName, quote } from "../types/type-words.ts";
import { type Failure, isFailure, number, type Result, typeOf } from "../types/values.ts";
import type { FunctionSpec, Functions } from "./function-spec.ts";
import {
  badArgument,
  dear,
  define,
  elementsOf,
  failed,
  integerArgument,
  integerOf,
  many,
  numberOf,
  PARTLY,
  param,
} from "./function-spec.ts";
import { logarithm, power } from "./go-math.ts";

const NUM = param("num", NUMBER);
const MAX_RANGE = 1024;

export const NUMERIC_FUNCTIONS: Functions = {
  abs: define([NUM], NUMBER, ([num]) =>
    isNegative(numberOf(num)) ? number(negate(numberOf(num)), precisionOf(num)) : num,
  ),
  ceil: rounding(1),
  floor: rounding(-1),
  log: double("base", (num, base) => logarithm(num) / logarithm(base)),
  pow: double("power", power),
  max: extreme(NEGATIVE_INFINITY, (a, b) => compare(a, b) > 0),
  min: extreme(POSITIVE_INFINITY, (a, b) => compare(a, b) < 0),
  signum: define([NUM], NUMBER, ([num]) => {
    const value = integerOf(num);
    return isFailure(value) ? value : number(Math.sign(value) + 0, INTEGER_PRECISION);
  }),
  parseint: dear(
    16,
    define([param("number", DYNAMIC), param("base", NUMBER)], NUMBER, (args) => {
      const [text] = args;
      if (text.kind !== "string")
        return badArgument(0, `first argument must be a string, not ${friendlyName(typeOf(text))}`);
      const base = integerArgument(args, 1);
      if (isFailure(base)) return base;
      if (base < 2 || base > 62) return badArgument(1, "base must be a whole number between 2 and 62 inclusive");
      const value = parseDigits(text.value, base);
      if (value === undefined) return badArgument(0, `cannot parse ${quote(text.value)} as a base ${base} integer`);
      return number(rounded(value, 0), Math.max(INTEGER_PRECISION, value.toString(2).replace("-", "").length));
    }),
  ),
  sum: define([param("list", DYNAMIC)], NUMBER, (args, { unknown }) => {
    const [list] = args;
    if (list.kind !== "list" && list.kind !== "map") return badArgument(0, "cannot sum noniterable");
    const size = list.kind === "list" ? list.elements.length : list.entries.size;
    if (size === 0) return badArgument(0, "cannot sum an empty list");
    if (list.kind === "map")
      return badArgument(0, `argument must be list, set, or tuple. Received ${friendlyName(typeOf(list))}`);
    if (!isWhollyKnown(list)) return unknown(args);
    return summed(list.elements);
  }),
  alltrue: truths("alltrue", false),
  anytrue: truths("anytrue", true),
  range: define([many(param("params", NUMBER))], { kind: "list", element: NUMBER }, (args) => {
    const limits = rangeLimits(args);
    if (isFailure(limits)) return limits;
    const { start, end, step } = limits;
    if (compare(step.value, 0) === 0) return badArgument(2, "step must not be zero");
    const down = compare(step.value, 0) < 0;
    const order = compare(end.value, start.value);
    if (down && order > 0) return badArgument(1, "end must be less than start when step is negative");
    if (!down && order < 0) return badArgument(1, "end must be greater than start when step is positive");
    const precision = Math.max(start.precision ?? FULL_PRECISION, step.precision ?? FULL_PRECISION);
    const elements: NumberValue[] = [];
    for (let at = start; down ? compare(at.value, end.value) > 0 : compare(at.value, end.value) < 0; ) {
      if (elements.length >= MAX_RANGE) {
        return failed(
          `more than ${MAX_RANGE} values were generated; either decrease the difference between start and end or use a smaller step`,
        );
      }
      elements.push(at);
      const next = add(at.value, step.value, precision);
      if (next === undefined) break;
      at = number(next, precision);
    }
    return { kind: "list", shape: "list", elementType: NUMBER, elements };
  }),
};

/** floor and ceil: to the next integer on one side. */
function rounding(direction: 1 | -1): FunctionSpec {
  return define([NUM], NUMBER, ([num]) => {
    const value = numberOf(num);
    // Zero loses its sign.
    if (compare(value, 0) === 0) return number(0, precisionOf(num));
    if (isInteger(value) || infinity(value) !== 0) return num;
    const whole = truncated(value);
    const away = isNegative(value) === direction < 0;
    const result = rounded(away ? whole + BigInt(direction) : whole, 0);
    return number(result === 0 && isNegative(value) ? 0 : result, precisionOf(num));
  });
}

function precisionOf(value: Value | undefined): number | undefined {
  return value?.kind === "number" ? value.precision : undefined;
}

/** min and max: the element that beats all others. */
function extreme(start: Num, beats: (a: Num, b: Num) => boolean): FunctionSpec {
  return define([many(param("numbers", NUMBER))], NUMBER, (args) => {
    if (args.length === 0) return failed("must pass at least one number");
    let best = number(start);
    for (const arg of args) if (arg.kind === "number" && beats(arg.value, best.value)) best = arg;
    return best;
  });
}

/** log and pow: in double precision, as Go computes them. */
function double(second: string, compute: (a: number, b: number) => number): FunctionSpec {
  return define([NUM, param(second, NUMBER)], NUMBER, ([a, b]) => {
    const result = fromDouble(compute(toDouble(numberOf(a)), toDouble(numberOf(b))));
    return result === undefined ? failed("result is not a number") : number(result, 53);
  });
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** More digits than any number of a configuration has; converting them takes quadratic time. */
const MAX_DIGITS = 5_000;

/** Digits beyond z are the upper case letters; up to base 36 case does not matter. */
function parseDigits(text: string, base: number): bigint | undefined {
  const match = /^([+-]?)([0-9A-Za-z]+)$/.exec(text);
  const digits = match?.[2] ?? "";
  if (digits === "" || digits.length > MAX_DIGITS) return undefined;
  const big = BigInt(base);
  let value = 0n;
  for (const digit of base <= 36 ? digits.toLowerCase() : digits) {
    const worth = DIGITS.indexOf(digit);
    if (worth >= base) return undefined;
    value = value * big + BigInt(worth);
  }
  return match?.[1] === "-" ? -value : value;
}

const NUMBERS_WANTED = "argument must be list, set, or tuple of number values";

function summed(elements: readonly Value[]): Result {
  let total: NumberValue | undefined;
  for (const element of elements) {
    const value = element.kind === "null" ? element : convert(element, NUMBER);
    if (isFailure(value) || value.kind !== "number") return badArgument(0, NUMBERS_WANTED);
    if (total === undefined) {
      total = value;
      continue;
    }
    const precision: number = Math.max(total.precision ?? 512, value.precision ?? 512);
    const next = add(total.value, value.value, precision);
    if (next === undefined) return failed("can't compute sum of opposing infinities");
    total = number(next, precision);
  }
  return total ?? badArgument(0, NUMBERS_WANTED);
}

/** alltrue and anytrue: settled by one element of that value; a null counts as false. */
function truths(name: string, settling: boolean): FunctionSpec {
  return define([param("list", { kind: "list", element: BOOL }, PARTLY)], BOOL, (args) => {
    const [list] = args;
    const elements = elementsOf(list);
    const settled = elements.some(
      (one) => (one.kind === "bool" ? one.value : one.kind === "null" ? false : !settling) === settling,
    );
    if (settled && (list.kind !== "list" || isCertain(list))) return { kind: "bool", value: settling };
    if (!isWhollyKnown(list)) return derived(name, args, BOOL, { notNull: true });
    return { kind: "bool", value: !settling };
  });
}

interface Limits {
  readonly start: NumberValue;
  readonly end: NumberValue;
  readonly step: NumberValue;
}

function rangeLimits(args: readonly Value[]): Limits | Failure {
  const [a, b, c] = args.filter((arg) => arg.kind === "number");
  if (a === undefined || args.length > 3) return failed("must have one, two, or three arguments");
  const [start, end] = b === undefined ? [number(0, INTEGER_PRECISION), a] : [a, b];
  return { start, end, step: c ?? number(compare(end.value, start.value) < 0 ? -1 : 1, INTEGER_PRECISION) };
}
