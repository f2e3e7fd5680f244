/** What npm publishes: packed, installed in a folder of its own without the network, and run as `npx reachlint`. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { VERSION } from "../src/version.generated.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const FIXTURE = "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf";
const PACKAGE = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
};

let work: string;
let packed: readonly string[];

/** npm in a directory of `work`; it asks no registry. */
function npm(directory: string, ...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync("npm", [...args, "--offline", "--no-audit", "--no-fund"], {
    cwd: join(work, directory),
    encoding: "utf8",
  });
  return { code: status, out: stdout + (status === 0 ? "" : stderr) };
}

beforeAll(async () => {
  work = makeDirectory({ "use/package.json": "{}" });
  const from = join(work, "project");
  mkdirSync(from);
  cpSync(join(PROJECT, "package.json"), join(from, "package.json"));
  for (const name of PACKAGE.files.filter((one) => !/^!|^dist$/.test(one)))
    cpSync(join(PROJECT, name), join(from, name), { recursive: true });
  await buildProgram(join(from, "dist"));
  const { out } = npm("project", "pack", "--ignore-scripts", "--json", "--pack-destination", "..");
  const [{ files }] = JSON.parse(out) as readonly [{ readonly files: readonly { readonly path: string }[] }];
  packed = files.map(({ path }) => path);
}, 300_000);

afterAll(() => removeDirectory(work));

test("the package has what its README links to, the manual page and the program, and not the Action", () => {
  const readme = readFileSync(join(PROJECT, "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(5);
  const missing = links.filter(
    (link) => !packed.some((path) => path === link || path.startsWith(`${link.replace(/\/$/, "")}/`)),
  );
  expect(missing).toEqual([]);
  expect(packed).toEqual(expect.arrayContaining(["dist/cli.js", "dist/LICENSES.txt", "man/reachlint.1", "LICENSE"]));
  expect(packed.filter((path) => path.startsWith("dist/action"))).toEqual([]);
});

test("installed in a folder, npx reachlint scans", () => {
  const tarball = readdirSync(work).find((name) => name.endsWith(".tgz"))!;
  // What the package depends on is what is installed here, as the network is not asked.
  mkdirSync(join(work, "use/node_modules/.bin"), { recursive: true });
  const home = join(work, "use/node_modules/reachlint");
  mkdirSync(home);
  const unpacked = spawnSync("tar", ["-xzf", join(work, tarball), "-C", home, "--strip-components=1"]);
  expect(unpacked.status).toBe(0);
  symlinkSync("../reachlint/dist/cli.js", join(work, "use/node_modules/.bin/reachlint"));
  for (const name of Object.keys(PACKAGE.dependencies)) {
    mkdirSync(join(work, "use/node_modules", name, ".."), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules", name), join(work, "use/node_modules", name));
  }
  cpSync(join(PROJECT, FIXTURE), join(work, "use/main.tf"));
  const npx = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
    spawnSync("npx", ["--no-install", "--offline", "reachlint", ...args], { cwd: join(work, "use"), encoding: "utf8" });
  expect(npx("--version")).toMatchObject({ status: 0, stdout: `${VERSION}\n` });
  const { status, stdout } = npx();
  expect(status).toBe(1);
  expect(stdout).toContain("error dynamic-ports-blocked-by-target-security-group");
}, 300_000);
