/** An unknown and a type into the unknown as that type, keeping its identity where the conversion changes nothing. */
import type { Type } from "../../../../base/type.ts";
import type { UnknownValue, Value } from "../../../../base/value.ts";
import { derived } from "../../../../values/derived.ts";
import { MAX_ALTERNATIVES, oneOfResults } from "./alternatives.ts";
import { convert } from "./convert.ts";
import type { Result } from "./failure.ts";
import { resolved } from "./resolved-type.ts";
import { isPrimitive, withoutOptional } from "./type-relations.ts";

export function convertUnknown(value: UnknownValue, to: Type): Result {
  const type = resolved(value.type, withoutOptional(to));
  const name = conversionName(value.type, type);
  if (value.oneOf !== undefined && value.oneOf.length <= MAX_ALTERNATIVES) {
    const converted = oneOfResults(
      value.oneOf.map((one) => convert(one, to)),
      name ?? "convert",
      [value],
    );
    if ("failure" in converted || converted.kind !== "unknown" || name !== undefined) return converted;
    return retyped(value, converted.type, converted.oneOf);
  }
  if (name === undefined) return retyped(value, type, undefined);
  const [inner] = value.from ?? [];
  // tonumber(tostring(x)) of a number x is x again.
  if (
    inner !== undefined &&
    inner.type.kind === type.kind &&
    value.symbol === `${conversionName(inner.type, value.type)}(${inner.symbol})`
  ) {
    if (type.kind !== "string") return inner;
  }
  return derived(name, [value], type, value.notNull === true ? { notNull: true } : {});
}

function retyped(value: UnknownValue, type: Type, oneOf: readonly Value[] | undefined): UnknownValue {
  const { oneOf: _, ...rest } = value;
  return { ...rest, type, ...(oneOf === undefined ? {} : { oneOf }) };
}

/** The function that the conversion amounts to; undefined where the value stays what it is. */
function conversionName(from: Type, to: Type): string | undefined {
  if (from.kind === "dynamic" || from.kind === to.kind) return undefined;
  if (isPrimitive(to) || to.kind === "set" || to.kind === "list") return `to${to.kind}`;
  return undefined;
}
