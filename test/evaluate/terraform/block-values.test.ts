/** What references see in the nested blocks of a resource: what is written there, and that its provider may give more. */
import { expect, test } from "vitest";
import type { PlanFacts } from "../../../src/evaluate/input.ts";
import { evaluateTerraform } from "../../../src/evaluate/terraform/evaluate.ts";
import { object, string, tuple } from "../../../src/evaluate/terraform/language/types/values.ts";
import { evaluateFiles, inputOf, plain } from "./support.ts";

const CLUSTER = `
resource "aws_eks_cluster" "k" {
  vpc_config {
    subnet_ids = ["a"]
  }
}`;

/** The value of an expression, and the messages of the scan. */
function asked(expression: string, resource = CLUSTER): readonly [value: unknown, ...messages: string[]] {
  const result = evaluateFiles(`${resource}\noutput "x" {\n  value = ${expression}\n}\n`);
  const value = result.groups[0]!.worlds[0]!.outputs!.get(".")!.get("x");
  return [plain(value), ...result.diagnostics.map(({ message }) => message)];
}

test("what is written is known, and what is not may be computed", () => {
  expect(asked("aws_eks_cluster.k.vpc_config[0].subnet_ids")).toEqual([["a"]]);
  expect(asked("aws_eks_cluster.k.vpc_config[0].cluster_security_group_id")).toEqual([
    '<aws_eks_cluster.k.vpc_config[0]["cluster_security_group_id"]>',
  ]);
  expect(asked("aws_eks_cluster.k.vpc_config[1].vpc_id")).toEqual([
    expect.anything(),
    expect.stringContaining("the collection has one element"),
  ]);
});

test("an attribute that there may not be leaves open what try gives", () => {
  const [value] = asked('try(aws_eks_cluster.k.vpc_config[0].none, "other")');
  expect(value).toMatch(/^one of .*none.* \| "other"$/);
  expect(asked('try(aws_eks_cluster.k.vpc_config[0].subnet_ids[0], "other")')).toEqual(["a"]);
});

test("a block of a provider that makes an object of it is read without an index", () => {
  const account = `
resource "datadog_integration_aws_account" "d" {
  auth_config {
    aws_auth_config_role {
      role_name = "r"
    }
  }
}`;
  const block = "datadog_integration_aws_account.d.auth_config";
  expect(asked(`${block}.aws_auth_config_role.role_name`, account)).toEqual(["r"]);
  const [id, ...messages] = asked(`${block}.aws_auth_config_role.external_id`, account);
  expect([id, messages]).toEqual([expect.stringMatching(/^<datadog_.*external_id"\]>$/), []]);
  const twice = account.replace("auth_config {", "auth_config {}\n  auth_config {");
  expect(asked(`${block}.aws_auth_config_role`, twice)[1]).toMatch(/a tuple has no attribute/);
});

test("a block of a type whose schema is known is a list", () => {
  const service = 'resource "aws_ecs_service" "s" {\n  network_configuration {\n    subnets = ["a"]\n  }\n}';
  expect(asked("aws_ecs_service.s.network_configuration.subnets", service)[1]).toMatch(/a tuple has no attribute/);
});

test("a plan says what the only block of a type has besides", () => {
  const config = tuple([object([["vpc_id", string("vpc-1")]])]);
  const attribute: PlanFacts["attribute"] = (_, name) => (name === "vpc_config" ? config : undefined);
  const plans = new Map([[".", { path: "plan.json", variables: new Map(), attribute }]]);
  const x = (resource: string): unknown => {
    const output = '\noutput "x" {\n  value = aws_eks_cluster.k.vpc_config[0].vpc_id\n}\n';
    const result = evaluateTerraform({ ...inputOf({ "main.tf": resource + output }), plans });
    return plain(result.groups[0]!.worlds[0]!.outputs!.get(".")!.get("x"));
  };
  expect(x(CLUSTER)).toBe("vpc-1");
  expect(x(CLUSTER.replace("vpc_config {", "vpc_config {}\n  vpc_config {"))).toMatch(/^</);
});
