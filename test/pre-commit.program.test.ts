/** The hook for pre-commit, run by pre-commit itself where it is installed, with the program of these sources in the place of npx's. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory } from "./built-program.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const FIXTURE = join(PROJECT, "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");
const isThere = spawnSync("pre-commit", ["--version"]).status === 0;

test.skipIf(!isThere)("scans where a source is staged, and only there (skipped: no pre-commit)", async () => {
  const built = await buildInto(buildProgram, true);
  const work = makeDirectory({ "readme.md": "nothing here" });
  const bin = join(built, "bin");
  mkdirSync(bin);
  // As the hook calls it: npx --yes reachlint scan.
  writeFileSync(
    join(bin, "npx"),
    `#!/bin/sh\n[ "$1 $2" = "--yes reachlint" ] || exit 99\nshift 2\nexec "${process.execPath}" "${built}/dist/cli.js" "$@"\n`,
  );
  chmodSync(join(bin, "npx"), 0o755);
  const run = (
    program: string,
    ...args: readonly string[]
  ): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(program, args, {
      cwd: work,
      encoding: "utf8",
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: work, PRE_COMMIT_HOME: join(built, "home") },
    });
  run("git", "init", "-q");
  cpSync(join(PROJECT, "recipes/pre-commit-config.yaml"), join(work, ".pre-commit-config.yaml"));
  run("git", "add", "readme.md");
  expect(run("pre-commit", "validate-config", ".pre-commit-config.yaml").status).toBe(0);
  expect(run("pre-commit", "run", "-c", ".pre-commit-config.yaml", "--files", "readme.md")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Skipped"),
  });
  cpSync(FIXTURE, join(work, "main.tf"));
  run("git", "add", ".");
  const { status, stdout } = run("pre-commit", "run");
  expect(status).toBe(1);
  expect(stdout).toContain("error dynamic-ports-blocked-by-target-security-group");
  removeDirectory(built);
  removeDirectory(work);
});
