/** What does not depend on who asks is made once; what it takes is paid each time, so that nothing depends on who was first. */
import { expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import type { Value } from "../../../src/base/value.ts";
import { ModuleLoader } from "../../../src/evaluate/terraform/configuration/module-configuration.ts";
import { evaluateTerraform } from "../../../src/evaluate/terraform/evaluate.ts";
import { Budget, ScanSteps, weightOf } from "../../../src/evaluate/terraform/language/budget.ts";
import { symbolOf } from "../../../src/values/unknown.ts";
import { evaluateFiles, inputOf, MemoryFiles, PARSERS, plain, valueAt } from "./support.ts";

function elementsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === "list" ? value.elements : [];
}

test("what many roots include or read is made once, and paid by each", () => {
  const root = (name: string) => ({
    [`${name}/main.tf`]: `module "m" {
  source = "../m"
}
resource "x" "read" {
  json = jsondecode(file("../data.json"))
  yaml = yamldecode(file("../data.json"))
}
`,
  });
  const files = {
    ...root("a"),
    ...root("b"),
    "m/main.tf": 'resource "x" "x" {\n  v = ["a", { k = "b", "l" = [1, true, null] }, "c\\n{d}"]\n}\n',
    "data.json": '[1, {"a": ["b"]}]',
  };
  const { groups, ...rest } = evaluateFiles(files, {}, ["a", "b"]);
  const of = (path: string, address: string, name: string) => {
    const own = groups.filter(({ roots }) => roots.some((one) => one.path === path));
    return elementsOf(valueAt({ ...rest, groups: own }, address, name));
  };
  expect(of("a", "module.m.x.x", "v").map(plain)).toEqual(["a", { k: "b", l: [1, true, null] }, "c\n{d}"]);
  for (const [address, name] of [
    ["module.m.x.x", "v"],
    ["x.read", "json"],
    ["x.read", "yaml"],
  ] as const) {
    expect(of("a", address, name).length).toBeGreaterThan(1);
    expect(of("a", address, name), name).toBe(of("b", address, name));
  }
});

test("a constant is paid each time that it is evaluated", () => {
  const taken = (count: number): number => {
    const text = `locals {\n  all = [for one in range(${count}) : [["a", "b", "c"], { d = "e" }]]\n}\nresource "x" "x" {\n  v = local.all\n}\n`;
    return evaluateTerraform(inputOf({ "main.tf": text })).taken();
  };
  // Seven expressions and four texts, besides what the loop itself takes.
  expect(taken(1000) - taken(500)).toBeGreaterThanOrEqual(11 * 500);
});

test("of a module that others have too a root may take less in any case than of what it has alone", () => {
  const steps = (own: number, shared: number): number => {
    const budget = new Budget(() => {}, new ScanSteps(() => 0, 1000, 10_000), own, "root", shared);
    const span = { file: new SourceFile("main.tf", "x"), start: 0, end: 1 };
    let count = 0;
    while (budget.step(span)) count++;
    return count;
  };
  expect(steps(20, 0)).toBe(200);
  expect(steps(0, 20)).toBe(40);
  expect(steps(10, 10)).toBe(120);
});

test("the source of a module that many units share counts once for the scan", () => {
  const files = new MemoryFiles({ "m/main.tf": "locals {}\n" });
  const loader = new ModuleLoader(files, PARSERS);
  for (const name of ["a", "b"])
    loader.loadWith("m", new Map([[`${name}.tf`, new SourceFile(`${name}.tf`, "# \n")]]), files);
  expect(loader.characters).toBe("locals {}\n".length + 2 * "# \n".length);
});

test("what a text weighs is found once for all that are made of the same parts", () => {
  let looked = 0;
  const parts = Array.from({ length: 20 }, () => "12345678");
  const counted = Object.assign(parts, {
    [Symbol.iterator]: () => {
      looked += 1;
      return parts.values();
    },
  });
  const text: Value = { kind: "text", parts: counted };
  const span = { file: new SourceFile("main.tf", "x"), start: 0, end: 1 };
  const elsewhere: Value = { ...text, origin: { kind: "local", span } };
  expect([weightOf(text), weightOf(elsewhere), weightOf(text)]).toEqual([21, 21, 21]);
  expect(looked).toBe(1);
});

test("what a long list is called is found once for all that have the same elements", () => {
  let named = 0;
  const elements = Array.from({ length: 100 }, (): Value => ({ kind: "string", value: "a" }));
  const counted = Object.assign(elements, {
    map: (make: (one: Value) => unknown) => {
      named += 1;
      return Array.from(elements, make);
    },
  });
  const list: Value = { kind: "list", shape: "tuple", elements: counted };
  const set: Value = { ...list, shape: "set" };
  const span = { file: new SourceFile("main.tf", "x"), start: 0, end: 1 };
  expect(symbolOf({ ...list, origin: { kind: "local", span } })).toBe(symbolOf(list));
  expect(symbolOf(set)).not.toBe(symbolOf(list));
  expect(named).toBe(2);
});
