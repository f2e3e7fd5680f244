/** What `npm run new-rule` makes is a rule with cases that hold before anything is filled in. */
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scan } from "../src/index.ts";
import { makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";

const ID = "service-that-rests";
const SCRIPTS = join(import.meta.dirname, "../scripts");

let top: string;
let run: Run;
const newRule = (...ids: readonly string[]): Run => runNode(["scripts/new-rule.mjs", ...ids], top);

beforeAll(() => {
  top = makeDirectory({ "package.json": readFileSync(join(SCRIPTS, "../package.json"), "utf8") });
  for (const name of ["new-rule", "new-rule.mjs"])
    cpSync(join(SCRIPTS, name), join(top, "scripts", name), { recursive: true });
  run = newRule(ID);
});
afterAll(() => removeDirectory(top));

test("says what it made, and what to fill in and to run", () => {
  expect(run).toMatchObject({ code: 0, err: "" });
  const { scripts } = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
  expect(scripts["new-rule"]).toBe("node scripts/new-rule.mjs");
  for (const path of ["fixtures", "rules"])
    for (const file of readdirSync(join(top, path), { recursive: true, encoding: "utf8" }))
      if (/\.\w+$/.test(file)) expect(run.out).toContain(`${path}/${file}\n`);
  expect(run.out).toContain("Fill in:");
  expect(run.out).toContain(`npx vitest run test/fixtures.test.ts -t ${ID}\n`);
});

test.each([
  ["violated", "violated"],
  ["clean", undefined],
  ["undetermined", "undetermined"],
])("its case %s is told of right below the comment, in both dialects", async (name, verdict) => {
  const folder = join(top, "fixtures", ID, name);
  expect(readdirSync(folder).sort()).toEqual(["main.tf", "template.yaml"]);
  const { findings, flows, diagnostics } = await scan(folder, ["."], { rules: [join(top, "rules")] });
  expect(diagnostics).toEqual([]);
  expect(flows.map((flow) => flow.verdict)).toEqual(["reachable", "reachable", "reachable", "reachable"]);
  expect(findings.map((one) => [one.ruleId, one.verdict])).toEqual(
    verdict === undefined ? [] : [1, 2].map(() => [ID, verdict]),
  );
  for (const { span } of findings) {
    const lines = span.file.text.split("\n");
    expect(lines[span.file.position(span.start).line - 2]).toMatch(new RegExp(`^\\s*# ${verdict}: ${ID}$`));
  }
});

test.each([
  [[], "usage: npm run new-rule ID\n"],
  [["One_Rule"], "One_Rule: a rule's id is in kebab-case, such as service-without-tasks\n"],
  [[ID], `rules/${ID}.yaml is there already\n`],
])("%j is refused", (ids, err) => {
  expect(newRule(...ids)).toEqual({ code: 2, out: "", err });
});
