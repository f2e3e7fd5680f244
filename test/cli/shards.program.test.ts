/** `scan --shard` and `merge` as users meet them. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { TEMPLATE, TERRAFORM } from "../adoption-samples.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

let built: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));
beforeEach(() => {
  work = makeDirectory({ ".git/HEAD": "", "infra/main.tf": TERRAFORM, "stacks/app.yaml": TEMPLATE });
});
afterEach(() => removeDirectory(work));

const runWith = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), ...args], work, { COLUMNS: "80", ...env });
const run = (...args: readonly string[]): Run => runWith({}, ...args);

test("two shards, and what they say together", () => {
  const one = run("scan", "--shard", "1/2", "--report", "shard=out/1");
  expect(one.err).toBe("");
  expect(one.out).toContain("this is shard 1 of 2, which speaks of its own roots only");
  const batch = { AWS_BATCH_JOB_ARRAY_INDEX: "1", AWS_BATCH_JOB_ARRAY_SIZE: "2" };
  const two = runWith(batch, "scan", "--shard", "auto", "--report", "shard=out/2", "--fail-on", "never");
  expect(two).toMatchObject({ code: 0, err: "" });
  for (const format of ["text", "json", "html"])
    expect(run("merge", "out/2", "out/1", "--format", format)).toEqual(run("scan", "--format", format));
  expect(run("merge", "out/1", "out/2", "--fail-on", "never").code).toBe(0);
  expect(run("merge", "out/1", "out/2", "--report", "sarif=a.sarif").code).toBe(1);
  run("scan", "--report", "sarif=b.sarif");
  expect(readFileSync(join(work, "a.sarif"), "utf8")).toBe(readFileSync(join(work, "b.sarif"), "utf8"));
});

test("what is no shard, not all of them, or of something else ends with 2", () => {
  for (const index of ["1", "2"]) run("scan", "infra", "stacks", "--shard", `${index}/2`, "--report", `shard=${index}`);
  const paths = ["--path", "infra", "--path", "stacks"];
  const refused = (...args: readonly string[]): string => {
    const { code, out, err } = run(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    return err.split("\n")[0]!;
  };
  expect(run("merge", "1", "2", ...paths).code).toBe(1);
  expect(refused("merge", "1", ...paths)).toBe("error: shard 2 of 2 is missing");
  expect(refused("merge", "1", "2", "1", ...paths)).toBe("error: 1 and 1 are both shard 1");
  expect(refused("merge", "1", "2")).toContain("error: 1 is of another scan than that of the files");
  expect(refused("merge", "1", "nowhere", ...paths)).toContain("error: nowhere cannot be read: it is not there");
  expect(refused("merge", "1", "infra/main.tf", ...paths)).toBe("error: infra/main.tf is no file of a shard");
  expect(refused("merge")).toContain("missing required argument");
  expect(refused("scan", "--report", "shard=out")).toBe("error: --report shard=FILE is what a shard writes");
  expect(refused("scan", "--shard", "auto")).toContain("error: --shard auto finds nothing");
  expect(refused("scan", "--shard", "1/2", "--diff-base", "main")).toContain("cannot be used with");
  writeFileSync(join(work, "2"), readFileSync(join(work, "2"), "utf8").slice(0, -20));
  expect(refused("merge", "1", "2", ...paths)).toContain("error: 2 is not whole");
});

test("files that somebody made to look like those of shards are put together or refused, and nothing else", () => {
  run("scan", "--shard", "1/1", "--report", "shard=whole");
  const [head, known, part, ...others] = readFileSync(join(work, "whole"), "utf8").split("\n") as [
    string,
    string,
    string,
  ];
  const flat = JSON.parse(part) as unknown[];
  for (const place of [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => Math.floor(flat.length * share))) {
    const changed = flat.with(place, [0, 1, 2]);
    const body = [known, JSON.stringify(changed), ...others].join("\n");
    const content = createHash("sha256").update(body).digest("hex");
    writeFileSync(join(work, "changed"), `${JSON.stringify({ ...JSON.parse(head), content })}\n${body}`);
    const { code, err } = run("merge", "changed", "--report", "html=out.html", "--report", "sarif=out.sarif");
    expect([1, 2]).toContain(code);
    if (code === 2) expect(err).toMatch(/^error: (?:changed:3: this is nothing|what the shards hold cannot be put)/);
  }
});
