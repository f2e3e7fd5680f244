/** The conditional on its evaluated condition and branches into the branch that is taken, as the type of both. */
import { BOOL, DYNAMIC, type Type, type Value } from "../../../../base/value.ts";
import { derivedAs, isKnown, symbolOf } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { equality } from "../types/equality.ts";
import { asFarAsKnown, perhapsConverted } from "../types/opened.ts";
import { oneOfResults } from "../types/several-results.ts";
import { MAX_ALTERNATIVES } from "../types/text.ts";
import { friendlyName, quote } from "../types/type-words.ts";
import { unify } from "../types/unify.ts";
import { isCertainlyNotNull, isCollection, isFailure, type Result, sameType, typeOf } from "../types/values.ts";
import { alternativesOf, markSensitive } from "../unknowns.ts";

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
    decision.kind === "bool" ? taken(decision.value, then, otherwise) : undecided(decision, then, otherwise, type);
  const sensitive = [condition, then.value, otherwise.value].some((one) => one.sensitive === true);
  return !isFailure(result) && sensitive ? markSensitive(result) : result;
}

interface Branch {
  readonly value: Value;
  readonly mayFail: boolean;
}

function taken(first: boolean, then: Branch, otherwise: Branch): Result {
  const [one, other] = first ? [then, otherwise] : [otherwise, then];
  return besideOther(first, one.value, other);
}

/** A branch as the type of both. What is one of several types is converted as each of them is. */
function branch(first: boolean, value: Value, other: Value): Result {
  if (isOfSeveralTypes(value)) return ofEach(value, other, (one) => branch(first, one, other));
  const type = commonType(value, other);
  const result =
    type === undefined ? { failure: describeMismatch(typeOf(value), typeOf(other)) } : convert(value, type);
  if (!isFailure(result)) return result;
  return {
    failure: `The ${first} result value has the wrong type: ${result.failure}.`,
    summary: "Inconsistent conditional result types",
  };
}

/** What becomes of each that a branch may be: what could not be beside the other branch, is not. */
function ofEach(value: Value, other: Value, make: (one: Value) => Result): Result {
  const possible = alternativesOf(value);
  const results = possible.map(make);
  return results.every((one, at) => one === possible[at]) ? value : oneOfResults(results, "beside", [value, other]);
}

/**
 * A converted branch: it is as it was where the other one is an error, and is converted to more where that is of a type which is not known, or of
 * one of several.
 */
function besideOther(first: boolean, value: Value, other: Branch): Result {
  if (isOfSeveralTypes(value)) return ofEach(value, other.value, (one) => besideOther(first, one, other));
  const converted = branch(first, value, other.value);
  if (isFailure(converted)) return converted;
  const isOpen = (other.mayFail || isOfSeveralTypes(other.value)) && !sameType(typeOf(converted), typeOf(value));
  if (isOpen) return perhapsConverted(value, other.value);
  return asFarAsKnown([value, other.value], [converted, other.value])[0]!;
}

function isOfSeveralTypes(value: Value): boolean {
  const [first, ...others] = alternativesOf(value).map(typeOf);
  return first !== undefined && others.some((type) => !sameType(type, first));
}

function undecided(condition: Value, then: Branch, otherwise: Branch, type: Type): Result {
  const [first, second] = [branch(true, then.value, otherwise.value), branch(false, otherwise.value, then.value)];
  if (isFailure(first)) return first;
  if (isFailure(second)) return second;
  if (equality(first, second) === "true" && sameType(typeOf(first), typeOf(second))) return first;
  const branches = [besideOther(true, then.value, otherwise), besideOther(false, otherwise.value, then)].map(
    (one, at) => (isFailure(one) ? [first, second][at]! : one),
  );
  const isOpen = [first, second].some((one, at) => !sameType(typeOf(one), typeOf(branches[at]!)));
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
