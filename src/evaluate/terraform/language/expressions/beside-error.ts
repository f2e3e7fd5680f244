/** The branch of a conditional that is taken, where the other one is an error. */
import { DYNAMIC, rootUnknowns, type Type, type Value } from "../../../../base/value.ts";
import type { Expression } from "../../../../parse/hcl/syntax.ts";
import { unknownsIn } from "../../../../values/unknown.ts";
import { convert } from "../types/convert.ts";
import { unify } from "../types/unify.ts";
import { isFailure, objectType, tupleType, typeOf } from "../types/values.ts";

/**
 * It is converted to the type of the other one all the same, of which only the parts that are errors have none: `false ? [null.x] : []` is an
 * empty list, and no tuple.
 */
export function besideError(taken: Value, other: Expression, wrong: Value): Value {
  const type = typeInError(other, wrong);
  const common = type.kind === "dynamic" ? undefined : unify([typeOf(taken), type]);
  const converted = common === undefined ? taken : convert(taken, common);
  return isFailure(converted) ? taken : converted;
}

/** A tuple or an object has the parts that are written, whatever they come to; all else has no type. */
function typeInError(expression: Expression, value: Value): Type {
  if (expression.kind === "parentheses") return typeInError(expression.expression, value);
  if (expression.kind === "tuple" && value.kind === "list" && value.elements.length === expression.elements.length)
    return tupleType(value.elements.map((one, at) => typeInError(expression.elements[at]!, one)));
  if (expression.kind === "object" && value.kind === "map" && value.rest === undefined)
    return objectType([...value.entries].map(([name, one]) => [name, isError(one) ? DYNAMIC : typeOf(one)]));
  return isError(value) ? DYNAMIC : typeOf(value);
}

function isError(value: Value): boolean {
  return unknownsIn(value).some((one) => rootUnknowns(one).some(({ cause }) => cause.kind === "error"));
}
