/** What is not known, with its cause and its identity: here alone is one made. */
import { DYNAMIC, type Type } from "../base/type.ts";
import type { UnknownValue } from "../base/value.ts";

/** An unknown; `type` where it is known to have one. */
export function makeUnknown(of: Omit<UnknownValue, "kind" | "type"> & { readonly type?: Type }): UnknownValue {
  return { kind: "unknown", type: DYNAMIC, ...of };
}
