/** Several processes that install at the same time keep their packages in one cache. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory } from "../built-program.ts";
import { Site, tarball } from "./served.ts";

const site = new Site();
const made: string[] = [];
let program = "";

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  await site.open();
});
afterAll(async () => {
  await site.close();
  [program, ...made].forEach(removeDirectory);
});

function get(cwd: string, cache: string): Promise<number | null> {
  const args = [join(program, "dist/cli.js"), "get", ".", "--cache", cache];
  return new Promise((resolve) => {
    spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH }, stdio: "ignore" }).on("close", resolve);
  });
}

test("three processes with the same modules leave each package once, and nothing half made", async () => {
  const names = ["a", "b", "c", "d"];
  for (const name of names)
    site.answers.set(`/${name}.tar.gz`, {
      body: await tarball({ "main.tf": `# ${name}`, "big.txt": name.repeat(500_000) }),
    });
  const calls = names.map((name) => `module "${name}" {\n  source = "${site.url}/${name}.tar.gz"\n}\n`).join("");
  const cache = makeDirectory();
  const roots = [1, 2, 3].map(() => makeDirectory({ "main.tf": calls }));
  made.push(cache, ...roots);
  expect(await Promise.all(roots.map((root) => get(root, cache)))).toEqual([0, 0, 0]);
  for (const root of roots)
    for (const name of names)
      expect(readFileSync(join(root, `.terraform/modules/${name}/main.tf`), "utf8")).toBe(`# ${name}`);
  expect(readdirSync(cache).sort()).toEqual(["names", "packages"]);
  expect(readdirSync(join(cache, "packages"))).toHaveLength(names.length);
});
