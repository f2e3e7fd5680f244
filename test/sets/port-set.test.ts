/** Port sets: their text, their ends, and what is in both of two bounds against every reality between the bounds. */
import { describe, expect, test } from "vitest";
import {
  allPorts,
  type Bounds,
  formatPorts,
  noPorts,
  type PortSet,
  portBounds,
  portRange,
  portsOf,
  portsWithin,
  samePorts,
  subtractPorts,
  unionOfPorts,
} from "../../src/sets/port-set.ts";
import { hasPort } from "./has-port.ts";

test("ports are written as the report writes them", () => {
  expect(formatPorts(noPorts)).toBe("");
  expect(formatPorts(portsOf([80]))).toBe("80");
  expect(formatPorts(portsOf([80, 22, 81, 83]))).toBe("22,80-81,83");
  expect(formatPorts(allPorts)).toBe("0-65535");
});

test("port 0 and port 65535 belong to the universe, nothing beyond does", () => {
  expect(portRange(-5, 70000)).toEqual(allPorts);
  expect(portRange(65536, 70000)).toEqual(noPorts);
  expect(hasPort(allPorts, 0) && hasPort(allPorts, 65535)).toBe(true);
  expect(formatPorts(subtractPorts(allPorts, portRange(1, 65535)))).toBe("0");
});

test("a range from high to low is empty", () => {
  expect(portRange(443, 80)).toEqual(noPorts);
});

test("two overlapping ranges together cover the range of dynamic ports", () => {
  const open = unionOfPorts([portRange(32768, 61000), portRange(49153, 65535)]);
  expect(samePorts(open, portRange(32768, 65535))).toBe(true);
});

describe("bounds over every pair of bounds of three ports and every reality between them", () => {
  const ports = [1, 2, 3];
  const sets = Array.from({ length: 8 }, (_, bits) => portsOf(ports.filter((_port, at) => bits & (1 << at))));
  const bounds = sets.flatMap((must) => sets.filter((may) => portsWithin(must, may)).map((may) => ({ must, may })));
  const realities = ({ must, may }: Bounds<PortSet>): PortSet[] =>
    sets.filter((set) => portsWithin(must, set) && portsWithin(set, may));
  const points = (set: PortSet): number[] => ports.filter((port) => hasPort(set, port));

  test("what is in both has the tightest pair of bounds", () => {
    for (const a of bounds)
      for (const b of bounds) {
        const results = realities(a).flatMap((x) => realities(b).map((y) => points(x).filter((p) => hasPort(y, p))));
        const must = portsOf(ports.filter((port) => results.every((result) => result.includes(port))));
        const may = portsOf(ports.filter((port) => results.some((result) => result.includes(port))));
        const found = portBounds.intersect(a, b);
        if (!samePorts(found.must, must) || !samePorts(found.may, may)) expect(found).toEqual({ must, may });
      }
  });
});
