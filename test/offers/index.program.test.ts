/** `reachlint index`, and a scan with what it writes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";
import { change, git, makeRepository } from "../git/repository.ts";
import { BY_STATE, network, OUTPUTS } from "./sources.ts";

let built: string;
let platform: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
  platform = makeRepository({ "prod/main.tf": network(9090, 9090, OUTPUTS), "unread.tf": "resource {\n" });
  git(platform, "remote", "add", "origin", "https://user:hunter2@github.com/acme/platform.git");
  work = makeDirectory({ "app/.git/HEAD": "", "app/main.tf": BY_STATE });
});
afterAll(() => [built, platform, work].forEach(removeDirectory));

const run = (at: string, ...args: readonly string[]): Run => runNode([join(built, "dist/cli.js"), ...args], at);

test("what one repository writes leads the other to a verdict", () => {
  const before = run(work, "scan", "app", "--format", "json");
  expect(before.out).toContain("give its index (--index DIR, by reachlint index)");
  const { code, out, err } = run(platform, "index", "prod", "-o", join(work, "indexes/platform.json"));
  expect([code, out, err]).toEqual([0, "", ""]);
  const index = readFileSync(join(work, "indexes/platform.json"), "utf8");
  const commit = git(platform, "rev-parse", "HEAD");
  expect(JSON.parse(index)).toMatchObject({ version: 1, repository: "github.com/acme/platform", commit });
  expect(index).not.toContain("hunter2");
  const place = `github.com/acme/platform@${commit.slice(0, 12)}/prod/main.tf:58:3`;
  const after = run(work, "scan", "app", "--index", "indexes");
  expect(after.code).toBe(1);
  expect(after.out).toContain("aws_lb.main cannot reach aws_ecs_service.web on tcp 8080");
  expect(after.out).toContain(`╭─ ${place}\n`);
  expect(after.out).toContain("other repositories are as their indexes tell");
  for (const command of ["explain", "graph", "missing"] as const)
    expect(run(work, command, "app", "--index", "indexes").code).toBe(0);
  expect(run(work, "explain", "app", "--index", "indexes").out).toContain(place);
});

test("without a file it is standard output, and what is changed since the commit is told", () => {
  change(platform, { "prod/more.tf": "locals {}\n" });
  const { code, out } = run(platform, "index", "prod");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ modified: true });
});

test("what cannot be read is told, and the rest is written", () => {
  const { code, out, err } = run(platform, "index");
  expect(code).toBe(3);
  expect(err).toContain("unread.tf:1");
  expect((JSON.parse(out) as { roots: readonly { path: string }[] }).roots.map(({ path }) => path)).toEqual([
    ".",
    "prod",
  ]);
});

test("an index in what is scanned is refused", () => {
  const { code, err } = run(work, "scan", "app", "--index", ".");
  expect(code).toBe(2);
  expect(err).toContain("--index names a directory inside of what is scanned, or around it");
});
