/** The recipes for one scan on many machines: each file has the form that its system asks for, and the commands in it do what they say. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory, runNode } from "../built-program.ts";
import { schemaMistakes } from "../schema-mistakes.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const RECIPES = join(PROJECT, "recipes/organisation");
const FIXTURES = ["dynamic-ports-blocked-by-target-security-group/three-services", "health-check-blocked"];

let built: string;
/** With a checkout, and what runs put beside it. */
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
  // Instead of the program in the registry the one that is here is run.
  mkdirSync(join(built, "bin"));
  const npx = join(built, "bin/npx");
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${join(built, "dist/cli.js")}" "$@"\n`);
  chmodSync(npx, 0o755);
});
afterAll(() => removeDirectory(built));
beforeEach(() => {
  work = makeDirectory({ "checkout/.git/HEAD": "" });
  for (const name of FIXTURES)
    cpSync(join(PROJECT, "fixtures", name), join(work, "checkout", name), { recursive: true });
});
afterEach(() => removeDirectory(work));

const textOf = (name: string): string => readFileSync(join(RECIPES, name), "utf8");
const yaml = (name: string): unknown => load(textOf(name));
const json = (name: string): unknown => JSON.parse(textOf(name));
const schema = (path: string): object => JSON.parse(readFileSync(join(PROJECT, "test", path), "utf8"));

/** Runs a line or a script in the checkout, with the variables that the system sets. Absolute paths lie in the directory of the test. */
function run(command: string, variables: Readonly<Record<string, string>> = {}): number | null {
  const { status, stderr } = spawnSync("sh", ["-c", command.replaceAll("/data/", `${work}/`)], {
    cwd: join(work, "checkout"),
    env: { PATH: [join(built, "bin"), process.env.PATH].join(delimiter), ...variables },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return status;
}

/** `results`: where the recipe puts them. The result must be that of one run. */
function expectWhole(results: string): void {
  const merged = readFileSync(join(results, "results/reachlint.json"), "utf8");
  const args = ["scan", "--quiet", "--report", "json=../whole.json"];
  runNode([join(built, "dist/cli.js"), ...args], join(work, "checkout"));
  expect(merged === readFileSync(join(work, "whole.json"), "utf8")).toBe(true);
  expect(JSON.parse(merged).flows.length).toBeGreaterThan(1);
  expect(readFileSync(join(results, "overview.html"), "utf8")).toContain(" in 1 repository");
}

/** The value at a path through objects and lists. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((one, key) => (one as Record<string | number, unknown>)[key], value);
}

/** All texts in it that run reachlint. */
function commandsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.includes("npx --yes reachlint") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(commandsIn) : [];
}

test("each is named in the guide", () => {
  const guide = readFileSync(join(PROJECT, "docs/organisations.md"), "utf8");
  for (const name of readdirSync(RECIPES)) expect(guide).toContain(`](../recipes/organisation/${name})`);
});

test("GitHub Actions", () => {
  const workflow = yaml("github-actions.yml");
  expect(schemaMistakes(workflow, schema("action/schemas/github-workflow.json"))).toEqual([]);
  const numbers = at(workflow, "jobs", "shard", "strategy", "matrix", "shard") as readonly number[];
  const [scan] = commandsIn(at(workflow, "jobs", "shard"));
  for (const number of numbers) {
    const command = scan!
      .replaceAll("${{ matrix.shard }}", String(number))
      .replaceAll("${{ strategy.job-total }}", String(numbers.length));
    expect(command).not.toContain("${{");
    expect(run(command)).toBe(0);
  }
  const [merge, org] = commandsIn(at(workflow, "jobs", "merge"));
  expect(run(merge!)).toBe(1);
  expect(run(org!)).toBe(0);
  expectWhole(join(work, "checkout"));
});

test("GitLab", () => {
  const jobs = yaml("gitlab-ci.yml");
  expect(schemaMistakes(jobs, schema("recipes/schemas/gitlab-ci.json"))).toEqual([]);
  const total = at(jobs, "reachlint-shard", "parallel") as number;
  const [scan] = commandsIn(at(jobs, "reachlint-shard"));
  for (let index = 1; index <= total; index += 1)
    expect(run(scan!, { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) })).toBe(0);
  const [merge, org] = commandsIn(at(jobs, "reachlint"));
  expect(run(merge!)).toBe(1);
  expect(run(org!)).toBe(0);
  expect(existsSync(join(work, "checkout/gl-code-quality-report.json"))).toBe(true);
  expectWhole(join(work, "checkout"));
});

test("Kubernetes", () => {
  const shards = yaml("kubernetes-shards.yaml");
  const merge = yaml("kubernetes-merge.yaml");
  for (const job of [shards, merge])
    expect(schemaMistakes(job, schema("recipes/schemas/kubernetes-job.json"))).toEqual([]);
  expect(
    schemaMistakes(
      { ...(shards as object), spec: { completionMode: 1 } },
      schema("recipes/schemas/kubernetes-job.json"),
    ),
  ).not.toEqual([]);
  const completions = at(shards, "spec", "completions") as number;
  expect(at(shards, "spec", "parallelism")).toBe(completions);
  const [scan] = commandsIn(shards);
  expect(scan).toContain(`--shard auto/${completions} `);
  for (let index = 0; index < completions; index += 1)
    expect(run(scan!, { JOB_COMPLETION_INDEX: String(index) })).toBe(0);
  expect(run(commandsIn(merge)[0]!)).toBe(0);
  expectWhole(work);
});

test("AWS Batch", () => {
  const definition = json("aws-batch-job-definition.json");
  const shards = json("aws-batch-shards.json");
  const merge = json("aws-batch-merge.json");
  const batch = schema("recipes/schemas/aws-batch.json");
  expect(schemaMistakes(definition, batch, "RegisterJobDefinitionRequest")).toEqual([]);
  for (const job of [shards, merge]) expect(schemaMistakes(job, batch, "SubmitJobRequest")).toEqual([]);
  expect(schemaMistakes({ ...(shards as object), size: 1 }, batch, "SubmitJobRequest")).not.toEqual([]);
  execFileSync("sh", ["-n", join(RECIPES, "aws-batch-submit.sh")]);
  const submit = textOf("aws-batch-submit.sh");
  for (const [, file] of submit.matchAll(/file:\/\/(\S+)/g)) expect(readdirSync(RECIPES)).toContain(file);
  const size = at(shards, "arrayProperties", "size") as number;
  for (let index = 0; index < size; index += 1) {
    const variables = { AWS_BATCH_JOB_ARRAY_INDEX: String(index), AWS_BATCH_JOB_ARRAY_SIZE: String(size) };
    expect(run(commandsIn(definition)[0]!, variables)).toBe(0);
  }
  expect(run(commandsIn(merge)[0]!)).toBe(0);
  expectWhole(work);
});

test("Slurm", () => {
  const scan = textOf("slurm-shards.sh");
  const [, first, last] = /^#SBATCH --array=(\d+)-(\d+)$/m.exec(scan)!.map(Number) as [number, number, number];
  for (let id = first; id <= last; id += 1)
    expect(
      run(scan, {
        SLURM_ARRAY_TASK_ID: String(id),
        SLURM_ARRAY_TASK_MIN: String(first),
        SLURM_ARRAY_TASK_MAX: String(last),
        SLURM_ARRAY_TASK_COUNT: String(last - first + 1),
        SLURM_ARRAY_TASK_STEP: "1",
      }),
    ).toBe(0);
  expect(run(textOf("slurm-merge.sh"))).toBe(0);
  expectWhole(join(work, "checkout"));
});
