/** What texts are compared with by plain steps: patterns of file names as the shell has them, and simple regular expressions. */
import { nameMatches } from "../../../base/glob.ts";

/** Whether it is the whole text. */
export type Pattern = (text: string) => boolean;

/** Undefined for what has brackets, escapes or extended globs. */
export function patternOf(text: string): Pattern | undefined {
  return /[[\]\\()|]/.test(text) ? undefined : (other) => nameMatches(text, other);
}

export function literalPattern(text: string): Pattern {
  return (other) => other === text;
}

/** The length of the shortest or longest beginning of the text that the pattern is. */
export function beginning(pattern: Pattern, text: string, longest: boolean): number | undefined {
  return lengthOf(text.length, longest, (length) => pattern(text.slice(0, length)));
}

/** The same of its end. */
export function ending(pattern: Pattern, text: string, longest: boolean): number | undefined {
  return lengthOf(text.length, longest, (length) => pattern(text.slice(text.length - length)));
}

function lengthOf(most: number, longest: boolean, fits: (length: number) => boolean): number | undefined {
  for (let step = 0; step <= most; step++) {
    const length = longest ? most - step : step;
    if (fits(length)) return length;
  }
  return undefined;
}

/** One character that stands for itself, or what stands for any one. */
type Element = string | typeof ANY;
const ANY = Symbol("?");

/** A regular expression of characters, any character, and one run of any characters. */
export interface SimpleExpression {
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly head: readonly Element[];
  /** What follows `.*`; undefined where there is none. */
  readonly tail: readonly Element[] | undefined;
}

/** Undefined for every other expression. */
export function expressionOf(text: string, extended: boolean): SimpleExpression | undefined {
  const atStart = text.startsWith("^");
  const lists: Element[][] = [[]];
  let atEnd = false;
  for (let at = atStart ? 1 : 0; at < text.length; at++) {
    const character = text[at]!;
    const list = lists.at(-1)!;
    if (character === "\\") {
      const escaped = text[++at];
      if (escaped === undefined || /\w/.test(escaped) || (!extended && /[(){}|+?]/.test(escaped))) return undefined;
      list.push(escaped);
    } else if (character === "." && text[at + 1] === "*") {
      at += 1;
      if (lists.length === 2) return undefined;
      lists.push([]);
    } else if (character === ".") list.push(ANY);
    else if (character === "$" && at === text.length - 1) atEnd = true;
    else if ("[]*^$".includes(character) || (extended && "(){}|+?".includes(character))) return undefined;
    else list.push(character);
    if (text[at + 1] === "*") return undefined;
  }
  return { atStart, atEnd, head: lists[0]!, tail: lists[1] };
}

/** Where the expression matches first, at or after `from`, and as far as it can. */
export function find(
  { atStart, atEnd, head, tail }: SimpleExpression,
  text: string,
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  for (let start = from; start <= text.length; start++) {
    if (atStart && start > 0) return undefined;
    if (!standsAt(head, text, start)) continue;
    const middle = start + head.length;
    if (tail === undefined) {
      if (!atEnd || middle === text.length) return { start, end: middle };
      continue;
    }
    const last = text.length - tail.length;
    for (let at = last; at >= middle; at--) {
      if (standsAt(tail, text, at)) return { start, end: at + tail.length };
      if (atEnd) break;
    }
    if (!atEnd) return undefined;
  }
  return undefined;
}

function standsAt(elements: readonly Element[], text: string, at: number): boolean {
  if (at + elements.length > text.length) return false;
  return elements.every((element, index) => element === ANY || element === text[at + index]);
}
