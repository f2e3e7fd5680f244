/** More than a million mutants of all samples, others in each run. */
import { expect, test } from "vitest";
import { SEED } from "../long-seed.ts";
import { casesOf, fuzz, type Numbers } from "./fuzz.ts";
import { told } from "./told.ts";

const NUMBERS: Numbers = {
  read: {
    hcl: 150_000,
    "hcl-json": 100_000,
    expression: 200_000,
    yaml: 100_000,
    json: 150_000,
    plan: 2_000,
    rule: 50_000,
    configuration: 50_000,
    baseline: 50_000,
    "user-data": 20_000,
    unit: 20_000,
    facts: 20_000,
    assume: 20_000,
    index: 2_000,
  },
  evaluate: {
    hcl: 5_000,
    "hcl-json": 5_000,
    expression: 40_000,
    yaml: 8_000,
    json: 8_000,
    rule: 20_000,
    configuration: 20_000,
    baseline: 10_000,
  },
  scan: {
    hcl: 3_000,
    "hcl-json": 2_000,
    expression: 1_000,
    yaml: 4_000,
    json: 3_000,
    plan: 500,
    rule: 2_000,
    configuration: 2_000,
    baseline: 1_000,
    "user-data": 500,
    tfvars: 500,
    modules: 500,
    parameters: 1_000,
    assembly: 500,
    ignore: 500,
    unit: 1_000,
    facts: 2_000,
    assume: 2_000,
    index: 1_000,
  },
  differ: {
    hcl: 20_000,
    "hcl-json": 30_000,
    yaml: 50_000,
    json: 50_000,
    plan: 1_000,
    rule: 10_000,
    configuration: 20_000,
    baseline: 10_000,
  },
};

let mutants = 0;
test.each(casesOf(NUMBERS))("%s %s", async (level, language, inputs) => {
  await told(`${level} | ${language}`, async () => {
    const different = await fuzz(level, language, { inputs, seed: SEED });
    mutants += different;
    return different;
  });
});

test("these were more than a million, each other than all others of its level", () => {
  console.log(`different mutants | ${mutants}`);
  expect(mutants).toBeGreaterThan(1_000_000);
});
