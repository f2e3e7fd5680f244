/** A condition and both branches, evaluated, into the value of the conditional. */
import { BOOL, DYNAMIC, type Type } from "../../../../base/type.ts";
import type { Value } from "../../../../base/value.ts";
import { derivedAs, symbolOf } from "../../../../values/derived.ts";
import { isKnown } from "../../../../values/known.ts";
import { MAX_ALTERNATIVES } from "../types/alternatives.ts";
import { convert } from "../types/convert.ts";
import { equality } from "../types/equality.ts";
import { isFailure, type Result } from "../types/failure.ts";
import { quote } from "../types/quote.ts";
import { friendlyName } from "../types/type-names.ts";
import { typeOf } from "../types/type-of.ts";
import { isCollection, sameType } from "../types/type-relations.ts";
import { unify } from "../types/unify.ts";

/**
 * `condition ? then : otherwise` with both branches evaluated. They are unified to one type; with an unknown condition the result is
 * unknown and one of the two, or known where the two are equal.
 */
export function conditional(condition: Value, then: Value, otherwise: Value): Result {
  const type = commonType(then, otherwise);
  if (type === undefined) {
    const difference = describeMismatch(typeOf(then), typeOf(otherwise));
    return {
      failure: `The true and false result expressions must have consistent types. ${difference}.`,
      summary: "Inconsistent conditional result types",
    };
  }
  if (condition.kind === "null") {
    return {
      failure: "The condition value is null. Conditions must either be true or false.",
      summary: "Null condition",
    };
  }
  const decision = convert(condition, BOOL);
  if (isFailure(decision)) {
    return { failure: "The condition expression must be of type bool.", summary: "Incorrect condition type" };
  }
  const result =
    decision.kind === "bool" ? branch(decision.value, then, otherwise, type) : open(condition, then, otherwise, type);
  const sensitive = condition.sensitive === true || then.sensitive === true || otherwise.sensitive === true;
  return !isFailure(result) && sensitive ? { ...result, sensitive: true } : result;
}

function branch(first: boolean, then: Value, otherwise: Value, type: Type): Result {
  const result = convert(first ? then : otherwise, type);
  if (!isFailure(result)) return result;
  return {
    failure: `The ${first} result value has the wrong type: ${result.failure}.`,
    summary: "Inconsistent conditional result types",
  };
}

function open(condition: Value, then: Value, otherwise: Value, type: Type): Result {
  const [first, second] = [branch(true, then, otherwise, type), branch(false, then, otherwise, type)];
  if (isFailure(first)) return first;
  if (isFailure(second)) return second;
  if (equality(first, second) === "true" && sameType(typeOf(first), typeOf(second))) return first;
  const possible = [...possibilities(first), ...possibilities(second)];
  const symbol = `(${symbolOf(condition)} ? ${symbolOf(first)} : ${symbolOf(second)})`;
  const certain = [first, second].every(
    (one) => one.kind !== "null" && (one.kind !== "unknown" || one.notNull === true),
  );
  return derivedAs(symbol, [condition, first, second], type, {
    ...(possible.length <= MAX_ALTERNATIVES ? { oneOf: distinct(possible) } : {}),
    ...(certain ? { notNull: true as const } : {}),
  });
}

function possibilities(value: Value): readonly Value[] {
  return value.kind === "unknown" && value.oneOf !== undefined ? value.oneOf : [value];
}

function distinct(values: readonly Value[]): readonly Value[] {
  const found: Value[] = [];
  for (const value of values) {
    if (!found.some((one) => isKnown(one) === isKnown(value) && equality(one, value) === "true")) found.push(value);
  }
  return found;
}

/** A null without a type takes the type of the other branch; an unknown type leaves both as they are. */
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
