/** An interval of addresses of one family, read from CIDR text and written as such. */
import ipaddr from "ipaddr.js";

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
