/**
 * What a scan says of the fixtures does not depend on order, names, files or what stands beside them, and with less known it never says
 * the opposite. The long run takes all fixtures, and `node bench/metamorphic.mjs FOLDER` any folder of repositories.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measure } from "./measure.ts";
import { bySource } from "./scan.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** The flows that are told of a case. */
const flowsOf = (name: string): string => readFileSync(join(FIXTURES, name, "expected.flows.txt"), "utf8");

/** One case of each rule, of which something is told. */
const cases = readdirSync(FIXTURES).map((rule) => {
  const names = readdirSync(join(FIXTURES, rule)).map((name) => `${rule}/${name}`);
  return names.sort().findLast((name) => flowsOf(name) !== "" || violates(name, rule))!;
});

function violates(name: string, rule: string): boolean {
  const source = readFileSync(join(FIXTURES, name, "main.tf"), "utf8");
  return source.includes(`violated: ${rule}`);
}

test.each(cases)("%s", async (name) => {
  const measured = await measure(join(FIXTURES, name), bySource, { seed: 20_261_125, variants: 14 });
  expect(measured.contradictions).toEqual([]);
  expect(measured.flows > 0).toBe(flowsOf(name) !== "");
  expect(Object.values(measured.compared).reduce((sum, one) => sum + one, 0)).toBe(14);
});
