/** Operators on evaluated operands into their result. */
import {
  add,
  bitLength,
  compare,
  divide,
  FULL_PRECISION,
  infinity,
  multiply,
  type Num,
  negate,
  rounded,
  sign,
  truncated,
} from "../../../../base/big-float.ts";
import { BOOL, NUMBER, type NumberValue, type Value } from "../../../../base/value.ts";
import type { BinaryOperator } from "../../../../parse/hcl/syntax.ts";
import { derivedAs, isSensitive, operandName, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { equal } from "../types/equality.ts";
import { overChoices } from "../types/several-results.ts";
import { bool, type Failure, isFailure, number, type Result } from "../types/values.ts";

export function unary(operator: "-" | "!", operand: Value): Result {
  const wanted = operator === "-" ? NUMBER : BOOL;
  const value = convert(operand, wanted);
  if (isFailure(value)) return unsuitable("unary", value);
  if (value.kind === "null") return failed("argument must not be null");
  if (value.kind === "number") return marked(number(negate(value.value), value.precision), operand);
  if (value.kind === "bool") return marked(bool(!value.value), operand);
  return spread([value], ([one]) => unary(operator, one!), `${operator}${symbolOf(value)}`, wanted);
}

/**
 * `&&` and `||` decide as soon as one known operand decides; the evaluator may skip the right operand's failure then (as of
 * Terraform 1.12).
 */
export function binary(operator: BinaryOperator, left: Value, right: Value): Result {
  const result = apply(operator, left, right);
  return isFailure(result) ? result : marked(result, left, right);
}

function apply(operator: BinaryOperator, left: Value, right: Value): Result {
  if (operator === "==") return equal(left, right);
  if (operator === "!=") {
    const result = equal(left, right);
    return result.kind === "bool" ? bool(!result.value) : unary("!", result);
  }
  const logical = operator === "&&" || operator === "||";
  const wanted = logical ? BOOL : NUMBER;
  const [a, b] = [convert(left, wanted), convert(right, wanted)];
  if (isFailure(a)) return unsuitable("left", a, 0);
  if (isFailure(b)) return unsuitable("right", b, 1);
  if (logical) {
    const deciding = operator === "||";
    if ((a.kind === "bool" && a.value === deciding) || (b.kind === "bool" && b.value === deciding))
      return bool(deciding);
  }
  if (a.kind === "null" || b.kind === "null") return failed("argument must not be null");
  if (a.kind === "bool" && b.kind === "bool") return bool(operator === "&&");
  if (a.kind === "number" && b.kind === "number") return arithmetic(operator, a, b);
  // x && true is x, and so is x || false.
  if (logical && a.kind === "bool") return b;
  return logical && b.kind === "bool" ? a : unknownResult(operator, a, b);
}

function unsuitable(side: string, { failure }: Failure, argument?: number): Failure {
  const at = argument === undefined ? {} : { argument };
  return { failure: `Unsuitable value for ${side} operand: ${failure}.`, summary: "Invalid operand", ...at };
}

function unknownResult(operator: BinaryOperator, a: Value, b: Value): Result {
  const compares = operator.startsWith("<") || operator.startsWith(">");
  const type = operator === "&&" || operator === "||" || compares ? BOOL : NUMBER;
  const names = [a, b].map(type === NUMBER ? operandName : symbolOf);
  const symmetric = operator === "&&" || operator === "||" || operator === "+" || operator === "*";
  const symbols = symmetric ? names.sort() : names;
  return spread([a, b], ([x, y]) => apply(operator, x!, y!), `(${symbols.join(` ${operator} `)})`, type);
}

/** The result for every combination of what the operands can be, where that is few; else an unknown of that symbol. */
function spread(
  operands: readonly Value[],
  operation: (values: readonly Value[]) => Result,
  symbol: string,
  type: typeof BOOL | typeof NUMBER,
): Result {
  const result = overChoices(operands.flatMap(unknownsIn), operands, symbol, operation);
  if (result !== undefined && (isFailure(result) || result.kind !== "unknown")) return result;
  const oneOf = result?.oneOf === undefined ? {} : { oneOf: result.oneOf };
  return derivedAs(symbol, operands, type, { notNull: true, ...oneOf });
}

function arithmetic(operator: BinaryOperator, a: NumberValue, b: NumberValue): Result {
  const [x, y] = [a.value, b.value];
  const precision = Math.max(a.precision ?? 512, b.precision ?? 512);
  switch (operator) {
    case "<":
      return bool(compare(x, y) < 0);
    case "<=":
      return bool(compare(x, y) <= 0);
    case ">":
      return bool(compare(x, y) > 0);
    case ">=":
      return bool(compare(x, y) >= 0);
    case "+":
      return defined(add(x, y, precision), precision, "can't compute sum of opposing infinities");
    case "-":
      return defined(add(x, negate(y), precision), precision, "can't subtract infinity from itself");
    case "*":
      return product(x, y, precision);
    case "/":
      return defined(divide(x, y, precision), precision, "can't divide zero by zero or infinity by infinity");
    default:
      return remainder(a, b);
  }
}

/** A product keeps all of its bits, up to 512. */
function product(x: Num, y: Num, precision: number): Result {
  const value = multiply(x, y);
  const bits = value === undefined || typeof value === "number" ? 0 : bitLength(value.mantissa);
  return defined(value, Math.max(precision, bits), "can't multiply zero by infinity");
}

/** What is left of x after taking away y as often as it goes in whole, in the precision of x; x itself for a y of zero. */
function remainder(a: NumberValue, b: NumberValue): Result {
  const [x, y] = [a.value, b.value];
  const { precision = FULL_PRECISION } = a;
  const impossible = "can't use modulo with zero and infinity";
  if (infinity(x) !== 0) return failed(impossible);
  if (sign(y) === 0) return a;
  const ratio = divide(x, y, Math.max(precision, b.precision ?? FULL_PRECISION));
  const whole = ratio === undefined ? ratio : multiply(y, rounded(truncated(ratio), 0, precision), precision);
  return defined(whole === undefined ? whole : add(x, negate(whole), precision), precision, impossible);
}

function defined(value: Num | undefined, precision: number, otherwise: string): Result {
  return value === undefined ? failed(otherwise) : number(value, precision);
}

function failed(message: string): Failure {
  return { failure: `Error during operation: ${message}.`, summary: "Operation failed" };
}

function marked(result: Value, ...operands: readonly Value[]): Value {
  return operands.some(isSensitive) && result.sensitive !== true ? { ...result, sensitive: true } : result;
}
