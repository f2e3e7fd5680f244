/** What shards say of a scan, put together, is what one run says of all of it: byte for byte, in every report, however many there are. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeMonorepo } from "../../bench/monorepo.mjs";
import { UsageError } from "../../src/base/diagnostic.ts";
import { scan } from "../../src/pipeline.ts";
import { type ScanOptions, scanRequest } from "../../src/request.ts";
import { mergeShards, type NamedShard } from "../../src/shards/merge-shards.ts";
import { scanShard } from "../../src/shards/scan-shard.ts";
import { statedIn } from "../assume/told.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { expectSame, reportsOf, shardsOf } from "./as-one-run.ts";

const PROJECT = join(import.meta.dirname, "../..");

const directories: string[] = [];
function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = makeDirectory({ ".git/HEAD": "", ...files });
  directories.push(directory);
  return directory;
}
afterAll(() => directories.forEach(removeDirectory));

/** Of all the long run takes each. */
test("some of the fixtures, side by side", async () => {
  const some = readdirSync(join(PROJECT, "fixtures")).filter((_, at) => at % 8 === 0);
  await expectSame(
    PROJECT,
    some.map((name) => join("fixtures", name)),
    [3],
  );
});

test("a monorepo", async () => {
  const directory = directoryWith({});
  writeMonorepo(directory, 300);
  await expectSame(directory, ["."], [1, 2, 3, 7]);
});

test("what all parts may take together is what it is in one run, though no shard knows what the others take", async () => {
  const large = `resource "aws_security_group" "large" {
  name = length([for a in range(1000) : [for b in range(20) : a * b]])
}
`;
  const roots = ["a", "b", "c", "d", "e"].map((name) => [`${name}/main.tf`, large] as const);
  const request = scanRequest(directoryWith(Object.fromEntries(roots)), ["."], { steps: 100_000 });
  const result = await scan(request);
  const codes = result.diagnostics.map(({ code }) => code);
  expect(codes.filter((code) => code === "scan-steps").length).toBeGreaterThan(1);
  expect(codes.filter((code) => code === "scan-steps").length).toBeLessThan(5);
  const shards = await shardsOf(request, 5, 1);
  expect(shards.map(({ judged }) => judged.length)).toEqual([1, 1, 1, 1, 1]);
  expect(shards.flatMap(({ judged }) => judged.flatMap((one) => one.judged.diagnostics))).toEqual([]);
  expect(await reportsOf(await mergeShards(request, shards))).toEqual(await reportsOf(result));
});

/** A root that reads the state of another, and one by itself that is large enough for a part of its own. */
const LINKED = {
  "network/main.tf": `terraform {
  backend "s3" {
    bucket = "states"
    key    = "network"
  }
}
output "vpc" { value = "vpc-1" }
`,
  "app/main.tf": `data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "network"
  }
}
resource "aws_security_group" "of_app" { vpc_id = data.terraform_remote_state.network.outputs.vpc }
`,
  "alone/main.tf": `resource "aws_security_group" "alone" {}\n${"# and so on\n".repeat(20_000)}`,
};

test("roots that refer to each other are in one shard, and each part is in one", async () => {
  const request = scanRequest(directoryWith(LINKED), ["."], {});
  const shards = await shardsOf(request, 2);
  const roots = shards.map(({ judged }) => judged.flatMap(({ part }) => part.roots));
  expect(roots.flat().sort()).toEqual(["alone", "app", "network"]);
  expect(roots.map((own) => [...own].sort())).toEqual([["alone"], ["app", "network"]]);
});

test("more shards than there is work for: some judge nothing, and say so", async () => {
  const request = scanRequest(directoryWith(LINKED), ["."], {});
  const { judged, result } = await scanShard(request, { index: 9, count: 9 });
  expect(judged.judged).toEqual([]);
  expect(result.roots).toEqual([]);
  expect(result.diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ["shard", "this is shard 9 of 9, which speaks of its own roots only"],
  ]);
  await expectSame(request.workingDirectory, ["."], [9]);
});

test("nothing at all is told when the shards are put together, not before", async () => {
  const request = scanRequest(directoryWith({ "README.md": "" }), ["."], {});
  const shards = await shardsOf(request, 2);
  const { diagnostics } = await mergeShards(request, shards);
  expect(diagnostics.map(({ code }) => code)).toEqual(["no-input"]);
});

test("what can be told only of the whole is told when the shards are put together", async () => {
  const directory = directoryWith({
    ...LINKED,
    "alone/main.tf": `# reachlint:ignore dynamic-ports-blocked-by-network-acl nothing of the kind\n${LINKED["alone/main.tf"]}`,
  });
  const options: ScanOptions = {
    assignments: [{ kind: "var", name: "nowhere", text: "1" }],
    stated: statedIn("var.elsewhere: 1"),
  };
  const request = scanRequest(directory, ["."], options);
  const codes = ["assumption-unused", "suppression-unused", "unknown-variable"];
  const whole = (await scan(request)).diagnostics.map(({ code }) => code);
  expect(whole.sort()).toEqual(codes);
  for (const index of [1, 2]) {
    const { result } = await scanShard(request, { index, count: 2 });
    expect(result.diagnostics.map(({ code }) => code)).toEqual(["shard"]);
  }
  await expectSame(directory, ["."], [2], options);
});

test("shards that are not those of the scan are refused, each with what is wrong", async () => {
  const directory = directoryWith(LINKED);
  const request = scanRequest(directory, ["."], {});
  const [one, two, three] = (await shardsOf(request, 3)) as readonly [NamedShard, NamedShard, NamedShard];
  const message = (shards: readonly [NamedShard, ...NamedShard[]], of = request): Promise<string> =>
    mergeShards(of, shards).then(
      () => "",
      (error: unknown) => {
        expect(error).toBeInstanceOf(UsageError);
        return (error as UsageError).message;
      },
    );
  expect(await message([one, two, three])).toBe("");
  expect(await message([three, one, two])).toBe("");
  expect(await message([one, two])).toBe("shard 3 of 3 is missing");
  expect(await message([two])).toBe("shards 1, 3 of 3 are missing");
  expect(await message([one, two, { ...two, path: "copy" }, three])).toBe("shard-2 and copy are both shard 2");
  const [ofTwo] = await shardsOf(request, 2);
  expect(await message([one, { ...ofTwo, path: "other" }])).toBe("other is one of 2 shards, and shard-1 one of 3");
  expect(await message([one, two, { ...three, judged: one.judged }])).toMatch(
    /^shard-3 has part \d+, which is not its own$/,
  );
  expect(await message([one, { ...two, judged: [] }, three])).toMatch(/^the shards have \d+ of \d+ parts$/);
  const strict = scanRequest(directory, ["."], { strict: true });
  const [, other] = (await shardsOf(strict, 3)) as readonly [NamedShard, NamedShard];
  expect(await message([one, other, three])).toMatch(/^shard-2 and shard-1 are shards of different scans/);
  expect(await message([one, two, three], strict)).toMatch(
    /^shard-1 is of another scan than that of the files, values/,
  );
  const assumed = scanRequest(directory, ["."], { stated: statedIn("var.elsewhere: 1") });
  expect(await message([one, two, three], assumed)).toMatch(/^shard-1 is of another scan/);
  expect(await message([one, two, { ...three, division: "" }])).toMatch(/divide the scan differently$/);
  const elsewhere = scanRequest(directoryWith({ ...LINKED, "app/prod.tfvars": "a = 1\n" }), ["."], {});
  expect(await message([one, two, three], elsewhere)).toMatch(/^shard-1 is of another scan/);
  const same = scanRequest(directoryWith(LINKED), ["."], {});
  expect(await message([one, two, three], same)).toBe("");
});

test("a plan is not shared out", async () => {
  const request = scanRequest(directoryWith(LINKED), ["."], { plans: ["plan.json"] });
  await expect(scanShard(request, { index: 1, count: 2 })).rejects.toThrow("a scan with --plan is not divided");
});
