/** CIDR text into the range of addresses that AWS makes of it. */
import ipaddr from "ipaddr.js";
import type { IpRange } from "./ip-range.ts";

/**
 * Host bits are cleared, as EC2 does
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
