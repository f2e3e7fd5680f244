/** A body or a value → the values and unknowns inside of it. */
import type { UnknownValue, Value } from "../../../base/value.ts";
import { unknownsIn } from "../../../values/unknown.ts";
import type { ResourceBody } from "../../resource.ts";

/** Of all arguments, those of nested blocks too. */
export function* valuesIn({ attributes, blocks }: ResourceBody): Generator<Value> {
  for (const { value } of attributes.values()) yield value;
  for (const { body } of blocks) yield* valuesIn(body);
}

/** What the unknowns in a value may be is among them. */
export function possibleUnknowns(value: Value): readonly UnknownValue[] {
  return unknownsIn(value).flatMap((one) => [one, ...(one.oneOf ?? []).flatMap(possibleUnknowns)]);
}
