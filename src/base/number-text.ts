/** A decimal number as written into a number value with Terraform's precision. */
import { parseNumber } from "./big-float.ts";
import type { NumberValue } from "./value.ts";

/** `8080`, `1.5`, `-2e3`; undefined where the text is no decimal number. */
export function numberFromText(text: string): NumberValue | undefined {
  const value = /^[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,5})?$/.test(text) ? parseNumber(text) : undefined;
  return value === undefined ? undefined : { kind: "number", value };
}
