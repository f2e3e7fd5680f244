/** Our console against the real `terraform console`, live: the stored expressions and fresh random ones. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SEED } from "../../long-seed.ts";
import { askTerraform, type Expectation, terraformVersion } from "./console/ask-terraform.ts";
import { difference, EXPLANATIONS, FIXTURE, isExplained, openFixture } from "./console/compare-answer.ts";
import { randomExpressions } from "./console/random-expression.ts";

const STORED = new URL("./console-expectations.json", import.meta.url);
const version = terraformVersion();

function unexplained(answers: readonly Expectation[]): readonly unknown[] {
  const ask = openFixture();
  return answers
    .flatMap((wanted) => difference(wanted, ask(wanted.expression)) ?? [])
    .filter((one) => !EXPLANATIONS.some((explanation) => isExplained(one, explanation)));
}

describe.skipIf(version === undefined)(`terraform ${version ?? "(no binary on PATH: skipped)"}`, () => {
  test("answers fresh expressions as we do", async () => {
    expect(unexplained(await askTerraform(FIXTURE, randomExpressions(SEED, 300)))).toEqual([]);
  });

  test("answers the stored expressions as we do", async () => {
    const stored: readonly Expectation[] = JSON.parse(readFileSync(STORED, "utf8"));
    const expressions = stored.map((one) => one.expression);
    const answers = await askTerraform(FIXTURE, expressions);
    // UPDATE_CONSOLE=1 keeps what this binary answers as the expectations of the ordinary test.
    if (process.env.UPDATE_CONSOLE === "1") {
      writeFileSync(STORED, `[\n${answers.map((answer) => JSON.stringify(answer)).join(",\n")}\n]\n`);
    }
    expect(unexplained(answers)).toEqual([]);
  });
});
