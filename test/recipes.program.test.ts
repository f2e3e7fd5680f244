/** The recipes for CI systems: each is YAML, and each command in it does what it says on a fixture. */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { SourceFile } from "../src/base/source-file.ts";
import type { LocatedNode } from "../src/parse/located.ts";
import { parseYaml } from "../src/parse/yaml.ts";
import { buildInto, makeDirectory, removeDirectory, runNode } from "./built-program.ts";
import { schemaMistakes } from "./schema-mistakes.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const FIXTURE = join(PROJECT, "fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf");

let built: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));

function textsIn(node: LocatedNode): readonly string[] {
  if (node.kind === "scalar") return [String(node.value)];
  return node.kind === "sequence"
    ? node.elements.flatMap(textsIn)
    : node.entries.flatMap(({ value }) => textsIn(value));
}

/** All that stands as a value in a file of YAML, which has no mistake. */
function textsOf(path: string): readonly string[] {
  const { output, diagnostics } = parseYaml(new SourceFile(path, readFileSync(join(PROJECT, path), "utf8")));
  expect(diagnostics).toEqual([]);
  return textsIn(output!.root);
}

const RECIPES = readdirSync(join(PROJECT, "recipes"));

test("each is named in the guide", () => {
  const guide = readFileSync(join(PROJECT, "docs/usage.md"), "utf8");
  for (const name of RECIPES) expect(guide).toContain(`](../recipes/${name})`);
});

describe.each(RECIPES.filter((name) => name.endsWith(".yml") || name.endsWith(".yaml")))("recipes/%s", (name) => {
  const path = `recipes/${name}`;

  test("runs reachlint, which finds what is wrong and writes the reports", () => {
    const texts = textsOf(path);
    const commands = texts.filter((text) => text.startsWith("npx "));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const args = /^npx --yes reachlint (.*)$/.exec(command)![1]!.split(" ");
      const reports = args.flatMap((one) => /^\w+=(.+)$/.exec(one)?.[1] ?? []);
      const work = makeDirectory();
      cpSync(FIXTURE, join(work, "main.tf"));
      for (const report of reports) mkdirSync(join(work, dirname(report)), { recursive: true });
      const { code, out, err } = runNode([join(built, "dist/cli.js"), ...args], work);
      expect({ code, err }).toEqual({ code: 1, err: "" });
      expect(out).toContain("dynamic-ports-blocked-by-target-security-group");
      for (const report of reports) expect(statSync(join(work, report)).size).toBeGreaterThan(0);
      removeDirectory(work);
    }
  });

  test("hands on each report that is written, or the directory in which it is", () => {
    const texts = textsOf(path);
    const command = texts.find((text) => text.startsWith("npx "))!;
    const elsewhere = texts.filter((text) => text !== command);
    for (const [, report] of command.matchAll(/ --report \w+=(\S+)/g)) {
      const found = [report!, dirname(report!)].some(
        (one) => elsewhere.includes(one) || elsewhere.includes(`mkdir -p ${one}`),
      );
      expect({ report, found }).toEqual({ report, found: true });
    }
  });
});

/** That of pre-commit is held by pre-commit itself. */
describe.each([
  ["azure-pipelines.yml", "azure-pipelines.json"],
  ["gitlab-ci.yml", "gitlab-ci.json"],
  ["circleci.yml", "circle-ci.json"],
  ["bitbucket-pipelines.yml", "bitbucket-pipelines.json"],
])("recipes/%s", (name, of) => {
  const text = readFileSync(join(PROJECT, "recipes", name), "utf8");
  const schema = JSON.parse(readFileSync(join(PROJECT, "test/recipes/schemas", of), "utf8"));
  /** Azure's schema takes each scalar for a text, as its reader of YAML does. */
  const read = (text: string): unknown => load(text, name === "azure-pipelines.yml" ? { schema: FAILSAFE_SCHEMA } : {});

  test("has the form that its system asks for", () => {
    expect(schemaMistakes(read(text), schema)).toEqual([]);
  });

  test("would not have it with a step that is none", () => {
    const spoilt = text.replace(
      /^( +)- (?:run: |script: |step: \*|)?npx .*(?:\n\1 {2}.*)*$|^( +)- step: \*reachlint$/m,
      "$1$2- [[{}]]",
    );
    expect(spoilt).not.toBe(text);
    expect(schemaMistakes(read(spoilt), schema)).not.toEqual([]);
  });
});
