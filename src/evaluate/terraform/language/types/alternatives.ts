/** Unknown values into the few known ones that they can be. */

import { DYNAMIC, STRING } from "../../../../base/type.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { derived, type Refinement } from "../../../../values/derived.ts";
import { mergedPieces, type Piece } from "../../../../values/pieces.ts";
import { string } from "./construct.ts";
import { convert } from "./convert.ts";
import { equality } from "./equality.ts";
import { isFailure, type Result } from "./failure.ts";
import { typeOf } from "./type-of.ts";
import { unify } from "./unify.ts";

/** So many combinations are looked at; beyond that a result is simply unknown. */
export const MAX_ALTERNATIVES = 16;

/** All that an unknown or partly known value can be; undefined where it can be more than 16 things, or anything. */
export function alternatives(value: Value): readonly Value[] | undefined {
  if (value.kind === "unknown")
    return value.oneOf !== undefined && value.oneOf.length <= MAX_ALTERNATIVES ? value.oneOf : undefined;
  if (value.kind === "text") return fillings(value);
  return undefined;
}

/** One choice for each of these unknowns at a time. */
export type Choice = ReadonlyMap<string, Value>;

/** Every combination of choices; undefined where there are more than 16, or where one of the unknowns can be anything. */
export function choices(unknowns: readonly UnknownValue[]): readonly Choice[] | undefined {
  let all: Choice[] = [new Map()];
  for (const unknown of unknowns) {
    const options = unknown.oneOf;
    if (options === undefined || all.length * options.length > MAX_ALTERNATIVES) return undefined;
    all = all.flatMap((choice) => options.map((option) => new Map([...choice, [unknown.symbol, option]])));
  }
  return all;
}

/** A text with its holes filled, as far as the choice goes. */
export function filled(text: TextValue, choice: Choice): StringValue | TextValue | undefined {
  const pieces: Piece[] = [];
  for (const part of text.parts) {
    const value = typeof part === "string" ? part : (choice.get(part.symbol) ?? part);
    const inner = typeof value === "string" ? [value] : textParts(value);
    if (inner === undefined) return undefined;
    pieces.push(...inner);
  }
  const parts = mergedPieces(pieces);
  if (parts.every((part) => typeof part === "string")) return string(parts.join(""));
  return { kind: "text", parts };
}

function textParts(value: Value): readonly Piece[] | undefined {
  const text = convert(value, STRING);
  if (isFailure(text)) return undefined;
  if (text.kind === "string") return [text.value];
  if (text.kind === "text") return text.parts;
  return text.kind === "unknown" ? [text] : undefined;
}

function fillings(text: TextValue): readonly Value[] | undefined {
  const holes = new Map(text.parts.flatMap((part) => (typeof part === "string" ? [] : [[part.symbol, part] as const])));
  const all = choices([...holes.values()]);
  const values = all?.map((choice) => filled(text, choice));
  return values?.every((value) => value !== undefined) ? values : undefined;
}

/**
 * The results of one operation under every choice into one: failures are choices that the configuration cannot make; a result that all
 * share is known; else an unknown that is one of them.
 */
export function oneOfResults(results: readonly Result[], name: string, args: readonly Value[]): Result {
  const values: Value[] = [];
  for (const result of results) {
    if (
      !isFailure(result) &&
      !values.some((one) => equality(one, result) === "true" && typeOf(one).kind === typeOf(result).kind)
    ) {
      values.push(...(result.kind === "unknown" && result.oneOf !== undefined ? result.oneOf : [result]));
    }
  }
  const [first] = values;
  if (first === undefined) return results[0]!;
  if (values.length === 1) return first;
  const type = unify(values.map(typeOf), "safe") ?? DYNAMIC;
  const anything = values.length > MAX_ALTERNATIVES || values.some((value) => value.kind === "unknown");
  const refinement: Refinement = {
    ...(anything ? {} : { oneOf: values }),
    ...(values.every((value) => value.kind !== "null" && !(value.kind === "unknown" && value.notNull !== true))
      ? { notNull: true as const }
      : {}),
  };
  return derived(name, args, type, refinement);
}
