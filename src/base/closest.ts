/** A name that there is not → the one that was probably meant. */

/** The name that differs least, where it differs by a third of its length at most. */
export function closest(name: string, names: readonly string[]): string | undefined {
  const most = Math.max(2, Math.ceil(name.length / 3));
  const ranked = names
    .filter((other) => Math.abs(other.length - name.length) <= most)
    .map((other) => ({ other, distance: distance(name.toLowerCase(), other.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= most ? best.other : undefined;
}

/** Longer names are typed by nobody, and comparing them would take long. */
const LONGEST = 200;

/** How many characters must be added, removed or replaced (https://en.wikipedia.org/wiki/Levenshtein_distance). */
export function distance(a: string, b: string): number {
  if (a.length > LONGEST) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
