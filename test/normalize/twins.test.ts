/** The Terraform and the CloudFormation source of each fixture make equal graphs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EvaluatedWorld, RootGroup } from "../../src/evaluate/resource.ts";
import { graphShape } from "./graph-shape.ts";
import { cloudFormationGroups, normalizeWorld, terraformGroups } from "./sources.ts";

const ROOT = join(import.meta.dirname, "../../fixtures");

const cases = readdirSync(ROOT).flatMap((rule) =>
  readdirSync(join(ROOT, rule)).map((name) => ({ name: `${rule}/${name}`, folder: join(ROOT, rule, name) })),
);
const twins = cases.filter(
  ({ folder }) => existsSync(join(folder, "main.tf")) && existsSync(join(folder, "template.yaml")),
);

/** The files of a case of one dialect, by their path inside it. */
function texts(folder: string, pattern: RegExp): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => pattern.test(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function theOnly(groups: readonly RootGroup[]): EvaluatedWorld {
  const worlds = groups.flatMap((group) => group.worlds);
  expect(worlds).toHaveLength(1);
  return worlds[0]!;
}

describe("twins", () => {
  test("there are some for every rule", () => {
    expect(twins.length).toBeGreaterThan(25);
  });

  for (const { name, folder } of twins) {
    test(name, () => {
      const terraform = normalizeWorld(theOnly(terraformGroups(texts(folder, /\.tf$/))), { strict: false });
      const template = normalizeWorld(theOnly(cloudFormationGroups(texts(folder, /\.yaml$/))), { strict: false });
      expect(terraform.diagnostics).toEqual([]);
      expect(template.diagnostics).toEqual([]);
      expect(graphShape(terraform.graph)).toEqual(graphShape(template.graph));
    });
  }
});
