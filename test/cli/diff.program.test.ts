/** `reachlint diff` and `scan --diff-base` as users meet them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { RULE, TERRAFORM } from "../adoption-samples.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";
import { change, commit, git, makeRepository } from "../git/repository.ts";

const OPEN = TERRAFORM.replace(/from_port( +)= 80\n( +)to_port( +)= 80\n/, "from_port = 32768\n    to_port = 65535\n");

let built: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));
beforeEach(() => {
  work = makeRepository({ "infra/main.tf": OPEN, "old/main.tf": TERRAFORM });
});
afterEach(() => removeDirectory(work));

const runIn = (directory: string, env: Readonly<Record<string, string>>, ...args: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), ...args], directory, { COLUMNS: "80", ...env });
const run = (...args: readonly string[]): Run => runIn(work, {}, ...args);
const lastLine = ({ out }: Run): string => out.trimEnd().split("\n\n").at(-1)!.replaceAll("\n", " ");

test("the working tree, and commits that are not checked out", () => {
  const first = git(work, "rev-parse", "HEAD").slice(0, 12);
  const second = commit(work, { "infra/main.tf": TERRAFORM }).slice(0, 12);
  change(work, { "infra/main.tf": OPEN, "old/main.tf": null });

  const committed = run("diff", "HEAD~1", "main");
  expect(committed).toMatchObject({ code: 1, err: "" });
  expect(lastLine(committed)).toBe(
    `HEAD~1 (${first}) → main (${second}): 1 new finding, 1 path lost, 1 filter rule opened wider, 1 as before`,
  );
  const now = run("diff", "HEAD");
  expect(now.code).toBe(0);
  expect(now.out).toMatch(/^gained aws_lb\.main → aws_ecs_service\.web in infra$/m);
  expect(lastLine(now)).toBe(
    `HEAD (${second}) → the working tree: no new findings, 1 path gone, 1 path gained, 1 filter rule opened wider, 2 findings repaired`,
  );
  expect(lastLine(run("diff", "HEAD", "--path", "old"))).toContain("no new findings, 1 path gone, 1 finding repaired");
  expect(lastLine(runIn(join(work, "infra"), {}, "diff", "HEAD~1"))).toContain("no new findings, no path changes");
});

test("the settings of a head that is not checked out are its own", () => {
  commit(work, { "infra/main.tf": TERRAFORM, "reachlint.yaml": `disable: [${RULE}]\n` });
  change(work, { "reachlint.yaml": "fail-on: never\n" });
  expect(run("diff", "HEAD~1", "HEAD").out).not.toContain("new error");
  change(work, { "reachlint.yaml": "wrong: 1\n" });
  expect(run("diff", "HEAD~1", "HEAD").code).toBe(0);
  expect(run("diff", "HEAD~1")).toMatchObject({ code: 2, err: expect.stringContaining("unknown key `wrong`") });
});

test("a scan with a base has all its reports, and only what is new counts", () => {
  expect(run("scan", "--diff-base", "HEAD")).toMatchObject({ code: 0, out: expect.stringContaining("1 as before") });
  change(work, { "infra/main.tf": TERRAFORM });
  const { code, out } = run("--diff-base", "HEAD", "--format", "json", "--report", "sarif=out.sarif");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    change: { base: { name: "HEAD" }, flows: [{ change: "lost" }, { change: "lost" }] },
    findings: [{ location: { path: "infra/main.tf" } }, { location: { path: "old/main.tf" }, unchanged: true }],
  });
  const { results } = JSON.parse(readFileSync(join(work, "out.sarif"), "utf8")).runs[0];
  expect(results.map((one: { baselineState: string }) => one.baselineState)).toEqual(["new", "unchanged"]);
  expect(run("--diff-base", "HEAD", "--fail-on", "never").code).toBe(0);
});

test("auto is the base of a pull request, and nothing where none is built", () => {
  expect(run("--diff-base", "auto")).toMatchObject({ code: 1, out: expect.not.stringContaining("as before") });
  const gitlab = { CI_MERGE_REQUEST_DIFF_BASE_SHA: git(work, "rev-parse", "HEAD") };
  expect(runIn(work, gitlab, "--diff-base", "auto").code).toBe(0);
  expect(lastLine(runIn(work, gitlab, "diff", "auto"))).toContain("no new findings");
  expect(run("diff", "auto")).toMatchObject({ code: 2, err: expect.stringContaining("no pull request is built here") });
});

test("mistakes have exit code 2 and a hint", () => {
  const outside = makeDirectory({ "main.tf": TERRAFORM });
  for (const [directory, args, message] of [
    [work, ["diff"], "missing required argument"],
    [work, ["diff", "nothing"], "there is no revision nothing"],
    [work, ["diff", "HEAD", "nothing"], "there is no revision nothing"],
    [work, ["diff", "--", "--output=x"], '"--output=x" is no revision'],
    [work, ["--diff-base=--output=x"], '"--output=x" is no revision'],
    [outside, ["diff", "HEAD"], "is in no git repository"],
  ] as const)
    expect(runIn(directory, {}, ...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) });
  expect(run("diff", "HEAD", "--path", "nothing")).toMatchObject({ code: 3 });
  removeDirectory(outside);
});
