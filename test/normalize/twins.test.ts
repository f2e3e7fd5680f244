/** The Terraform and the CloudFormation source of each fixture make equal graphs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { graphShape } from "./graph-shape.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

const ROOT = join(import.meta.dirname, "../../fixtures");

const cases = readdirSync(ROOT).flatMap((rule) =>
  readdirSync(join(ROOT, rule)).map((name) => ({ name: `${rule}/${name}`, folder: join(ROOT, rule, name) })),
);
const twins = cases.filter(
  ({ folder }) => existsSync(join(folder, "main.tf")) && existsSync(join(folder, "template.yaml")),
);

describe("twins", () => {
  test("there are some for every rule", () => {
    expect(twins.length).toBeGreaterThan(25);
  });

  for (const { name, folder } of twins) {
    test(name, () => {
      const terraform = fromTerraform(readFileSync(join(folder, "main.tf"), "utf8"));
      const template = fromCloudFormation(readFileSync(join(folder, "template.yaml"), "utf8"));
      expect(terraform.diagnostics).toEqual([]);
      expect(template.diagnostics).toEqual([]);
      expect(graphShape(terraform.graph)).toEqual(graphShape(template.graph));
    });
  }
});
