/** The settings that guides show are taken as they stand there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { configurationForm } from "../../src/configuration/form.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const GUIDES = ["README.md", ...readdirSync(join(PROJECT, "docs")).map((name) => `docs/${name}`)];
const KEYS = Object.keys(configurationForm.schema.properties as object);

/** Blocks of YAML that begin with a setting, each with its line. */
const examples = GUIDES.filter((name) => name.endsWith(".md")).flatMap((name) => {
  const text = readFileSync(join(PROJECT, name), "utf8");
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].flatMap(({ 1: block, index }) => {
    const key = /^([\w-]+):/m.exec(block!)?.[1] ?? "";
    const line = text.slice(0, index).split("\n").length;
    return KEYS.includes(key) ? [[`${name}:${line}`, block!] as const] : [];
  });
});

test("there are examples", () => expect(examples.length).toBeGreaterThan(3));

test.each(examples)("%s", (_, block) => {
  expect(Object.keys(loadConfiguration(new SourceFile("reachlint.yaml", block))).length).toBeGreaterThan(1);
});
