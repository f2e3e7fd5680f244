/** Logarithms and powers in double precision, bit for bit as Go's math package computes them (FreeBSD's msun, Cephes). */

/** A double as fraction × 2^exponent with the fraction in [0.5, 1). */
function split(value: number): readonly [fraction: number, exponent: number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  let scaled = value;
  let exponent = 0;
  if (Math.abs(scaled) < 2 ** -1022) {
    scaled *= 2 ** 52;
    exponent = -52;
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, scaled);
  const high = bits.getUint32(0);
  exponent += ((high >>> 20) & 0x7ff) - 1022;
  bits.setUint32(0, (high & 0x800fffff) | (1022 << 20));
  return [bits.getFloat64(0), exponent];
}

/** fraction × 2^exponent without overflow on the way. */
function scale(fraction: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return fraction * 2 ** half * 2 ** (exponent - half);
}

/** The natural logarithm. */
export function logarithm(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  let [fraction, exponent] = split(x);
  if (fraction < Math.SQRT1_2) {
    fraction *= 2;
    exponent--;
  }
  const f = fraction - 1;
  const k = exponent;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const t1 =
    s2 * (0.6666666666666735 + s4 * (0.2857142874366239 + s4 * (0.1818357216161805 + s4 * 0.14798198605116586)));
  const t2 = s4 * (0.3999999999940942 + s4 * (0.22222198432149784 + s4 * 0.15313837699209373));
  const r = t1 + t2;
  const halfSquare = 0.5 * f * f;
  return k * 0.6931471803691238 - (halfSquare - (s * (halfSquare + r) + k * 1.9082149292705877e-10) - f);
}

/** x to the power of y. */
export function power(x: number, y: number): number {
  const special = specialPower(x, y);
  if (special !== undefined) return special;
  let whole = Math.trunc(Math.abs(y));
  let fraction = Math.abs(y) - whole;
  if (fraction !== 0 && x < 0) return Number.NaN;
  if (whole >= 2 ** 63) return hugePower(x, y);
  let result = 1;
  let resultExponent = 0;
  if (fraction !== 0) {
    if (fraction > 0.5) {
      fraction--;
      whole++;
    }
    result = Math.exp(fraction * logarithm(x));
  }
  let [base, baseExponent] = split(x);
  for (let i = BigInt(whole); i !== 0n; i >>= 1n) {
    if (baseExponent < -(1 << 12) || 1 << 12 < baseExponent) {
      resultExponent += baseExponent;
      break;
    }
    if ((i & 1n) === 1n) {
      result *= base;
      resultExponent += baseExponent;
    }
    base *= base;
    baseExponent <<= 1;
    if (base < 0.5) {
      base += base;
      baseExponent--;
    }
  }
  if (y < 0) {
    result = 1 / result;
    resultExponent = -resultExponent;
  }
  return scale(result, resultExponent);
}

/** Where y is infinite or nearly so. */
function hugePower(x: number, y: number): number {
  if (x === -1) return 1;
  return Math.abs(x) < 1 === y > 0 ? 0 : Number.POSITIVE_INFINITY;
}

function specialPower(x: number, y: number): number | undefined {
  if (y === 0 || x === 1) return 1;
  if (y === 1) return x;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const odd = Math.abs(y) < 2 ** 53 && Math.abs(y % 2) === 1;
  if (x === 0) {
    if (y < 0) return Object.is(x, -0) && odd ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return Object.is(x, -0) && odd ? -0 : 0;
  }
  if (!Number.isFinite(y)) return hugePower(x, y);
  if (!Number.isFinite(x)) {
    if (x < 0) return y < 0 ? (odd ? -0 : 0) : odd ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return y < 0 ? 0 : Number.POSITIVE_INFINITY;
  }
  if (y === 0.5) return Math.sqrt(x);
  if (y === -0.5) return 1 / Math.sqrt(x);
  return undefined;
}
