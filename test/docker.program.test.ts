/** The Dockerfile: what it copies is there and is all that a build needs, and where a container engine is, it is built and run. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeDirectory, removeDirectory, runNode } from "./built-program.ts";
import { engineWith } from "./container-engine.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const FIXTURE = join(PROJECT, "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only");

/** Its instructions, none of which goes over several lines, as words. */
const INSTRUCTIONS = readFileSync(join(PROJECT, "Dockerfile"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(" "));

const stages = INSTRUCTIONS.filter(([name]) => name === "FROM");
const ofLast = INSTRUCTIONS.slice(INSTRUCTIONS.lastIndexOf(stages.at(-1)!));
/** What a stage takes from the directory, without where it goes. */
const copied = INSTRUCTIONS.filter(([name, first]) => name === "COPY" && !first!.startsWith("--")).flatMap((one) =>
  one.slice(1, -1),
);

test("has two stages, of which the second runs the program in /work, and not as root", () => {
  expect(stages).toHaveLength(2);
  expect(ofLast).toContainEqual(["USER", "node"]);
  expect(ofLast).toContainEqual(["WORKDIR", "/work"]);
  const [, ...entry] = ofLast.at(-1)!;
  expect(JSON.parse(entry.join(" "))).toEqual(["node", "/opt/reachlint/dist/cli.js"]);
  expect(ofLast.map(([name]) => name)).not.toContain("RUN");
});

test("both stages are from one image, which is named by its digest", () => {
  const images = new Set(stages.map(([, image]) => image));
  expect([...images]).toEqual([expect.stringMatching(/^node:\d+-alpine@sha256:[0-9a-f]{64}$/)]);
});

test("nothing but what it copies is sent to the engine", () => {
  const sent = readFileSync(join(PROJECT, ".dockerignore"), "utf8").trim().split("\n");
  expect(sent).toEqual(["*", ...copied.map((name) => `!${name}`)]);
});

test("what it copies is enough to build the program", () => {
  const directory = makeDirectory();
  for (const name of copied) cpSync(join(PROJECT, name), join(directory, name), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(directory, "node_modules"));
  execFileSync("npm", ["run", "build"], { cwd: directory, stdio: "pipe" });
  expect(existsSync(join(directory, "dist/cli.js"))).toBe(true);
  expect(runNode([join(directory, "dist/cli.js"), "."], FIXTURE).code).toBe(1);
  removeDirectory(directory);
}, 400_000);

const { engine, why } = engineWith(stages[0]![1]!);
const skipped = why === undefined ? "" : ` (skipped: ${why})`;

test.skipIf(engine === undefined)(`the image scans what is mounted, read only${skipped}`, () => {
  execFileSync(engine!, ["build", "-q", "-t", "reachlint-test", PROJECT]);
  const args = ["run", "--rm", "--read-only", "--network", "none", "-v", `${FIXTURE}:/work:ro`, "reachlint-test"];
  const { status, stdout } = spawnSync(engine!, args, { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout).toContain("dynamic-ports-blocked-by-target-security-group");
  execFileSync(engine!, ["rmi", "reachlint-test"]);
});
