/** Sets of (address, port) of one protocol: unions of products of an address set and a port set. */
import type { Interval } from "./intervals.ts";
import { addressLine, type IpSet } from "./ip-set.ts";
import {
  allPorts,
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  samePorts,
  subtractPorts,
  unionOfPorts,
  unionPorts,
} from "./port-set.ts";

/** The same ports for all addresses of an interval of the address line (see IpSet). */
interface Slice extends Interval<bigint> {
  readonly ports: PortSet;
}

/** Canonical: ascending disjoint slices with ports; neighbours with the same ports are one. Equal sets have equal slices. */
export interface TrafficSet {
  readonly slices: readonly Slice[];
}

export const noTraffic: TrafficSet = { slices: [] };

export interface Product {
  readonly addresses: IpSet;
  readonly ports: PortSet;
}

export function trafficOf(addresses: IpSet, ports: PortSet): TrafficSet {
  if (isNoPorts(ports)) return noTraffic;
  return { slices: addresses.intervals.map(({ first, last }) => ({ first, last, ports })) };
}

/** Joins neighbours with the same ports and drops slices without ports. */
function canonical(slices: Iterable<Slice>): TrafficSet {
  const result: Slice[] = [];
  for (const slice of slices) {
    if (isNoPorts(slice.ports)) continue;
    const previous = result.at(-1);
    if (previous !== undefined && previous.last + 1n === slice.first && samePorts(previous.ports, slice.ports))
      result[result.length - 1] = { first: previous.first, last: slice.last, ports: slice.ports };
    else result.push(slice);
  }
  return result.length === 0 ? noTraffic : { slices: result };
}

/**
 * The union of any number of products. O(n log n + k) where k counts, for each distinct address interval, the pieces that
 * the others cut it into; CIDR ranges are nested or disjoint, so that k is at most n times the length of an address.
 */
export function unionOfTraffic(products: readonly Product[]): TrafficSet {
  const portsByInterval = new Map<string, { readonly interval: Interval<bigint>; readonly ports: PortSet[] }>();
  for (const { addresses, ports } of products) {
    if (isNoPorts(ports)) continue;
    for (const interval of addresses.intervals) {
      const key = `${interval.first}-${interval.last}`;
      const known = portsByInterval.get(key);
      if (known === undefined) portsByInterval.set(key, { interval, ports: [ports] });
      else known.ports.push(ports);
    }
  }
  const parts = [...portsByInterval.values()].map(({ interval, ports }) => ({ interval, ports: unionOfPorts(ports) }));
  if (parts.length === 1) return canonical(parts.map(({ interval, ports }) => ({ ...interval, ports })));
  const cuts = cutPoints(parts.map(({ interval }) => interval));
  const place = new Map(cuts.map((cut, at) => [cut, at]));
  const pieces: PortSet[][] = cuts.map(() => []);
  for (const { interval, ports } of parts)
    for (let at = place.get(interval.first)!; cuts[at]! <= interval.last; at += 1) pieces[at]!.push(ports);
  return canonical(
    pieces
      .slice(0, -1)
      .map((ports, at) => ({ first: cuts[at]!, last: cuts[at + 1]! - 1n, ports: unionOfPorts(ports) })),
  );
}

/** The points where a piece begins, ascending; the last one is behind everything. */
function cutPoints(intervals: readonly Interval<bigint>[]): readonly bigint[] {
  const points = new Set<bigint>();
  for (const { first, last } of intervals) {
    points.add(first);
    points.add(last + 1n);
  }
  return [...points].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Applies an operation on ports at every address of either set. */
function zip(a: TrafficSet, b: TrafficSet, combine: (a: PortSet, b: PortSet) => PortSet): TrafficSet {
  const cuts = cutPoints([...a.slices, ...b.slices]);
  const slices: Slice[] = [];
  let i = 0;
  let j = 0;
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const first = cuts[at]!;
    while (i < a.slices.length && a.slices[i]!.last < first) i += 1;
    while (j < b.slices.length && b.slices[j]!.last < first) j += 1;
    const left = a.slices[i];
    const right = b.slices[j];
    slices.push({
      first,
      last: cuts[at + 1]! - 1n,
      ports: combine(
        left !== undefined && left.first <= first ? left.ports : noPorts,
        right !== undefined && right.first <= first ? right.ports : noPorts,
      ),
    });
  }
  return canonical(slices);
}

export function unionTraffic(a: TrafficSet, b: TrafficSet): TrafficSet {
  if (a.slices.length === 0) return b;
  return b.slices.length === 0 ? a : zip(a, b, unionPorts);
}

export function intersectTraffic(a: TrafficSet, b: TrafficSet): TrafficSet {
  return a.slices.length === 0 || b.slices.length === 0 ? noTraffic : zip(a, b, intersectPorts);
}

/** The traffic of a that is not in b. */
export function subtractTraffic(a: TrafficSet, b: TrafficSet): TrafficSet {
  return a.slices.length === 0 || b.slices.length === 0 ? a : zip(a, b, subtractPorts);
}

/** The ports that the set has at every one of the addresses; all ports where there are no addresses. */
export function portsOnEvery(set: TrafficSet, addresses: IpSet): PortSet {
  if (!addressLine.within(addresses.intervals, addressLine.canonical(set.slices))) return noPorts;
  return set.slices
    .filter((slice) => addressLine.meets([slice], addresses.intervals))
    .reduce((ports, slice) => intersectPorts(ports, slice.ports), allPorts);
}

/** The ports that the set has at one of the addresses at least. */
export function portsOnSome(set: TrafficSet, addresses: IpSet): PortSet {
  return unionOfPorts(
    set.slices.filter((slice) => addressLine.meets([slice], addresses.intervals)).map(({ ports }) => ports),
  );
}
