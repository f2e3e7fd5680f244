import { describe, expect, it } from "vitest";
import { SourceFile, textOf } from "../../../src/base/source-file.ts";
import { parseHcl } from "../../../src/parse/hcl/parse.ts";
import { broken, config, configOutline } from "./source.ts";

describe("bodies", () => {
  it.each([
    ["", ""],
    ["\n# only a comment", ""],
    ["a = 1", "a=1"],
    ["a = 1\n\n b=2\n", "a=1; b=2"],
    ["a {}\n", "a {}"],
    ["a {\n}\n", "a {}"],
    ["a { b = 1 }\n", "a {b=1}"],
    ['a "b" "c" {\n  d = 1\n  e {\n    f = 2\n  }\n}\n', 'a "b" "c" {d=1; e {f=2}}'],
    ["a b c {}\n", 'a "b" "c" {}'],
    ['a "b" c {}\n', 'a "b" "c" {}'],
    ['a"b"{}', 'a "b" {}'],
    ['a "q\\"\\u00e4" {}\n', 'a "q\\"ä" {}'],
    ['a "$${b}" {}\n', 'a "${b}" {}'],
    ["a {}\nb {}\na {}\n", "a {}; b {}; a {}"],
    ["a = 1 # one\nb = 2 // two\nc = 3 /* three */\n", "a=1; b=2; c=3"],
    ["/* a\n b */ c = 1\n", "c=1"],
    ["a = [\n  1, # one\n  2,\n]\nb = 1\n", "a=[1 2]; b=1"],
    ["a = 1\r\nb {\r\n  c = 2\r\n}\r\n", "a=1; b {c=2}"],
    ["für = 1\n", "für=1"],
    ["\ufeffa = 1\n", "a=1"],
    ["a-b_c = 1\n", "a-b_c=1"],
  ])("reads %j", (text, expected) => {
    expect(configOutline(text)).toBe(expected);
  });

  it("marks blocks, headers, labels, bodies and arguments", () => {
    const { body } = config('resource "aws_lb" main {\n  name = "a" # short\n}\n');
    const [block] = body.blocks;
    expect(textOf(block!.span)).toBe('resource "aws_lb" main {\n  name = "a" # short\n}');
    expect(textOf(block!.headerSpan)).toBe('resource "aws_lb" main');
    expect(block!.labels.map(({ span }) => textOf(span))).toEqual(['"aws_lb"', "main"]);
    expect(textOf(block!.body.span)).toBe('\n  name = "a" # short\n');
    const [attribute] = block!.body.attributes;
    expect([textOf(attribute!.span), textOf(attribute!.nameSpan)]).toEqual(['name = "a"', "name"]);
  });

  it("keeps all comments, without their markers", () => {
    const { comments } = config("# one\na = 1 // two\r\n/* three\n*/ b = [ # four\n]\n#\n# last");
    expect(comments.map(({ text }) => text)).toEqual(["one", "two", "three", "four", "", "last"]);
    expect(comments.map(({ span }) => textOf(span))).toEqual([
      "# one",
      "// two",
      "/* three\n*/",
      "# four",
      "#",
      "# last",
    ]);
  });

  it("takes what looks like a comment inside a string as text", () => {
    const { comments } = config('a = "# no" # yes\nb = <<E\n# no\nE\nc = "${d /* yes */}"\n');
    expect(comments.map(({ text }) => text)).toEqual(["yes", "yes"]);
  });
});

describe("broken bodies", () => {
  it("keeps an argument whose name is quoted, as HCL 1 wrote it", () => {
    const { output, diagnostics } = parseHcl(
      new SourceFile("a.tf", 'a {\n  tags {\n    "Name" = "x"\n    b = 2\n  }\n}\n'),
    );
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]!.hint).toBe("take the quotes away");
    const [tags] = output.body.blocks[0]!.body.blocks;
    expect(tags!.body.attributes.map(({ name }) => name)).toEqual(["Name", "b"]);
  });

  it("tells quoted names once in a file, as one that HCL 1 could read has many", () => {
    const { diagnostics } = parseHcl(new SourceFile("a.tf", '"a" = 1\nt {\n  "b" = 2\n}\n"c" = "d"\n'));
    expect(diagnostics.map(({ message, hint, span }) => [span!.start, message, hint])).toEqual([
      [
        0,
        "Invalid argument name: Argument names must not be quoted",
        "take the quotes away, here and of 2 more names in this file",
      ],
    ]);
  });

  it.each([
    [
      "a\n",
      '1:2 "\\n" Argument or block definition required: expected "=" after the name of an argument, or a label or "{" after the type of a block, but found the end of the line',
    ],
    ['"a" = 1\n', '1:1 "\\"a\\"" Invalid argument name: Argument names must not be quoted'],
    [
      "1 = a\n",
      '1:1 "1" Argument or block definition required: expected the name of an argument or the type of a block, but found the number 1',
    ],
    [
      "a = 1, b = 2\n",
      '1:6 "," Unexpected comma after argument: expected a newline, since commas do not separate arguments, but found ","',
    ],
    [
      "a = 1 b = 2\n",
      '1:7 "b" Missing newline after argument definition: expected the end of the line, but found the name "b"',
    ],
    [
      "a {} b {}\n",
      '1:6 "b" Missing newline after block definition: expected the end of the line, but found the name "b"',
    ],
    [
      "a\n{\n}\n",
      '1:2 "\\n" Argument or block definition required: expected "=" after the name of an argument, or a label or "{" after the type of a block, but found the end of the line',
    ],
    [
      'a "b"\n{\n}\n',
      '1:6 "\\n" Invalid block definition: expected "{" on the same line as the type of the block, but found the end of the line',
    ],
    [
      'a "b" = {\n}\n',
      '1:7 "=" Invalid block definition: expected a label or "{", since only arguments have an equals sign, but found "="',
    ],
    ["a b 1 {}\n", '1:5 "1" Invalid block definition: expected a quoted label or "{", but found the number 1'],
    [
      'a "${b}" {}\n',
      '1:4 "${" Invalid string literal: expected text only, since labels cannot hold template sequences, but found "${"',
    ],
    [
      'a "b {\n}\n',
      '1:7 "\\n" Unterminated string literal: expected the closing quote of the label, but found the end of the line inside a quoted string',
    ],
    [
      "a { b = 1, c = 2 }\n",
      '1:10 "," Invalid single-argument block definition: expected "}", since a block on one line can hold only one argument, but found ","',
    ],
    [
      "a { b = 1\n}\n",
      '1:10 "\\n" Invalid single-argument block definition: expected "}" right after the argument on the line of the block, but found the end of the line',
    ],
    [
      "a { b {} }\n",
      '1:5 "b {" Argument definition required: expected "=", since a block on one line can hold only one argument and no block, but found "{"',
    ],
    [
      "a { 1 }\n",
      '1:5 "1" Argument or block definition required: expected the name of an argument, the end of the line or "}", but found the number 1',
    ],
    [
      "a {\n  b = 1\n",
      '1:3 "{" Unclosed configuration block: there is no closing brace for this block before the end of the file',
    ],
    [
      "a {\n  b = 1\n  b = 2\n}\n",
      '3:3 "b" Attribute redefined: the argument "b" was already set at line 2, and each argument may be set only once',
    ],
    [
      "}\n",
      '1:1 "}" Argument or block definition required: expected the name of an argument or the type of a block, but found "}"',
    ],
    ["a = /* b\n", '1:5 "/" Missing expression: expected the start of an expression, but found "/"'],
  ])("says what is wrong with %j", (text, expected) => {
    expect(broken(text).messages).toEqual([expected]);
  });

  it("marks its messages as what was not analysed", () => {
    const { diagnostics } = parseHcl(new SourceFile("main.tf", "a = \n"));
    expect(diagnostics).toMatchObject([{ code: "hcl-syntax", severity: "error", notAnalysed: true }]);
  });
});
