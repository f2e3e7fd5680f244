/** Globs as a file of the scanned tree may hold them → tests that take time by the product of both lengths at most, whatever they are. */
import type { Truth } from "./truth.ts";

/** `*` is any number of characters, each other character itself. Of addresses and names, in which `[`, `?` and `/` are nothing special. */
export function wildcardTest(pattern: string): (text: string) => boolean {
  return (text) => matches([...pattern], [...text], (one) => one === "*", same);
}

/** Of paths with `/`: `*` and `?` are any characters and any character of one name, `**` any number of directories; `.` is the directory that paths start from. */
export function pathTest(glob: string): (path: string) => boolean {
  const pattern = namesIn(glob.replace(/^\.\//, "").replace(/\/$/, ""));
  return (path) => matches(pattern, namesIn(path), (one) => one === "**", nameMatches);
}

function namesIn(path: string): readonly string[] {
  return path === "." ? [] : path.split("/");
}

/** Whether the items match with each `isAny` of the pattern standing for any number of them. */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  isAny: (one: string) => boolean,
  match: (one: string, item: string) => boolean,
): boolean {
  let at = 0;
  let item = 0;
  let lastAny = -1;
  let takenFrom = 0;
  while (item < items.length) {
    const one = pattern[at];
    if (one !== undefined && isAny(one)) {
      lastAny = at;
      takenFrom = item;
      at += 1;
    } else if (one !== undefined && match(one, items[item]!)) {
      at += 1;
      item += 1;
    } else if (lastAny !== -1) {
      // The last wildcard takes one more; those before it need not be looked at again.
      takenFrom += 1;
      item = takenFrom;
      at = lastAny + 1;
    } else return false;
  }
  while (at < pattern.length && isAny(pattern[at]!)) at += 1;
  return at === pattern.length;
}

/** `*` is any number of characters, `?` any single one. */
export function nameMatches(pattern: string, name: string): boolean {
  if (!hasWildcards(pattern)) return pattern === name;
  return matches(
    [...pattern],
    [...name],
    (one) => one === "*",
    (one, character) => one === "?" || one === character,
  );
}

export function hasWildcards(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

/** The same of a name of which parts, undefined, are not known: each may be any text. */
export function nameMayMatch(pattern: string, parts: readonly (string | undefined)[]): Truth {
  if (!endsMayFit(pattern, parts)) return "false";
  const items = parts.flatMap((part): readonly (string | undefined)[] => (part === undefined ? [part] : [...part]));
  const end = reachingEnd([...pattern], items);
  return (end & WHATEVER) !== 0 ? "true" : (end & SOME) !== 0 ? "unknown" : "false";
}

/** Whether what is written before the first wildcard and behind the last one is not other than what is known there: most names are excluded by that. */
function endsMayFit(pattern: string, parts: readonly (string | undefined)[]): boolean {
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  const head = pattern.slice(0, Math.min(placeOf(pattern, "*"), placeOf(pattern, "?")));
  if (!head.startsWith(first) && !first.startsWith(head)) return false;
  const tail = pattern.slice(1 + Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?")));
  return tail.endsWith(last) || last.endsWith(tail);
}

function placeOf(pattern: string, wildcard: string): number {
  const at = pattern.indexOf(wildcard);
  return at < 0 ? pattern.length : at;
}

/** A place of the pattern is reached with some text for what is not known before it, and with whatever text: two bits. */
const SOME = 1;
const WHATEVER = 2;

/** How the end of the pattern is reached behind the last item. */
function reachingEnd(pattern: readonly string[], items: readonly (string | undefined)[]): number {
  const end = pattern.length;
  let before = new Uint8Array(end + 1);
  let behind = new Uint8Array(end + 1);
  before[0] = SOME | WHATEVER;
  for (let place = 0; pattern[place] === "*"; place++) before[place + 1] = SOME | WHATEVER;
  for (const item of items) {
    behind.fill(0);
    let some = 0;
    for (let place = 0; place < end; place++) {
      const here = before[place]!;
      const one = pattern[place];
      some |= here & SOME;
      if (item === undefined) behind[place]! |= some;
      if (one === "*") {
        behind[place]! |= here;
        behind[place + 1]! |= behind[place]!;
      } else if (item !== undefined && (one === "?" || one === item)) behind[place + 1]! |= here;
    }
    if (item === undefined) behind[end]! |= some | (before[end]! & SOME);
    [before, behind] = [behind, before];
  }
  return before[end]!;
}

function same(one: string, character: string): boolean {
  return one === character;
}
