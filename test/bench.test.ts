/** The benchmarks measure something and say so in numbers, or fail. */
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { writeMonorepo } from "../bench/monorepo.mjs";
import { scan } from "../src/index.ts";
import { makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";

const BENCH = join(import.meta.dirname, "../bench");

let directory = "";
afterEach(() => removeDirectory(directory));

function run(name: string, files: Readonly<Record<string, string>>, ...more: readonly string[]): Run {
  directory = makeDirectory(files);
  // Without a python there is nobody to compare with, and nothing to wait for.
  return runNode([join(BENCH, name), directory, ...more], directory, { CFN_LINT_PYTHON: "no-python" });
}

describe.each(["cloudformation.mjs", "hcl.mjs", "sweep.mjs", "run.mjs"])("%s", (name) => {
  test("fails where there is nothing to measure", () => {
    const empty = run(name, { "notes.md": "", "values.yaml": "a: 1", "empty.tf": "" });
    expect(empty).toMatchObject({ code: 1, err: expect.stringMatching(/^nothing to measure: /) });
    expect(empty.out).not.toMatch(/Infinity|NaN|\/s/);
    removeDirectory(directory);
    expect(runNode([join(BENCH, name), join(directory, "gone")], BENCH)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^nothing to measure: there is no .*gone\n$/),
    });
  });
});

test.each([
  ["cloudformation.mjs", { "t.yaml": "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n" }, /^1 templates.*\n1 YAML/],
  ["hcl.mjs", { "main.tf": 'variable "a" {}\n' }, /^1 files/],
] as const)("%s has a finite number for the smallest input", (name, files, expected) => {
  const { code, out } = run(name, files);
  expect(code).toBe(0);
  expect(out).toMatch(expected);
  expect(out).not.toMatch(/Infinity|NaN/);
});

test("the monorepo of the benchmark is the same in every run, and holds services that are right and some that are not", async () => {
  const [one, other] = [makeDirectory(), makeDirectory()];
  const files = writeMonorepo(one, 320);
  expect(writeMonorepo(other, 320)).toBe(files);
  const { flows, findings, diagnostics } = await scan(one, ["."]);
  const count = (verdict: string): number => flows.filter((flow) => flow.verdict === verdict).length;
  expect([count("reachable"), count("partial"), count("blocked"), count("undetermined")]).toEqual([56, 6, 2, 0]);
  expect(diagnostics).toEqual([]);
  const again = await scan(other, ["."]);
  expect(again.findings.map(({ message }) => message)).toEqual(findings.map(({ message }) => message));
  for (const made of [one, other]) removeDirectory(made);
});
