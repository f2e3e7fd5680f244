/** A few mutants of a few samples, the same in every run; a million are in fuzz.long.test.ts. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { parseHcl } from "../../src/parse/hcl/parse.ts";
import { FINDS } from "./finds.ts";
import { casesOf, fuzz, hold, type Numbers, someOf } from "./fuzz.ts";
import { READABLE } from "./held.ts";
import { mutantOf } from "./mutant.ts";
import { truncations } from "./truncate.ts";

const NUMBERS: Numbers = {
  read: {
    hcl: 80,
    "hcl-json": 80,
    expression: 200,
    yaml: 100,
    json: 100,
    rule: 100,
    configuration: 150,
    baseline: 150,
    "user-data": 40,
  },
  evaluate: { hcl: 15, "hcl-json": 15, expression: 100, yaml: 30, json: 20, rule: 50, configuration: 60, baseline: 40 },
  scan: {
    hcl: 8,
    "hcl-json": 5,
    yaml: 8,
    json: 5,
    plan: 4,
    rule: 10,
    configuration: 15,
    baseline: 10,
    "user-data": 4,
    tfvars: 6,
    modules: 6,
    parameters: 6,
    assembly: 6,
    ignore: 6,
    unit: 10,
    facts: 20,
    assume: 15,
    index: 10,
  },
  differ: { hcl: 20, "hcl-json": 50, yaml: 50, json: 50, rule: 50, configuration: 80, baseline: 50 },
};

test("mutants are not only what any parser refuses", () => {
  const mutants = fc.sample(mutantOf("hcl", someOf("hcl", 8)), { seed: 1, numRuns: 100 });
  const accepted = mutants.filter((text) => parseHcl(new SourceFile("main.tf", text)).diagnostics.length === 0);
  expect(new Set(mutants).size).toBeGreaterThan(90);
  expect(accepted.length).toBeGreaterThan(25);
});

test.each(casesOf(NUMBERS))("%s %s", async (level, language, inputs) => {
  await fuzz(level, language, { inputs, seed: 20_261_130, among: someOf(language, 8) });
});

test.each(READABLE)("%s that ends at one of many bytes", async (language) => {
  const text = someOf(language, 2)[0]!.text;
  for (const beginning of truncations(text, Math.ceil(text.length / 200))) await hold("read", language, beginning);
});

test.each(FINDS)("$wrong", async ({ level, language, text }) => {
  await hold(level, language, text);
});
