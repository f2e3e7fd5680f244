/** As metamorphic.test.ts, with every fixture, more variants, and another seed each time. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SEED } from "../long-seed.ts";
import { measure } from "./measure.ts";
import { bySource } from "./scan.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

const cases = readdirSync(FIXTURES).flatMap((rule) =>
  readdirSync(join(FIXTURES, rule)).map((name) => `${rule}/${name}`),
);

test.each(cases)("%s", async (name) => {
  const measured = await measure(join(FIXTURES, name), bySource, { seed: SEED, variants: 50 });
  expect(measured.contradictions).toEqual([]);
  expect(measured.flows > 0).toBe(readFileSync(join(FIXTURES, name, "expected.flows.txt"), "utf8") !== "");
});
