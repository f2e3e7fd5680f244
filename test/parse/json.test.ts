import fc from "fast-check";
import { expect, test } from "vitest";
import { SourceFile, spanInside, textOf } from "../../src/base/source-file.ts";
import { parseJson } from "../../src/parse/json.ts";
import { plain, scalars } from "./plain.ts";

const read = (text: string) => parseJson(new SourceFile("a.json", text));

test("reads what JSON.parse reads, to the same value", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 1, "\t"), (text, indent) => {
      const pretty = JSON.stringify(JSON.parse(text), null, indent);
      const { output, diagnostics } = read(pretty);
      expect(diagnostics).toEqual([]);
      expect(plain(output!.root)).toEqual(JSON.parse(pretty));
    }),
  );
});

test("every scalar's span is its token, and characters of strings know their place", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (strings) => {
      const { output } = read(JSON.stringify(strings));
      for (const [index, scalar] of scalars(output!.root).entries()) {
        expect(JSON.parse(textOf(scalar.span))).toBe(strings[index]);
        for (let at = 0; at < scalar.text.length; at += 1) {
          const written = textOf(spanInside(scalar, at, at + 1));
          // An escape is marked whole.
          expect(written.startsWith("\\") ? JSON.parse(`"${written}"`) : written).toBe(scalar.text[at]);
        }
      }
    }),
  );
});

test.each([
  ["", "the text ends where a JSON value was expected", 1, 1],
  ['{"a": 1', 'the text ends where "," or "}" was expected', 1, 8],
  ['{"a" 1}', 'found "1" where ":" was expected after the key', 1, 6],
  ["{a: 1}", 'found "a" where a key in double quotes was expected', 1, 2],
  ['["a\\x"]', "unknown escape \\x in a string", 1, 4],
  ['{\n "a": tru }', 'found "t" where a JSON value was expected', 2, 7],
  ["[1.]", 'found "]" where a digit was expected', 1, 4],
  ["-", "the text ends where a digit was expected", 1, 2],
  ['["a\\u12"]', "unknown escape \\u in a string", 1, 4],
  ["[1] 2", 'found "2" after the end of the JSON value', 1, 5],
  ['["abc', "the string is not closed", 1, 2],
  ["/* ", "the comment is not closed", 1, 1],
])("%j is a located error", (text, message, line, column) => {
  const { output, diagnostics } = read(text);
  expect(output).toBeUndefined();
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ code: "json-syntax", severity: "error", message, notAnalysed: true });
  const span = diagnostics[0]!.span!;
  expect(span.file.position(span.start)).toEqual({ line, column });
});

test("a placeholder of a text template is named as what it looks like", () => {
  expect(read('{"a": {{ port }} }').diagnostics[0]?.hint).toContain("text template");
  expect(read('{"a": }').diagnostics[0]?.hint).toBeUndefined();
});

test("what people write and JSON forbids is read with a warning", () => {
  const { output, diagnostics } = read('// c\n{"a": [1, 2,], /* d */ "b": "x\ty",}');
  expect(plain(output!.root)).toEqual({ a: [1, 2], b: "x\ty" });
  expect(diagnostics.map(({ severity }) => severity)).toEqual(["warning", "warning", "warning"]);
});

test("a byte order mark, CRLF and tabs between tokens are white space", () => {
  const { output, diagnostics } = read('\uFEFF{\r\n\t"a":\t1\t,\r\n"b":[\t]}\r\n');
  expect(diagnostics).toEqual([]);
  expect(plain(output!.root)).toEqual({ a: 1, b: [] });
});

test("the last of two equal keys counts, and the second is reported", () => {
  const { output, diagnostics } = read('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}');
  expect(plain(output!.root)).toEqual({ a: 3, b: { c: 2 } });
  expect(diagnostics.map(({ code, span }) => [code, span!.start])).toEqual([
    ["duplicate-key", 23],
    ["duplicate-key", 32],
  ]);
});

test("nesting is limited", () => {
  expect(read("[".repeat(100_000)).diagnostics[0]?.message).toBe("nested deeper than 200 levels");
});

test("a document of more values than anyone writes is not read", () => {
  const { output, diagnostics } = read(`[${"0,".repeat(1_000_000)}0]`);
  expect(output).toBeUndefined();
  expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringMatching(/more than 1000000 values/)]);
});
