/** The benchmarks measure something and say so in numbers, or fail. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeMonorepo } from "../bench/monorepo.mjs";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { scan } from "../src/index.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";

const BENCH = join(import.meta.dirname, "../bench");

const FIXTURE = join(import.meta.dirname, "../fixtures/dynamic-ports-blocked-by-target-security-group");

let built = "";
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));

let directory = "";
afterEach(() => removeDirectory(directory));

function run(name: string, files: Readonly<Record<string, string>>, ...more: readonly string[]): Run {
  directory = makeDirectory(files);
  return bench(name, ...more, directory);
}

function bench(name: string, ...words: readonly string[]): Run {
  // Without a python there is nobody to compare with, and nothing to wait for.
  const env = { CFN_LINT_PYTHON: "no-python", REACHLINT_DIST: join(built, "dist") };
  return runNode([join(BENCH, name), ...words], BENCH, env);
}

/** Those that measure what is in a folder, with what they are told before it. */
const OF_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "cloudformation.mjs": [],
  "compare.mjs": [".", "."],
  "follow-hints.mjs": [],
  "hcl.mjs": [],
  "metamorphic.mjs": [],
  "open-questions.mjs": ["."],
  "run.mjs": [],
  "sweep.mjs": [],
  "yaml.mjs": [],
};

/** Those that make what they measure. */
const OF_THEIR_OWN = ["assume.mjs", "organisation.mjs", "products.mjs", "reach.mjs", "scale.mjs", "startup.mjs"];

test("each benchmark is here", () => {
  const helpers = [
    "lay-out.mjs",
    "like-terraform.mjs",
    "made-up-account.mjs",
    "measure.mjs",
    "mirrors.mjs",
    "monorepo.mjs",
  ];
  const all = readdirSync(BENCH).filter((name) => name.endsWith(".mjs"));
  expect(all.sort()).toEqual([...Object.keys(OF_FOLDERS), ...OF_THEIR_OWN, ...helpers].sort());
});

test("run.mjs may load each of them, which measures nothing by that", () => {
  const names = readdirSync(BENCH).filter((name) => name.endsWith(".mjs") && name !== "run.mjs");
  const code = names.map((name) => `await import(${JSON.stringify(join(BENCH, name))});`).join("");
  expect(runNode(["--input-type=module", "-e", code, "."], BENCH)).toEqual({ code: 0, out: "", err: "" });
});

describe.each(Object.entries(OF_FOLDERS))("%s", (name, words) => {
  test("fails where there is nothing to measure", () => {
    const empty = run(name, { "notes.md": "", "values.yaml": "a: *b", "empty.tf": "", "one/notes.md": "" }, ...words);
    expect(empty).toMatchObject({ code: 1, err: expect.stringMatching(/^nothing to measure: /m) });
    expect(empty.out).not.toMatch(/Infinity|NaN|\/s/);
    removeDirectory(directory);
    expect(bench(name, ...words, join(directory, "gone"))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^nothing to measure: there is no .*gone\n$/),
    });
  });
});

test.each(["products.mjs", "scale.mjs", "startup.mjs"])("%s fails where there is no build", (name) => {
  const env = { REACHLINT_DIST: join(BENCH, "no-build") };
  const code = `const { run } = await import("${join(BENCH, name)}"); run({});`;
  expect(runNode(["--input-type=module", "-e", code, "."], BENCH, env)).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^nothing to measure: there is no build/),
  });
});

test("a peer that fails at once is not called fast", () => {
  expect(bench("scale.mjs", "none")).toMatchObject({ code: 1, err: expect.stringMatching(/^nothing to measure: /) });
  directory = makeDirectory({
    trivy: "#!/bin/sh\nexit 0\n",
    checkov: '#!/bin/sh\necho \'{ "passed": 0, "failed": 0 }\'\n',
    "cfn-lint": '#!/bin/sh\necho \'[{ "Rule": { "Id": "E0000" } }]\'\nexit 2\n',
  });
  for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o755);
  const env = { PATH: `${directory}:${process.env.PATH}`, REACHLINT_DIST: join(built, "dist") };
  const { code, out, err } = runNode([join(BENCH, "scale.mjs"), "100"], BENCH, env);
  if (!existsSync("/usr/bin/time")) return expect(err).toMatch(/^nothing to measure: \/usr\/bin\/time/);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const name of readdirSync(directory))
    expect(out).toContain(`${name} is not compared: it did not look at the tree`);
  expect(out).not.toMatch(/times|Infinity|NaN/);
});

test.each([
  ["cloudformation.mjs", { "t.yaml": "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n" }, /^1 templates.*\n1 YAML/],
  ["hcl.mjs", { "main.tf": 'variable "a" {}\n' }, /^1 files/],
  ["yaml.mjs", { "t.yaml": "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n" }, /^1 of 1 files/],
] as const)("%s has a finite number for the smallest input", (name, files, expected) => {
  const { out, err } = run(name, files);
  expect(out).toMatch(expected);
  // Of so little nobody can say how much faster it is read.
  expect(err).toMatch(/^(?:the reader of common YAML is less than 3 times as fast\n)?$/);
  expect(out).not.toMatch(/Infinity|NaN/);
});

test("repositories are laid out with the modules of mirrors, and their open questions counted with and without", () => {
  directory = makeDirectory({
    "mirrors/acme+terraform-aws-net/main.tf": 'output "ids" {\n  value = ["subnet-1"]\n}\n',
    "all/a+one/main.tf": 'module "net" {\n  source = "acme/net/aws"\n}\n',
    "all/a+two/main.tf": 'module "net" {\n  source = "acme/gone/aws"\n}\n',
  });
  const git = (...args: readonly string[]): unknown =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: join(directory, "mirrors/acme+terraform-aws-net"),
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=first");
  git("tag", "v1.0.0");
  const at = (name: string): string => join(directory, name);
  const { out } = bench("lay-out.mjs", at("all"), at("laid"), at("mirrors"));
  expect(out).toContain("2 repositories, 1 modules laid out.");
  expect(out).toContain("| cannot be installed: registry.terraform.io has no module acme/gone/aws | 1 | a/two |");
  expect(existsSync(at("laid/a+one/.terraform/modules/net/main.tf"))).toBe(true);
  expect(existsSync(at("all/a+one/.terraform"))).toBe(false);
  cpSync(join(FIXTURE, "source-is-an-input"), at("all/a+three"), { recursive: true });
  cpSync(join(FIXTURE, "source-is-an-input"), at("laid/a+three"), { recursive: true });
  const table = bench("open-questions.mjs", at("all"), at("laid"));
  expect(table).toMatchObject({ code: 0, err: "" });
  expect(table.out).toContain("3 repositories, 1 of them with flows.");
  expect(table.out).toMatch(/^\| inputs \| [1-9]\d* \| [1-9]\d* \| [1-9]\d* \| [1-9]\d* \|$/m);
});

test("what the program says is done in a repository until nothing is open", () => {
  directory = makeDirectory({});
  cpSync(join(FIXTURE, "source-is-an-input"), join(directory, "a+one"), { recursive: true });
  const { code, out, err } = bench("follow-hints.mjs", directory);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^\| undetermined \| [1-9]\d* \(\d+\.\d %\) \| 0 \|$/m);
});

test("the monorepo of the benchmark is the same in every run, and holds services that are right and some that are not", async () => {
  const [one, other] = [makeDirectory(), makeDirectory()];
  const files = writeMonorepo(one, 320);
  expect(writeMonorepo(other, 320)).toBe(files);
  const { flows, findings, diagnostics } = await scan(one, ["."]);
  const count = (verdict: string): number => flows.filter((flow) => flow.verdict === verdict).length;
  expect([count("reachable"), count("partial"), count("blocked"), count("undetermined")]).toEqual([56, 6, 2, 0]);
  expect(diagnostics).toEqual([]);
  const again = await scan(other, ["."]);
  expect(again.findings.map(({ message }) => message)).toEqual(findings.map(({ message }) => message));
  for (const made of [one, other]) removeDirectory(made);
});
