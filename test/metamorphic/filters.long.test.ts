/** As filters.test.ts, with every change of every fixture. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Mutated, mutate, neverSeen } from "./mutate.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

const cases = readdirSync(FIXTURES).flatMap((rule) =>
  readdirSync(join(FIXTURES, rule)).map((name) => `${rule}/${name}`),
);
const all: Mutated[] = [];

test.each(cases)("%s", async (name) => {
  const mutated = await mutate(join(FIXTURES, name));
  all.push(mutated);
  expect(mutated.contradictions).toEqual([]);
});

test("every kind of change was made in every form of rules, and every claim was held", () => {
  expect(all).toHaveLength(cases.length);
  expect(neverSeen(all)).toEqual([]);
});
