/** What the readers of user data do with texts: make them, tell what is known of them, and take values out of them. */

import type { Truth } from "../../base/truth.ts";
import type { Origin, UnknownValue, Value } from "../../base/value.ts";
import {
  type FlatText,
  flatten,
  HOLE,
  joinedPieces,
  joinTexts,
  originOfRange,
  sliceText,
  unflatten,
} from "../../values/text-runs.ts";
import { given } from "../value.ts";

export const EMPTY: FlatText = { characters: "", holes: new Map(), runs: [], origin: undefined };

/** Characters that stand nowhere by themselves, made from what stands at the origin. */
export function literal(characters: string, origin?: Origin): FlatText {
  if (characters === "") return EMPTY;
  const run = { start: 0, length: characters.length, ...given({ origin }) };
  return { characters, holes: new Map(), runs: [run], origin };
}

/** One hole. */
export function unknownText(unknown: UnknownValue): FlatText {
  const { origin } = unknown;
  const run = { start: 0, length: 1, ...given({ origin }) };
  return { characters: HOLE, holes: new Map([[0, unknown]]), runs: [run], origin };
}

export const NEWLINE = literal("\n");

/** A text as people give several words to be one: with a blank between them. */
export function spaced(words: readonly FlatText[]): FlatText {
  return joinTexts(words.flatMap((word, at) => (at === 0 ? [word] : [literal(" "), word])));
}

/** A value that is a text, whatever is unknown in it. */
export function textOf(value: Value | undefined): FlatText | undefined {
  return value?.kind === "string" || value?.kind === "text" ? flatten(value) : undefined;
}

/** A value that is a text, or may be one. */
export function textIn(value: Value | undefined): FlatText | undefined {
  return value?.kind === "unknown" ? unknownText(value) : textOf(value);
}

/** The characters where all are known. */
export function known(text: FlatText): string | undefined {
  return text.holes.size === 0 ? text.characters : undefined;
}

/** Whether a text has no characters. A hole may be empty, unless it is an attribute of a resource. */
export function isEmpty(text: FlatText): Truth {
  if (text.characters === "") return "true";
  if (text.holes.size < text.characters.length) return "false";
  return [...text.holes.values()].some(({ ref }) => ref !== undefined) ? "false" : "unknown";
}

/**
 * The text that the range [start, end) stands for when its quotes and escapes are undone. What is only left out leaves every
 * character that stays at its own place; other characters have the place of the whole range.
 */
export function undone(source: FlatText, start: number, end: number, characters: string): FlatText {
  const pieces: FlatText[] = [];
  let at = start;
  for (let done = 0; done < characters.length; ) {
    while (at < end && source.characters[at] !== characters[done]) at += 1;
    if (at === end) return recast(source, start, end, characters);
    const from = at;
    while (at < end && done < characters.length && source.characters[at] === characters[done]) {
      at += 1;
      done += 1;
    }
    pieces.push(sliceText(source, from, at));
  }
  return joinTexts(pieces);
}

/** Characters made from a range, with the range's holes in their order. */
function recast(source: FlatText, start: number, end: number, characters: string): FlatText {
  const inside = sliceText(source, start, end);
  const made = literal(characters, originOfRange(source, start, end));
  if (inside.holes.size === 0) return made;
  const holes = new Map<number, UnknownValue>();
  let at = -1;
  for (const [, hole] of [...inside.holes].sort(([a], [b]) => a - b)) {
    at = characters.indexOf(HOLE, at + 1);
    if (at === -1) break;
    holes.set(at, hole);
  }
  return { ...made, holes };
}

/** The lines as ranges without their ends. */
export function linesOf(text: FlatText): readonly { readonly start: number; readonly end: number }[] {
  const lines: { start: number; end: number }[] = [];
  for (let start = 0; start < text.characters.length; ) {
    const newline = text.characters.indexOf("\n", start);
    const end = newline === -1 ? text.characters.length : newline;
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

/** The range [start, end) without blanks at its ends. */
export function trimmed(
  { characters }: FlatText,
  start: number,
  end: number,
  blanks = " \t\r\n",
): { readonly start: number; readonly end: number } {
  while (start < end && blanks.includes(characters[start]!)) start += 1;
  while (end > start && blanks.includes(characters[end - 1]!)) end -= 1;
  return { start, end };
}

/** The characters [start, end), with the holes among them. */
export function valueAt(text: FlatText, start: number, end: number): Value {
  const value = unflatten(sliceText(text, start, end));
  return joinedPieces(
    value.kind === "string" ? [value.value] : value.parts,
    given({ origin: originOfRange(text, start, end) }),
  );
}

export function wholeValue(text: FlatText): Value {
  return valueAt(text, 0, text.characters.length);
}
