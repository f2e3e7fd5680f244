/** A bug of ours in one root takes nothing from the others. An error to which no input leads is made up for it. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type ScanRequest, scan } from "../../src/pipeline.ts";
import { exitCode } from "../../src/report/exit-code.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const SERVICE = readFileSync(
  join(
    import.meta.dirname,
    "../../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf",
  ),
  "utf8",
);
const state = (key: string): string => `terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "${key}"\n  }\n}\n`;
const reads = (key: string): string =>
  `data "terraform_remote_state" "x" {\n  backend = "s3"\n  config = { bucket = "b", key = "${key}" }\n}\nlocals {\n  x = data.terraform_remote_state.x.outputs.x\n}\n`;

let directory: string;
afterEach(() => removeDirectory(directory));

function scanned(files: Readonly<Record<string, string>>, more: Partial<ScanRequest> = {}): Promise<ScanResult> {
  directory = makeDirectory(files);
  mkdirSync(join(directory, ".git"));
  const request = scanRequest(directory, [], {});
  const assignmentsTo = (root: string): readonly [] => {
    if (root === "broken") throw new RangeError("Maximum call stack size exceeded");
    return [];
  };
  return scan({ ...request, ...more, terraform: { ...request.terraform, assignmentsTo } });
}

test("the others are judged, and it is told which was not", async () => {
  const result = await scanned({ "a/main.tf": SERVICE, "broken/main.tf": SERVICE, "z/main.tf": SERVICE });
  expect(result.roots.map(({ path }) => path)).toEqual(["a", "z"]);
  expect(new Set(result.flows.map(({ service }) => service.id))).toEqual(
    new Set(["a#aws_ecs_service.web", "z#aws_ecs_service.web"]),
  );
  expect(result.diagnostics).toMatchObject([
    {
      code: "bug",
      severity: "error",
      path: "broken",
      message: "judging broken ends in a bug of reachlint: Maximum call stack size exceeded",
      hint: expect.stringContaining("please report it at https://"),
      notAnalysed: true,
    },
  ]);
  expect(exitCode(result, "error")).toBe(70);
  expect(exitCode(result, "never", "never")).toBe(70);
});

test("roots that are judged with it are told of too", async () => {
  const files = {
    "a/main.tf": SERVICE,
    "broken/main.tf": SERVICE + state("k"),
    "reader/main.tf": SERVICE + reads("k"),
  };
  const { roots, diagnostics } = await scanned(files);
  expect(roots.map(({ path }) => path)).toEqual(["a"]);
  expect(diagnostics.map(({ code, path }) => [code, path])).toEqual([
    ["bug", "broken"],
    ["bug", "reader"],
  ]);
});

test("graphs are given once", async () => {
  const given: string[] = [];
  const onGraphs: ScanRequest["onGraphs"] = ({ roots }) => given.push(...roots.map(({ path }) => path));
  await scanned({ "a/main.tf": SERVICE, "broken/main.tf": SERVICE, "z/main.tf": SERVICE }, { onGraphs });
  expect(given).toEqual(["a", "z"]);
});
