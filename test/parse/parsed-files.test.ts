import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { ParsedFiles } from "../../src/parse/parsed-files.ts";
import { evaluate } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";

test("what another stage has parsed in its midst is told as parsing, and that the stage goes on", () => {
  const stages: string[] = [];
  const parse = new ParsedFiles().during("evaluate", (stage) => stages.push(stage));
  const { output } = parse.hcl(new SourceFile("main.tf", "a = 1\n"));
  expect(output.body.attributes.map(({ name }) => name)).toEqual(["a"]);
  expect(stages).toEqual(["parse", "evaluate"]);
});

test("a file of native syntax is parsed once, whichever stage asks", () => {
  const parsed = new ParsedFiles();
  const file = new SourceFile("main.tf", "a = 1\n");
  expect(parsed.during("evaluate", () => {}).hcl(file)).toBe(parsed.hcl(file));
  expect(parsed.during("evaluate", undefined)).toBe(parsed);
});

test("a scan books to parsing what its evaluation has parsed", async () => {
  const stages: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), "stages-"));
  try {
    writeFileSync(join(directory, "main.tf"), "locals {\n  a = 1\n}\n");
    writeFileSync(join(directory, "terraform.tfvars"), "b = 1\n");
    await evaluate(scanRequest(directory, ["."], { onStage: (stage) => stages.push(stage) }));
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect(stages.slice(0, 5)).toEqual(["discover", "parse", "evaluate", "parse", "evaluate"]);
});
