/** The truth tables of the matcher, exhaustively. */
import { describe, expect, test } from "vitest";
import type { Truth } from "../../src/base/truth.ts";
import { match, matchChoice, matchFlag, matchNumber, matchText, proven } from "../../src/check/match.ts";
import { matchAddresses, matchPorts, parseAddresses, parsePorts } from "../../src/check/relation.ts";
import type { EntityPattern, ManyCondition, SetCondition } from "../../src/check/rule.ts";
import type { PossibleValues } from "../../src/check/vocabulary/entity.ts";
import { type IpSet, noAddresses } from "../../src/sets/ip-set.ts";
import type { Bounds } from "../../src/sets/port-set.ts";
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
    [[3, 4], open([3, 4]), "true"],
    [[3, 4], open([3, 5]), "unknown"],
    [[3, 4], fact(5), "false"],
    [[3, 4], undefined, "false"],
    [{ equals: 3 }, fact(3), "true"],
    [{ moreThan: 3 }, fact(3), "false"],
    [{ lessThan: 4 }, open([3, 4]), "unknown"],
    [{ exists: true }, undefined, "false"],
    [{ exists: false }, undefined, "true"],
    [{ exists: true }, open<number>(), "true"],
    [{ exists: false, moreThan: 1 }, undefined, "false"],
  ] as const;
  test.each(table.map(([wanted, value, truth], row) => ({ row, wanted, value, truth })))("row $row: $wanted", (one) => {
    expect(matchNumber(one.wanted, one.value, () => undefined)).toBe(one.truth);
  });

  const comparisons = {
    equals: (a: number, b: number) => a === b,
    atLeast: (a: number, b: number) => a >= b,
    atMost: (a: number, b: number) => a <= b,
    moreThan: (a: number, b: number) => a > b,
    lessThan: (a: number, b: number) => a < b,
  };
  const choices = [[1], [2], [3], [1, 2], [2, 3], [1, 3], [1, 2, 3]];

  test.each(Object.entries(comparisons))("%s with another one is what all their values agree on", (name, holds) => {
    for (const left of choices) {
      for (const right of choices) {
        const answers = new Set(left.flatMap((a) => right.map((b) => holds(a, b))));
        const expected = answers.size === 2 ? "unknown" : answers.has(true) ? "true" : "false";
        const value = left.length === 1 ? fact(left[0]!) : { ...open(left), unknown: { ...unknown, symbol: "left" } };
        const other =
          right.length === 1 ? fact(right[0]!) : { ...open(right), unknown: { ...unknown, symbol: "right" } };
        expect(
          matchNumber({ [name]: "other" }, value, () => other),
          `${left} ${right}`,
        ).toBe(expected);
      }
    }
  });

  test("one that is not known is equal to itself, and nothing is known of another one", () => {
    const read = () => open<number>();
    expect(matchNumber({ equals: "other" }, open(), read)).toBe("true");
    expect(matchNumber({ moreThan: "other" }, open(), read)).toBe("false");
    expect(matchNumber({ atLeast: "other" }, open(), read)).toBe("true");
    expect(matchNumber({ equals: "other" }, fact(3), read)).toBe("unknown");
    expect(matchNumber({ equals: "other" }, fact(3), () => undefined)).toBe("false");
  });
});

describe("a text", () => {
  const table: readonly [Parameters<typeof matchText>[0], Parameters<typeof matchText>[1], Truth][] = [
    ["web", fact("web"), "true"],
    ["web", fact("Web"), "false"],
    [["web", "api"], open(["web", "api"]), "true"],
    [["web", "api"], open(["web", "db"]), "unknown"],
    ["web", undefined, "false"],
    ["web", open<string>(), "unknown"],
    [{ glob: "prod-*" }, fact("prod-web"), "true"],
    [{ glob: "prod-*" }, fact("my-prod-web"), "false"],
    [{ glob: "prod-?" }, fact("prod-1"), "false"],
    [{ glob: ["dev-*", "*web"] }, open(["dev-1", "prod-web"]), "true"],
    [{ glob: "a.c" }, fact("abc"), "false"],
    [{ glob: "module.x[*].(a|b)" }, fact("module.x[0].(a|b)"), "true"],
    [{ glob: "*" }, undefined, "false"],
    [{ exists: false }, undefined, "true"],
    [{ exists: true, glob: "x*" }, open<string>(), "unknown"],
  ];
  test.each(table)("%j of %j is %s", (wanted, value, truth) => {
    expect(matchText(wanted, value)).toBe(truth);
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
    const nothing = { must: noAddresses, may: noAddresses };
    const related = (condition: SetCondition, set: Bounds<IpSet>): Truth =>
      matchAddresses(condition, set, { vpc: nothing, "load-balancer": nothing });
    const value = { must: parseAddresses("10.0.0.0/24")!, may: parseAddresses("10.0.0.0/16")! };
    expect(related({ within: "10.0.0.0/8" }, value)).toBe("true");
    expect(related({ meets: "0.0.0.0/0" }, value)).toBe("true");
    expect(related({ covers: "0.0.0.0/0" }, value)).toBe("false");
    expect(related({ meets: "10.0.1.0/24" }, value)).toBe("unknown");
    expect(related({ outside: "::/0" }, value)).toBe("true");
    expect(related({ meets: "::/0" }, { must: noAddresses, may: parseAddresses("2001:db8::/32")! })).toBe("unknown");
  });

  test("the words for addresses: the internet is covered by all of one family, and met by any public address", () => {
    const nothing = { must: noAddresses, may: noAddresses };
    const vpc = { must: parseAddresses("10.0.0.0/16")!, may: parseAddresses("10.0.0.0/16,10.1.0.0/16")! };
    const of = (condition: SetCondition, text: string): Truth => {
      const set = parseAddresses(text)!;
      return matchAddresses(condition, { must: set, may: set }, { vpc, "load-balancer": nothing });
    };
    expect(of({ covers: "internet" }, "0.0.0.0/0")).toBe("true");
    expect(of({ covers: "internet" }, "::/0")).toBe("true");
    expect(of({ covers: "internet" }, "0.0.0.0/1,128.0.0.0/1")).toBe("true");
    expect(of({ covers: "internet" }, "0.0.0.0/1")).toBe("false");
    expect(of({ meets: "internet" }, "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fd00::/8")).toBe("false");
    expect(of({ meets: "internet" }, "203.0.112.0/24")).toBe("true");
    expect(of({ within: "vpc" }, "10.0.3.0/24")).toBe("true");
    expect(of({ within: "vpc" }, "10.1.0.0/24")).toBe("unknown");
    expect(of({ within: "vpc" }, "10.2.0.0/24")).toBe("false");
    expect(of({ within: "vpc,10.2.0.0/24" }, "10.0.0.0/24,10.2.0.0/24")).toBe("true");
    expect(of({ covers: "vpc" }, "10.0.0.0/16")).toBe("unknown");
    expect(of({ covers: "vpc" }, "10.0.0.0/8")).toBe("true");
    expect(of({ within: "load-balancer" }, "10.0.0.0/24")).toBe("false");
    expect(of({ meets: "load-balancer" }, "10.0.0.0/24")).toBe("false");
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
  test("where leaves those that it is true of, and count counts them", () => {
    const entry = service.loadBalancers[0]!;
    const maybe = { ...entry, exists: unknown };
    const of = (loadBalancers: (typeof entry)[], isOpen: boolean, registrations: ManyCondition): Truth =>
      match(
        { registrations },
        {
          kind: "service",
          service: { ...service, loadBalancers, ...(isOpen ? { loadBalancersRest: unknown } : {}) },
        },
        world([]),
      );
    const bridge = { networkMode: "bridge" };
    const host = { networkMode: "host" };
    expect(of([entry], false, { where: host, every: host })).toBe("true");
    expect(of([entry], false, { where: bridge, every: host })).toBe("false");
    expect(of([maybe], false, { where: bridge, some: bridge })).toBe("unknown");
    expect(of([entry, entry], false, { count: 2 })).toBe("true");
    expect(of([entry, maybe], false, { count: 2 })).toBe("unknown");
    expect(of([entry, maybe], false, { count: { atLeast: 1 } })).toBe("true");
    expect(of([entry, maybe], false, { count: { moreThan: 2 } })).toBe("false");
    expect(of([entry], true, { count: { moreThan: 2 } })).toBe("unknown");
    expect(of([entry], true, { count: { atLeast: 1 } })).toBe("true");
    expect(of([entry, entry], true, { count: { lessThan: 2 } })).toBe("false");
    expect(of([entry], false, { where: host, count: 0 })).toBe("true");
    expect(of([entry], false, { where: host, count: { equals: 1 } })).toBe("false");
  });
  test("allOf takes two conditions on one property", () => {
    const entry = service.loadBalancers[0]!;
    const one = { ...service, loadBalancers: [entry] };
    const found = (second: EntityPattern): Truth =>
      match(
        { allOf: [{ registrations: { some: { networkMode: "bridge" } } }, { registrations: { some: second } }] },
        { kind: "service", service: one },
        world([]),
      );
    expect(found({ networkMode: "bridge" })).toBe("true");
    expect(found({ networkMode: "host" })).toBe("false");
  });
  test("a property that there is not is a bug of ours, not a verdict", () => {
    expect(() => of({ nonsense: "x" }, "static")).toThrow("nonsense");
    expect(matchPorts({ meets: 80 }, { must: noPorts, may: noPorts })).toBe("false");
  });
});
