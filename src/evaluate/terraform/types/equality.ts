/** Two values into whether `==` holds between them. */
import type { Value } from "../../../base/value.ts";

/** A bool, or an unknown bool where an unknown decides. Never converts: values of different types are unequal. */
export function equal(a: Value, b: Value): Value {
  return { kind: "bool", value: a === b };
}
