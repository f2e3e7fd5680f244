/** Arithmetic with 512 bits and its decimal output: against doubles, against rational numbers, and laws. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  type BigFloat,
  compare,
  divide,
  fromDouble,
  infinity,
  multiply,
  type Num,
  negate,
  POSITIVE_INFINITY,
  parseNumber,
  parts,
  rounded,
  toDouble,
  truncated,
} from "../../src/base/big-float.ts";
import { formatNumber, formatVerb } from "../../src/base/number-text.ts";

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.integer({ min: -60, max: 60 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`);

function number(text: string): Num {
  const parsed = parseNumber(text);
  if (parsed === undefined) throw new Error(`no number: ${text}`);
  return parsed;
}

function of(value: number): Num {
  const converted = fromDouble(value);
  if (converted === undefined) throw new Error("NaN");
  return converted;
}

describe("with 53 bits it is the arithmetic of doubles", () => {
  test("a double is read back", () => {
    fc.assert(fc.property(double, (value) => Object.is(toDouble(of(value)), value)));
  });

  test.each([
    ["sum", add, (a: number, b: number) => a + b],
    ["product", multiply, (a: number, b: number) => a * b],
    ["quotient", divide, (a: number, b: number) => a / b],
  ] as const)("%s", (_, exact, plain) => {
    const moderate = fc
      .double({ noNaN: true, min: -1e100, max: 1e100 })
      .filter((value) => value === 0 || Math.abs(value) > 1e-100);
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const result = exact(of(a), of(b), 53);
        const wanted = plain(a, b);
        return result === undefined ? Number.isNaN(wanted) : toDouble(result) === wanted;
      }),
    );
  });

  // The smallest doubles have fewer bits; here every number has them all.
  const normal = double.filter((value) => value === 0 || Math.abs(value) >= 2 ** -1022);

  test("the shortest decimal is as short as JavaScript's and reads back", () => {
    fc.assert(
      fc.property(normal, (value) => {
        const text = formatVerb(of(value), "e", undefined, 53);
        const digits = (of: string) => of.replace(/e.*/, "").replace(/[-.]/g, "").replace(/0+$/, "").length;
        expect(Number(text)).toBe(value);
        expect(digits(text)).toBeLessThanOrEqual(digits(value.toExponential()));
      }),
    );
  });
});

describe("with 512 bits", () => {
  test("what is written reads back as the same number", () => {
    fc.assert(fc.property(decimal, (text) => compare(number(formatNumber(number(text))), number(text)) === 0));
  });

  test("a result is the nearest number: off by at most half of the last bit", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const [a, b] = [number(left), number(right)];
        if (compare(b, 0) === 0) return true;
        const quotient = divide(a, b);
        if (quotient === undefined || infinity(quotient) !== 0) return false;
        const { mantissa, exponent } = parts(quotient);
        const [x, y] = [parts(a), parts(b)];
        // |m·2^e − x/y| ≤ 2^(e + lost − 1) where the mantissa could have had 512 bits, cross-multiplied.
        const bits = mantissa.toString(2).replace("-", "").length;
        const lowest = exponent - (512 - bits);
        const shift = (value: bigint, by: number) => value << BigInt(by);
        const base = Math.min(lowest - 1 + y.exponent, x.exponent, exponent + y.exponent);
        const error = shift(mantissa * y.mantissa, exponent + y.exponent - base) - shift(x.mantissa, x.exponent - base);
        const half = shift(y.mantissa < 0n ? -y.mantissa : y.mantissa, lowest - 1 + y.exponent - base);
        return (error < 0n ? -error : error) <= half;
      }),
    );
  });

  test("sums and products of integers are exact", () => {
    const whole = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n });
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(truncated(add(rounded(a, 0), rounded(b, 0))!)).toBe(a + b);
        expect(truncated(multiply(rounded(a, 0), rounded(b, 0))!)).toBe(a * b);
        expect(Math.sign(compare(rounded(a, 0), rounded(b, 0)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  test("addition commutes, and negation turns it round", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const [a, b] = [number(left), number(right)];
        expect(compare(add(a, b)!, add(b, a)!)).toBe(0);
        expect(compare(add(a, negate(a))!, 0)).toBe(0);
      }),
    );
  });

  test("a safe integer is always a plain number, and every other number is not", () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const value = number(text);
        if (typeof value === "number") return Number.isSafeInteger(value);
        const { mantissa, exponent } = value as BigFloat;
        return (
          exponent < 0 ||
          mantissa << BigInt(exponent) > 2n ** 53n - 1n ||
          mantissa << BigInt(exponent) < -(2n ** 53n) + 1n
        );
      }),
    );
  });
});

test.each([
  ["1/3", formatNumber(divide(1, 3)!), `0.${"3".repeat(154)}5`],
  ["1/3 with 64 bits", formatNumber(divide(1, 3, 64)!, 64), "0.33333333333333333334"],
  ["-0", formatNumber(-0), "-0"],
  ["infinity", formatNumber(POSITIVE_INFINITY), "+Inf"],
  ["large", formatNumber(number("123456789012345678901234567890")), "123456789012345678901234567890"],
  ["tiny", formatNumber(number("1e-7")), "0.0000001"],
  ["without measure", formatNumber(number("1e99999")), `1${"0".repeat(99_999)}`],
  ["next to nothing", formatNumber(number("-1.5e-99999")), `-0.${"0".repeat(99_998)}15`],
  ["%g turns to exponents", formatVerb(1_000_000, "g", undefined), "1e+06"],
  ["%.0f rounds to even", formatVerb(number("2.5"), "f", 0), "2"],
])("%s is written as Go writes it", (_, got, wanted) => {
  expect(got).toBe(wanted);
});

test.each(["", ".", "-", "1e", "0x10", "1_000", " 1", "NaN", "infinity", "1e999999"])("%j is no number", (text) => {
  expect(parseNumber(text)).toBeUndefined();
});

test("opposite infinities have no sum, and zero by zero no quotient", () => {
  expect(add(POSITIVE_INFINITY, negate(POSITIVE_INFINITY))).toBeUndefined();
  expect(divide(0, 0)).toBeUndefined();
  expect(multiply(0, POSITIVE_INFINITY)).toBeUndefined();
  expect(divide(1, 0)).toEqual(POSITIVE_INFINITY);
});

test("exponents without bound overflow instead of filling the memory", () => {
  expect(infinity(rounded(1n, 10_000_000))).toBe(1);
  expect(rounded(1n, -10_000_000)).toBe(0);
});
