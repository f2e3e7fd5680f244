/** Files that Terragrunt writes are part of the module, and tell where they are written; remote_state says where the state is. */
import { describe, expect, test } from "vitest";
import { resourcesOf } from "../terraform/support.ts";
import { echo, evaluateUnits, messagesOf, outputsOf } from "./support.ts";

const unit = (more: string): string => `terraform {\n  source = "../../modules/app"\n}\n${more}`;
const generate = (name: string, contents: string, more = ""): string =>
  `generate "g" {\n  path = "${name}"\n  if_exists = "overwrite"\n  ${more}\n  contents = ${contents}\n}\n`;

describe("generated files", () => {
  const resource = (cidr: string): string =>
    `<<-EOF\n    # one\n    resource "aws_vpc" "v" {\n      cidr_block = "${cidr}"\n    }\n  EOF`;

  test("are evaluated, and their lines are those of the file that writes them", () => {
    const files = {
      "live/app/terragrunt.hcl": unit(`locals {\n  n = 3\n}\n${generate("vpc.tf", resource("10.${local.n}.0.0/16"))}`),
      "modules/app/main.tf": echo({ x: "untyped" }),
    };
    const [vpc] = resourcesOf(evaluateUnits(files));
    expect(vpc!.body.attributes.get("cidr_block")!.value).toMatchObject({ value: "10.3.0.0/16" });
    const { file, start } = vpc!.span;
    expect([file.path, file.position(start).line]).toEqual(["live/app/terragrunt.hcl", 13]);
    expect(files["live/app/terragrunt.hcl"].split("\n")[12]).toContain('resource "aws_vpc" "v"');
  });

  test.each([
    ["", ["10.1.0.0/16"]],
    ["disable = true", ["10.0.0.0/16"]],
  ])("take the place of what is there: %s", (more, expected) => {
    const files = {
      "live/app/terragrunt.hcl": unit(generate("vpc.tf", resource("10.1.0.0/16"), more)),
      "modules/app/vpc.tf": 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n',
    };
    const cidrs = resourcesOf(evaluateUnits(files)).map(({ body }) => body.attributes.get("cidr_block")?.value);
    expect(cidrs).toMatchObject(expected.map((value) => ({ value })));
  });

  test("that are not known before apply are told where they may declare something", () => {
    const vpc = generate("vpc.tf", resource('${run_cmd("x")}'));
    const provider = generate("p.tf", '"provider \\"aws\\" { region = \\"${run_cmd("x")}\\" }"').replace('"g"', '"p"');
    const files = {
      "live/app/terragrunt.hcl": unit(vpc + provider),
      "modules/app/main.tf": 'resource "aws_lb" "l" {\n}\n',
    };
    expect(messagesOf(evaluateUnits(files))).toEqual([
      "live/app/terragrunt.hcl:8 terragrunt-generate: What this generates is not known before it is applied, and is not read.",
    ]);
  });
});

test("remote_state of a unit, by what it includes, is the state that others read", () => {
  const files = {
    "root.hcl":
      'remote_state {\n  backend = "s3"\n  config = {\n    bucket = "b"\n    key = "${path_relative_to_include()}/terraform.tfstate"\n  }\n}\n',
    "live/net/terragrunt.hcl": `include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "../../modules/app"\n}\ninputs = { x = "from net" }\n`,
    "modules/app/main.tf": `terraform {\n  backend "s3" {}\n}\n${echo({ x: "untyped" })}`,
    "other/main.tf":
      'data "terraform_remote_state" "n" {\n  backend = "s3"\n  config = { bucket = "b", key = "live/net/terraform.tfstate" }\n}\noutput "x" {\n  value = data.terraform_remote_state.n.outputs.x\n}\n',
  };
  expect(outputsOf(evaluateUnits(files)).other).toEqual({ x: "from net" });
});
