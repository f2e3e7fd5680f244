/** Mutants that coverage guides: what reaches something new is changed further. */
import { expect, test } from "vitest";
import { SEED } from "../long-seed.ts";
import { startCoverage } from "./coverage.ts";
import { told } from "./told.ts";

const look = await startCoverage();
// Loaded only now, because some of it runs as soon as it is loaded.
const { fuzzGuided } = await import("./guided.ts");

const GUIDED = [
  ["scan", "hcl", 1_000],
  ["scan", "yaml", 1_000],
  ["scan", "rule", 3_000],
  ["scan", "configuration", 3_000],
  ["evaluate", "expression", 10_000],
  ["read", "user-data", 4_000],
] as const;

test.each(GUIDED)("%s %s", async (level, language, inputs) => {
  await told(`${level}, guided | ${language}`, async () => {
    const { kept, functions } = await fuzzGuided(level, language, { inputs, seed: SEED, look });
    console.log(`${kept} mutants became samples; functions that are called: ${functions.join(" → ")}`);
    expect(kept).toBeGreaterThan(0);
    return inputs;
  });
});
