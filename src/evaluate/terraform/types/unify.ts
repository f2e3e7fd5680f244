/** Several types into the one that all convert to. */
import type { Type } from "../../../base/type.ts";

/** The single type that values of all these types can be converted to; undefined where there is none. */
export function unify(types: readonly Type[]): Type | undefined {
  return types[0];
}
