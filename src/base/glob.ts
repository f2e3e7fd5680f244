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
  const items = parts.flatMap((part): readonly (string | undefined)[] => (part === undefined ? [part] : [...part]));
  const wildcards = [...pattern];
  if (
    !reachesEnd(wildcards, items, (place) =>
      Array.from({ length: wildcards.length - place + 1 }, (_, at) => place + at),
    )
  )
    return "false";
  return reachesEnd(wildcards, items, (place) => (wildcards[place] === "*" ? [place] : [])) ? "true" : "unknown";
}

/** Whether the pattern can be at its end behind the last item. `behindUnknown`: where it is behind what is not known, from a place before it. */
function reachesEnd(
  pattern: readonly string[],
  items: readonly (string | undefined)[],
  behindUnknown: (place: number) => readonly number[],
): boolean {
  const skipping = (places: Iterable<number>): Set<number> => {
    const all = new Set(places);
    for (const place of all) if (pattern[place] === "*") all.add(place + 1);
    return all;
  };
  const behind = (place: number, character: string): readonly number[] => {
    const one = pattern[place];
    if (one === "*") return [place];
    return one === "?" || one === character ? [place + 1] : [];
  };
  let places = skipping([0]);
  for (const item of items) {
    if (places.size === 0) return false;
    places = skipping(
      [...places].flatMap((place) => (item === undefined ? behindUnknown(place) : behind(place, item))),
    );
  }
  return places.has(pattern.length);
}

function same(one: string, character: string): boolean {
  return one === character;
}
