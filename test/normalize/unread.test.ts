/** What modules, stacks and code that are not in the scan may add to what they are given. */
import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import { nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform, normalizeWorld, terraformGroups } from "./sources.ts";

/** Of each of the groups whether it may have further rules. */
function opened(graph: Graph, ...groups: readonly string[]): readonly boolean[] {
  return groups.map((group) => {
    const { ingressRest, egressRest } = nodeAt(graph, "security-group", group);
    expect(ingressRest?.symbol).toBe(egressRest?.symbol);
    return ingressRest !== undefined;
  });
}

const GROUPS = `
  variable "c" { type = bool }
  resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
  resource "aws_security_group" "a" {}
  resource "aws_security_group" "b" {}`;

test.each([
  ["its id", "aws_security_group.a.id", [true, false]],
  ["the whole of it", "aws_security_group.a", [true, false]],
  ["in an object of lists", "{ groups = [{ ids = [aws_security_group.a.id] }] }", [true, false]],
  ["in a text", '"$${aws_security_group.a.id}"', [false, false]],
  ["in a text that is made", '"group=${aws_security_group.a.id}"', [true, false]],
  ["one of two", "var.c ? aws_security_group.a.id : aws_security_group.b.id", [true, true]],
  ["by a data source", "data.aws_security_group.found.id", [true, false]],
  ["of its tags", "aws_security_group.a.tags_all", [false, false]],
  ["of its VPC", "aws_vpc.v.id", [false, false]],
])("a module that is not there adds rules to the groups that it is given: %s", (_, given, expected) => {
  const { graph } = fromTerraform(`${GROUPS}
    data "aws_security_group" "found" { id = aws_security_group.a.id }
    module "m" {
      source = "example/m/aws"
      given  = ${given}
    }`);
  expect(opened(graph, "aws_security_group.a", "aws_security_group.b")).toEqual(expected);
});

test.each([
  ["a service", "aws_ecs_service.s"],
  ["a load balancer", "{ deep = [aws_lb.l] }"],
  ["a rule", "aws_vpc_security_group_ingress_rule.r"],
  ["an instance of several", "aws_security_group_rule.several"],
  ["a module", "module.inner"],
  ["a resource that an output of a module is", "module.outer.rule"],
])("a module that is not there adds rules to the groups of what it is given as a whole: %s", (_, given) => {
  const [group] = terraformGroups({
    "main.tf": `${GROUPS}
      resource "aws_ecs_service" "s" {
        network_configuration { security_groups = [aws_security_group.a.id] }
      }
      resource "aws_lb" "l" { security_groups = [aws_security_group.a.id] }
      resource "aws_vpc_security_group_ingress_rule" "r" { security_group_id = aws_security_group.a.id }
      resource "aws_security_group_rule" "several" {
        for_each          = toset(["x", "y"])
        security_group_id = aws_security_group.a.id
      }
      module "inner" {
        source = "./inner"
        group  = aws_security_group.a.id
      }
      module "outer" {
        source = "./inner"
        group  = aws_security_group.a.id
      }
      module "m" {
        source = "example/m/aws"
        given  = ${given}
      }`,
    "inner/main.tf": `
      variable "group" {}
      resource "aws_vpc_security_group_ingress_rule" "r" { security_group_id = var.group }
      output "rule" { value = aws_vpc_security_group_ingress_rule.r }`,
  });
  const { graph } = normalizeWorld(group!.worlds[0]!);
  expect(opened(graph, "aws_security_group.a", "aws_security_group.b")).toEqual([true, false]);
});

test.each(["group", "all.group", "all", "state"])(
  "a module that is not there adds rules to a group of another root: %s",
  (given) => {
    const backend = `bucket = "b"
        key    = "network"
        region = "eu-west-1"`;
    const [group] = terraformGroups({
      "network/main.tf": `${GROUPS}
      terraform {
        backend "s3" {
        ${backend}
        }
      }
      output "group" { value = aws_security_group.a.id }`,
      "rules/main.tf": `
      data "terraform_remote_state" "network" {
        backend = "s3"
        config = {
        ${backend}
        }
      }
      locals {
        state = data.terraform_remote_state.network
        all   = data.terraform_remote_state.network.outputs
        group = data.terraform_remote_state.network.outputs.group
      }
      module "m" {
        source = "example/m/aws"
        given  = local.${given}
      }`,
    });
    const { graph } = normalizeWorld(group!.worlds[0]!);
    expect(opened(graph, "aws_security_group.a", "aws_security_group.b")).toEqual([true, false]);
  },
);

const RUN = (command: string) => `provisioner "local-exec" {\n${command}\n}`;
const A = "aws_security_group.a.id";

test.each([
  ["a command is given", `resource "null_resource" "x" {\n${RUN(`command = "./open.sh \${${A}}"`)}\n}`, true],
  [
    "its environment is",
    `resource "terraform_data" "x" {\n${RUN(`command = "x"\nenvironment = { G = ${A} }`)}\n}`,
    true,
  ],
  [
    "it is given by what triggers it",
    `resource "null_resource" "x" {\ntriggers = { g = ${A} }\n${RUN('command = "x ${self.triggers.g}"')}\n}`,
    true,
  ],
  ["a function is given", `resource "aws_lambda_invocation" "x" {\ninput = jsonencode({ group = ${A} })\n}`, true],
  [
    "what triggers a command says nothing",
    `resource "null_resource" "x" {\ntriggers = { g = ${A} }\n${RUN('command = "x"')}\n}`,
    false,
  ],
  ["nothing is run", `resource "null_resource" "x" {\ntriggers = { g = ${A} }\n}`, false],
  [
    "it is run when all is destroyed",
    `resource "null_resource" "x" {\n${RUN(`when = destroy\ncommand = "x \${${A}}"`)}\n}`,
    false,
  ],
])("a security group that %s may have more rules", (_, text, isOpen) => {
  const { graph } = fromTerraform(`${GROUPS}\n${text}`);
  expect(opened(graph, "aws_security_group.a", "aws_security_group.b")).toEqual([isOpen, false]);
});

test("a command of a security group is given that group", () => {
  const { graph } = fromTerraform(`resource "aws_security_group" "a" {\n${RUN('command = "./open.sh ${self.id}"')}\n}`);
  expect(opened(graph, "aws_security_group.a")).toEqual([true]);
});

test("a module that is not there is given what a data source finds", () => {
  const { graph } = fromTerraform(`
    resource "aws_security_group" "a" { tags = { of = "a" } }
    resource "aws_security_group" "b" { tags = { of = "b" } }
    data "aws_security_groups" "found" { tags = { of = "a" } }
    module "m" {
      source = "example/m/aws"
      given  = data.aws_security_groups.found
    }`);
  expect(opened(graph, "aws_security_group.a", "aws_security_group.b")).toEqual([true, false]);
});

test("what may be added is told with the module, why it is not there, and what to do", () => {
  const { graph } = fromTerraform(`${GROUPS}
    module "m" {
      source = "example/m/aws"
      given  = aws_security_group.a.id
    }`);
  expect(nodeAt(graph, "security-group", "aws_security_group.a").ingressRest?.cause).toMatchObject({
    kind: "missing-source",
    text: "module.m may add rules to aws_security_group.a, and module.m (example/m/aws) is not installed",
    hint: "run reachlint get, or terraform init",
  });
});

test("network ACLs get entries, prefix lists ranges, and target groups listeners", () => {
  const { graph } = fromTerraform(`
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_network_acl" "n" { vpc_id = aws_vpc.v.id }
    resource "aws_ec2_managed_prefix_list" "p" {}
    resource "aws_lb_target_group" "t" {}
    module "m" {
      source = "example/m/aws"
      acl    = aws_network_acl.n.id
      list   = aws_ec2_managed_prefix_list.p.id
      target = aws_lb_target_group.t.arn
    }`);
  expect(nodeAt(graph, "network-acl", "aws_network_acl.n").ingressRest).toBeDefined();
  expect(nodeAt(graph, "prefix-list", "aws_ec2_managed_prefix_list.p").rangesRest).toBeDefined();
  expect(nodeAt(graph, "target-group", "aws_lb_target_group.t").listenersRest).toBeDefined();
});

test("the default group and ACL of a VPC, where what names them is given", () => {
  const { graph } = fromTerraform(`
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_default_security_group" "d" { vpc_id = aws_vpc.v.id }
    module "m" {
      source = "example/m/aws"
      group  = aws_vpc.v.default_security_group_id
      acl    = aws_vpc.v.default_network_acl_id
    }`);
  expect(opened(graph, "aws_default_security_group.d")).toEqual([true]);
  expect(nodeAt(graph, "network-acl", "default network ACL of aws_vpc.v").ingressRest).toBeDefined();
});

test.each([
  [
    "a nested stack",
    "Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://x/y, Parameters: { G: !Ref A } }",
  ],
  [
    "an application",
    "Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: x }, Parameters: { G: !Ref A } }",
  ],
  ["a module", "Type: My::Rules::Of::MODULE, Properties: { Group: !GetAtt A.GroupId }"],
  [
    "a product",
    "Type: AWS::ServiceCatalog::CloudFormationProvisionedProduct, Properties: { ProvisioningParameters: [{ Key: G, Value: !Ref A }] }",
  ],
  ["a custom resource", "Type: Custom::Rules, Properties: { ServiceToken: arn, Group: !Ref A }"],
  ["a type of a registry", "Type: My::Rules::Added, Properties: { Group: !Ref A }"],
])("%s adds rules to the groups that it is given", (_, resource) => {
  const { graph } = fromCloudFormation(`
Resources:
  A: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }
  B: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: b } }
  X: { ${resource} }
`);
  expect(opened(graph, "A", "B")).toEqual([true, false]);
});

test.each([
  ["a stack set", "aws_cloudformation_stack_set", "parameters = { G = aws_security_group.a.id }"],
  ["stacks of a set", "aws_cloudformation_stack_instances", "parameter_overrides = { G = aws_security_group.a.id }"],
  [
    "a stack of a set",
    "aws_cloudformation_stack_set_instance",
    "parameter_overrides = { G = aws_security_group.a.id }",
  ],
  [
    "an application",
    "aws_serverlessapplicationrepository_cloudformation_stack",
    "parameters = { G = aws_security_group.a.id }",
  ],
  [
    "a product",
    "aws_servicecatalog_provisioned_product",
    `provisioning_parameters {
      key   = "G"
      value = aws_security_group.a.id
    }`,
  ],
  ["a stack of awscc", "awscc_cloudformation_stack", "parameters = { G = aws_security_group.a.id }"],
  [
    "a stack set of awscc",
    "awscc_cloudformation_stack_set",
    "parameters = [{ parameter_value = aws_security_group.a.id }]",
  ],
  [
    "a product of awscc",
    "awscc_servicecatalog_cloudformation_provisioned_product",
    'provisioning_parameters = [{ key = "G", value = aws_security_group.a.id }]',
  ],
])("%s of Terraform adds rules to the groups that it is given", (_, type, given) => {
  const { graph } = fromTerraform(`${GROUPS}
    resource "${type}" "x" {
      ${given}
    }`);
  expect(opened(graph, "aws_security_group.a", "aws_security_group.b")).toEqual([true, false]);
});

test("a file that is included among the resources, or a macro there, may add rules to all groups of the template", () => {
  const including = (transform: string) =>
    opened(
      fromCloudFormation(`
Resources:
  A: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }
  B: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: b } }
  Fn::Transform: ${transform}
`).graph,
      "A",
      "B",
    );
  expect(including("{ Name: AWS::Include, Parameters: { Location: s3://bucket/rules.yaml } }")).toEqual([true, true]);
  expect(including("{ Name: Rules }")).toEqual([true, true]);
});

test("what a loop makes is in the template", () => {
  const { graph } = fromCloudFormation(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList } }
Resources:
  A: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }
  Fn::ForEach::Buckets:
    - Name
    - !Ref Names
    - Bucket\${Name}: { Type: AWS::S3::Bucket }
`);
  expect(opened(graph, "A")).toEqual([false]);
});
