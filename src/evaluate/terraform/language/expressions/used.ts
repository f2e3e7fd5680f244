/** A value and the place of its use into the value with that place in front of its origin. */
import type { Span } from "../../../../base/source-file.ts";
import type { Value } from "../../../../base/value.ts";

export function used(value: Value, span: Span): Value {
  const origin = value.origin;
  return {
    ...value,
    origin: origin === undefined ? { kind: "reference", span } : { kind: "reference", span, via: origin },
  };
}
