/** Sets of ports as canonical interval lists. */
import { type Interval, intervalAlgebra } from "./intervals.ts";

/** Disjoint, non-adjacent, ascending, inclusive intervals within 0–65535. */
export interface PortSet {
  readonly intervals: readonly { readonly first: number; readonly last: number }[];
}

const line = intervalAlgebra<number>(
  (port) => port + 1,
  (port) => port - 1,
);

const LAST = 65535;

const wrap = (intervals: readonly Interval<number>[]): PortSet => (intervals.length === 0 ? noPorts : { intervals });

export const noPorts: PortSet = { intervals: [] };
/** 0–65535. */
export const allPorts: PortSet = { intervals: [{ first: 0, last: LAST }] };

/** The ports from first to last, both included, as far as they are within 0–65535; empty where first > last. */
export function portRange(first: number, last: number): PortSet {
  const from = Math.max(0, Math.ceil(first));
  const to = Math.min(LAST, Math.floor(last));
  return from <= to ? { intervals: [{ first: from, last: to }] } : noPorts;
}

/** Exactly these ports; those outside 0–65535 are left out. */
export function portsOf(ports: Iterable<number>): PortSet {
  return unionOfPorts([...ports].map((port) => portRange(port, port)));
}

export function unionPorts(a: PortSet, b: PortSet): PortSet {
  if (a.intervals.length === 0) return b;
  if (b.intervals.length === 0) return a;
  return wrap(line.union(a.intervals, b.intervals));
}

/** The union of any number of sets at the cost of one sort, or none where they are one set. */
export function unionOfPorts(sets: readonly PortSet[]): PortSet {
  const [first = noPorts] = sets;
  if (sets.every((set) => set === first)) return first;
  return wrap(line.canonical(sets.flatMap(({ intervals }) => intervals)));
}

/** One of the two where it is within the other. */
export function intersectPorts(a: PortSet, b: PortSet): PortSet {
  if (a === b || portsWithin(a, b)) return a;
  if (portsWithin(b, a)) return b;
  return wrap(line.intersect(a.intervals, b.intervals));
}

/** The ports of a that are not in b. */
export function subtractPorts(a: PortSet, b: PortSet): PortSet {
  return wrap(line.subtract(a.intervals, b.intervals));
}

/** Whether every port of a is in b. */
export function portsWithin(a: PortSet, b: PortSet): boolean {
  return line.within(a.intervals, b.intervals);
}

/** Whether some port is in both. */
export function portsMeet(a: PortSet, b: PortSet): boolean {
  return line.meets(a.intervals, b.intervals);
}

export function samePorts(a: PortSet, b: PortSet): boolean {
  return line.equal(a.intervals, b.intervals);
}

export function isNoPorts(set: PortSet): boolean {
  return set.intervals.length === 0;
}

/** How many ports there are. */
export function sizeOfPorts(set: PortSet): number {
  return set.intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** `80`, `32768-65535`, `22,80-90`; the empty string for no ports. */
export function formatPorts(set: PortSet): string {
  return set.intervals.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

/** Two-sided approximation of a set that is only partly known: must ⊆ reality ⊆ may. */
export interface Bounds<S> {
  readonly must: S;
  readonly may: S;
}

/** Bounds of a set that is known. */
export function exactly<S>(set: S): Bounds<S> {
  return { must: set, may: set };
}

/** The algebra of bounds: a result holds whatever the realities between the bounds are. */
export const portBounds = {
  intersect: (a: Bounds<PortSet>, b: Bounds<PortSet>): Bounds<PortSet> => ({
    must: intersectPorts(a.must, b.must),
    may: intersectPorts(a.may, b.may),
  }),
};
