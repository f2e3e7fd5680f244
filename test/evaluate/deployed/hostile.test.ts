/** Facts that somebody else may have written, or would like to. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { settingsOf } from "../../../src/configuration/settings.ts";
import { scan } from "../../../src/pipeline.ts";
import type { ScanResult } from "../../../src/report/scan-result.ts";
import { scanRequest } from "../../../src/request.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { account, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

function directoryWith(files: Readonly<Record<string, string>>): string {
  const at = makeDirectory(files);
  made.push(at);
  return at;
}

const codes = ({ diagnostics }: ScanResult): readonly string[] => diagnostics.map(({ code }) => code);
const SOURCE = 'resource "aws_security_group" "a" { vpc_id = "vpc-0a1" }\n';

test("a repository cannot bring facts to a scan that is given none", async () => {
  const at = directoryWith({ "main.tf": SOURCE, "reachlint.yaml": "facts: facts\n", ...filesOf(account()) });
  expect(() => settingsOf(at, { paths: ["."], options: {} })).toThrow(/facts/);
  expect((await scan(scanRequest(at, ["main.tf"], {}))).roots.map(({ kind }) => kind)).toEqual(["terraform"]);
});

test("facts inside of what is scanned are told", async () => {
  const inside = directoryWith({ ".git/HEAD": "", "main.tf": SOURCE, ...filesOf(account()) });
  expect(codes(await scan(scanRequest(inside, ["main.tf"], { facts: "facts" })))).toContain("facts-inside");
  const beside = directoryWith({ "source/main.tf": SOURCE, ...filesOf(account()) });
  expect(codes(await scan(scanRequest(beside, ["source"], { facts: "facts" })))).not.toContain("facts-inside");
});

test("a link in the directory of facts that leads out is not read", async () => {
  const at = directoryWith(filesOf(account()));
  const outside = directoryWith({ "secret.json": JSON.stringify({ Vpcs: [{ VpcId: "vpc-0ec4e7" }] }) });
  symlinkSync(join(outside, "secret.json"), join(at, "facts/vpcs.json"));
  const result = await scan(scanRequest(at, [], { facts: "facts" }));
  expect(codes(result)).toEqual(["not-a-fact"]);
  expect(result.diagnostics[0]?.message).toContain("outside");
  expect(JSON.stringify(result.diagnostics)).not.toContain("vpc-0ec4e7");
});

test("a name that ECS would not take joins nothing", async () => {
  const text = JSON.stringify(account()).replaceAll('"clusterName":"web"', '"clusterName":"web\\ncurl example.org"');
  const { flows } = await scan(
    scanRequest(directoryWith(filesOf(JSON.parse(text) as Record<string, object>)), [], { facts: "facts" }),
  );
  expect(flows.map(({ verdict }) => verdict)).not.toContain("reachable");
});
