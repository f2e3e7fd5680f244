/** More than a million mutants of all samples, others in each run, and every sample cut off at every byte. */
import { beforeAll, describe, expect, test } from "vitest";
import { casesOf, fuzz, hold, type Numbers } from "./fuzz.ts";
import { READABLE } from "./held.ts";
import { type Language, samplesOf } from "./samples.ts";
import { told } from "./told.ts";
import { truncations } from "./truncate.ts";

/** FUZZ_SEED repeats a run. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

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

/** What the same samples are in JSON, texts that are short and many, and what other programs write. */
const MADE: readonly Language[] = ["hcl-json", "json", "expression", "user-data", "assembly"];

describe(`FUZZ_SEED=${seed}`, () => {
  beforeAll(() => console.log(`FUZZ_SEED=${seed}`));

  let mutants = 0;
  test.each(casesOf(NUMBERS))("%s %s", async (level, language, inputs) => {
    await told(`${level} | ${language}`, async () => {
      const different = await fuzz(level, language, { inputs, seed });
      mutants += different;
      return different;
    });
  });

  test("these were more than a million, each other than all others of its level", () => {
    console.log(`different mutants | ${mutants}`);
    expect(mutants).toBeGreaterThan(1_000_000);
  });

  test.each(READABLE)("%s that ends at any byte", async (language) => {
    await told(`truncated | ${language}`, async () => {
      let inputs = 0;
      for (const { text } of samplesOf(language))
        for (const beginning of truncations(text, MADE.includes(language) ? 7 : 1)) {
          await hold("read", language, beginning);
          inputs++;
        }
      return inputs;
    });
  });

  test.each(["hcl", "hcl-json", "yaml", "json"] as const)("%s that ends somewhere is scanned", async (language) => {
    await told(`truncated and scanned | ${language}`, async () => {
      let inputs = 0;
      for (const { text } of samplesOf(language))
        for (const beginning of truncations(text, Math.max(97, Math.ceil(text.length / 7)))) {
          await hold("scan", language, beginning);
          inputs++;
        }
      return inputs;
    });
  });
});
