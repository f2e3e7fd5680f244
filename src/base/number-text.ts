/** Numbers into decimal text and back, as Go's big.Float and big.Int write and read them, which is how Terraform has them. */
import {
  bitLength,
  FULL_PRECISION,
  infinity,
  isInteger,
  isNegative,
  type Num,
  parseNumber,
  parts,
  sign,
  truncated,
} from "./big-float.ts";
import type { NumberValue } from "./value.ts";

/** A positive decimal number: 0.d₁d₂d₃… × 10^point; no digits for zero. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** A decimal number as written: `8080`, `1.5`, `-2e3`; undefined where the text is no decimal number. */
export function numberFromText(text: string): NumberValue | undefined {
  const value = /^[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,5})?$/.test(text) ? parseNumber(text) : undefined;
  return value === undefined ? undefined : { kind: "number", value };
}

/** How a number value is converted to a string: the shortest decimal without exponent that reads back as the same number. */
export function numberText(value: NumberValue): string {
  return formatNumber(value.value, value.precision);
}

/** The shortest decimal without exponent that is read back as the same number with that many bits. */
export function formatNumber(value: Num, precision = FULL_PRECISION): string {
  if (typeof value === "number")
    return Object.is(value, -0) ? "-0" : String(value).includes("e") ? BigInt(value).toString() : String(value);
  if (infinity(value) !== 0) return infinity(value) > 0 ? "+Inf" : "-Inf";
  if (isInteger(value) && bitLength(value.mantissa) + value.exponent <= precision) return truncated(value).toString();
  return withSign(value, fixed(shortest(value, precision), undefined));
}

/** As Go's `%e`, `%f` and `%g` write it; `digits` after the point (or significant, for g), the shortest where undefined. */
export function formatVerb(
  value: Num,
  verb: "e" | "E" | "f" | "g" | "G",
  digits: number | undefined,
  precision = FULL_PRECISION,
): string {
  if (infinity(value) !== 0) return infinity(value) > 0 ? "+Inf" : "-Inf";
  const exact = digits === undefined ? shortest(value, precision) : decimal(value);
  if (verb === "f")
    return withSign(value, fixed(digits === undefined ? exact : roundAt(exact, exact.point + digits), digits));
  if (verb === "e" || verb === "E") {
    const kept = digits === undefined ? exact : roundAt(exact, digits + 1);
    return withSign(value, scientific(kept, digits ?? Math.max(kept.digits.length - 1, 0), verb));
  }
  const significant = digits === 0 ? 1 : digits;
  const kept = significant === undefined ? exact : roundAt(exact, significant);
  const wanted = significant ?? kept.digits.length;
  const limit =
    significant === undefined
      ? 6
      : wanted > kept.digits.length && kept.digits.length >= kept.point
        ? kept.digits.length
        : wanted;
  const exponent = kept.digits === "" ? 0 : kept.point - 1;
  if (exponent < -4 || exponent >= limit) {
    const shown = Math.min(wanted, Math.max(kept.digits.length, 1)) - 1;
    return withSign(value, scientific(kept, Math.max(shown, 0), verb === "g" ? "e" : "E"));
  }
  const places = wanted > kept.point ? kept.digits.length : wanted;
  return withSign(value, fixed(kept, Math.max(places - kept.point, 0)));
}

function withSign(value: Num, text: string): string {
  return isNegative(value) ? `-${text}` : text;
}

/** The exact decimal expansion of the magnitude. */
function decimal(value: Num): Decimal {
  if (sign(value) === 0) return { digits: "", point: 0 };
  const { mantissa, exponent } = parts(value);
  return expand(mantissa < 0n ? -mantissa : mantissa, exponent);
}

function expand(mantissa: bigint, exponent: number): Decimal {
  const text =
    exponent >= 0 ? (mantissa << BigInt(exponent)).toString() : (mantissa * 5n ** BigInt(-exponent)).toString();
  const point = exponent >= 0 ? text.length : text.length + exponent;
  return { digits: text.replace(/0+$/, ""), point };
}

const DIGITS_A_BIT = Math.log10(2);

/** The first digits of numbers that are each a mantissa × 2^exponent; behind them a one stands for all that follow, where such do. */
function leading(mantissas: readonly bigint[], exponent: number, count: number): readonly Decimal[] {
  const length = Math.ceil((bitLength(mantissas[0]!) + exponent) * DIGITS_A_BIT);
  // In units of 10^unit they are of about `count` digits.
  const unit = length - count;
  const twos = exponent - unit;
  const factor = (5n ** BigInt(Math.max(0, -unit))) << BigInt(Math.max(0, twos));
  const divisor = (5n ** BigInt(Math.max(0, unit))) << BigInt(Math.max(0, -twos));
  return mantissas.map((mantissa) => {
    const scaled = mantissa * factor;
    const text = (scaled / divisor).toString();
    const digits = scaled % divisor === 0n ? text.replace(/0+$/, "") : `${text}1`;
    return { digits, point: text.length + unit };
  });
}

/** The fewest digits that lie nearer to the number than to any other number of that precision. */
function shortest(value: Num, precision: number): Decimal {
  if (sign(value) === 0) return { digits: "", point: 0 };
  const { mantissa, exponent } = parts(value);
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const shift = precision + 1 - bitLength(magnitude);
  const [more, less] = [BigInt(Math.max(0, shift)), BigInt(Math.max(0, -shift))];
  const scaled = (magnitude << more) >> less;
  const around = [magnitude << more, (scaled - 1n) << less, (scaled + 1n) << less];
  // By the first digits of which so many are more than that precision has, the three differ.
  const count = Math.ceil(precision * DIGITS_A_BIT) + 4;
  const [exact, lower, upper] = leading(around, exponent - Math.max(0, shift), count) as [Decimal, Decimal, Decimal];
  const inclusive = (scaled & 2n) === 0n;
  const at = (of: Decimal, place: number) => of.digits[place - (exact.point - of.point)] ?? "0";
  for (let place = 0; place < exact.digits.length; place++) {
    const digit = exact.digits[place]!;
    const low = at(lower, place);
    const high = at(upper, place);
    const down = low !== digit || (inclusive && place + 1 === lower.digits.length);
    const up = digit !== high && (inclusive || Number(digit) + 1 < Number(high) || place + 1 < upper.digits.length);
    if (down && up) return roundAt(exact, place + 1);
    if (down) return trimmed(exact.digits.slice(0, place + 1), exact.point);
    if (up) return increment(exact.digits.slice(0, place + 1), exact.point);
  }
  return exact;
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? { digits: "", point: 0 } : { digits: kept, point };
}

function increment(digits: string, point: number): Decimal {
  const nines = /9*$/.exec(digits)![0].length;
  const kept = digits.slice(0, digits.length - nines);
  if (kept === "") return { digits: "1", point: point + 1 };
  return { digits: kept.slice(0, -1) + (Number(kept.at(-1)) + 1), point };
}

/** Rounded to a number of digits, half to even. */
function roundAt(of: Decimal, count: number): Decimal {
  if (count >= of.digits.length) return of;
  if (count < 0) return { digits: "", point: 0 };
  const rest = of.digits.slice(count);
  const half = rest[0] === "5" && rest.length === 1;
  const odd = count > 0 && Number(of.digits[count - 1]) % 2 === 1;
  const up = half ? odd : rest[0]! >= "5";
  const kept = of.digits.slice(0, count);
  if (!up) return trimmed(kept, of.point);
  return kept === "" ? { digits: "1", point: of.point + 1 } : increment(kept, of.point);
}

function fixed(of: Decimal, digits: number | undefined): string {
  const whole = of.point > 0 ? of.digits.slice(0, of.point).padEnd(of.point, "0") : "0";
  const fraction = of.point > 0 ? of.digits.slice(of.point) : of.digits === "" ? "" : "0".repeat(-of.point) + of.digits;
  const places = digits ?? fraction.length;
  return places === 0 ? whole : `${whole}.${fraction.slice(0, places).padEnd(places, "0")}`;
}

function scientific(of: Decimal, digits: number, mark: "e" | "E"): string {
  const first = of.digits[0] ?? "0";
  const fraction = digits === 0 ? "" : `.${of.digits.slice(1, digits + 1).padEnd(digits, "0")}`;
  const exponent = of.digits === "" ? 0 : of.point - 1;
  const power = Math.abs(exponent).toString().padStart(2, "0");
  return `${first}${fraction}${mark}${exponent < 0 ? "-" : "+"}${power}`;
}
