import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { entryAt, mappingAt } from "../../../src/evaluate/cloudformation/template/template.ts";
import type { LocatedNode } from "../../../src/parse/located.ts";
import { parseYaml } from "../../../src/parse/yaml.ts";
import { plain } from "../../parse/plain.ts";
import { evaluateAll, property } from "./support.ts";

const CASES = new URL("cases/", import.meta.url);

/** A resource of a case file: its `Value` must resolve to the `Expected` of its metadata. */
function casesOf(name: string): readonly { readonly id: string; readonly expected: unknown }[] {
  const root = parseYaml(new SourceFile(name, readFileSync(new URL(name, CASES), "utf8"))).output!.root;
  const resources = mappingAt(root, "Resources")!;
  return resources.entries.map(({ key, value }) => ({ id: key.text, expected: expectedOf(value) }));
}

function expectedOf(resource: LocatedNode): unknown {
  const expected = entryAt(entryAt(resource, "Metadata")?.value, "Expected")?.value;
  return expected === undefined ? undefined : plain(expected);
}

for (const name of readdirSync(CASES).sort()) {
  describe(name, () => {
    const text = readFileSync(new URL(name, CASES), "utf8");
    const result = evaluateAll({ [name]: text });
    const world = result.groups[0]!.worlds[0]!;

    test("gives no diagnostic", () => {
      expect(result.diagnostics.map(({ message }) => message)).toEqual([]);
    });

    test.each(casesOf(name))("$id", ({ id, expected }) => {
      expect(property(world, id, "Value")).toEqual(expected);
    });
  });
}

test("there are hundreds of cases", () => {
  expect(readdirSync(CASES).flatMap(casesOf).length).toBeGreaterThanOrEqual(300);
});
