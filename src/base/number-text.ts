/** A decimal number as written into a number value with Terraform's precision. */
import type { NumberValue } from "./value.ts";

/** Bits of the mantissa, as in Terraform (cty parses with 512 bits of precision, rounding to nearest even). */
const PRECISION = 512;
/** Exponents beyond this are refused: no text of a configuration means them. */
const MAX_EXPONENT = 100_000;

/** `8080`, `1.5`, `-2e3`; undefined where the text is no number. */
export function numberFromText(text: string): NumberValue | undefined {
  const match = /^([+-]?)([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const digits = BigInt(sign === "-" ? `-${whole}${fraction}` : whole + fraction);
  const [numerator, denominator] =
    exponent >= 0 ? [digits * 10n ** BigInt(exponent), 1n] : [digits, 10n ** BigInt(-exponent)];
  if (numerator % denominator === 0n) {
    const integer = numerator / denominator;
    if (integer >= BigInt(Number.MIN_SAFE_INTEGER) && integer <= BigInt(Number.MAX_SAFE_INTEGER)) {
      return { kind: "number", value: Number(integer) };
    }
  }
  return { kind: "number", value: quotient(numerator, denominator) };
}

/** numerator / denominator rounded to 512 bits, with an odd mantissa. */
function quotient(numerator: bigint, denominator: bigint): { readonly mantissa: bigint; readonly exponent: number } {
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const shift = PRECISION + 2 - (bitLength(magnitude) - bitLength(denominator));
  const scaled = shift >= 0 ? magnitude << BigInt(shift) : magnitude;
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift);
  let mantissa = scaled / divisor;
  let exponent = -shift;
  const sticky = scaled % divisor !== 0n;
  const drop = bitLength(mantissa) - PRECISION;
  if (drop > 0) {
    const mask = (1n << BigInt(drop)) - 1n;
    const half = 1n << BigInt(drop - 1);
    const lost = mantissa & mask;
    mantissa >>= BigInt(drop);
    exponent += drop;
    if (lost > half || (lost === half && (sticky || (mantissa & 1n) === 1n))) mantissa += 1n;
  }
  while (mantissa !== 0n && (mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  return { mantissa: negative ? -mantissa : mantissa, exponent };
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
