/** The executable: it says what the program says, without a PATH, a home or a Node. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMonorepo } from "../bench/monorepo.mjs";
import { buildExecutableScripts, buildProgram } from "../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";
import { engineWith } from "./container-engine.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const FIXTURE = "dynamic-ports-blocked-by-target-security-group/container-port-only";

/** Something for each part that the program loads only where it is needed. */
const SOURCE = {
  "broken/main.tf": 'resource "aws_vpc" {\n  cidr_block = \n',
  "hosts/main.tf": `
resource "aws_launch_template" "shell" {
  user_data = base64encode("#!/bin/bash\\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config\\n")
}
resource "aws_launch_template" "toml" {
  user_data = base64encode("[settings.ecs]\\ncluster = \\"shop\\"\\n")
}
output "found" {
  value = regex("[a-z]+", "53453453.345345aaabbbccc23454")
}
`,
  "rules/own-vpc.yaml": `
id: own-vpc
title: VPC is asked for
severity: note
rationale: It is.
remediation: Take it away.
references: ["https://example.com/"]
forbid: { service: { desiredCount: 1 } }
message: { violated: "{service} asks", undetermined: "{service} may ask" }
`,
};

/** What the program does before a worker, and what a worker does first. */
const START = `
  import { readFileSync } from "node:fs";
  import { Script } from "node:vm";
  import { tuneEngine, tuneForWorkers } from "./src/threads/engine.ts";

  tuneEngine(process.versions.node);
  tuneForWorkers(process.versions.node);
  const cachedData = readFileSync("worker.cache");
  const { cachedDataRejected } = new Script(readFileSync("worker.cjs", "utf8"), { filename: "worker.cjs", cachedData });
  process.stdout.write("refused: " + cachedDataRejected);
`;

/** Each with what it must end with, so that nothing is compared that failed in both. */
const COMMANDS: readonly (readonly [code: number, words: readonly string[]])[] = [
  [0, ["--version"]],
  [0, ["--help"]],
  [0, ["completion", "bash"]],
  [0, ["rules"]],
  [0, ["rules", "dynamic-ports-blocked-by-target-security-group"]],
  [0, ["config"]],
  [1, ["scan", FIXTURE]],
  [1, ["scan", FIXTURE, "--format", "sarif", "--rules", "rules"]],
  [1, ["scan", FIXTURE, "--format", "html"]],
  [1, ["scan", FIXTURE, "--format", "json", "--report", "junit=report.xml"]],
  [0, ["explain", FIXTURE]],
  [0, ["graph", FIXTURE, "--format", "svg"]],
  [0, ["graph", "hosts"]],
  [0, ["evaluate", "hosts"]],
  [0, ["get", "hosts"]],
  [3, ["scan", "broken"]],
  [2, ["scna"]],
];

const reason = process.platform === "linux" ? undefined : "executables are made on Linux";

describe.skipIf(reason !== undefined)(`the executable (${reason ?? "built here"})`, () => {
  let program: string;
  let built: string;
  let executable: string;
  let work: string;

  beforeAll(async () => {
    program = await buildInto(buildProgram, true);
    built = makeDirectory();
    execFileSync(process.execPath, [join(PROJECT, "scripts/executable.mjs"), built], { stdio: "pipe" });
    executable = join(built, "reachlint");
    work = makeDirectory(SOURCE);
    cpSync(join(PROJECT, "fixtures", FIXTURE), join(work, FIXTURE), { recursive: true });
  });
  afterAll(() => [program, built, work].forEach(removeDirectory));

  test.each(COMMANDS)("ends with %i and the same output: %j", (code, words) => {
    const run = started(executable, words, work);
    expect(run).toEqual(runNode([join(program, "dist/cli.js"), ...words], work));
    expect(run.code).toBe(code);
    expect(run.out + run.err).not.toBe("");
  });

  test("is told what a file is wrong in by HashiCorp's parser, which is in it", () => {
    const { out } = started(executable, ["scan", "broken"], work);
    expect(out).toContain("Expected the start of an expression");
  });

  test("scans many files too", () => {
    const large = makeDirectory({ ".git/HEAD": "" });
    writeMonorepo(large, 500);
    const words = ["scan", ".", "--format", "json"];
    const run = started(executable, words, large);
    expect(run).toEqual(runNode([join(program, "dist/cli.js"), ...words], large));
    expect(JSON.parse(run.out).flows.length).toBeGreaterThan(50);
    removeDirectory(large);
  });

  test("starts workers from their compiled form, which V8 refuses where its flags are others", async () => {
    const scripts = makeDirectory();
    await buildExecutableScripts(scripts);
    const stdin = { contents: START, resolveDir: PROJECT };
    const { outputFiles } = await build({ stdin, bundle: true, platform: "node", write: false });
    const run = runNode(["--eval", outputFiles[0]!.text], scripts);
    expect(run).toEqual({ code: 0, out: "refused: false", err: "" });
    removeDirectory(scripts);
  });

  test("takes no flag of Node's for itself", () => {
    expect(started(executable, ["--eval", "1"], work)).toMatchObject({ code: 2, out: "" });
  });

  test("has the licences of what it is made from beside it", () => {
    const licenses = readFileSync(join(built, "LICENSES.txt"), "utf8");
    for (const one of ["@cdktf/hcl2json ", "commander ", `Node.js ${process.version}`]) expect(licenses).toContain(one);
    expect(statSync(executable).mode & 0o111).toBe(0o111);
  });

  const IMAGE = "debian:stable-slim";
  const { engine, why } = engineWith(IMAGE);
  const skipped = why === undefined ? "" : ` (skipped: ${why})`;

  test.skipIf(engine === undefined)(`runs in a container without Node${skipped}`, () => {
    const places = ["-v", `${built}:/opt/reachlint:ro`, "-v", `${work}:/work:ro`, "-w", "/work"];
    const inside = [IMAGE, "/opt/reachlint/reachlint", "scan", FIXTURE, "broken"];
    const run = spawnSync(engine!, ["run", "--rm", "--read-only", "--network", "none", ...places, ...inside], {
      encoding: "utf8",
    });
    const expected = started(executable, ["scan", FIXTURE, "broken"], work);
    expect({ code: run.status, out: run.stdout, err: run.stderr }).toEqual(expected);
    expect(expected.code).toBe(1);
  });

  const changeRoot = rootChanger();

  test.skipIf(changeRoot === undefined)(
    "runs where there is nothing else (skipped: nobody may change the root here)",
    () => {
      const root = makeDirectory();
      copyFileSync(executable, join(root, "reachlint"));
      for (const [library] of execFileSync("ldd", [executable], { encoding: "utf8" }).matchAll(/\/\S+/g)) {
        mkdirSync(join(root, dirname(library)), { recursive: true });
        copyFileSync(library, join(root, library));
      }
      cpSync(work, root, { recursive: true });
      const [command, ...words] = changeRoot!;
      const run = started(command!, [...words, root, "/reachlint", "scan", FIXTURE, "broken"], root);
      expect(run).toEqual(started(executable, ["scan", FIXTURE, "broken"], work));
      expect(run).toMatchObject({ code: 1, err: "" });
      removeDirectory(root);
    },
  );
});

/** With nothing in its environment. */
function started(command: string, words: readonly string[], cwd: string): Run {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, env: {}, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

/** The words before the new root, whoever the user is; undefined where no way is allowed. */
function rootChanger(): readonly string[] | undefined {
  const find = (name: string): string => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim();
  const [chroot, unshare] = [find("chroot"), find("unshare")];
  return [[chroot], [unshare, "--map-root-user", chroot]].find(
    ([command, ...words]) =>
      command !== "" && spawnSync(command!, [...words, "/", "/bin/true"], { stdio: "ignore" }).status === 0,
  );
}
