/** Modules that a repository calls by its own public address. */
import { describe, expect, test } from "vitest";
import { ownModule } from "../../../src/evaluate/terraform/configuration/module-calls.ts";
import { evaluateTerraform } from "../../../src/evaluate/terraform/evaluate.ts";
import { ParsedFiles } from "../../../src/parse/parsed-files.ts";
import { inMemory } from "../../normalize/sources.ts";

const REPOSITORY = { directory: "work", name: "terraform-aws-ecs" };

describe("an address of the repository itself", () => {
  test.each([
    ["acme/ecs/aws//modules/service", "work/modules/service"],
    ["acme/ecs/aws", "work"],
    ["registry.acme.com/acme/ecs/aws//modules/a", "work/modules/a"],
    ["github.com/acme/terraform-aws-ecs//modules/a", "work/modules/a"],
    ["git::https://github.com/acme/terraform-aws-ecs.git//modules/a?ref=v1.0.0", "work/modules/a"],
    ["git@github.com:acme/terraform-aws-ecs.git", "work"],
    ["acme/vpc/aws", undefined],
    ["acme/ecs/google", undefined],
    ["github.com/acme/terraform-aws-ecs-service", undefined],
    ["git::https://github.com/acme/other.git//terraform-aws-ecs", undefined],
    ["hashicorp/terraform-aws-ecs", undefined],
  ])("%s is %s", (source, directory) => {
    expect(ownModule(source, REPOSITORY)).toBe(directory);
  });

  test("a checkout may have its owner before the name, not more of a name", () => {
    expect(ownModule("acme/ecs/aws", { directory: ".", name: "acme+terraform-aws-ecs" })).toBe(".");
    expect(ownModule("acme/ecs/aws", { directory: ".", name: "my-terraform-aws-ecs" })).toBeUndefined();
    expect(ownModule("acme/ecs/aws", undefined)).toBeUndefined();
  });
});

test("is followed into the repository, which is said as an assumption; not under --strict", () => {
  const evaluated = (strict: boolean) =>
    evaluateTerraform({
      directories: ["examples/a", "modules/b"],
      named: ["examples/a"],
      files: inMemory({
        "examples/a/main.tf": 'module "b" {\n source = "acme/x/aws//modules/b"\n version = "1.0"\n}',
        "modules/b/main.tf": 'resource "x_y" "z" {}',
      }),
      parse: new ParsedFiles(),
      options: { assignments: [], environment: new Map(), workspace: "default", strict },
      repository: { directory: ".", name: "terraform-aws-x" },
    }).groups.find(({ roots }) => roots[0]!.path === "examples/a")!.worlds[0]!;
  expect(evaluated(false).resources.map(({ address }) => address)).toEqual(["module.b.x_y.z"]);
  expect(evaluated(false).assumptions.map(({ kind }) => kind)).toEqual(["module-source"]);
  expect(evaluated(true).resources).toEqual([]);
});
