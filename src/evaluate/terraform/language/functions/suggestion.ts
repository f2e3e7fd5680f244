/** A mistyped name into the known name that was probably meant. */

/** Names further away than this many edits are not suggested. */
const MAX_EDITS = 2;

export function suggestion(given: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = MAX_EDITS + 1;
  for (const name of known) {
    if (Math.abs(name.length - given.length) > MAX_EDITS) continue;
    const edits = distance(given, name);
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best;
}

/** The number of characters to add, drop or replace (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
