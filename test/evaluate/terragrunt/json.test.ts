/** `terragrunt.hcl.json` says what `terragrunt.hcl` does (https://terragrunt.gruntwork.io/docs/reference/hcl/). */
import { expect, test } from "vitest";
import { echo, evaluateUnits, messagesOf, outputsOf } from "./support.ts";

const MODULES = { "modules/app/main.tf": echo({ x: "untyped", y: "untyped", text: "string" }) };

const NATIVE = {
  ...MODULES,
  "live/terragrunt.hcl": 'locals {\n  stage = "prod"\n}\ninputs = { y = [local.stage, 2] }\n',
  "live/net/terragrunt.hcl": 'terraform {\n  source = "../../modules//app"\n}\ninputs = { x = "net", y = null }\n',
  "live/app/terragrunt.hcl": `
include "root" {
  path   = find_in_parent_folders()
  expose = true
}
terraform {
  source = "\${get_repo_root()}/modules//app"
  extra_arguments "given" {
    commands  = ["plan"]
    arguments = ["-var", "text=given"]
  }
}
dependency "net" {
  config_path = "../net"
}
generate "more" {
  path      = "more.tf"
  if_exists = "overwrite"
  contents  = "output \\"more\\" { value = 1 }"
}
inputs = { x = "\${dependency.net.outputs.x} of \${include.root.locals.stage}" }
`,
};

const JSON_FILES: Record<keyof typeof NATIVE & `live/${string}`, unknown> = {
  "live/terragrunt.hcl": { locals: { stage: "prod" }, inputs: { y: ["${local.stage}", 2] } },
  "live/net/terragrunt.hcl": { terraform: { source: "../../modules//app" }, inputs: { x: "net", y: null } },
  "live/app/terragrunt.hcl": {
    "//": "a comment",
    include: { root: { path: "${find_in_parent_folders()}", expose: true } },
    terraform: {
      source: "${get_repo_root()}/modules//app",
      extra_arguments: { given: { commands: ["plan"], arguments: ["-var", "text=given"] } },
    },
    dependency: { net: { config_path: "../net" } },
    generate: { more: { path: "more.tf", if_exists: "overwrite", contents: 'output "more" { value = 1 }' } },
    inputs: { x: "${dependency.net.outputs.x} of ${include.root.locals.stage}" },
  },
};

test.each(Object.keys(JSON_FILES) as (keyof typeof JSON_FILES)[])(
  "%s may be JSON, alone or with all others",
  (path) => {
    const native = outputsOf(evaluateUnits(NATIVE));
    expect(native["live/app"]).toMatchObject({ x: "net of prod", text: "given", y: ["prod", 2], more: 1 });
    const inJson = (of: string): [string, string] => [`${of}.json`, JSON.stringify(JSON_FILES[of as typeof path])];
    const others = Object.entries(NATIVE).filter(([name]) => name !== path);
    for (const files of [
      Object.fromEntries([...others, inJson(path)]),
      { ...MODULES, ...Object.fromEntries(Object.keys(JSON_FILES).map(inJson)) },
    ]) {
      const result = evaluateUnits(files);
      expect(messagesOf(result)).toEqual([]);
      expect(outputsOf(result)).toEqual(native);
    }
  },
);

test("an include block may be without a label", () => {
  const files = {
    ...MODULES,
    "root.hcl.json": JSON.stringify({ terraform: { source: "${get_repo_root()}/modules//app" }, inputs: { x: 1 } }),
    "live/app/terragrunt.hcl.json": JSON.stringify({ include: { path: '${find_in_parent_folders("root.hcl.json")}' } }),
  };
  expect(outputsOf(evaluateUnits(files))["live/app"]).toMatchObject({ x: 1 });
});

test("where there are both, that in JSON counts, and it is told", () => {
  const result = evaluateUnits({
    ...MODULES,
    "live/net/terragrunt.hcl": NATIVE["live/net/terragrunt.hcl"],
    "live/net/terragrunt.hcl.json": JSON.stringify({
      terraform: { source: "../../modules//app" },
      inputs: { x: "json" },
    }),
  });
  expect(outputsOf(result)["live/net"]).toMatchObject({ x: "json" });
  expect(messagesOf(result)).toEqual([
    "live/net/terragrunt.hcl.json:1 second-configuration: live/net/terragrunt.hcl is not read: Terragrunt takes this file, in JSON, before it.",
  ]);
});

test("a mistake in the JSON is told at its place, and nothing is taken for known", () => {
  const result = evaluateUnits({
    ...MODULES,
    "live/net/terragrunt.hcl.json":
      '{\n  "terraform": { "source": "../../modules//app" },\n  "inputs": { "x": "${" }\n}\n',
  });
  expect(messagesOf(result)).toEqual([expect.stringMatching(/^live\/net\/terragrunt\.hcl\.json:3 hcl-syntax: /)]);
  expect(outputsOf(result)["live/net"]!.x).toMatch(/"<inputs\.x>"/);
});
