/**
 * Numbers as Terraform has them: binary floating point with a mantissa of up to 512 bits, rounded to nearest even
 * (Go's big.Float, https://pkg.go.dev/math/big#Float).
 */

/** A number that is not a safe integer. Finite: mantissa × 2^exponent with a mantissa of at most 512 bits; or an infinity. */
export interface BigFloat {
  /** Signed; odd unless zero. Meaningless where `infinite` is set. */
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly infinite?: 1 | -1;
}

/** A plain number is a safe integer (perhaps -0); every other number is a BigFloat. */
export type Num = number | BigFloat;

/** The bits of mantissa of a number that was written in decimal. */
export const FULL_PRECISION = 512;
/** The bits of mantissa of a number that was counted by the language (`length`, the index of an element). */
export const INTEGER_PRECISION = 64;
/** The bits of mantissa of a number that was computed in double precision (`log`, `pow`). */
const DOUBLE_PRECISION = 53;

/** Decimal exponents beyond this are refused: no configuration means them, and writing them out would take forever. */
const MAX_DECIMAL_EXPONENT = 100_000;
/** Binary exponents beyond this overflow to infinity, or underflow to zero. */
const MAX_EXPONENT = 1_000_000;

export const POSITIVE_INFINITY: BigFloat = { mantissa: 0n, exponent: 0, infinite: 1 };
export const NEGATIVE_INFINITY: BigFloat = { mantissa: 0n, exponent: 0, infinite: -1 };

/** Which infinity a number is; 0 for a finite one. */
export function infinity(value: Num): 1 | -1 | 0 {
  return typeof value === "number" ? 0 : (value.infinite ?? 0);
}

/** The sign: -1, 0 or 1. */
export function sign(value: Num): number {
  if (typeof value === "number") return value === 0 ? 0 : Math.sign(value);
  if (value.infinite !== undefined) return value.infinite;
  return value.mantissa > 0n ? 1 : value.mantissa < 0n ? -1 : 0;
}

/** mantissa × 2^exponent, rounded to the precision; `sticky` where further non-zero bits follow below the mantissa. */
export function rounded(mantissa: bigint, exponent: number, precision = FULL_PRECISION, sticky = false): Num {
  if (mantissa === 0n) return 0;
  const negative = mantissa < 0n;
  const whole = negative ? -mantissa : mantissa;
  const drop = Math.max(0, bitLength(whole) - precision);
  let magnitude = withoutLowBits(whole, drop, sticky);
  let power = exponent + drop;
  const zeros = trailingZeros(magnitude);
  magnitude >>= BigInt(zeros);
  power += zeros;
  const length = bitLength(magnitude) + power;
  if (length > MAX_EXPONENT) return negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  if (length < -MAX_EXPONENT) return negative ? -0 : 0;
  if (power >= 0 && length <= 53) return Number(negative ? -(magnitude << BigInt(power)) : magnitude << BigInt(power));
  return { mantissa: negative ? -magnitude : magnitude, exponent: power };
}

/** A magnitude without its lowest bits, rounded to nearest even; `sticky` where further non-zero bits follow below them. */
function withoutLowBits(magnitude: bigint, drop: number, sticky: boolean): bigint {
  if (drop <= 0) return magnitude;
  const kept = magnitude >> BigInt(drop);
  const lost = magnitude & ((1n << BigInt(drop)) - 1n);
  const half = 1n << BigInt(drop - 1);
  return lost > half || (lost === half && (sticky || (kept & 1n) === 1n)) ? kept + 1n : kept;
}

/** A double as a number; undefined for NaN. */
export function fromDouble(value: number): Num | undefined {
  if (Number.isNaN(value)) return undefined;
  if (Number.isSafeInteger(value)) return value;
  if (value === Number.POSITIVE_INFINITY) return POSITIVE_INFINITY;
  if (value === Number.NEGATIVE_INFINITY) return NEGATIVE_INFINITY;
  // Doubling is exact: what is no integer is small.
  let [whole, exponent] = [value, 0];
  for (; !Number.isInteger(whole); exponent -= 1) whole *= 2;
  return rounded(BigInt(whole), exponent, DOUBLE_PRECISION);
}

/** The nearest double. */
export function toDouble(value: Num): number {
  if (typeof value === "number") return value;
  if (value.infinite !== undefined) return value.infinite * Number.POSITIVE_INFINITY;
  const negative = value.mantissa < 0n;
  const magnitude = negative ? -value.mantissa : value.mantissa;
  const length = bitLength(magnitude);
  const top = length + value.exponent;
  if (top > 1024) return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const precision = Math.min(53, top + 1074);
  if (precision < 0) return negative ? -0 : 0;
  const drop = Math.max(0, length - precision);
  const kept = withoutLowBits(magnitude, drop, false);
  const power = value.exponent + drop;
  const halfPower = Math.trunc(power / 2);
  const result = Number(kept) * 2 ** halfPower * 2 ** (power - halfPower);
  return negative ? -result : result;
}

/**
 * A decimal number as Go's big.ParseFloat reads it in base 10: sign, digits with at most one point, exponent to the base ten (`e`) or
 * two (`p`), or `Inf`. Undefined where the text is no number.
 */
export function parseNumber(text: string): Num | undefined {
  const word = /^([+-]?)[Ii]nf$/.exec(text);
  if (word !== null) return word[1] === "-" ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([eEpP])([+-]?[0-9]+))?$/.exec(text);
  if (match === null) return undefined;
  const [, minus, whole = "", fraction = "", base = "e", power = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const binary = base === "p" || base === "P";
  const { digits, cut } = significant(whole + fraction);
  const decimal = (binary ? 0 : Number(power)) - fraction.length + cut;
  if (Math.abs(decimal) > MAX_DECIMAL_EXPONENT || Math.abs(Number(power)) > MAX_DECIMAL_EXPONENT) return undefined;
  if (digits === 0n) return minus === "-" ? -0 : 0;
  const signed = minus === "-" ? -digits : digits;
  const shift = binary ? Number(power) : 0;
  if (decimal >= 0) return rounded(signed * 10n ** BigInt(decimal), shift);
  return quotient(signed, 10n ** BigInt(-decimal), shift, FULL_PRECISION);
}

/** Digits beyond these decide nothing that 512 bits can hold, but that there are some. */
const MAX_DIGITS = 10_000;

/** The digits as a number, without the last `cut` of them. */
function significant(all: string): { readonly digits: bigint; readonly cut: number } {
  const digits = all.slice(skipZeros(all));
  if (digits.length <= MAX_DIGITS) return { digits: BigInt(digits), cut: 0 };
  const rest = /[1-9]/.test(digits.slice(MAX_DIGITS)) ? "1" : "0";
  return { digits: BigInt(digits.slice(0, MAX_DIGITS) + rest), cut: digits.length - MAX_DIGITS - 1 };
}

function skipZeros(text: string): number {
  let at = 0;
  while (text[at] === "0") at++;
  return at;
}

/** numerator / denominator × 2^exponent, rounded once. */
function quotient(numerator: bigint, denominator: bigint, exponent: number, precision: number): Num {
  const shift = Math.max(0, precision + 2 - (bitLength(numerator) - bitLength(denominator)));
  const scaled = numerator << BigInt(shift);
  return rounded(scaled / denominator, exponent - shift, precision, scaled % denominator !== 0n);
}

export function negate(value: Num): Num {
  if (typeof value === "number") return -value;
  if (value.infinite !== undefined) return value.infinite === 1 ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  return { mantissa: -value.mantissa, exponent: value.exponent };
}

/** The sum; undefined for opposing infinities. */
export function add(a: Num, b: Num, precision = FULL_PRECISION): Num | undefined {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum) && precision >= DOUBLE_PRECISION) return sum;
  }
  if (infinity(a) !== 0 || infinity(b) !== 0) {
    if (infinity(a) + infinity(b) === 0) return undefined;
    return infinity(a) !== 0 ? a : b;
  }
  if (sign(a) === 0) return b;
  if (sign(b) === 0) return a;
  const [left, right] = [parts(a), parts(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  // A summand too small to change anything but the rounding would need as many bits as its distance.
  if (Math.abs(left.exponent - right.exponent) > 4 * FULL_PRECISION) {
    return left.exponent + bitLength(left.mantissa) > right.exponent + bitLength(right.mantissa) ? a : b;
  }
  const sum =
    (left.mantissa << BigInt(left.exponent - exponent)) + (right.mantissa << BigInt(right.exponent - exponent));
  return rounded(sum, exponent, precision);
}

/** The product; undefined for zero times infinity. */
export function multiply(a: Num, b: Num, precision = FULL_PRECISION): Num | undefined {
  if (infinity(a) !== 0 || infinity(b) !== 0) {
    const direction = sign(a) * sign(b);
    return direction === 0 ? undefined : direction > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
  }
  if (sign(a) === 0 || sign(b) === 0) return isNegative(a) !== isNegative(b) ? -0 : 0;
  const [left, right] = [parts(a), parts(b)];
  return rounded(left.mantissa * right.mantissa, left.exponent + right.exponent, precision);
}

/** The quotient; undefined for zero by zero and infinity by infinity; a number by zero is an infinity. */
export function divide(a: Num, b: Num, precision = FULL_PRECISION): Num | undefined {
  const negative = isNegative(a) !== isNegative(b);
  if (infinity(a) !== 0) return infinity(b) !== 0 ? undefined : negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  if (infinity(b) !== 0) return negative ? -0 : 0;
  if (sign(b) === 0) return sign(a) === 0 ? undefined : negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  if (sign(a) === 0) return negative ? -0 : 0;
  const [left, right] = [parts(a), parts(b)];
  return quotient(left.mantissa, right.mantissa, left.exponent - right.exponent, precision);
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Num, b: Num): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (infinity(a) !== 0 || infinity(b) !== 0) return infinity(a) - infinity(b);
  if (sign(a) !== sign(b)) return sign(a) - sign(b);
  const [left, right] = [parts(a), parts(b)];
  const tops = [left.exponent + bitLength(left.mantissa), right.exponent + bitLength(right.mantissa)] as const;
  if (tops[0] !== tops[1]) return (tops[0] - tops[1]) * sign(a);
  const exponent = Math.min(left.exponent, right.exponent);
  const difference =
    (left.mantissa << BigInt(left.exponent - exponent)) - (right.mantissa << BigInt(right.exponent - exponent));
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

export function isInteger(value: Num): boolean {
  return typeof value === "number" || (value.infinite === undefined && value.exponent >= 0);
}

/** The integer part of a finite number, rounded towards zero. */
export function truncated(value: Num): bigint {
  if (typeof value === "number") return BigInt(value);
  if (value.exponent >= 0) return value.mantissa << BigInt(value.exponent);
  const magnitude = value.mantissa < 0n ? -value.mantissa : value.mantissa;
  const whole = -value.exponent > bitLength(magnitude) ? 0n : magnitude >> BigInt(-value.exponent);
  return value.mantissa < 0n ? -whole : whole;
}

/** Whether the sign bit is set: also of -0 and of the negative infinity. */
export function isNegative(value: Num): boolean {
  return typeof value === "number" ? value < 0 || Object.is(value, -0) : sign(value) < 0;
}

/** A finite number as mantissa × 2^exponent. */
export function parts(value: Num): { readonly mantissa: bigint; readonly exponent: number } {
  return typeof value === "number" ? { mantissa: BigInt(value), exponent: 0 } : value;
}

/** The bits of the magnitude. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = (value < 0n ? -value : value).toString(16);
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28;
}

function trailingZeros(value: bigint): number {
  if ((value & 1n) === 1n) return 0;
  const hex = value.toString(16);
  let digits = 0;
  while (hex[hex.length - 1 - digits] === "0") digits++;
  const last = Number.parseInt(hex[hex.length - 1 - digits]!, 16);
  return digits * 4 + (31 - Math.clz32(last & -last));
}
