/** Expressions of every kind against the stored answers of the real `terraform console` (1.11.4). */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Expectation } from "./console/ask-terraform.ts";
import { difference, EXPLANATIONS, isExplained, openFixture } from "./console/compare-answer.ts";

const stored = new URL("./console-expectations.json", import.meta.url);
const expectations: readonly Expectation[] = JSON.parse(readFileSync(stored, "utf8"));

const ask = openFixture();
const differences = expectations.flatMap((wanted) => difference(wanted, ask(wanted.expression)) ?? []);

test("there are at least a thousand stored answers, errors among them", () => {
  expect(expectations.length).toBeGreaterThan(2000);
  expect(expectations.filter((one) => "error" in one).length).toBeGreaterThan(300);
});

test("every answer is Terraform's, or the difference is explained", () => {
  const open = differences.filter((one) => !EXPLANATIONS.some((explanation) => isExplained(one, explanation)));
  expect(open).toEqual([]);
});

test("every explanation is still needed", () => {
  const idle = EXPLANATIONS.filter((explanation) => !differences.some((one) => isExplained(one, explanation)));
  expect(idle).toEqual([]);
});
