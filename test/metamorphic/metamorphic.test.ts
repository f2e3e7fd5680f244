/**
 * What a scan says of the fixtures does not depend on order, names, files or what stands beside them, and with less known it never says
 * the opposite. The long run takes all fixtures, and `node bench/metamorphic.mjs FOLDER` any folder of repositories.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measure } from "./measure.ts";
import { bySource } from "./scan.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** One case of each rule. */
const cases = readdirSync(FIXTURES).map((rule) => `${rule}/${readdirSync(join(FIXTURES, rule)).sort().at(-1)}`);

test.each(cases)("%s", async (name) => {
  const measured = await measure(join(FIXTURES, name), bySource, { seed: 20_261_125, variants: 14 });
  expect(measured.contradictions).toEqual([]);
  expect(measured.flows).toBeGreaterThan(0);
  expect(Object.values(measured.compared).reduce((sum, one) => sum + one, 0)).toBe(14);
});
