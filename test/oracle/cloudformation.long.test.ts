import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("functions resolve as cfn-lint resolves them, where it is installed", () => {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, "cloudformation-compare.mjs")], {
    encoding: "utf8",
  });
  console.log(run.stdout.trim());
  expect(run.stdout).toMatch(/differences: 0|^skipped: /m);
  expect(run.status).toBe(0);
}, 300_000);
