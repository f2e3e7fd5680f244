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

const FOLDERS = ["docs", "man", "recipes", "rules", "schemas"];
const FILES = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md", "package.json"];
/** Nothing to run from a package; npm's page leads these links to the repository. */
const OF_THE_REPOSITORY = ["Dockerfile", "action.yml", "fixtures", "test/recipes/organisation.program.test.ts"];

/** The types, which the compiler adds, are not built here. */
test("the package is the program, the manual page and the texts, and not the Action", () => {
  const topOf = (path: string): string => path.split("/")[0]!;
  const tops = new Set(packed.filter((path) => topOf(path) !== "dist").map(topOf));
  expect([...tops].sort()).toEqual([...FOLDERS, ...FILES].sort());
  const built = new Set(packed.filter((path) => topOf(path) === "dist").map((path) => path.split("/")[1]));
  expect([...built].sort()).toEqual(["LICENSES.txt", "chunks", "cli.js", "index.js", "worker.js"]);
  expect(packed).toContain("man/reachlint.1");
});

test("the licences are told of what packages have in them that is no file of theirs, too", () => {
  const licences = readFileSync(join(work, "project/dist/LICENSES.txt"), "utf8");
  for (const name of ["tar", "minipass", "minizlib", "@isaacs/fs-minipass", "chownr", "yallist"])
    expect(licences).toMatch(new RegExp(`^${name} \\d`, "m"));
  expect(licences).toContain("Graphviz (Eclipse Public License");
});

test("what the README and the guides link to is in it", () => {
  const pages = packed.filter((path) =>
    /^(?:README|docs\/(?:usage|organisations|writing-rules|rules\/.*))\.md$/.test(path),
  );
  expect(pages).toContain("docs/usage.md");
  const missing = pages.flatMap((page) => {
    const text = readFileSync(join(PROJECT, page), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => join(page, "..", link!));
    return links.filter(
      (link) => !packed.some((path) => path === link || path.startsWith(`${link.replace(/\/$/, "")}/`)),
    );
  });
  expect([...new Set(missing)].filter((link) => !OF_THE_REPOSITORY.includes(link))).toEqual([]);
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
