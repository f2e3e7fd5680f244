/** A value into its type. */
import type { Type } from "../../../base/type.ts";
import { DYNAMIC } from "../../../base/type.ts";
import type { Value } from "../../../base/value.ts";

/** The exact type of a value; `dynamic` for a null or an unknown of which nothing is known. */
export function typeOf(value: Value): Type {
  return value.kind === "null" ? value.type : DYNAMIC;
}
