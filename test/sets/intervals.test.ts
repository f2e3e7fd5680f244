/** The interval algebra against sets of points: every pair of subsets of a small line, and large random lists. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Interval, type Intervals, intervalAlgebra } from "../../src/sets/intervals.ts";

const line = intervalAlgebra<number>(
  (point) => point + 1,
  (point) => point - 1,
);

const WIDTH = 7;
const subsets = Array.from({ length: 1 << WIDTH }, (_, bits) =>
  Array.from({ length: WIDTH }, (_, at) => at).filter((at) => bits & (1 << at)),
);
const asIntervals = (points: readonly number[]): Intervals<number> =>
  line.canonical(points.map((point) => ({ first: point, last: point })));
const asPoints = (intervals: Intervals<number>): number[] =>
  intervals.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));

function expectCanonical(intervals: Intervals<number>): void {
  intervals.forEach(({ first, last }, at) => {
    expect(first).toBeLessThanOrEqual(last);
    if (at > 0) expect(first).toBeGreaterThan(intervals[at - 1]!.last + 1);
  });
}

describe("every pair of subsets of seven points", () => {
  const all = subsets.map((points) => ({ points, intervals: asIntervals(points) }));

  test("a canonical list has exactly its points", () => {
    for (const { points, intervals } of all) {
      expectCanonical(intervals);
      expect(asPoints(intervals)).toEqual(points);
    }
  });

  test.each([
    ["union", line.union, (inA: boolean, inB: boolean) => inA || inB],
    ["intersect", line.intersect, (inA: boolean, inB: boolean) => inA && inB],
    ["subtract", line.subtract, (inA: boolean, inB: boolean) => inA && !inB],
  ] as const)("%s", (_name, operation, belongs) => {
    for (const a of all)
      for (const b of all) {
        const result = operation(a.intervals, b.intervals);
        const wanted = subsets[(1 << WIDTH) - 1]!.filter((at) => belongs(a.points.includes(at), b.points.includes(at)));
        if (JSON.stringify(result) !== JSON.stringify(asIntervals(wanted))) expect(result).toEqual(asIntervals(wanted));
      }
  });

  test("within, meets and equal", () => {
    for (const a of all)
      for (const b of all) {
        const expected = [
          a.points.every((point) => b.points.includes(point)),
          a.points.some((point) => b.points.includes(point)),
          a === b,
        ];
        const found = [
          line.within(a.intervals, b.intervals),
          line.meets(a.intervals, b.intervals),
          line.equal(a.intervals, b.intervals),
        ];
        if (found.join() !== expected.join()) expect(found).toEqual(expected);
      }
  });
});

describe("random lists", () => {
  const interval: fc.Arbitrary<Interval<number>> = fc.record({
    first: fc.integer({ min: 0, max: 400 }),
    last: fc.integer({ min: 0, max: 400 }),
  });
  const list = fc.array(interval, { maxLength: 60 });
  const pointsOf = (intervals: readonly Interval<number>[]): Set<number> =>
    new Set(intervals.flatMap(({ first, last }) => (first > last ? [] : asPoints([{ first, last }]))));
  const sorted = (points: Iterable<number>): number[] => [...points].sort((a, b) => a - b);

  test("agree with sets of points and stay canonical", () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const [a, b] = [line.canonical(left), line.canonical(right)];
        const [inA, inB] = [pointsOf(left), pointsOf(right)];
        for (const result of [a, b, line.union(a, b), line.intersect(a, b), line.subtract(a, b)])
          expectCanonical(result);
        expect(asPoints(line.union(a, b))).toEqual(sorted(new Set([...inA, ...inB])));
        expect(asPoints(line.intersect(a, b))).toEqual(sorted([...inA].filter((point) => inB.has(point))));
        expect(asPoints(line.subtract(a, b))).toEqual(sorted([...inA].filter((point) => !inB.has(point))));
        expect(line.within(a, b)).toBe([...inA].every((point) => inB.has(point)));
        expect(line.meets(a, b)).toBe([...inA].some((point) => inB.has(point)));
      }),
      { numRuns: 500 },
    );
  });
});
