/** `reachlint baseline` as users meet it. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { RULE, TEMPLATE, TERRAFORM } from "../adoption-samples.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

let built: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));
beforeEach(() => {
  work = makeDirectory({ "a/main.tf": TERRAFORM, "b/web.yaml": TEMPLATE });
  mkdirSync(join(work, ".git"));
});
afterEach(() => removeDirectory(work));

const runIn = (directory: string, ...args: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), ...args], join(work, directory));
const run = (...args: readonly string[]): Run => runIn(".", ...args);
const read = (name: string): string => readFileSync(join(work, name), "utf8");
const write = (name: string, text: string): void => writeFileSync(join(work, name), text);

test("create, and then only what is new fails; update and prune say what they change", () => {
  expect(run("baseline", "create")).toEqual({
    code: 0,
    out: `reachlint-baseline.json: 2 findings
It holds with --baseline reachlint-baseline.json, or with this line in reachlint.yaml:
baseline: reachlint-baseline.json
`,
    err: "",
  });
  expect(run().code).toBe(1);
  expect(run("--baseline", "reachlint-baseline.json").code).toBe(0);

  write("reachlint.yaml", "baseline: reachlint-baseline.json\n");
  expect(runIn("a").code).toBe(0);
  write("a/more.yaml", TEMPLATE);
  expect(run()).toMatchObject({ code: 1, out: expect.stringContaining("1 finding (error) · 2 in the baseline") });
  expect(runIn("a", "baseline", "update").out).toBe("../reachlint-baseline.json: 3 findings; 1 added\n");
  expect(run("baseline", "update").out).toBe("reachlint-baseline.json: 3 findings; nothing changed\n");

  write("b/web.yaml", "Resources: { Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } } }\n");
  expect(run()).toMatchObject({ code: 0, out: expect.stringContaining(`note reachlint-baseline.json:20:5 ${RULE}`) });
  expect(run("baseline", "prune", "a").out).toBe("reachlint-baseline.json: 3 findings; nothing changed\n");
  expect(run("baseline", "prune").out).toBe("reachlint-baseline.json: 2 findings; 1 removed\n");
  expect(JSON.parse(read("reachlint-baseline.json")).findings.map(({ root }: { root: string }) => root)).toEqual([
    "a",
    "a/more.yaml",
  ]);
});

test("mistakes have exit code 2 and a hint, and change nothing", () => {
  for (const [args, message] of [
    [["baseline"], "missing required argument"],
    [
      ["baseline", "make"],
      "baseline make is no command\nhint: it is one of baseline create, baseline update, baseline prune",
    ],
    [["baseline", "update"], "there is no baseline reachlint-baseline.json\nhint: reachlint baseline create writes it"],
    [["--baseline", "none.json"], "there is no baseline none.json"],
  ] as const)
    expect(run(...args), args.join(" ")).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) });
  run("baseline", "create");
  expect(run("baseline", "create")).toMatchObject({ code: 2, err: expect.stringContaining("there is a baseline") });
  const before = read("reachlint-baseline.json");
  write("reachlint-baseline.json", before.replace('"count": 1', '"count": "many"'));
  expect(run("--baseline", "reachlint-baseline.json").err).toContain(
    "reachlint-baseline.json:10:16: findings: count: expected a number above 0; found `many`",
  );
});

test("where something cannot be read, nothing is taken out of it, and the exit code is 3", () => {
  run("baseline", "create");
  const before = read("reachlint-baseline.json");
  write("a/main.tf", "x = {\n");
  for (const action of ["update", "prune"]) {
    const { code, err } = run("baseline", action);
    expect(code).toBe(3);
    expect(err).toContain("error: a/main.tf:");
    expect(err).toContain("reachlint-baseline.json is not changed, because not everything was read");
  }
  expect(read("reachlint-baseline.json")).toBe(before);
});

test("nothing is written where a name is misspelt, and nothing was read because of it", () => {
  expect(run("baseline", "create", "infra")).toEqual({
    code: 3,
    out: "",
    err: "error: infra: there is no file or directory infra\nerror: reachlint-baseline.json is not written, because nothing was read\n",
  });
  expect(existsSync(join(work, "reachlint-baseline.json"))).toBe(false);
});

test("it is never written through a link, nor out of the repository", () => {
  const outside = makeDirectory({ "victim.json": "kept" });
  symlinkSync(join(outside, "victim.json"), join(work, "reachlint-baseline.json"));
  symlinkSync(outside, join(work, "folder"));
  expect(run("baseline", "create").code).toBe(2);
  expect(run("baseline", "create", "--baseline", "folder/new.json")).toMatchObject({ code: 2, out: "" });
  expect(readFileSync(join(outside, "victim.json"), "utf8")).toBe("kept");
  removeDirectory(outside);
});
