/** The loop variables of `Fn::ForEach` in a key or name into their values. */
import type { Value } from "../../../base/value.ts";

/** `${Variable}` stands for the value, `&{Variable}` for the value without what is not a letter or digit; what is bound to nothing, or
 *  has no text, stays as it is written. */
export function withBindings(
  text: string,
  bindings: ReadonlyMap<string, Value>,
  textOf: (value: Value) => string | undefined,
): string {
  return text.replace(/([$&])\{([^{}]*)\}/g, (written, sign: string, name: string) => {
    const value = bindings.get(name.trim());
    const own = value === undefined ? undefined : textOf(value);
    if (own === undefined) return written;
    return sign === "&" ? own.replace(/[^A-Za-z0-9*]/g, "") : own;
  });
}
