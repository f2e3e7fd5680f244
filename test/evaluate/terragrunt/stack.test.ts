/** A stack makes units: each is what its source is, in the place where the stack makes it, with the values that the stack passes. */
import { expect, test } from "vitest";
import { echo, evaluateUnits, messagesOf, outputsOf } from "./support.ts";

const CATALOG = {
  "catalog/units/app/terragrunt.hcl": `
include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "\${get_repo_root()}/modules//app"
}
dependency "net" {
  config_path = values.net
}
inputs = {
  x    = "\${values.name} \${path_relative_to_include()}"
  y    = file("note.txt")
  text = dependency.net.outputs.x
}
`,
  "catalog/units/app/note.txt": "of the unit",
  "catalog/units/net/terragrunt.hcl":
    'terraform {\n  source = "${get_repo_root()}/modules//app"\n}\ninputs = { x = values.name }\n',
  "modules/app/main.tf": echo({ x: "string", y: "untyped", text: "string" }),
  "root.hcl": "",
};

const STACK = `
locals {
  stage = basename(get_terragrunt_dir())
}
unit "app" {
  source = "../../catalog/units/app"
  path   = "app"
  values = {
    name = "app of \${local.stage}"
    net  = "../net"
  }
}
unit "net" {
  source = "../../catalog//units/net"
  path   = "net"
  values = { name = "net of \${local.stage}" }
}
`;

test("units are roots where the stack makes them, and those of the catalog are none", () => {
  const result = evaluateUnits({ ...CATALOG, "live/prod/terragrunt.stack.hcl": STACK });
  expect(messagesOf(result)).toEqual([]);
  expect(outputsOf(result)).toEqual({
    "live/prod/.terragrunt-stack/app": {
      x: "app of prod live/prod/.terragrunt-stack/app",
      y: "of the unit",
      text: "net of prod",
    },
    "live/prod/.terragrunt-stack/net": { x: "net of prod", y: null, text: null },
  });
});

test.each([
  ["of a unit", "unit.net.path"],
  ["of a unit, by a local", "local.net"],
  ["of a unit below a stack", '"${stack.below.path}/.terragrunt-stack/net"'],
])("the path %s leads to it", (_, net) => {
  const stack = `
locals {
  net = unit.net.path
}
unit "app" {
  source = "../../catalog/units/app"
  path   = "app"
  values = {
    name = "app"
    net  = ${net}
  }
}
unit "net" {
  source = "../../catalog/units/net"
  path   = "net"
  values = { name = "net" }
}
stack "below" {
  source = "../../catalog/stacks/net"
  path   = "below"
}
`;
  const below =
    'unit "net" {\n  source = "${get_repo_root()}/catalog/units/net"\n  path = "net"\n  values = { name = "net" }\n}\n';
  const files = {
    ...CATALOG,
    "catalog/stacks/net/terragrunt.stack.hcl": below,
    "live/prod/terragrunt.stack.hcl": stack,
  };
  const result = evaluateUnits(files);
  expect(messagesOf(result)).toEqual([]);
  expect(outputsOf(result)["live/prod/.terragrunt-stack/app"]).toMatchObject({ text: "net" });
});

test("the path of a unit that asks for itself, or is not there, is told", () => {
  const unit = (path: string) => ({
    ...CATALOG,
    "live/terragrunt.stack.hcl": `unit "net" {\n  source = "../catalog/units/net"\n  path = ${path}\n  values = { name = "net" }\n}\n`,
  });
  expect(messagesOf(evaluateUnits(unit("unit.net.path")))).toContainEqual(
    expect.stringContaining("unit.net depends on itself"),
  );
  const unknown = messagesOf(evaluateUnits(unit("unit.other.path")));
  expect(unknown).toContain(
    'live/terragrunt.stack.hcl:1 stack-member: The unit "net" is not read: its source or path is not known.',
  );
});

test("what a stack adds to a unit is not read, and so is the unit", () => {
  const unit =
    'unit "net" {\n  source = "../catalog/units/net"\n  path = "net"\n  no_dot_terragrunt_stack = true\n  values = { name = "net" }\n  autoinclude {\n    inputs = { x = 2 }\n  }\n}\n';
  const told =
    'live/terragrunt.stack.hcl:1 stack-member: The unit "net" is not read: its autoinclude block changes what its source says.';
  const source = { ...CATALOG, "live/terragrunt.stack.hcl": unit };
  const made = {
    ...source,
    "live/net/terragrunt.hcl": CATALOG["catalog/units/net/terragrunt.hcl"],
    "live/net/terragrunt.values.hcl": 'name = "net"\n',
    "live/net/terragrunt.autoinclude.hcl": "inputs = { x = 2 }\n",
  };
  const before = evaluateUnits(source);
  expect(messagesOf(before).filter((one) => !one.includes("unit-of-no-stack"))).toEqual([told]);
  expect(Object.keys(outputsOf(before))).toEqual(["modules/app"]);
  const after = evaluateUnits(made);
  expect(messagesOf(after)).toContain(
    "live/net/terragrunt.hcl:1 stack-member: The unit live/net is not read: live/net/terragrunt.autoinclude.hcl changes what it says.",
  );
  expect(Object.keys(outputsOf(after))).toEqual(["modules/app"]);
});

test("stacks make stacks, with values", () => {
  const files = {
    ...CATALOG,
    "catalog/stacks/net/terragrunt.stack.hcl":
      'unit "net" {\n  source = "${get_repo_root()}/catalog/units/net"\n  path = "net"\n  values = { name = values.name }\n  no_dot_terragrunt_stack = true\n}\n',
    "live/prod/terragrunt.stack.hcl":
      'stack "one" {\n  source = "../../catalog/stacks/net"\n  path = "one"\n  values = { name = "one" }\n}\n',
  };
  expect(outputsOf(evaluateUnits(files))).toEqual({
    "live/prod/.terragrunt-stack/one/net": { x: "one", y: null, text: null },
  });
});

test("values may lie beside a unit, where Terragrunt wrote them", () => {
  const files = {
    "live/net/terragrunt.hcl": CATALOG["catalog/units/net/terragrunt.hcl"],
    "live/net/terragrunt.values.hcl": 'name = "written"\n',
    "modules/app/main.tf": echo({ x: "untyped" }),
  };
  expect(outputsOf(evaluateUnits(files))).toEqual({ "live/net": { x: "written" } });
});

test("what is not in the scan is told, with what brings it", () => {
  const result = evaluateUnits({
    "live/terragrunt.stack.hcl":
      'unit "a" {\n  source = "git::https://example.com/catalog.git//units/a"\n  path = "a"\n}\n',
  });
  expect(messagesOf(result)).toEqual([
    'live/terragrunt.stack.hcl:1 stack-member: The unit "a" is not read: its source is not in the scan.',
  ]);
  expect(result.diagnostics[0]!.hint).toBe("run reachlint get, or terragrunt stack generate in live");
});

test("what that made is read", () => {
  const files = {
    "live/terragrunt.stack.hcl":
      'unit "a" {\n  source = "git::https://example.com/catalog.git//units/a"\n  path = "a"\n  values = { name = "v" }\n}\n',
    "live/.terragrunt-stack/a/terragrunt.hcl": CATALOG["catalog/units/net/terragrunt.hcl"],
    "modules/app/main.tf": echo({ x: "untyped" }),
  };
  expect(outputsOf(evaluateUnits(files))).toEqual({ "live/.terragrunt-stack/a": { x: "v" } });
});

test("a stack that makes itself is read so far and no further", () => {
  const stack = 'stack "again" {\n  source = "${get_repo_root()}/live"\n  path = "again"\n}\n'.repeat(2);
  const result = evaluateUnits({ "live/terragrunt.stack.hcl": stack });
  expect(messagesOf(result)).toEqual([
    "live/terragrunt.stack.hcl:1 stack-too-large: A stack is read up to 200 units and stacks in it, and this one makes more.",
  ]);
});

test.each([
  ["that leaves the repository", "../../../../../../etc/hosts"],
  ["that is not there", "../../nothing/at/all"],
  ["from the top of the disk", "/nothing/at/all"],
])("a file %s is looked for in a unit, and the search ends", (_, path) => {
  const files = {
    ...CATALOG,
    "live/prod/terragrunt.stack.hcl": STACK,
    "live/other/terragrunt.hcl": `terraform {
  source = "../../modules//app"
}
locals {
  read = [try(read_tfvars_file("${path}"), ""), try(file("${path}"), ""), try(read_terragrunt_config("${path}"), "")]
}
inputs = { x = "known" }
`,
  };
  expect(outputsOf(evaluateUnits(files))["live/other"]).toEqual({ x: "known", y: null, text: null });
});
