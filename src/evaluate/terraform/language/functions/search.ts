/** Where a text occurs in another, and what it takes to find it and to cut the text there. */
import type { Value } from "../../../../base/value.ts";

/** For the budget: what a piece of a text takes, in characters. */
export const LENGTH_OF_A_PIECE = 16;

/** To look for one text in another, which may be compared with it at each place. */
export function weightOfSearch(text: Value | undefined, wanted: string): number {
  return text?.kind === "string" ? (text.value.length * wanted.length) / 256 : 0;
}

/** Where the text occurs, without overlap; an empty text before every character and at the end. */
export function occurrences(text: string, wanted: string): readonly number[] {
  const starts: number[] = [];
  if (wanted === "") {
    for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
    starts.push(text.length);
  } else for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) starts.push(at);
  return starts;
}

/** How often it occurs, so that this can be paid for before anything is made of it. */
export function count(text: string, wanted: string): number {
  if (wanted === "") return text.length + 1;
  let found = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) found++;
  return found;
}
