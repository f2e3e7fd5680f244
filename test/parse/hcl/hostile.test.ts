import { describe, expect, it } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { MAX_DEPTH } from "../../../src/parse/hcl/cursor.ts";
import { parseHclJson } from "../../../src/parse/hcl/json.ts";
import { parseHcl, parseHclTemplate } from "../../../src/parse/hcl/parse.ts";
import { expression } from "./source.ts";

const MANY = 10_000;
const times = (text: string, count = MANY): string => text.repeat(count);
const codes = (text: string): readonly string[] =>
  parseHcl(new SourceFile("main.tf", text)).diagnostics.map(({ code }) => code);

describe("hostile input", () => {
  it.each([
    ["parentheses", `a = ${times("(")}`],
    ["brackets", `a = ${times("[")}`],
    ["objects", `a = ${times("{ b = ")}`],
    ["calls", `a = ${times("f(")}`],
    ["for expressions", `a = ${times("[for x in y : ")}`],
    ["indices", `a = ${times("b[")}`],
    ["minus signs", `a = ${times("- ")}b`],
    ["conditionals", `a = ${times("b ? c : ")}d`],
    ["splats", `a = b${times("[*]")}`],
    ["attributes", `a = b${times(".c")}`],
    ["operators", `a = b${times(" + c")}`],
    ["interpolations", `a = ${times('"${')}`],
    ["directives", `a = "${times("%{ if b }")}"`],
    ["heredocs", `a = ${times("<<A\n${")}`],
    ["blocks", times("a {\n")],
  ])("nested too deep with %s is a diagnostic", (_, text) => {
    expect(codes(text)[0]).toBe("hcl-too-deep");
  });

  it("may nest as deep as the limit", () => {
    const depth = MAX_DEPTH - 1;
    expect(expression(`${times("(", depth)}a${times(")", depth)}`).kind).toBe("parentheses");
    expect(codes(`a = b${times(" + c", 1500)}\n`)).toEqual([]);
  });

  it("ends the reading, and nothing before it is lost", () => {
    const { output, diagnostics } = parseHcl(new SourceFile("main.tf", `a = 1\n${times("b {\n")}`));
    expect(output.body.attributes.map(({ name }) => name)).toEqual(["a"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["hcl-too-deep"]);
  });

  it.each([
    ["broken arguments", times("a = \n", 5_000), 5_000],
    ["broken blocks", times("a {\n  b\n}\n", 5_000), 5_000],
    ["open quotes", times('a "b {\n}\n', 5_000), 5_000],
    ["surplus braces", times("}\n", 5_000), 1],
  ])("with many %s has a message for each and takes no long time", (_, text, count) => {
    expect(codes(text).length).toBe(count);
  });

  it.each([
    ["open heredocs", times("a = <<E\nb {\n", 5_000)],
    ["open interpolations", times('a = "${\nb {\n', 5_000)],
    ["open comments", times("/* ", 5_000)],
    ["block lines in an open heredoc", `a = <<E\n${times("b {\n", 5_000)}`],
    ["block lines in a broken block with a heredoc", `a {\n  c = 1 1\n  d = <<E\n${times("b {\n", 5_000)}E\n}\n`],
    ["dollar signs", `a = "${times("$")}"\n`],
    ["backslashes", `a = "${times("\\")}"\n`],
    ["a long name", `a = \n${times("a")}\n`],
    ["open brackets", times("a = [\n", 5_000)],
    ["digits", `a = ${times("1")}\n`],
    ["dots", `a = 1${times(".")}\n`],
    ["newlines", times("\n")],
    ["carriage returns", `a = <<E\n${times("\r")}`],
    ["nothing but zeros", times("\0")],
    ["lone surrogates", times("\ud800 = \udc00\n", 1000)],
  ])("with %s takes no long time", (_, text) => {
    const { output } = parseHcl(new SourceFile("main.tf", text));
    expect(output.body.blocks.length).toBeLessThanOrEqual(text.length);
  });

  it("says so where it stops reading after too many strings without end", () => {
    const text = times("a = <<E\nb {\n", 100);
    const { diagnostics } = parseHcl(new SourceFile("main.tf", text));
    expect(diagnostics.at(-1)!.message).toBe("Too many strings without end: from this line on the file is not read");
  });

  it("in JSON is a diagnostic", () => {
    const nested = `{"locals":{"a":${times("[")}`;
    expect(parseHclJson(new SourceFile("main.tf.json", nested)).diagnostics).toHaveLength(1);
    const deepString = `{"locals":{"a":"\${${times("(")}"}}`;
    expect(parseHclJson(new SourceFile("main.tf.json", deepString)).diagnostics.map(({ code }) => code)).toEqual([
      "hcl-too-deep",
    ]);
  });

  it("in a template is a diagnostic", () => {
    expect(parseHclTemplate(new SourceFile("a.tpl", times("%{ for a in b }"))).diagnostics).toHaveLength(1);
  });

  it("with more words and signs than anyone writes is not read", () => {
    const { output, diagnostics } = parseHcl(new SourceFile("main.tf", `a = [${times("1,", 600_000)}1]\n`));
    expect(output.body.attributes).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "hcl-syntax", notAnalysed: true, hint: "divide it" }]);
  });

  it("with more mistakes than anyone makes is read up to there", () => {
    const messages = parseHcl(new SourceFile("main.tf", times("a = \n", 20_000))).diagnostics;
    expect(messages).toHaveLength(10_002);
    expect(messages.at(-1)?.message).toBe("Too many mistakes: from this line on the file is not read");
  });

  it("with marks behind a letter in a string is read in time in proportion to its length", () => {
    expect(codes(`a = "a${times("\u0301\u0316", 100_000)}"\n`)).toEqual([]);
  });
});
