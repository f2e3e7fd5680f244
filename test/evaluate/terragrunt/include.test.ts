/** What a unit includes, and how that is merged with what it says itself. */
import { describe, expect, test } from "vitest";
import { echo, evaluateUnits, given, messagesOf } from "./support.ts";

const include = (name: string, more = ""): string =>
  `include "${name}" {\n  path = find_in_parent_folders("${name}.hcl")\n  ${more}\n}\n`;

describe("merging", () => {
  const root = { "root.hcl": 'inputs = {\n  x = { a = "root", b = [1] }\n  y = "root"\n}\n' };
  const own = 'inputs = {\n  x = { c = "own", b = [2] }\n}\n';

  test.each([
    ["", { x: { c: "own", b: [2] }, y: "root" }],
    ['merge_strategy = "deep"', { x: { a: "root", b: [1, 2], c: "own" }, y: "root" }],
    ['merge_strategy = "no_merge"', { x: { c: "own", b: [2] } }],
  ])("%s", (strategy, expected) => {
    expect(given(`${include("root", strategy)}${own}`, root)).toEqual(expected);
  });

  test("of several, the later one wins", () => {
    const files = { "a.hcl": 'inputs = { x = "a", y = "a" }', "b.hcl": 'inputs = { y = "b" }' };
    expect(given(include("a") + include("b"), files)).toEqual({ x: "a", y: "b" });
  });

  test("while include blocks are read nothing is included yet", () => {
    const path = '"${path_relative_to_include()}/${path_relative_from_include("b")}/../../b.hcl"';
    const files = { "a.hcl": 'inputs = { x = "a" }', "b.hcl": "inputs = { y = path_relative_to_include() }" };
    expect(given(`${include("a")}include "b" {\n  path = ${path}\n}\n`, files)).toEqual({ x: "a", y: "live/app" });
  });

  test("the source may be that of what is included", () => {
    const files = {
      "root.hcl":
        'terraform {\n  source = "${path_relative_from_include()}/modules//${basename(get_terragrunt_dir())}"\n}\n',
      "live/app/terragrunt.hcl": `${include("root")}inputs = { x = path_relative_to_include() }`,
    };
    expect(given("", files)).toEqual({ x: "live/app" });
  });
});

describe("what is exposed", () => {
  const root = { "root.hcl": 'locals {\n  region = "eu"\n}\ninputs = { y = local.region }\n' };

  test("is seen by its label", () => {
    const unit = `${include("root", "expose = true")}locals {\n  region = "own ${"${include.root.locals.region}"}"\n}\ninputs = { x = "\${local.region} \${include.root.inputs.y}" }`;
    expect(given(unit, root)).toEqual({ x: "own eu eu", y: "eu" });
  });

  test("without a label directly", () => {
    const unit =
      'include {\n  path = find_in_parent_folders("root.hcl")\n  expose = true\n}\ninputs = { x = include.locals.region }';
    expect(given(unit, root)).toEqual({ x: "eu", y: "eu" });
  });
});

describe("mistakes are told at their place", () => {
  const messages = (unit: string, more: Record<string, string> = {}): readonly string[] =>
    messagesOf(
      evaluateUnits({
        "live/app/terragrunt.hcl": `terraform {\n  source = "../../modules/app"\n}\n${unit}`,
        "modules/app/main.tf": echo({ x: "untyped" }),
        ...more,
      }),
    );

  test.each([
    [
      'include "root" {\n  path = "../../root.hcl"\n}',
      "5 terragrunt-file: The include leads to root.hcl, which is not read: it is not there.",
    ],
    [
      'include "root" {\n  path = "../../../root.hcl"\n}',
      "5 terragrunt-file: The include leads to ../root.hcl, which is not read: it is outside of what the scan may read.",
    ],
    ['include "root" {\n}', "4 missing-argument: An include block needs a path."],
    ...["local.x", "include.root.locals.x", "dependency.x.outputs.x", "feature.x.value"].map((name) => [
      `include "root" {\n  path = "../../\${${name}}.hcl"\n}\nlocals {\n  x = 1\n}`,
      `4 terragrunt-order: Include blocks are read before all else: in them there is no ${name.split(".", 2).join(".")}.`,
    ]),
    ["inputs = { x = local.none }", "4 undeclared-reference: local.none is not declared in live/app/terragrunt.hcl."],
    ["locals {\n  a = local.b\n  b = local.a\n}", "5 cycle: local.a depends on itself."],
    ["inputs = { x = none() }", "4 evaluation: There is no function named"],
    [
      'inputs = { x = find_in_parent_folders("none.hcl") }',
      '4 evaluation: Call to function "find_in_parent_folders" failed: there is no none.hcl in the directories above live/app',
    ],
  ])("%s", (unit, expected) => {
    expect(messages(unit)).toEqual([expect.stringContaining(`live/app/terragrunt.hcl:${expected}`)]);
  });

  test("configurations that include each other", () => {
    const unit = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n';
    const root = { "root.hcl": 'include "unit" {\n  path = "live/app/terragrunt.hcl"\n}\n' };
    expect(messages(unit, root)).toEqual([
      "root.hcl:1 nested-include: root.hcl is included, and cannot include others.",
    ]);
  });

  test("configurations that read each other", () => {
    const unit = 'locals {\n  a = read_terragrunt_config("../../a.hcl")\n}\n';
    const a = {
      "a.hcl": 'locals {\n  b = read_terragrunt_config("b.hcl")\n}\n',
      "b.hcl": 'locals {\n  a = read_terragrunt_config("a.hcl")\n}\n',
    };
    expect(messages(unit, a)).toEqual([expect.stringContaining("b.hcl:2 cycle: a.hcl depends on itself.")]);
  });
});

describe("what is included and not read may give any input that the file does not give itself", () => {
  const module = {
    "modules/app/main.tf":
      'variable "x" {\n  default = "default"\n}\nvariable "y" {\n  default = "default"\n}\noutput "x" {\n  value = var.x\n}\noutput "y" {\n  value = var.y\n}\n',
  };

  test.each([['"../../none.hcl"'], ['find_in_parent_folders("none.hcl")'], ['get_env("ROOT")']])("%s", (path) => {
    expect(given(`include "root" {\n  path = ${path}\n}\ninputs = { x = "own" }`, module)).toEqual({
      x: "own",
      y: "<inputs.y>",
    });
  });

  test("the module too, which is told", () => {
    const files = { "live/app/terragrunt.hcl": 'include "root" {\n  path = "../../none.hcl"\n}\n' };
    expect(messagesOf(evaluateUnits(files))).toEqual([
      "live/app/terragrunt.hcl:2 terragrunt-file: The include leads to none.hcl, which is not read: it is not there.",
    ]);
  });
});
