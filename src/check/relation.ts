/** The relations of a partly known set to a set that a rule names: meets, covers, within, outside. */
import { all, any, type Truth } from "../base/truth.ts";
import {
  addressesMeet,
  addressesWithin,
  type IpSet,
  ipSetOf,
  parseCidr,
  subtractAddresses,
  unionAddresses,
} from "../sets/ip-set.ts";
import type { Bounds, PortSet } from "../sets/port-set.ts";
import { exactly, portRange, portsMeet, portsWithin, unionOfPorts } from "../sets/port-set.ts";
import type { SetCondition } from "./rule.ts";

/** The sets of addresses that a rule can name by a word: what they hold depends on the entity. */
export type NamedAddresses = { readonly [name in "vpc" | "load-balancer"]: Bounds<IpSet> };

/** What the words mean, for the schema and the reference page. */
export const ADDRESS_WORDS = {
  internet: "every public address; what holds all of one family (`0.0.0.0/0` or `::/0`) covers it",
  vpc: "the ranges of the VPC that the entity is in",
  "load-balancer": "the subnets of the load balancers whose traffic the entity filters",
} as const;

interface Relations<S> {
  readonly meets: (a: S, b: S) => boolean;
  readonly within: (a: S, b: S) => boolean;
}

const ports: Relations<PortSet> = { meets: portsMeet, within: portsWithin };
const addresses: Relations<IpSet> = { meets: addressesMeet, within: addressesWithin };

export function matchPorts(condition: SetCondition, value: Bounds<PortSet>): Truth {
  return relate(condition, (relation, text) => {
    const named = parsePorts(text);
    return named && holds(relation, value, exactly(named), ports);
  });
}

export function matchAddresses(condition: SetCondition, value: Bounds<IpSet>, named: NamedAddresses): Truth {
  return relate(condition, (relation, text) => {
    if (relation === "covers" && text === "internet")
      return any(PUBLIC.map((family) => holds(relation, value, exactly(family), addresses)));
    const set = addressBounds(String(text), named);
    return set && holds(relation, value, set, addresses);
  });
}

function relate(
  condition: SetCondition,
  truthOf: (relation: keyof SetCondition, text: string | number) => Truth | undefined,
): Truth {
  return all(
    Object.entries(condition).map(([relation, text]) => {
      const truth = truthOf(relation as keyof SetCondition, text);
      if (truth === undefined) throw new Error(`rule names the set ${text}, which is none`);
      return truth;
    }),
  );
}

/** A relation of A to B, of each of which only bounds are known. */
function holds<S>(relation: keyof SetCondition, a: Bounds<S>, b: Bounds<S>, { meets, within }: Relations<S>): Truth {
  switch (relation) {
    case "meets":
      return settle(meets(a.must, b.must), !meets(a.may, b.may));
    case "outside":
      return settle(!meets(a.may, b.may), meets(a.must, b.must));
    case "covers":
      return settle(within(b.may, a.must), !within(b.must, a.may));
    case "within":
      return settle(within(a.may, b.must), !within(a.must, b.may));
  }
}

function settle(proven: boolean, refuted: boolean): Truth {
  return proven ? "true" : refuted ? "false" : "unknown";
}

/** `80`, `32768-65535`, `22,80-90`; undefined where a bound is above 65535 or a range runs backwards. */
export function parsePorts(text: string | number): PortSet | undefined {
  const ranges: PortSet[] = [];
  for (const part of String(text).split(",")) {
    const [first, last = first, ...more] = part.split("-").map(Number);
    if (first === undefined || last === undefined || more.length > 0 || !(first <= last && last <= 65535))
      return undefined;
    ranges.push(portRange(first, last));
  }
  return unionOfPorts(ranges);
}

/** CIDR blocks joined by commas; undefined where one is not valid. */
export function parseAddresses(text: string): IpSet | undefined {
  const ranges = text.split(",").map(parseCidr);
  return ranges.every((range) => range !== undefined) ? ipSetOf(ranges) : undefined;
}

/** Whether the text is CIDR blocks and words, joined by commas. */
export function namesAddresses(text: string): boolean {
  return text.split(",").every((part) => part in ADDRESS_WORDS || parseCidr(part) !== undefined);
}

function addressBounds(text: string, named: NamedAddresses): Bounds<IpSet> | undefined {
  const parts = text.split(",").map((part): Bounds<IpSet> | undefined => {
    if (part === "internet") return exactly(unionAddresses(...PUBLIC));
    if (part === "vpc" || part === "load-balancer") return named[part];
    const range = parseCidr(part);
    return range && exactly(ipSetOf([range]));
  });
  return parts.reduce((a, b) => a && b && { must: unionAddresses(a.must, b.must), may: unionAddresses(a.may, b.may) });
}

/**
 * The public addresses of IPv4 and of IPv6: what IANA has not set apart for private, local and documentation use
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/ipv6-unicast-address-assignments).
 */
const PUBLIC: readonly [IpSet, IpSet] = [
  subtractAddresses(
    parseAddresses("0.0.0.0/0")!,
    parseAddresses(
      "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/3",
    )!,
  ),
  subtractAddresses(parseAddresses("2000::/3")!, parseAddresses("2001:db8::/32")!),
];
