/** What thousands of templates import that thousands export is compared once, and each importer sees its own exports as its own. */
import { expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import type { UnknownValue, Value } from "../../../src/base/value.ts";
import { ExportIndex } from "../../../src/evaluate/cloudformation/linking/export-index.ts";
import type { TemplateInterface } from "../../../src/evaluate/cloudformation/linking/interface.ts";
import type { Export } from "../../../src/evaluate/cloudformation/linking/links.ts";
import { makeUnknown } from "../../../src/values/unknown.ts";

const span = { file: new SourceFile("t.yaml", ""), start: 0, end: 0 };
const text = (value: string): Value => ({ kind: "string", value });
const parameter = (symbol: string): UnknownValue =>
  makeUnknown({ symbol, cause: { kind: "input", text: "nobody says" }, origin: { kind: "literal", span } });
const named = (symbol: string): Value => ({ kind: "text", parts: [parameter(symbol), "-Vpc"] });

function indexOf(exported: Readonly<Record<string, readonly Value[]>>): ExportIndex {
  const interfaces = Object.entries(exported).map(([root, names]): [string, TemplateInterface] => {
    const exports = names.map((name, at): Export => ({ root, address: "", output: `O${at}`, name, span }));
    return [
      root,
      { exports, imports: [], services: true, hosts: false, clusters: false, needsHosts: false, nested: [] },
    ];
  });
  return new ExportIndex(new Map(interfaces), Object.keys(exported), []);
}

const told = (index: ExportIndex, root: string, name: Value) =>
  index.matches(root, name).map(({ export: one, fit }) => `${one.root} ${fit.kind}`);

test("roots that export nothing share what one name may mean, and what a parameter of the same name stands in", () => {
  const exporters = Array.from({ length: 1000 }, (_, at) => `e${at}.yaml`);
  const index = indexOf(Object.fromEntries(exporters.map((root) => [root, [text("Vpc"), named(`${root}#Env`)]])));
  expect(index.matches("a.yaml", text("Vpc"))).toHaveLength(1000);
  expect(index.matches("a.yaml", text("Vpc"))).toBe(index.matches("b.yaml", text("Vpc")));
  expect(index.matches("a.yaml", named("a.yaml#Env"))).toHaveLength(1000);
  expect(index.matches("a.yaml", named("a.yaml#Env"))).toBe(index.matches("b.yaml", named("b.yaml#Env")));
  expect(index.matches("a.yaml", named("a.yaml#Env"))[7]!.export).toBe(
    index.matches("a.yaml", named("a.yaml#Stage"))[7]!.export,
  );
});

test("of its own exports a root means only what is equal in every character", () => {
  const index = indexOf({ "a.yaml": [named("a.yaml#Env")], "b.yaml": [named("b.yaml#Env")] });
  expect(told(index, "a.yaml", named("a.yaml#Env"))).toEqual(["a.yaml same", "b.yaml alike"]);
  expect(told(index, "a.yaml", named("a.yaml#Stage"))).toEqual(["b.yaml alike"]);
  expect(told(index, "c.yaml", named("c.yaml#Env"))).toEqual(["a.yaml alike", "b.yaml alike"]);
});

test("what is not known has one name in all roots: it is equal, and needs no stack that is called so", () => {
  const stored = (root: string): Value => ({ kind: "text", parts: [parameter("ssm:/stage"), `-${root}`] });
  const stack: Value = { kind: "text", parts: [parameter("b.yaml#AWS::StackName"), "-x"] };
  const index = indexOf({ "a.yaml": [stored("x")], "b.yaml": [stack] });
  expect(told(index, "c.yaml", stored("x"))).toEqual(["a.yaml same"]);
  expect(told(index, "c.yaml", text("prod-x"))).toEqual(["a.yaml alike", "b.yaml stack"]);
});

test("of a template in both formats that of the importer is meant", () => {
  const index = indexOf({ "a.yaml": [text("Vpc")], "a.json": [text("Vpc")], "b.yaml": [text("Vpc")] });
  expect(told(index, "c.yaml", text("Vpc"))).toEqual(["a.yaml same", "b.yaml same"]);
  expect(told(index, "c.json", text("Vpc"))).toEqual(["a.json same", "b.yaml same"]);
});
