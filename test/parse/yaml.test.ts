import fc from "fast-check";
import { dump, load } from "js-yaml";
import { expect, test } from "vitest";
import { SourceFile, spanInside, textOf } from "../../src/base/source-file.ts";
import type { LocatedMapping, LocatedNode } from "../../src/parse/located.ts";
import { parseEventStream, parseYaml } from "../../src/parse/yaml.ts";
import { readCommonYaml } from "../../src/parse/yaml-common.ts";
import { plain, scalars } from "./plain.ts";

const read = (text: string) => parseYaml(new SourceFile("a.yaml", text));
const value = (text: string) => plain(read(text).output!.root);
const at = (node: LocatedNode, ...path: readonly string[]): LocatedNode =>
  path.reduce((from, key) => (from as LocatedMapping).entries.findLast((entry) => entry.key.text === key)!.value, node);

test("reads what js-yaml loads, to the same value", () => {
  fc.assert(
    fc.property(
      fc.object({ maxDepth: 4, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)] }),
      (object) => {
        const text = dump(object);
        const { output, diagnostics } = read(text);
        expect(diagnostics).toEqual([]);
        expect(output === undefined ? {} : plain(output.root)).toEqual(load(text));
      },
    ),
  );
});

test("each character of a decoded scalar that is not white space stands where its span says", () => {
  const piece = fc.string({
    unit: fc.constantFrom("a", "b", " ", "  ", "\n", '"', "'", "\\", "é", ":", "#", "\t", "${X}"),
  });
  fc.assert(
    fc.property(piece, fc.constantFrom(20, 80), fc.boolean(), (text, lineWidth, forceQuotes) => {
      const source = dump({ k: text }, { lineWidth, forceQuotes } as Parameters<typeof dump>[1]);
      const [scalar] = scalars(read(source).output!.root);
      expect(scalar?.text).toBe(text);
      for (let index = 0; index < text.length; index += 1) {
        const found = textOf(spanInside(scalar!, index, index + 1));
        // An escape is marked whole.
        const isEscape = scalar!.style === "double" && /^\\(?:[^xuU]|x..|u.{4}|U.{8})$/.test(found);
        if (/\S/.test(text[index]!) && !isEscape) expect([text[index], "'"]).toContain(found);
      }
    }),
    { numRuns: 1000 },
  );
});

test("a variable inside a block scalar, folded or literal, and inside escaped quotes, is found", () => {
  for (const source of [
    "A: |\n  #!/bin/bash\n\n    echo ${Cluster}\n  x\n",
    "A: >-\n  some folded\n  text with ${Cluster}\n\n  end\n",
    'A: "one \\"two\\"\\n ${Cluster} \\\n   three"\n',
    "A: 'it''s ${Cluster}'\n",
    "A: plain text\n  over lines ${Cluster}\n",
    'A: "folded\n\n  twice ${Cluster}"\r\n',
    "A: |2\r\n    x\r\n   y ${Cluster}\r\n",
  ]) {
    const [scalar] = scalars(read(source).output!.root);
    const start = scalar!.text.indexOf("${Cluster}");
    expect(textOf(spanInside(scalar!, start + 2, start + 9))).toBe("Cluster");
  }
});

test("local tags are kept as written, standard tags are resolved", () => {
  const root = read(
    "A: !Ref X\nB: !Sub\n  - a\n  - {b: !GetAtt C.D}\nC: !!str 80\nD: ! 12\nE: !If [a, b, c]\nF: !Ref\n",
  ).output!.root;
  expect(at(root, "A")).toMatchObject({ tag: "!Ref", value: "X" });
  expect(at(root, "B")).toMatchObject({ tag: "!Sub", kind: "sequence" });
  expect(at(root, "C")).toMatchObject({ value: "80" });
  expect(at(root, "C").tag).toBeUndefined();
  expect(at(root, "D")).toMatchObject({ value: "12" });
  expect(at(root, "D").tag).toBeUndefined();
  expect(at(root, "E")).toMatchObject({ tag: "!If", kind: "sequence" });
  expect(at(root, "F")).toMatchObject({ tag: "!Ref", text: "" });
});

test("numbers keep their text; dates and words stay strings", () => {
  const root = read("a: 0755\nb: 1e3\nc: 012345678901\nd: 2010-09-09\ne: yes\nf: -1\ng: ~\nh: 0x1F\ni: 1.10\n").output!
    .root;
  expect(plain(root)).toEqual({
    a: 755,
    b: 1000,
    c: 12345678901,
    d: "2010-09-09",
    e: "yes",
    f: -1,
    g: null,
    h: 31,
    i: 1.1,
  });
  expect(scalars(root).map(({ text }) => text)).toEqual([
    "0755",
    "1e3",
    "012345678901",
    "2010-09-09",
    "yes",
    "-1",
    "~",
    "0x1F",
    "1.10",
  ]);
});

test("spans of collections reach to their last token or closing bracket", () => {
  const source = "A: [ a, {b: c, },  # x ]\n ]\nB:\n  - x\n  - y: 'z'\nC: {}\n";
  const root = read(source).output!.root;
  expect(textOf(at(root, "A").span)).toBe("[ a, {b: c, },  # x ]\n ]");
  expect(textOf(at(root, "B").span)).toBe("- x\n  - y: 'z'");
  expect(textOf(at(root, "C").span)).toBe("{}");
});

test("anchors, aliases and merge keys", () => {
  const source =
    "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nuse: *base\none: {<<: *base, b: 5}\nboth: {<<: [*base, *more]}\n";
  expect(value(source)).toMatchObject({ use: { a: 1, b: 2 }, one: { a: 1, b: 5 }, both: { a: 1, b: 2, c: 4 } });
  const { output } = read(source);
  expect(textOf(at(output!.root, "both", "c").span)).toBe("4");
});

test.each(["never", "", "[*base, 1]", "!If [A, *base, *base]", "{{ base }}"])(
  "what is no mapping is not merged, and told: <<: %s",
  (merged) => {
    const { output, diagnostics } = read(`base: &base { a: 1 }\nuse:\n  <<: ${merged}\n  b: 2\n`);
    expect(at(output!.root, "use", "b")).toMatchObject({ value: 2 });
    expect((at(output!.root, "use") as LocatedMapping).entries.map(({ key }) => key.text)).toEqual(["<<", "b"]);
    const told = diagnostics.find(({ code }) => code === "yaml-merge");
    expect(told).toMatchObject({ severity: "error", notAnalysed: true });
    expect(told!.span!.file.position(told!.span!.start).line).toBe(3);
  },
);

test("an alias without an anchor is a located error, and the rest is read", () => {
  const { output, diagnostics } = read("a: *nowhere\nb: 1\n");
  expect(at(output!.root, "b")).toMatchObject({ value: 1 });
  expect(diagnostics).toMatchObject([{ code: "yaml-alias", severity: "error", notAnalysed: true }]);
});

test("aliases that multiply are stopped", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 12; level += 1)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  const { output, diagnostics } = read(lines.join("\n"));
  expect(output).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: "yaml-too-large", notAnalysed: true }]);
});

test("duplicate keys are reported at the second, and the last counts", () => {
  const { output, diagnostics } = read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");
  expect(plain(output!.root)).toEqual({ a: 3, b: { c: 2 } });
  expect(diagnostics.map(({ code, span }) => [code, span!.file.position(span!.start).line])).toEqual([
    ["duplicate-key", 4],
    ["duplicate-key", 5],
  ]);
});

test("trailing tabs, a byte order mark and CRLF are tolerated", () => {
  expect(value("\uFEFFA:\t1\t\r\nB:\t\r\n  - x\t\r\n\t\r\n  - y\r\n")).toEqual({ A: 1, B: ["x", "y"] });
});

test.each([
  ["A: 1\n\tB: 2\n", 2, 1, false],
  ["A: [1, 2\nB: 3\n", 2, 1, false],
  ["A: {% if x %}\n", 1, 5, true],
  ["{% if x %}\nA: b\n", 1, 2, true],
  ["A: b\n{% endif %}\n", 2, 2, true],
  ["A: '\n", 2, 1, false],
])("%j is an error with its place", (source, line, column, placeholder) => {
  const { output, diagnostics } = read(source);
  expect(output).toBeUndefined();
  expect(diagnostics).toHaveLength(1);
  const { span, hint, notAnalysed } = diagnostics[0]!;
  expect(span!.file.position(span!.start)).toEqual({ line, column });
  expect(hint !== undefined).toBe(placeholder);
  expect(notAnalysed).toBe(true);
});

test("a placeholder that happens to be YAML is no value", () => {
  const { output, diagnostics } = read("A: {{ name }}\nB: 1\n");
  expect(at(output!.root, "A")).toMatchObject({ kind: "scalar", tag: "!placeholder", text: "{{ name }}" });
  expect(diagnostics).toMatchObject([{ code: "yaml-key", severity: "warning" }]);
});

test("nothing in, nothing out", () => {
  expect(read("")).toEqual({ output: undefined, diagnostics: [] });
  expect(read("# only a comment\n")).toEqual({ output: undefined, diagnostics: [] });
});

test("brackets and quoted scalars may be indented as one likes", () => {
  expect(value("a:\n  b: [\n    x,\n  ]\n  c: {\n  d: e\n}\n")).toEqual({ a: { b: ["x"], c: { d: "e" } } });
  expect(value("a:\n  b: 'one\n  two\n\nthree'\n  c: \"x \\\ny\"\n")).toEqual({ a: { b: "one two\nthree", c: "x y" } });
});

test("text that is JSON is read as JSON, text that only begins like it as YAML", () => {
  expect(scalars(read('{"a": "b"}').output!.root)[0]?.style).toBe("json");
  expect(value("{a: b, c: [d]}")).toEqual({ a: "b", c: ["d"] });
});

test("nesting is limited", () => {
  expect(read("- ".repeat(5000)).diagnostics).toMatchObject([{ code: "yaml-syntax", notAnalysed: true }]);
});

test("any text is read or refused, never thrown", () => {
  const unit = fc.constantFrom(
    "a",
    ": ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a ",
    "!Ref ",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "#",
    "\t",
    "<<",
    "?",
    "---\n",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => void read(text)),
    { numRuns: 3000 },
  );
});

/** Whatever the quick reader accepts, js-yaml's events give the same tree of. True where it accepted. */
function bothAgree(text: string): boolean {
  const file = new SourceFile("a.yaml", text);
  const quick = readCommonYaml(file);
  if (quick === undefined) return false;
  const slow = parseEventStream(file);
  if (slow.diagnostics.some(({ message }) => message === "deficient indentation")) return false;
  expect(comparable(quick), JSON.stringify(text)).toEqual(comparable(slow.output?.root));
  return true;
}

function comparable(node: LocatedNode | undefined): unknown {
  if (node === undefined) return undefined;
  const place = [node.kind, node.tag, node.span.start, node.span.end];
  if (node.kind === "scalar") return [...place, node.value, node.text, node.style, node.runs];
  if (node.kind === "sequence") return [...place, node.elements.map(comparable)];
  return [...place, node.entries.map(({ key, value }) => [comparable(key), comparable(value)])];
}

test("the quick reader gives js-yaml's tree of random templates", () => {
  const text = fc.constantFrom(
    "a",
    "a b",
    "10.0.0.0/16",
    "${A}",
    "-1",
    "AWS::EC2::VPC",
    "x#y",
    "it's",
    'q"q',
    "{",
    "[x",
    "# no",
    "- d",
    "a: b",
    "",
    "\\n",
    "é",
    "|",
    "true",
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.array(tie("node"), { maxLength: 4 }),
      fc.dictionary(text, tie("node"), { maxKeys: 4 }),
    ),
  }));
  let accepted = 0;
  let seen = 0;
  fc.assert(
    fc.property(
      fc.dictionary(text, node, { minKeys: 1, maxKeys: 5 }),
      fc.boolean(),
      fc.nat(6),
      fc.boolean(),
      (object, seqNoIndent, flow, crlf) => {
        const dumped = dump(object, { seqNoIndent, flowLevel: flow === 6 ? -1 : flow, lineWidth: 30 } as Parameters<
          typeof dump
        >[1]);
        seen += 1;
        if (bothAgree(crlf ? dumped.replaceAll("\n", "\r\n") : dumped)) accepted += 1;
      },
    ),
    { numRuns: 600 },
  );
  expect(accepted / seen).toBeGreaterThan(0.5);
});

test("the quick reader accepts nothing that js-yaml refuses, and nothing differently", () => {
  const unit = fc.constantFrom(
    "a",
    "b c",
    ": ",
    ":",
    "- ",
    "-",
    "\n",
    "\n  ",
    "\n    ",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "!Ref ",
    "!Sub",
    "|",
    ">-",
    "'",
    '"',
    "\\",
    " #",
    "#",
    "x: y\n",
    "k:\n",
    "---\n",
    "...",
    "? ",
    "*a",
    "&a ",
    "%",
    "\r\n",
    "\t",
    "<<: ",
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 14 }), (parts) => {
      if (bothAgree(parts.join(""))) accepted += 1;
    }),
    { numRuns: 6000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test("a string of many megabytes with an escape is read", () => {
  const { output } = read(`a: "\\n${"x".repeat(15_000_000)}"\n`);
  expect(output?.root.kind === "mapping" && output.root.entries[0]?.value.kind).toBe("scalar");
});

test("aliases that double a thousand times are refused", () => {
  const levels = Array.from(
    { length: 1100 },
    (_, at) => `a${at + 1}: &a${at + 1} { <<: [*a${at}, *a${at}], k${at}: 1 }\n`,
  );
  const { output, diagnostics } = read(`a0: &a0 { x: 1 }\n${levels.join("")}`);
  expect(output).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(["yaml-too-large"]);
});

test("a document of more lines and elements than anyone writes is refused before it is read", () => {
  const { output, diagnostics } = read(`a: [${"b,".repeat(1_000_001)}c]\n`);
  expect(output).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(["yaml-too-large"]);
});
