/**
 * Every case under fixtures/ has sources that leave something open, and a `reachlint.yaml` that says it: it has the findings and diagnostics of its
 * annotations, in the sources and in the settings, and the flows of its `expected.flows.txt`. Without what is said nothing is decided.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { differencesOf, runCase } from "../../src/cases/run-case.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import { findRuleCases } from "../../src/discover/rule-files.ts";
import { describeFlows } from "../flow-text.ts";

const cases = findRuleCases(import.meta.dirname, ".").filter(({ rule }) => rule === "fixtures");

describe.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const { options } = settingsOf(one.directory, { paths: ["."], options: {} });

  test("has what its annotations say, and the expected flows", async () => {
    const run = await runCase(one, options);
    expect(differencesOf(run, () => true)).toEqual([]);
    await expect(describeFlows(run.result.flows)).toMatchFileSnapshot(join(one.directory, "expected.flows.txt"));
  });

  test("is not decided without what is said", async () => {
    const { result } = await runCase(one, {});
    expect(new Set(result.flows.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
  });

  test("rests on nothing that it does not list", async () => {
    const { result } = await runCase(one, options);
    const listed = result.flows
      .filter(({ verdict }) => verdict !== "undetermined")
      .map(({ assumptions }) => assumptions);
    expect(listed.every((all) => all.some(({ kind }) => kind === "stated"))).toBe(true);
  });
});
