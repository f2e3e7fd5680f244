import { describe, expect, it } from "vitest";
import { SourceFile, textOf } from "../../../src/base/source-file.ts";
import { parseHclTemplate } from "../../../src/parse/hcl/parse.ts";
import { broken, complaint, config, configOutline, expression, outlineOf, templateOutline } from "./source.ts";

/** The value of the only argument of a file. */
const heredoc = (text: string): string => configOutline(`a = ${text}\n`).replace(/^a=/, "");

describe("quoted strings", () => {
  it.each([
    ['""', "<>"],
    ['"a b"', '<"a b">'],
    ['"${a}"', "<a>"],
    ['"x-${a.b}-${f(1)}"', '<"x-" (. a b) "-" (call f 1)>'],
    ['"${"${a}"}"', "<<a>>"],
    ['"${a ? "b" : "c"}"', '<(? a <"b"> <"c">)>'],
    ['"${{ a = 1 }.a}"', "<(. {a=1} a)>"],
    ['"${\n  f(\n a)\n}"', "<(call f a)>"],
    ['"a\\n\\r\\t\\"\\\\b"', '<"a\\n\\r\\t\\"\\\\b">'],
    ['"\\u00e4\\U0001F600"', '<"ä😀">'],
    ['"$${a} %%{b}"', '<"${a} %{b}">'],
    ['"$$${a}"', '<"$${a}">'],
    ['"$$ $ % %% $a %a"', '<"$$ $ % %% $a %a">'],
    ['"$"', '<"$">'],
    ['"a\\\\${b}"', '<"a\\\\" b>'],
    ['"e\u0301"', '<"\u00e9">'],
    ['"# no // comment /* here */"', '<"# no // comment /* here */">'],
  ])("reads %s", (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it.each([
    ['" ${~ a ~} b"', '<"" a "b">'],
    ['"a  ${~ b}"', '<"a" b>'],
    ['"${ a ~}  "', '<a "">'],
    ['"${a ~} ${~ b}"', '<a "" b>'],
    ['"%{ if a }b%{ else }c%{ endif }"', '<(if a "b" else "c")>'],
    ['"%{ if a }%{ endif }"', "<(if a )>"],
    ['"%{ if a ~} b %{~ else ~} c %{~ endif }d"', '<(if a "b" else "c") "d">'],
    ['"%{ for x in xs }${x},%{ endfor }"', '<(for x in xs x ",")>'],
    ['"%{ for k, v in m ~} ${k}=${v} %{~ endfor }"', '<(for k,v in m "" k "=" v "")>'],
    ['"%{ for x in xs }%{ if x }y%{ endif }%{ endfor }"', '<(for x in xs (if x "y"))>'],
  ])("reads the directives and trims of %s", (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it("marks parts with their own text", () => {
    const template = expression('"a\\n${ b }%{ if c }d%{ endif }"');
    if (template.kind !== "template") throw new Error("no template");
    expect(template.parts.map(({ span }) => textOf(span))).toEqual(["a\\n", "${ b }", "%{ if c }d%{ endif }"]);
    const [, interpolation] = template.parts;
    if (interpolation?.kind !== "interpolation") throw new Error("no interpolation");
    expect(textOf(interpolation.expression.span)).toBe("b");
  });

  it.each([
    ['"a', '"\\"" Unterminated string: this quoted string has no closing quote before the end of the file'],
    ['"a\nb"', '"\\"a" Invalid multi-line string: this quoted string has no closing quote before the end of the line'],
    [
      '"${a"',
      '"${" Unclosed template interpolation: there is no "}" for this "${" before the end of the quoted string',
    ],
    ['"${a b}"', '"b" Extra characters after interpolation expression: expected "}", but found the name "b"'],
    ['"${a:b}"', '":" Extra characters after interpolation expression: expected "}", but found ":"'],
    ['"${}"', '"}" Missing expression: expected the start of an expression, but found "}"'],
    [
      '"%{ unless a }"',
      '"unless" Invalid template directive: expected "if", "else", "endif", "for" or "endfor", but found "unless"',
    ],
    [
      '"%{ 1 }"',
      '"1" Invalid template directive: expected "if", "else", "endif", "for" or "endfor" after "%{", but found the number 1',
    ],
    [
      '"%{ if a b }"',
      '"b" Extra characters in if directive: expected "}" to end the directive, but found the name "b"',
    ],
    [
      '"%{ if a }b"',
      '"" Unbalanced template directives: expected the endif directive of the if at line 1, but found the end of the template',
    ],
    [
      '"%{ for x in y }b%{ endif }"',
      '"%{ endif }" Unbalanced template directives: expected the endfor directive of the for at line 1, but found the endif directive',
    ],
    [
      '"%{ endif }"',
      '"%{ endif }" Unexpected endif directive: there is no directive before it that it could belong to',
    ],
    [
      '"%{ if a }b%{ else }c%{ else }d%{ endif }"',
      '"%{ else }" Unbalanced template directives: expected the endif directive of the if at line 1, but found the else directive',
    ],
    [
      '"\\q"',
      '"\\\\q" Invalid escape sequence: expected one of \\n \\r \\t \\" \\\\ \\uNNNN \\UNNNNNNNN, but found "\\q"',
    ],
    ['"\\u12"', '"\\\\u12" Invalid escape sequence: expected 4 hexadecimal digits after "\\u", but found 2'],
    ['"\\UFFFFFFFF"', '"\\\\UFFFFFFFF" Invalid escape sequence: there is no character U+FFFFFFFF'],
  ])("says what is wrong with %j", (text, expected) => {
    expect(complaint(text)).toBe(expected);
  });
});

describe("heredocs", () => {
  it.each([
    ["<<EOT\nEOT", "heredoc<>"],
    ["<<EOT\n  a\n b\nEOT", 'heredoc<"  a\\n b\\n">'],
    ["<<EOT\n  a\n\tEOT", 'heredoc<"  a\\n">'],
    ["<<EOT\na EOT\nEOTX\nEOT", 'heredoc<"a EOT\\nEOTX\\n">'],
    ["<<-EOT\n    a\n      b\n\n    c\n  EOT", 'heredoc<"a\\n  b\\n\\nc\\n">'],
    ["<<-EOT\n\ta\n\t\tb\n\tEOT", 'heredoc<"a\\n\\tb\\n">'],
    ["<<-EOT\n  a ${b}\n    ${c}\n  EOT", 'heredoc<"a " b "\\n  " c "\\n">'],
    ["<<-EOT\n  a\n${b}\n  EOT", 'heredoc<"  a\\n" b "\\n">'],
    ['<<EOT\na\\n"b"\nEOT', 'heredoc<"a\\\\n\\"b\\"\\n">'],
    ["<<EOT\n$${a} $ $$ %%{b}\nEOT", 'heredoc<"${a} $ $$ %{b}\\n">'],
    ["<<EOT\n${f(<<IN\nx\nIN\n)}\nEOT", 'heredoc<(call f heredoc<"x\\n">) "\\n">'],
    ["<<EOT\r\na\r\nEOT", 'heredoc<"a\\r\\n">'],
    ["<<é-1\na\né-1", 'heredoc<"a\\n">'],
    ["<<-EOT\n  %{ if a ~}\n    b\n  %{ endif ~}\n  EOT", 'heredoc<"" (if a "    b\\n") "">'],
    ["<<-EOT\n  %{ for x in xs }\n  ${x}\n  %{ endfor }\n  EOT", 'heredoc<"" (for x in xs "\\n" x "\\n") "\\n">'],
    ["<<-EOT\n\n  \n    a\n   EOT", 'heredoc<"\\n  \\na\\n">'],
    ["<<EOT\n  ${a}\nEOT", 'heredoc<"  " a "\\n">'],
    ["<<EOT\n${a}EOT\nEOT", 'heredoc<a "EOT\\n">'],
  ])("reads %j", (text, expected) => {
    expect(heredoc(text)).toBe(expected);
  });

  it("goes on in brackets behind the marker", () => {
    expect(configOutline("a = f(<<EOT\nx\nEOT\n, 1)\nb = [<<-EOT\n  y\n  EOT\n]\n")).toBe(
      'a=(call f heredoc<"x\\n"> 1); b=[heredoc<"y\\n">]',
    );
  });

  it("marks the heredoc from its introduction to its marker", () => {
    const { body } = config("a = <<-EOT\n    x\n  EOT\nb = 1\n");
    const { expression: template } = body.attributes[0]!;
    expect(textOf(template.span)).toBe("<<-EOT\n    x\n  EOT");
    if (template.kind !== "template") throw new Error("no template");
    expect(textOf(template.parts[0]!.span)).toBe("x\n");
  });

  it.each([
    ["a = <<EOT\nx\n", "1:5", "<<EOT", 'there is no line that holds only "EOT"'],
    ["a = <<EOT\nx\nEOT", "1:5", "<<EOT", 'there is no line that holds only "EOT"'],
  ])("needs a line with the marker alone, and its newline: %j", (text, place, marked, message) => {
    expect(broken(text).messages[0]).toContain(`${place} ${JSON.stringify(marked)} Unterminated heredoc: ${message}`);
  });

  it.each(["a = <<EOT \nx\nEOT\n", 'a = <<"EOT"\nx\nEOT\n', "a = << EOT\nx\nEOT\n"])("is not begun by %j", (text) => {
    expect(broken(text).messages[0]).toContain('expected the start of an expression, but found "<"');
  });
});

describe("templates of whole files", () => {
  it.each([
    ["", ""],
    ["a ${b} c\n", '"a " b " c\\n"'],
    ["${b}", "b"],
    ['say "${a}" \\n', '"say \\"" a "\\" \\\\n"'],
    ["%{ for x in xs ~}\n- ${x}\n%{ endfor ~}\n", '(for x in xs "- " x "\\n") ""'],
    ["$${a} $", '"${a} $"'],
    ["a\r\nb", '"a\\r\\nb"'],
    ["a\rb ${c}", '"a\\rb ${c}"'],
    ["<<EOT\n", '"<<EOT\\n"'],
  ])("reads %j", (text, expected) => {
    expect(templateOutline(text)).toBe(expected);
  });

  it("has no parts and a message where the text is no template", () => {
    const { output, diagnostics } = parseHclTemplate(new SourceFile("t.tpl", "a\n${b"));
    expect(output).toEqual([]);
    expect(diagnostics.map(({ message, span }) => [message, span!.file.position(span!.start).line])).toEqual([
      ['Unclosed template interpolation: there is no "}" for this "${" before the end of the file', 2],
    ]);
  });
});
