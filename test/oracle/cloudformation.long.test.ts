import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("functions resolve as cfn-lint resolves them", (context) => {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, "cloudformation-compare.mjs")], {
    encoding: "utf8",
  });
  const skipped = /^skipped: (.+)/.exec(run.stdout);
  if (skipped !== null) return context.skip(skipped[1]);
  console.log(run.stdout.trim());
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
}, 300_000);
