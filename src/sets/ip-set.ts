/** Ranges of addresses of one family, read from CIDR text and written as such; and sets of addresses of both families, as canonical interval
 *  lists. */

import ipaddr from "ipaddr.js";
import { type Interval, intervalAlgebra } from "./intervals.ts";

/** Both ends inclusive; IPv4 0 to 2^32−1, IPv6 0 to 2^128−1. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const LAST = { 4: (1n << 32n) - 1n, 6: (1n << 128n) - 1n } as const;

/** `0.0.0.0/0` or `::/0`. */
export function wholeFamily(family: 4 | 6): IpRange {
  return { family, first: 0n, last: LAST[family] };
}

/**
 * The range of addresses that AWS makes of a CIDR block: host bits are cleared, as EC2 does
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html). Undefined where it is no CIDR block.
 */
export function parseCidr(text: string): IpRange | undefined {
  const [address, prefix, ...more] = text.trim().split("/");
  if (address === undefined || prefix === undefined || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  const dotted = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!dotted && !(address.includes(":") && ipaddr.IPv6.isValid(address) && !address.includes("%"))) return undefined;
  const bits = dotted ? 32 : 128;
  const length = Number(prefix);
  if (length > bits) return undefined;
  const bytes = dotted ? ipaddr.IPv4.parse(address).toByteArray() : ipaddr.IPv6.parse(address).toByteArray();
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt(bits - length);
  const first = number - (number % size);
  return { family: dotted ? 4 : 6, first, last: first + size - 1n };
}

/** Whether every address of a is in b. */
export function rangeWithin(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && b.first <= a.first && a.last <= b.last;
}

/** Whether some address is in both. */
export function rangesMeet(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** `10.0.0.0/16`, `2001:db8::/32`; `10.0.0.4-10.0.0.9` where no prefix is exactly the range. */
export function formatRange(range: IpRange): string {
  const size = range.last - range.first + 1n;
  const bits = range.family === 4 ? 32 : 128;
  const spare = size.toString(2).length - 1;
  if (size === 1n << BigInt(spare) && range.first % size === 0n)
    return `${formatAddress(range.family, range.first)}/${bits - spare}`;
  return `${formatAddress(range.family, range.first)}-${formatAddress(range.family, range.last)}`;
}

/** Dotted for IPv4; for IPv6 the canonical text of RFC 5952. */
export function formatAddress(family: 4 | 6, address: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => `${(address >> shift) & 255n}`).join(".");
  const words = Array.from({ length: 8 }, (_, at) => Number((address >> BigInt(112 - 16 * at)) & 65535n));
  let start = 0;
  let length = 0;
  for (let at = 0; at < 8; at += 1) {
    let end = at;
    while (end < 8 && words[end] === 0) end += 1;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const text = (part: readonly number[]): string => part.map((word) => word.toString(16)).join(":");
  if (length < 2) return text(words);
  return `${text(words.slice(0, start))}::${text(words.slice(start + length))}`;
}

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
