/** Operators, the conditional among them, on evaluated operands into their result. */
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
import { BOOL, DYNAMIC, NUMBER, type NumberValue, type Type, type Value } from "../../../../base/value.ts";
import type { BinaryOperator } from "../../../../parse/hcl/syntax.ts";
import { derivedAs, isKnown, isSensitive, operandName, symbolOf, unknownsIn } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { equal, equality } from "../types/equality.ts";
import { asFarAsKnown, perhapsConverted } from "../types/opened.ts";
import { overChoices } from "../types/several-results.ts";
import { MAX_ALTERNATIVES } from "../types/text.ts";
import { friendlyName, quote } from "../types/type-words.ts";
import { unify } from "../types/unify.ts";
import {
  bool,
  type Failure,
  isCertainlyNotNull,
  isCollection,
  isFailure,
  number,
  type Result,
  sameType,
  typeOf,
} from "../types/values.ts";
import { alternativesOf } from "../unknowns.ts";

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

/**
 * `condition ? then : otherwise` with both branches evaluated. They are unified to one type; with an unknown condition the result is
 * unknown and one of the two, or known where the two are equal. `mayFail`: whether the branch may turn out to be an error, which has no type.
 */
export function conditional(condition: Value, then: Branch, otherwise: Branch): Result {
  const type = commonType(then.value, otherwise.value);
  if (type === undefined) {
    const difference = describeMismatch(typeOf(then.value), typeOf(otherwise.value));
    const failure = `The true and false result expressions must have consistent types. ${difference}.`;
    return { failure, summary: "Inconsistent conditional result types" };
  }
  if (condition.kind === "null") {
    const failure = "The condition value is null. Conditions must either be true or false.";
    return { failure, summary: "Null condition" };
  }
  const decision = convert(condition, BOOL);
  if (isFailure(decision)) {
    return { failure: "The condition expression must be of type bool.", summary: "Incorrect condition type" };
  }
  const result =
    decision.kind === "bool"
      ? taken(decision.value, then, otherwise, type)
      : undecided(decision, then, otherwise, type);
  const sensitive = [condition, then.value, otherwise.value].some((one) => one.sensitive === true);
  return !isFailure(result) && sensitive ? { ...result, sensitive: true } : result;
}

interface Branch {
  readonly value: Value;
  readonly mayFail: boolean;
}

function taken(first: boolean, then: Branch, otherwise: Branch, type: Type): Result {
  const [one, other] = first ? [then, otherwise] : [otherwise, then];
  const result = branch(first, one.value, type);
  return isFailure(result) ? result : besideOther(result, one.value, other);
}

function branch(first: boolean, value: Value, type: Type): Result {
  const result = convert(value, type);
  if (!isFailure(result)) return result;
  return {
    failure: `The ${first} result value has the wrong type: ${result.failure}.`,
    summary: "Inconsistent conditional result types",
  };
}

/**
 * A converted branch: it is as it was where the other one is an error, and is converted to more where that is of a type which is not known, or of
 * one of several.
 */
function besideOther(converted: Value, value: Value, { value: other, mayFail }: Branch): Value {
  const isOpen = (mayFail || isOfSeveralTypes(other)) && !sameType(typeOf(converted), typeOf(value));
  return isOpen ? perhapsConverted(value, other) : asFarAsKnown([value, other], [converted, other])[0]!;
}

function isOfSeveralTypes(value: Value): boolean {
  const [first, ...others] = alternativesOf(value).map(typeOf);
  return first !== undefined && others.some((type) => !sameType(type, first));
}

function undecided(condition: Value, then: Branch, otherwise: Branch, type: Type): Result {
  const [first, second] = [branch(true, then.value, type), branch(false, otherwise.value, type)];
  if (isFailure(first)) return first;
  if (isFailure(second)) return second;
  if (equality(first, second) === "true" && sameType(typeOf(first), typeOf(second))) return first;
  const branches = [besideOther(first, then.value, otherwise), besideOther(second, otherwise.value, then)];
  const isOpen = branches[0] !== first || branches[1] !== second;
  const possible = branches.flatMap(alternativesOf);
  const symbol = `(${symbolOf(condition)} ? ${symbolOf(first)} : ${symbolOf(second)})`;
  const certain = [first, second].every(isCertainlyNotNull);
  return derivedAs(symbol, [condition, first, second], isOpen ? DYNAMIC : type, {
    ...(possible.length <= MAX_ALTERNATIVES ? { oneOf: distinct(possible) } : {}),
    ...(certain ? { notNull: true as const } : {}),
  });
}

function distinct(values: readonly Value[]): readonly Value[] {
  const found: Value[] = [];
  for (const value of values) {
    if (!found.some((one) => isKnown(one) === isKnown(value) && equality(one, value) === "true")) found.push(value);
  }
  return found;
}

/** A null without a type takes the type of the other branch; an unknown type does not say what becomes of both. */
function commonType(then: Value, otherwise: Value): Type | undefined {
  const [first, second] = [typeOf(then), typeOf(otherwise)];
  if (then.kind === "null" && first.kind === "dynamic") return second;
  if (otherwise.kind === "null" && second.kind === "dynamic") return first;
  if (first.kind === "dynamic" || second.kind === "dynamic") return DYNAMIC;
  return unify([first, second]);
}

/** Where the two types differ, in Terraform's words. */
function describeMismatch(then: Type, otherwise: Type): string {
  if (then.kind === "object" && otherwise.kind === "object") {
    const absent = (from: typeof then, other: typeof then, side: string, opposite: string) => {
      const name = [...from.attributes.keys()].sort().find((one) => !other.attributes.has(one));
      return name === undefined
        ? undefined
        : `The '${side}' value includes object attribute ${quote(name)}, which is absent in the '${opposite}' value`;
    };
    for (const name of [...then.attributes.keys()].sort()) {
      const [a, b] = [then.attributes.get(name)!.type, otherwise.attributes.get(name)?.type];
      if (b === undefined) return absent(then, otherwise, "true", "false")!;
      if (!sameType(a, b)) return `Type mismatch for object attribute ${quote(name)}: ${describeMismatch(a, b)}`;
    }
    const missing = absent(otherwise, then, "false", "true");
    if (missing !== undefined) return missing;
  }
  if (then.kind === "tuple" && otherwise.kind === "tuple") {
    const [a, b] = [then.elements, otherwise.elements];
    if (a.length !== b.length)
      return `The 'true' tuple has length ${a.length}, but the 'false' tuple has length ${b.length}`;
    const at = a.findIndex((type, index) => !sameType(type, b[index]!));
    if (at >= 0) return `Type mismatch for tuple element ${at}: ${describeMismatch(a[at]!, b[at]!)}`;
  }
  if (isCollection(then) && isCollection(otherwise) && then.kind === otherwise.kind) {
    const structural = then.element.kind === "object" || then.element.kind === "tuple";
    if (structural && then.element.kind === otherwise.element.kind) {
      return `Mismatched ${then.kind} element types: ${describeMismatch(then.element, otherwise.element)}`;
    }
  }
  const [first, second] = [friendlyName(then), friendlyName(otherwise)];
  if (first === second) {
    return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value";
  }
  return `The 'true' value is ${first}, but the 'false' value is ${second}`;
}
