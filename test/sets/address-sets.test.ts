/** Address and traffic sets against sets of single packets, over both families. */
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, test } from "vitest";
import {
  addressesInRange,
  addressesMeet,
  addressesWithin,
  formatAddress,
  formatRange,
  type IpRange,
  intersectAddresses,
  ipSetOf,
  rangesMeet,
  rangeWithin,
  unionAddresses,
  wholeFamily,
} from "../../src/sets/ip-set.ts";
import { portRange } from "../../src/sets/port-set.ts";
import {
  intersectTraffic,
  type Product,
  portsOnEvery,
  portsOnSome,
  subtractTraffic,
  type TrafficSet,
  trafficOf,
  unionOfTraffic,
  unionTraffic,
} from "../../src/sets/traffic-set.ts";
import { hasPort } from "./has-port.ts";

/** Ranges near the ends of each family, where an error by one would show. */
const BASES: readonly [4 | 6, bigint][] = [
  [4, 0n],
  [4, (1n << 32n) - 8n],
  [6, 0n],
  [6, (1n << 128n) - 8n],
];
const range: fc.Arbitrary<IpRange> = fc
  .tuple(fc.constantFrom(...BASES), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }))
  .map(([[family, base], a, b]) => ({
    family,
    first: base + BigInt(Math.min(a, b)),
    last: base + BigInt(Math.max(a, b)),
  }));
const POINTS = BASES.flatMap(([family, base]) =>
  Array.from(
    { length: 8 },
    (_, at) => ({ family, first: base + BigInt(at), last: base + BigInt(at) }) satisfies IpRange,
  ),
);
const holds = (ranges: readonly IpRange[], point: IpRange): boolean => ranges.some((one) => rangeWithin(point, one));

describe("sets of addresses", () => {
  const list = fc.array(range, { maxLength: 6 });

  test("agree with single addresses", () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const [a, b] = [ipSetOf(left), ipSetOf(right)];
        for (const point of POINTS) {
          const [inA, inB] = [holds(left, point), holds(right, point)];
          const found = [unionAddresses(a, b), intersectAddresses(a, b)].map((set) =>
            addressesMeet(set, ipSetOf([point])),
          );
          expect(found).toEqual([inA || inB, inA && inB]);
        }
        expect(addressesWithin(a, b)).toBe(POINTS.every((point) => !holds(left, point) || holds(right, point)));
        expect(addressesMeet(a, b)).toBe(POINTS.some((point) => holds(left, point) && holds(right, point)));
      }),
      { numRuns: 400 },
    );
  });

  test("the whole of one family holds nothing of the other", () => {
    expect(addressesMeet(ipSetOf([wholeFamily(4)]), ipSetOf([wholeFamily(6)]))).toBe(false);
    const all = ipSetOf([wholeFamily(4), wholeFamily(6)]);
    for (const one of [wholeFamily(4), wholeFamily(6)]) expect(addressesInRange(all, one)).toEqual(ipSetOf([one]));
    expect(rangesMeet(wholeFamily(4), wholeFamily(6))).toBe(false);
  });

  test("ranges are written as CIDR blocks where they are", () => {
    expect(formatRange(wholeFamily(4))).toBe("0.0.0.0/0");
    expect(formatRange(wholeFamily(6))).toBe("::/0");
    expect(formatRange({ family: 4, first: 0x0a000000n, last: 0x0a00ffffn })).toBe("10.0.0.0/16");
    expect(formatRange({ family: 4, first: 0x0a000004n, last: 0x0a000009n })).toBe("10.0.0.4-10.0.0.9");
    expect(formatRange({ family: 4, first: 7n, last: 7n })).toBe("0.0.0.7/32");
  });

  test("IPv6 addresses are written as RFC 5952 wants", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 1, 0xab, 0xffff), { minLength: 8, maxLength: 8 }), (words) => {
        const address = words.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n);
        expect(formatAddress(6, address)).toBe(new ipaddr.IPv6(words).toRFC5952String());
      }),
    );
  });
});

describe("sets of traffic", () => {
  const product = fc
    .tuple(fc.array(range, { maxLength: 3 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
    .map(([ranges, a, b]) => ({ ranges, first: Math.min(a, b), last: Math.max(a, b) }));
  const list = fc.array(product, { maxLength: 6 });
  type Plain = { readonly ranges: readonly IpRange[]; readonly first: number; readonly last: number };
  const products = (plain: readonly Plain[]): Product[] =>
    plain.map(({ ranges, first, last }) => ({ addresses: ipSetOf(ranges), ports: portRange(first, last) }));
  const passes = (plain: readonly Plain[], point: IpRange, port: number): boolean =>
    plain.some(({ ranges, first, last }) => first <= port && port <= last && holds(ranges, point));
  const has = (set: TrafficSet, point: IpRange, port: number): boolean =>
    hasPort(portsOnSome(set, ipSetOf([point])), port);
  const PORTS = [0, 1, 2, 3, 4, 5, 6];

  test("agree with single packets", () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const [a, b] = [unionOfTraffic(products(left)), unionOfTraffic(products(right))];
        const [union, both, rest] = [unionTraffic(a, b), intersectTraffic(a, b), subtractTraffic(a, b)];
        for (const point of POINTS)
          for (const port of PORTS) {
            const [inA, inB] = [passes(left, point, port), passes(right, point, port)];
            const found = [a, union, both, rest].map((set) => has(set, point, port));
            expect(found).toEqual([inA, inA || inB, inA && inB, inA && !inB]);
          }
      }),
      { numRuns: 150 },
    );
  });

  test("are canonical: however they are made, equal sets have equal slices", () => {
    fc.assert(
      fc.property(list, (plain) => {
        const atOnce = unionOfTraffic(products(plain));
        const oneByOne = products(plain).reduce(
          (set, { addresses, ports }) => unionTraffic(set, trafficOf(addresses, ports)),
          unionOfTraffic([]),
        );
        expect(oneByOne).toEqual(atOnce);
        expect(subtractTraffic(atOnce, oneByOne).slices).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("ports on every and on some address", () => {
    fc.assert(
      fc.property(list, fc.array(range, { minLength: 1, maxLength: 2 }), (plain, where) => {
        const set = unionOfTraffic(products(plain));
        const there = POINTS.filter((point) => holds(where, point));
        for (const port of PORTS) {
          expect(hasPort(portsOnEvery(set, ipSetOf(where)), port)).toBe(there.every((at) => passes(plain, at, port)));
          expect(hasPort(portsOnSome(set, ipSetOf(where)), port)).toBe(there.some((at) => passes(plain, at, port)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("cost nothing per port or address", () => {
    const whole = trafficOf(ipSetOf([wholeFamily(4), wholeFamily(6)]), portRange(0, 65535));
    expect(whole.slices).toHaveLength(2);
    const nested = Array.from({ length: 20_000 }, (_, at) => ({
      addresses: ipSetOf([{ family: 4, first: BigInt(at) << 8n, last: (BigInt(at) << 8n) + 255n }]),
      ports: portRange(at, at + 1),
    }));
    expect(unionOfTraffic(nested).slices).toHaveLength(20_000);
  });
});
