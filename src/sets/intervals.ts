/** Turns lists of intervals over a discrete line (numbers or bigints) into canonical ones, and computes with these. */

/** Both ends inclusive. */
export interface Interval<P extends number | bigint> {
  readonly first: P;
  readonly last: P;
}

/**
 * A canonical list: disjoint, non-adjacent, non-empty intervals in ascending order. Equal sets have equal lists. Every
 * operation costs time in the number of intervals, never in the number of points.
 */
export type Intervals<P extends number | bigint> = readonly Interval<P>[];

/** The algebra over a line whose neighbours are found by `after` and `before`. */
export function intervalAlgebra<P extends number | bigint>(after: (point: P) => P, before: (point: P) => P) {
  /** The canonical list of any intervals; those with first > last are empty. O(n log n), and O(n) where they are sorted lists. */
  const canonical = (intervals: Iterable<Interval<P>>): Intervals<P> => {
    const sorted = [...intervals].filter(({ first, last }) => first <= last);
    sorted.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    const result: Interval<P>[] = [];
    let current: Interval<P> | undefined;
    for (const next of sorted) {
      if (current === undefined || next.first > after(current.last)) {
        if (current !== undefined) result.push(current);
        current = next;
      } else if (next.last > current.last) current = { first: current.first, last: next.last };
    }
    if (current !== undefined) result.push(current);
    return result;
  };

  const union = (a: Intervals<P>, b: Intervals<P>): Intervals<P> => {
    if (a.length === 0) return b;
    return b.length === 0 ? a : canonical([...a, ...b]);
  };

  const intersect = (a: Intervals<P>, b: Intervals<P>): Intervals<P> => {
    const result: Interval<P>[] = [];
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      const left = a[i]!;
      const right = b[j]!;
      let { first, last } = left;
      if (right.first > first) first = right.first;
      if (right.last < last) last = right.last;
      if (first <= last) result.push({ first, last });
      if (left.last < right.last) i += 1;
      else j += 1;
    }
    return result;
  };

  /** The points of a that are not in b. */
  const subtract = (a: Intervals<P>, b: Intervals<P>): Intervals<P> => {
    if (a.length === 0 || b.length === 0) return a;
    const result: Interval<P>[] = [];
    let j = 0;
    for (const { first, last } of a) {
      let start = first;
      while (j < b.length && b[j]!.last < start) j += 1;
      let k = j;
      let used = false;
      while (k < b.length && b[k]!.first <= last) {
        const hole = b[k]!;
        if (hole.first > start) result.push({ first: start, last: before(hole.first) });
        if (hole.last >= last) {
          used = true;
          break;
        }
        start = after(hole.last);
        k += 1;
      }
      if (!used && start <= last) result.push({ first: start, last });
      j = k;
    }
    return result;
  };

  /** Whether every point of a is in b. */
  const within = (a: Intervals<P>, b: Intervals<P>): boolean => subtract(a, b).length === 0;

  /** Whether some point is in both. */
  const meets = (a: Intervals<P>, b: Intervals<P>): boolean => intersect(a, b).length > 0;

  const equal = (a: Intervals<P>, b: Intervals<P>): boolean =>
    a === b ||
    (a.length === b.length &&
      a.every(({ first, last }, at) => {
        const other = b[at]!;
        return first === other.first && last === other.last;
      }));

  return { canonical, union, intersect, subtract, within, meets, equal };
}
