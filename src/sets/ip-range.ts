/** An interval of addresses of one family. */

/** Both ends inclusive; IPv4 0 to 2^32−1, IPv6 0 to 2^128−1. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}
