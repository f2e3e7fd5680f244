/** The truth tables of the matcher, exhaustively. */
import { describe, expect, test } from "vitest";
import type { Truth } from "../../src/base/truth.ts";
import { match, matchChoice, matchFlag, matchNumber, proven } from "../../src/check/match.ts";
import { matchAddresses, matchPorts, parseAddresses, parsePorts } from "../../src/check/relation.ts";
import type { EntityPattern } from "../../src/check/rule.ts";
import type { PossibleValues } from "../../src/check/vocabulary/entity.ts";
import { noAddresses } from "../../src/sets/ip-set.ts";
import { noPorts, type PortSet, portsOf } from "../../src/sets/port-set.ts";
import { fact, flow, hop, open, ports, service, unknown, world } from "./sample.ts";

const truths: readonly Truth[] = ["true", "false", "unknown"];

describe("a choice", () => {
  const table: readonly [string | readonly string[], PossibleValues, Truth][] = [
    ["a", ["a"], "true"],
    ["a", ["b"], "false"],
    ["a", ["a", "b"], "unknown"],
    ["a", undefined, "unknown"],
    ["a", [], "false"],
    [["a", "b"], ["a", "b"], "true"],
    [["a", "b"], ["b"], "true"],
    [["a", "b"], ["b", "c"], "unknown"],
    [["a", "b"], ["c", "d"], "false"],
  ];
  test.each(table)("%j of %j is %s", (wanted, value, truth) => {
    expect(matchChoice(wanted, value)).toBe(truth);
  });
});

test("a flag is the property or its negation", () => {
  expect(truths.map((truth) => matchFlag(true, truth))).toEqual(["true", "false", "unknown"]);
  expect(truths.map((truth) => matchFlag(false, truth))).toEqual(["false", "true", "unknown"]);
});

test("proven makes unknown false", () => {
  expect(truths.map(proven)).toEqual(["true", "false", "false"]);
});

describe("a number", () => {
  const table = [
    [3, fact(3), "true"],
    [3, fact(4), "false"],
    [3, open<number>(), "unknown"],
    [3, open([4, 5]), "false"],
    [3, open([3, 4]), "unknown"],
    [{ atLeast: 3 }, open([3, 4]), "true"],
    [{ atLeast: 3, atMost: 5 }, fact(6), "false"],
    [{ atLeast: 3, atMost: 5 }, fact(5), "true"],
    [{ atMost: 5 }, undefined, "false"],
  ] as const;
  test.each(table.map(([wanted, value, truth], row) => ({ row, wanted, value, truth })))("row $row: $wanted", (one) => {
    expect(matchNumber(one.wanted, one.value)).toBe(one.truth);
  });
});

/** Every set of ports between 1 and 3. */
const subsets: readonly PortSet[] = Array.from({ length: 8 }, (_, bits) =>
  portsOf([1, 2, 3].filter((_, at) => bits & (1 << at))),
);
const members = (set: PortSet): readonly number[] =>
  [1, 2, 3].filter((port) => set.intervals.some(({ first, last }) => first <= port && port <= last));
const includes = (a: PortSet, b: PortSet): boolean => members(b).every((port) => members(a).includes(port));

describe("the relations of sets", () => {
  const oracle: Readonly<Record<string, (real: readonly number[], named: readonly number[]) => boolean>> = {
    meets: (real, named) => real.some((port) => named.includes(port)),
    outside: (real, named) => !real.some((port) => named.includes(port)),
    covers: (real, named) => named.every((port) => real.includes(port)),
    within: (real, named) => real.every((port) => named.includes(port)),
  };
  const named = [
    ["1", [1]],
    ["1-2", [1, 2]],
    ["1,3", [1, 3]],
    ["1-3", [1, 2, 3]],
  ] as const;

  test.each(Object.entries(oracle))("%s is true in all completions, false in all, or unknown", (relation, holds) => {
    for (const may of subsets) {
      for (const must of subsets.filter((set) => includes(may, set))) {
        const completions = subsets.filter((set) => includes(set, must) && includes(may, set)).map(members);
        for (const [text, set] of named) {
          const answers = new Set(completions.map((real) => holds(real, set)));
          const expected = answers.size === 2 ? "unknown" : answers.has(true) ? "true" : "false";
          expect(matchPorts({ [relation]: text }, { must, may }), `${relation} ${text}`).toBe(expected);
        }
      }
    }
  });

  test("several relations are joined by and", () => {
    const value = { must: ports("80"), may: ports("80-90") };
    expect(matchPorts({ meets: 80, within: "80-90" }, value)).toBe("true");
    expect(matchPorts({ meets: 80, within: "80-85" }, value)).toBe("unknown");
    expect(matchPorts({ meets: 80, outside: "80-85" }, value)).toBe("false");
  });

  test("addresses have the same relations", () => {
    const value = { must: parseAddresses("10.0.0.0/24")!, may: parseAddresses("10.0.0.0/16")! };
    expect(matchAddresses({ within: "10.0.0.0/8" }, value)).toBe("true");
    expect(matchAddresses({ meets: "0.0.0.0/0" }, value)).toBe("true");
    expect(matchAddresses({ covers: "0.0.0.0/0" }, value)).toBe("false");
    expect(matchAddresses({ meets: "10.0.1.0/24" }, value)).toBe("unknown");
    expect(matchAddresses({ outside: "::/0" }, value)).toBe("true");
    expect(matchAddresses({ meets: "::/0" }, { must: noAddresses, may: parseAddresses("2001:db8::/32")! })).toBe(
      "unknown",
    );
  });

  test("a text that is no set is none", () => {
    expect(parsePorts("80-70")).toBeUndefined();
    expect(parsePorts("70000")).toBeUndefined();
    expect(parsePorts("80-90-100")).toBeUndefined();
    expect(parsePorts("80,443")).toEqual(ports("80,443"));
    expect(parseAddresses("10.0.0.0/33")).toBeUndefined();
    expect(parseAddresses("10.0.0.0/8,nonsense/1")).toBeUndefined();
  });
});

describe("how much a hop blocks", () => {
  const some = { must: ports("32768-40000"), may: ports("32768-65535") };
  const table = [
    ["open", hop("target-ingress", "open"), ["true", "false", "false"]],
    [
      "partial",
      hop("target-ingress", "partial", { open: { must: ports("32768"), may: ports("32768") } }),
      ["false", "true", "false"],
    ],
    ["closed", hop("target-ingress", "closed"), ["false", "false", "true"]],
    ["undetermined, nothing proven open", hop("target-ingress", "undetermined"), ["unknown", "false", "unknown"]],
    [
      "undetermined, something proven open",
      hop("target-ingress", "undetermined", { open: some }),
      ["unknown", "unknown", "false"],
    ],
  ] as const;
  test.each(table)("%s", (_, one, expected) => {
    const of = flow([one]);
    const found = ["none", "part", "all"].map((blocks) =>
      match({ blocks }, { kind: "hop", flow: of, hop: one }, world([of])),
    );
    expect(found).toEqual(expected);
  });
});

describe("connectives and relations to other entities", () => {
  const of = (pattern: EntityPattern, portMapping: "dynamic" | "static" | "unknown"): Truth => {
    const one = flow([], { portMapping });
    return match(pattern, { kind: "flow", flow: one }, world([one]));
  };
  test("entries are joined by and; the empty pattern holds", () => {
    expect(of({}, "unknown")).toBe("true");
    expect(of({ purpose: "traffic", portMapping: "dynamic" }, "dynamic")).toBe("true");
    expect(of({ purpose: "traffic", portMapping: "dynamic" }, "unknown")).toBe("unknown");
    expect(of({ purpose: "health-check", portMapping: "dynamic" }, "unknown")).toBe("false");
  });
  test("not, anyOf, proven", () => {
    expect(of({ not: { portMapping: "dynamic" } }, "unknown")).toBe("unknown");
    expect(of({ not: { portMapping: "dynamic" } }, "static")).toBe("true");
    expect(of({ proven: { portMapping: "dynamic" } }, "unknown")).toBe("false");
    expect(of({ not: { proven: { portMapping: "dynamic" } } }, "unknown")).toBe("true");
    expect(of({ anyOf: [{ portMapping: "dynamic" }, { purpose: "traffic" }] }, "unknown")).toBe("true");
    expect(of({ anyOf: [{ portMapping: "dynamic" }, { purpose: "health-check" }] }, "unknown")).toBe("unknown");
    expect(of({ anyOf: [{ portMapping: "dynamic" }, { purpose: "health-check" }] }, "static")).toBe("false");
  });
  test("one related entity: unknown where it is not known, false where there is none", () => {
    const found = (changes: Parameters<typeof flow>[1]): Truth => {
      const one = flow([], changes);
      return match({ targetGroup: { targetType: "instance" } }, { kind: "flow", flow: one }, world([one]));
    };
    expect(found({})).toBe("true");
    expect(found({ targetGroup: undefined })).toBe("unknown");
    const classic = {
      ...service.loadBalancers[0]!,
      targetGroup: undefined,
      classicLoadBalancer: service.loadBalancers[0]!.targetGroup,
    };
    expect(found({ targetGroup: undefined, entry: classic })).toBe("false");
  });
  test("many related entities: some, none, every, with open ends", () => {
    const entry = service.loadBalancers[0]!;
    const maybe = { ...entry, exists: unknown };
    const of = (loadBalancers: (typeof entry)[], isOpen: boolean, pattern: EntityPattern): Truth => {
      const one = {
        ...service,
        loadBalancers,
        ...(isOpen ? { loadBalancersRest: unknown } : {}),
      };
      return match(pattern, { kind: "service", service: one }, world([]));
    };
    const yes = { networkMode: "bridge" };
    const no = { networkMode: "host" };
    expect(of([entry], false, { registrations: { some: yes } })).toBe("true");
    expect(of([entry], true, { registrations: { some: yes } })).toBe("true");
    expect(of([maybe], false, { registrations: { some: yes } })).toBe("unknown");
    expect(of([entry], false, { registrations: { some: no } })).toBe("false");
    expect(of([entry], true, { registrations: { some: no } })).toBe("unknown");
    expect(of([], false, { registrations: { some: yes } })).toBe("false");
    expect(of([entry], false, { registrations: { none: no } })).toBe("true");
    expect(of([entry], true, { registrations: { none: no } })).toBe("unknown");
    expect(of([entry], false, { registrations: { every: yes } })).toBe("true");
    expect(of([entry], true, { registrations: { every: yes } })).toBe("unknown");
    expect(of([entry], true, { registrations: { every: no } })).toBe("false");
    expect(of([entry], false, { registrations: { some: yes, none: yes } })).toBe("false");
  });
  test("a property that there is not is a bug of ours, not a verdict", () => {
    expect(() => of({ nonsense: "x" }, "static")).toThrow("nonsense");
    expect(matchPorts({ meets: 80 }, { must: noPorts, may: noPorts })).toBe("false");
  });
});
