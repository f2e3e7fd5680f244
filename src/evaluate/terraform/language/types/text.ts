/** Strings of which a part may be unknown: joined, cut, and filled with what the unknowns can be. */

import { numberText } from "../../../../base/number-text.ts";
import type { StringValue, TextRun, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { STRING } from "../../../../base/value.ts";
import type { Expression } from "../../../../parse/hcl/syntax.ts";
import { append, flatten, mergedPieces, originOfRange, type Piece, runsOf } from "../../../../values/text-runs.ts";
import { derived } from "../../../../values/unknown.ts";
import { isPrimitive, string } from "./values.ts";

/** The text that an expression is, where it is written without anything to evaluate: `"x"`. */
export function writtenText(expression: Expression | undefined): string | undefined {
  const [part, ...more] = expression?.kind === "template" ? expression.parts : [];
  return part?.kind === "text" && more.length === 0 ? part.value : undefined;
}

/** A string, known or not. */
export type Text = StringValue | TextValue | UnknownValue;

/** Strings, partly known strings and unknown strings end to end, with where their characters stand. Sensitive where one of them is. */
export function concatenated(pieces: readonly (Text | string)[]): StringValue | TextValue {
  const texts = pieces.map((piece) => (typeof piece === "string" ? string(piece) : piece));
  const joined = endToEnd(texts);
  const runs: TextRun[] = [];
  for (const text of texts) {
    if (text.kind === "unknown") runs.push({ length: 1, ...(text.origin && { origin: text.origin }) });
    else for (const run of runsOf(text)) if (run.length > 0) runs.push(run);
  }
  return runs.some(isLocated) && fits(runs, joined) ? { ...joined, runs } : joined;
}

/** The same without where their characters stand. */
export function endToEnd(texts: readonly Text[]): StringValue | TextValue {
  const parts: Piece[] = [];
  let isSensitive = false;
  for (const text of texts) {
    isSensitive ||= text.sensitive === true;
    if (text.kind === "string") append(parts, text.value);
    else if (text.kind === "unknown") append(parts, text);
    else for (const part of text.parts) append(parts, part);
  }
  const joined = parts.every((part) => typeof part === "string")
    ? string(parts.join(""))
    : { kind: "text" as const, parts };
  return isSensitive ? { ...joined, sensitive: true } : joined;
}

function isLocated({ origin, encodes }: TextRun): boolean {
  return origin !== undefined || encodes !== undefined;
}

/** Normalising may merge characters across pieces; the runs then no longer fit. */
function fits(runs: readonly TextRun[], joined: StringValue | TextValue): boolean {
  return joined.kind === "text" || runs.reduce((sum, run) => sum + run.length, 0) === joined.value.length;
}

/** A text that is nothing but a hole is what stands there. */
export function unwrapped(text: StringValue | TextValue): Text {
  const [only] = text.kind === "text" ? text.parts : [];
  if (text.kind !== "text" || text.parts.length > 1 || typeof only !== "object") return text;
  if (only.type.kind === "string") return only;
  const { least: _, oneOf, ...plain } = only;
  const texts = oneOf && fillings(text);
  return { ...plain, type: STRING, ...(texts && { oneOf: texts }) };
}

/** What a partly known text certainly begins with, or ends in (`-1`). */
export function literalAt(value: Value, at: 0 | -1): string {
  const part = value.kind === "text" ? value.parts.at(at) : undefined;
  return typeof part === "string" ? part : "";
}

/** Cuts pieces [start, end) out of a string; each knows where its characters stand. */
export function cutter(of: StringValue): (start: number, end: number) => StringValue {
  const flat = flatten(of);
  return (start, end) => {
    const text = string(of.value.slice(start, end));
    const origin = originOfRange(flat, start, end);
    return origin === undefined ? text : { ...text, origin };
  };
}

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
type Choice = ReadonlyMap<string, Value>;

/** Every combination of choices; undefined where there are more than 16, or where one of the unknowns can be anything. */
export function choices(unknowns: readonly UnknownValue[]): readonly Choice[] | undefined {
  let all: Choice[] = [new Map()];
  for (const unknown of new Map(unknowns.map((one) => [one.symbol, one])).values()) {
    const options = unknown.oneOf;
    if (options === undefined || all.length * options.length > MAX_ALTERNATIVES) return undefined;
    all = all.flatMap((choice) => options.map((option) => new Map([...choice, [unknown.symbol, option]])));
  }
  return all;
}

/** A value with its unknown parts chosen, as far as the choice goes. */
export function chosen(value: Value, choice: Choice): Value {
  if (value.kind === "unknown") return choice.get(value.symbol) ?? value;
  return value.kind === "text" ? (filled(value, choice) ?? value) : value;
}

/** A text with its holes filled, as far as the choice goes. */
function filled(text: TextValue, choice: Choice): StringValue | TextValue | undefined {
  const pieces: Piece[] = [];
  for (const part of text.parts) {
    const value = typeof part === "string" ? part : (choice.get(part.symbol) ?? part);
    const inner = typeof value === "string" ? [value] : textParts(value);
    if (inner === undefined) return undefined;
    for (const piece of inner) pieces.push(piece);
  }
  const parts = mergedPieces(pieces);
  if (parts.every((part) => typeof part === "string")) return string(parts.join(""));
  return { kind: "text", parts };
}

/** As `convert` to a string would have it. */
function textParts(value: Value): readonly Piece[] | undefined {
  switch (value.kind) {
    case "string":
    case "bool":
      return [String(value.value)];
    case "number":
      return [numberText(value)];
    case "text":
      return value.parts;
    case "unknown":
      if (value.type.kind === "dynamic") return [{ ...value, type: STRING }];
      if (value.type.kind === "string") return [value];
      if (!isPrimitive(value.type)) return undefined;
      return [derived("tostring", [value], STRING, value.notNull === true ? { notNull: true } : {})];
    default:
      return undefined;
  }
}

function fillings(text: TextValue): readonly Value[] | undefined {
  const holes = text.parts.filter((part) => typeof part !== "string");
  const values = choices(holes)?.map((choice) => filled(text, choice));
  return values?.every((value) => value !== undefined) ? values : undefined;
}
