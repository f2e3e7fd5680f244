/** TOML as a located tree. */
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import type { LocatedNode } from "../../src/parse/located.ts";
import { parseToml } from "../../src/parse/toml.ts";

const read = (text: string) => parseToml(new SourceFile("a.toml", text));

function plain(node: LocatedNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.elements.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

test("tables, dotted keys, lists and tables in a line", () => {
  const text = 'v = 0.10\n[a.b]\nc.d = "x"\ne = [true, "y"]\nf = { g = 1 }\n["a b"]\nh = 1_000\n';
  expect(plain(read(text).output!.root)).toEqual({
    v: "0.10",
    a: { b: { c: { d: "x" }, e: [true, "y"], f: { g: "1" } } },
    "a b": { h: "1_000" },
  });
});

test("values know their places", () => {
  const { output } = read('[a]\nb = "x"\n');
  const inner = output?.root.kind === "mapping" ? output.root.entries[0]?.value : undefined;
  const value = inner?.kind === "mapping" ? inner.entries[0]!.value : undefined;
  expect(value?.span).toMatchObject({ start: 8, end: 11 });
});

test.each([
  ["a = [", /^1:6 /],
  ["a = 1\na = 2\n", /^2:1 /],
  [`a = ${"[".repeat(60_000)}`, /^1:/],
  ["#".repeat(70_000), /more than 65536 characters/],
])("%.10j is refused with its place", (text, expected) => {
  const { output, diagnostics } = read(text);
  expect(output).toBeUndefined();
  const [{ span, message }] = diagnostics as [NonNullable<(typeof diagnostics)[0]>];
  const { line, column } = span!.file.position(span!.start);
  expect(`${line}:${column} ${message}`).toMatch(expected);
});
