import { describe, expect, it } from "vitest";
import type { Diagnostic, Parsed } from "../../../src/base/diagnostic.ts";
import { SourceFile, textOf } from "../../../src/base/source-file.ts";
import { askArbiter } from "../../../src/parse/hcl/arbiter.ts";
import { parseHcl } from "../../../src/parse/hcl/parse.ts";
import type { HclFile } from "../../../src/parse/hcl/syntax.ts";
import { underVerdict } from "../../../src/parse/hcl/verdict.ts";
import { ParsedFiles } from "../../../src/parse/parsed-files.ts";
import { outlineBody } from "./outline.ts";

async function arbitrate(file: SourceFile, ours: Parsed<HclFile>): Promise<Parsed<HclFile>> {
  const verdict = (await askArbiter([file])).get(file.path)!;
  return underVerdict(file, ours, verdict);
}

async function arbitrated(text: string, path = "main.tf") {
  const file = new SourceFile(path, text);
  return arbitrate(file, parseHcl(file));
}

/** What the arbiter makes of a file that our parser is said to reject. */
async function accepted(text: string, path = "main.tf") {
  const file = new SourceFile(path, text);
  const span = { file, start: 0, end: 1 };
  const mistake: Diagnostic = {
    code: "hcl-syntax",
    severity: "error",
    message: "Missing sense",
    span,
    notAnalysed: true,
  };
  return arbitrate(file, {
    output: { ...parseHcl(file).output, body: { attributes: [], blocks: [], span } },
    diagnostics: [mistake],
  });
}

const lines = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ message, span }) => `${span!.file.position(span!.start).line}: ${message}`);

describe("the arbiter of a file that both parsers reject", () => {
  it("gives HashiCorp's wording to what we found on the same line, and keeps the rest of ours", async () => {
    const { output, diagnostics } = await arbitrated("a = 'x'\nb {\n  c = [1\n  d = 2\n}\ne {}\n");
    expect(outlineBody(output.body)).toBe("e {}");
    expect(lines(diagnostics)).toEqual([
      '1: Invalid character: Single quotes are not valid. Use double quotes (") to enclose strings',
      '4: Missing element separator: expected "," or "]" after an element, but found the name "d"',
    ]);
  });

  it("puts lines for HashiCorp's places", async () => {
    const { diagnostics } = await arbitrated("a = 1\na = 2\n");
    expect(lines(diagnostics)).toEqual([
      '2: Attribute redefined: The argument "a" was already set at line 1. Each argument may be set only once',
    ]);
  });

  it("gives HashiCorp's first word where no line agrees", async () => {
    const { diagnostics } = await arbitrated("a = <<E\ntext\n");
    expect(lines(diagnostics)).toEqual(["1: Unterminated template string: No closing marker was found for the string"]);
  });
});

describe("the arbiter of a file that only we reject", () => {
  const text =
    '# one\nlocals {\n  a = "${b.c}-$${d}"\n}\nresource "t" "n-1" {\n  e {\n    f = 1\n  }\n  lifecycle {\n    g = true\n  }\n}\n';

  it("reads HashiCorp's JSON and asks for a report", async () => {
    const { output, diagnostics } = await accepted(text);
    expect(outlineBody(output.body)).toBe(
      'locals {a=<(. b c) "-${d}">}; resource "t" "n-1" {e=[{f=1}]; lifecycle {g=true}}',
    );
    expect(output.comments.map((comment) => comment.text)).toEqual(["one"]);
    expect(diagnostics).toMatchObject([{ code: "hcl-arbiter", severity: "warning", notAnalysed: false }]);
    expect(diagnostics[0]!.message).toContain("(Missing sense)");
    expect(diagnostics[0]!.hint).toContain("report");
  });

  it("marks everything in a block with the block's header", async () => {
    const { output } = await accepted(text);
    const [locals, resource] = output.body.blocks;
    expect(textOf(locals!.body.attributes[0]!.expression.span)).toBe("locals");
    expect(textOf(resource!.body.attributes[0]!.nameSpan)).toBe('resource "t" "n-1"');
    expect(resource!.span.file.text).toBe(text);
  });

  it("reads a variable file as arguments", async () => {
    const { output } = await accepted('locals = "x"\nresource = { a = 1 }\n', "terraform.tfvars");
    expect(outlineBody(output.body)).toBe('locals=<"x">; resource={a=1}');
    expect(output.body.attributes.map(({ span }) => textOf(span)).sort()).toEqual(["locals", "resource"]);
  });
});

describe("the arbiter without a word", () => {
  it("leaves ours for what hcl2json cannot say in JSON", async () => {
    const { output, diagnostics } = await accepted('a {\n}\na "b" {\n}\n');
    expect(output.body.blocks).toEqual([]);
    expect(lines(diagnostics)).toEqual(["1: Missing sense"]);
  });

  it("is not asked about what is nested too deep", () => {
    const parsed = new ParsedFiles();
    const { diagnostics } = parsed.hcl(new SourceFile("deep.tf", `a = ${"(".repeat(300)}1${")".repeat(300)}\n`));
    parsed.hcl(new SourceFile("wrong.tf", "a = (\n"));
    expect(diagnostics.map(({ code }) => code)).toEqual(["hcl-too-deep"]);
    expect(parsed.rejected().map(({ file }) => file.path)).toEqual(["wrong.tf"]);
  });
});
