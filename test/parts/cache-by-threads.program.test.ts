/** What threads judged is kept and taken as what one thread judges. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeMonorepo } from "../../bench/monorepo.mjs";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory, runNode } from "../built-program.ts";

test("a scan by threads with what earlier ones kept tells what one without it tells", async () => {
  const program = await buildInto(buildProgram, true);
  const repository = makeDirectory();
  const cache = makeDirectory();
  try {
    mkdirSync(join(repository, ".git"));
    writeMonorepo(repository, 1_600);
    const run = (name: string, ...more: readonly string[]): string => {
      const args = ["scan", "--quiet", "--report", `json=${name}.json`, ...more];
      expect(runNode([join(program, "dist/cli.js"), ...args], repository).err).toBe("");
      return readFileSync(join(repository, `${name}.json`), "utf8");
    };
    const cold = run("cold");
    expect(run("filling", "--cache", cache)).toBe(cold);
    expect(readdirSync(cache).length).toBeGreaterThan(1);
    expect(run("warm", "--cache", cache)).toBe(cold);
  } finally {
    for (const one of [program, repository, cache]) removeDirectory(one);
  }
});
