/** The relations of a partly known set to a set that a rule names: meets, covers, within, outside. */
import { all, type Truth } from "../base/truth.ts";
import { parseCidr } from "../sets/ip-range.ts";
import { addressesMeet, addressesWithin, type IpSet, ipSetOf } from "../sets/ip-set.ts";
import { type Bounds, type PortSet, portRange, portsMeet, portsWithin, unionOfPorts } from "../sets/port-set.ts";
import type { SetCondition } from "./rule.ts";

interface Relations<S> {
  readonly parse: (text: string | number) => S | undefined;
  readonly meets: (a: S, b: S) => boolean;
  readonly within: (a: S, b: S) => boolean;
}

const ports: Relations<PortSet> = { parse: parsePorts, meets: portsMeet, within: portsWithin };
const addresses: Relations<IpSet> = { parse: parseAddresses, meets: addressesMeet, within: addressesWithin };

export function matchPorts(condition: SetCondition, value: Bounds<PortSet>): Truth {
  return relate(condition, value, ports);
}

export function matchAddresses(condition: SetCondition, value: Bounds<IpSet>): Truth {
  return relate(condition, value, addresses);
}

function relate<S>(condition: SetCondition, { must, may }: Bounds<S>, { parse, meets, within }: Relations<S>): Truth {
  const holds = (relation: keyof SetCondition, named: S): Truth => {
    switch (relation) {
      case "meets":
        return settle(meets(must, named), !meets(may, named));
      case "outside":
        return settle(!meets(may, named), meets(must, named));
      case "covers":
        return settle(within(named, must), !within(named, may));
      case "within":
        return settle(within(may, named), !within(must, named));
    }
  };
  return all(
    Object.entries(condition).map(([relation, text]) => {
      const named = parse(text);
      if (named === undefined) throw new Error(`rule names the set ${text}, which is none`);
      return holds(relation as keyof SetCondition, named);
    }),
  );
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
export function parseAddresses(text: string | number): IpSet | undefined {
  const ranges = String(text).split(",").map(parseCidr);
  return ranges.every((range) => range !== undefined) ? ipSetOf(ranges) : undefined;
}
