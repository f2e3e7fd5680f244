/** The IP network functions (https://developer.hashicorp.com/terraform/language/functions#ip-network-functions). */

import { BOOL, NUMBER, STRING, type Value } from "../../../../base/value.ts";
import { formatAddress } from "../../../../sets/ip-set.ts";
import { bool, type Failure, isFailure, list, string } from "../types/values.ts";
import { LIST_OF_STRING } from "./collection-list.ts";
import {
  badArgument,
  bigIntegerOf,
  define,
  type Functions,
  failed,
  integerArgument,
  integerOf,
  many,
  param,
  textOf,
} from "./function-spec.ts";

const PREFIX = param("prefix", STRING);

export const NETWORK_FUNCTIONS: Functions = {
  cidrhost: define([PREFIX, param("hostnum", NUMBER)], STRING, ([prefix, hostnum]) => {
    const num = bigIntegerOf(hostnum);
    if (isFailure(num)) return num;
    const of = network(prefix);
    if ("failure" in of) return of;
    const last = (1n << BigInt(of.bits - of.length)) - 1n;
    const counted = num < 0n ? -num - 1n : BigInt.asIntN(64, num);
    const host = num < 0n ? last - counted : num;
    if (counted > last) return failed(`prefix of ${of.length} does not accommodate a host numbered ${host}`);
    // As go-cidr does it: an IPv4 address that is written as IPv6 gets its number in the wrong place.
    const width = of.address >> 32n === 0xffffn ? 32 : of.bits;
    return string(written({ address: inserted(of, host, width), bits: of.bits }));
  }),
  cidrnetmask: define([PREFIX], STRING, ([prefix]) => {
    const of = network(prefix);
    if ("failure" in of) return of;
    if (of.bits !== 32) return failed(`IPv6 addresses cannot have a netmask: ${textOf(prefix)}`);
    return string(written({ address: mask(of.length, 32), bits: 32 }));
  }),
  cidrsubnet: define(
    [PREFIX, param("newbits", NUMBER), param("netnum", NUMBER)],
    STRING,
    ([prefix, newbits, netnum]) => {
      const extra = integerOf(newbits);
      if (isFailure(extra)) return extra;
      const num = bigIntegerOf(netnum);
      if (isFailure(num)) return num;
      const of = network(prefix);
      if ("failure" in of) return of;
      const length = of.length + extra;
      if (length > of.bits) return failed(`insufficient address space to extend prefix of ${of.length} by ${extra}`);
      const most = extra >= 0 && extra < 64 ? (1n << BigInt(extra)) - 1n : (1n << 64n) - 1n;
      if (BigInt.asUintN(64, num < 0n ? -num : num) > most) {
        return failed(`prefix extension of ${extra} does not accommodate a subnet numbered ${num}`);
      }
      return string(formatNetwork(inserted(of, num, length), length, of.bits));
    },
  ),
  cidrsubnets: define([PREFIX, many(param("newbits", NUMBER))], LIST_OF_STRING, (args) => {
    const of = parseNetwork(textOf(args[0]));
    if (of === undefined) return badArgument(0, `invalid CIDR expression: invalid CIDR address: ${textOf(args[0])}`);
    const size = 1n << BigInt(of.bits);
    // Subnets follow each other from the start; each begins at the next multiple of its own size.
    let next = of.address;
    let previous: string | undefined;
    const subnets: Value[] = [];
    for (const at of args.slice(1).keys()) {
      const extra = integerArgument(args, at + 1);
      if (isFailure(extra)) return extra;
      const wrong = extensionMistake(of, extra);
      if (wrong !== undefined) return badArgument(at + 1, wrong);
      const length = of.length + extra;
      const step = 1n << BigInt(of.bits - length);
      const start = ((next + step - 1n) / step) * step;
      const before = previous ?? formatNetwork(((next - 1n + size) % size) & mask(length, of.bits), length, of.bits);
      const wraps = start >= size || (at === 0 && start === 0n);
      if (wraps || (start & mask(of.length, of.bits)) !== of.address) {
        return badArgument(
          at + 1,
          `not enough remaining address space for a subnet with a prefix of ${length} bits after ${before}`,
        );
      }
      previous = formatNetwork(start, length, of.bits);
      next = start + step;
      subnets.push(string(previous));
    }
    return list(subnets, STRING);
  }),
  cidrcontains: define(
    [param("containing_prefix", STRING), param("contained_ip_or_prefix", STRING)],
    BOOL,
    ([prefix, contained]) => {
      const outer = parseNetwork(textOf(prefix));
      if (outer === undefined) return failed(`invalid CIDR address: ${textOf(prefix)}`);
      const address = parseAddress(textOf(contained));
      const inner = address === undefined ? parseNetwork(textOf(contained)) : { ...address, length: address.bits };
      if (inner === undefined) return failed(`invalid IP address or prefix: ${textOf(contained)}`);
      if (inner.bits !== outer.bits)
        return failed(`address family mismatch: ${textOf(prefix)} vs. ${textOf(contained)}`);
      return bool(inner.length >= outer.length && (inner.address & mask(outer.length, outer.bits)) === outer.address);
    },
  ),
};

function network(value: Value | undefined): Network | Failure {
  return parseNetwork(textOf(value)) ?? failed(`invalid CIDR expression: invalid CIDR address: ${textOf(value)}`);
}

/** The integer put over the address bits, as go-cidr does it: negative ones give odd but defined addresses. */
function inserted(of: Network, num: bigint, prefixLength: number): bigint {
  const combined = of.address | (num << BigInt(Math.max(of.bits - prefixLength, 0)));
  return (combined < 0n ? -combined : combined) & ((1n << BigInt(of.bits)) - 1n);
}

function mask(length: number, bits: number): bigint {
  return ((1n << BigInt(length)) - 1n) << BigInt(bits - length);
}

function formatNetwork(address: bigint, length: number, bits: Network["bits"]): string {
  return length < 0 ? "<nil>" : `${written({ address, bits })}/${length}`;
}

function extensionMistake(of: Network, extra: number): string | undefined {
  if (extra < 1) return "must extend prefix by at least one bit";
  if (extra > 32) return "may not extend prefix by more than 32 bits";
  if (of.length + extra <= of.bits) return undefined;
  return `would extend prefix to ${of.length + extra} bits, which is too long for an ${of.bits === 32 ? "IPv4" : "IPv6"} address`;
}

interface Address {
  readonly address: bigint;
  readonly bits: 32 | 128;
}

interface Network extends Address {
  /** The length of the prefix; address bits beyond it are zero. */
  readonly length: number;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(":") ? parse6(text) : parse4(text);
}

/** A network in CIDR notation; bits of the address beyond the prefix are cleared. */
function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  const length = /^[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
  if (address === undefined || !(length <= address.bits)) return undefined;
  const host = BigInt(address.bits - length);
  return { bits: address.bits, length, address: (address.address >> host) << host };
}

function parse4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, address: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
}

function parse6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const words: bigint[][] = [];
  for (const [at, half] of groups.entries()) {
    const parsed: bigint[] = [];
    for (const [index, group] of half.entries()) {
      const last = at === groups.length - 1 && index === half.length - 1;
      const dotted = last && group.includes(".") ? parse4(group) : undefined;
      if (dotted !== undefined) parsed.push(dotted.address >> 16n, dotted.address & 0xffffn);
      else if (/^[0-9A-Fa-f]+$/.test(group) && Number.parseInt(group, 16) <= 0xffff) parsed.push(BigInt(`0x${group}`));
      else return undefined;
    }
    words.push(parsed);
  }
  const [head = [], tail] = words;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return { bits: 128, address: all.reduce((sum, word) => (sum << 16n) | word, 0n) };
}

/** As Go writes it: an IPv4 address that is written as IPv6 is dotted. */
function written({ address, bits }: Address): string {
  const isDotted = bits === 32 || address >> 32n === 0xffffn;
  return formatAddress(isDotted ? 4 : 6, address);
}
