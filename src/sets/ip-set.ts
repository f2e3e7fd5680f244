/** Sets of addresses of both families as canonical interval lists. */
import { type Interval, intervalAlgebra } from "./intervals.ts";
import type { IpRange } from "./ip-range.ts";

/**
 * Intervals on one line: IPv4 addresses at their value, IPv6 addresses at 2^33 + value. The gap between the families keeps
 * their intervals from touching.
 */
export interface IpSet {
  readonly intervals: readonly Interval<bigint>[];
}

const OFFSET = 1n << 33n;

/** The algebra of the line; also the address side of TrafficSet. */
export const addressLine = intervalAlgebra<bigint>(
  (address) => address + 1n,
  (address) => address - 1n,
);

const wrap = (intervals: readonly Interval<bigint>[]): IpSet => (intervals.length === 0 ? noAddresses : { intervals });

export const noAddresses: IpSet = { intervals: [] };

const onLine = ({ family, first, last }: IpRange): Interval<bigint> =>
  family === 4 ? { first, last } : { first: first + OFFSET, last: last + OFFSET };

export function ipSetOf(ranges: Iterable<IpRange>): IpSet {
  return wrap(addressLine.canonical([...ranges].map(onLine)));
}

/** The addresses of the set that are in the range; the set itself where all are. */
export function addressesInRange(set: IpSet, range: IpRange): IpSet {
  const { first, last } = onLine(range);
  const { intervals } = set;
  const start = intervals[0];
  const end = intervals.at(-1);
  if (start === undefined || end === undefined || end.last < first || last < start.first) return noAddresses;
  if (first <= start.first && end.last <= last) return set;
  return wrap(addressLine.intersect(intervals, [{ first, last }]));
}

export function unionAddresses(a: IpSet, b: IpSet): IpSet {
  return wrap(addressLine.union(a.intervals, b.intervals));
}

export function intersectAddresses(a: IpSet, b: IpSet): IpSet {
  return wrap(addressLine.intersect(a.intervals, b.intervals));
}

/** The addresses of a that are not in b. */
export function subtractAddresses(a: IpSet, b: IpSet): IpSet {
  return wrap(addressLine.subtract(a.intervals, b.intervals));
}

/** Whether every address of a is in b. */
export function addressesWithin(a: IpSet, b: IpSet): boolean {
  return a === b || addressLine.within(a.intervals, b.intervals);
}

/** Whether some address is in both. */
export function addressesMeet(a: IpSet, b: IpSet): boolean {
  return addressLine.meets(a.intervals, b.intervals);
}

export function isNoAddresses(set: IpSet): boolean {
  return set.intervals.length === 0;
}
