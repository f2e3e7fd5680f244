/** `reachlint missing`: what to say, or the commands that would tell it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";
import { app } from "../service-source.ts";

let built: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
  work = makeDirectory({
    ".git/HEAD": "",
    "main.tf": app("32768", "", '"sg-0a1b2c"'),
  });
});
afterAll(() => [built, work].forEach(removeDirectory));

const missing = (...flags: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), "missing", ".", ...flags], work);

test("prints what can be said", () => {
  const { code, out, err } = missing();
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("assume:\n");
  expect(out).toContain("  sg-0a1b2c:");
});

test("--commands prints a script for a shell, in the region and the directory that flags name", () => {
  const { code, out, err } = missing("--commands", "--region", "eu-west-1");
  expect([code, err]).toEqual([0, ""]);
  const lines = out.trim().split("\n");
  expect(lines[0]).toBe("mkdir -p facts");
  expect(lines).toContain(
    "aws ec2 describe-security-groups --region eu-west-1 --output json > facts/describe-security-groups.json",
  );
  // As whoever has the AWS CLI runs it: nothing but that and mkdir is called.
  const bin = makeDirectory({ aws: "#!/bin/sh\necho '{}'\n" });
  spawnSync("chmod", ["+x", join(bin, "aws")]);
  const { status, stderr } = spawnSync("sh", ["-eu"], {
    cwd: work,
    input: out,
    encoding: "utf8",
    env: { PATH: `${bin}:${process.env.PATH}` },
  });
  removeDirectory(bin);
  expect([status, stderr]).toEqual([0, ""]);
  expect(existsSync(join(work, "facts/describe-security-groups.json"))).toBe(true);
});

test("a format is that of what can be said, and not of commands", () => {
  const { code, err } = missing("--commands", "--format", "json");
  expect(code).toBe(2);
  expect(err).toContain("--commands");
});
