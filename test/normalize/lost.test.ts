/** What cannot be read of a source may change what can, each sort of resource what it is about. */
import { expect, test } from "vitest";
import { TEMPLATE } from "../assume/sources.ts";
import { scanned } from "../inputs/estate.ts";
import { fargate } from "./lost-sources.ts";

/** The verdict with a file beside the rest, and what it waits for. */
async function told(text: string, from: number, name = "lost.tf"): Promise<readonly [string, string | undefined]> {
  const { flows } = await scanned({ "main.tf": fargate(from), [name]: text });
  const [verdict, another] = [...new Set(flows.map((flow) => flow.verdict))];
  expect(another).toBeUndefined();
  return [verdict!, flows[0]?.because[0]?.cause.text];
}

const lost = (header: string) => `${header} {\n  a = [\n}\n`;

test.each([
  ['resource "aws_s3_bucket" "x"', "blocked", "reachable"],
  ['data "aws_vpc" "x"', "blocked", "reachable"],
  ['variable "x"', "blocked", "reachable"],
  ['resource "aws_security_group_rule" "x"', "undetermined", "reachable"],
  ['resource "aws_vpc_security_group_ingress_rule" "x"', "undetermined", "reachable"],
  ['module "x"', "undetermined", "reachable"],
  ['resource "aws_network_acl" "x"', "blocked", "undetermined"],
  ['resource "aws_network_acl_rule" "x"', "blocked", "undetermined"],
  ['resource "aws_network_acl_association" "x"', "blocked", "undetermined"],
  ['resource "aws_vpc_security_group_rules_exclusive" "x"', "blocked", "undetermined"],
  ["resource", "undetermined", "undetermined"],
])("%s: what is closed is %s, what is open %s", async (header, closed, open) => {
  expect((await told(lost(header), 9090))[0]).toBe(closed);
  expect((await told(lost(header), 8080))[0]).toBe(open);
});

test("an association that is lost may be one of a group with the VPC in which it is used", async () => {
  const elsewhere = fargate(8080).replace(/("task" \{\n {2}vpc_id = aws_vpc)\.main\.id/, "$1.other.id");
  const mismatches = async (beside: string) => {
    const vpc = 'resource "aws_vpc" "other" {\n  cidr_block = "10.9.0.0/16"\n}\n';
    const { flows } = await scanned({ "main.tf": elsewhere, "vpc.tf": vpc, "x.tf": beside });
    return flows.flatMap(({ obstacles = [] }) => obstacles.map(({ kind, proof }) => `${kind} ${proof !== undefined}`));
  };
  const association = 'resource "aws_vpc_security_group_vpc_association" "x"';
  const body = "security_group_id = aws_security_group.task.id\n  vpc_id = aws_vpc.main.id";
  expect(new Set(await mismatches(""))).toEqual(new Set(["vpc-mismatch true"]));
  expect(new Set(await mismatches(lost(association)))).toEqual(new Set(["vpc-mismatch false"]));
  expect(await mismatches(`${association} {\n  ${body}\n}\n`)).toEqual([]);
});

test("what may be changed is told with what cannot be read", async () => {
  const [, rules] = await told(lost('resource "aws_security_group_rule" "x"'), 9090);
  expect(rules).toBe("aws_security_group_rule.x cannot be read, and may add rules");
  const [, module] = await told(lost('module "x"'), 9090);
  expect(module).toBe("module.x cannot be read, and may add rules");
  const [, anything] = await told("a b = [\n", 8080);
  expect(anything).toBe("a part of lost.tf cannot be read: it may change anything");
});

test("what stands behind a block that ends too early belongs to it", async () => {
  const early = (type: string) => `resource "${type}" "x" {\n  tags = {\n  }\n  }\n  a = 1\n}\n`;
  expect((await told(early("aws_s3_bucket"), 8080))[0]).toBe("reachable");
  expect((await told(early("aws_network_acl"), 8080))[0]).toBe("undetermined");
});

test("a part that holds several blocks may be each of them", async () => {
  const unclosed = (...types: readonly string[]) =>
    types.map((type) => `  resource "${type}" "x" {\n    a = [\n`).join("");
  expect((await told(unclosed("aws_s3_bucket", "aws_sqs_queue"), 8080))[0]).toBe("reachable");
  expect((await told(unclosed("aws_s3_bucket", "aws_network_acl"), 8080))[0]).toBe("undetermined");
});

test("JSON is lost as a whole, with the types that are named in it", async () => {
  const json = (type: string) => `{ "resource": { "${type}": { "x": { "a": [ } } } }`;
  expect((await told(json("aws_s3_bucket"), 8080, "lost.tf.json"))[0]).toBe("reachable");
  expect((await told(json("aws_network_acl"), 8080, "lost.tf.json"))[0]).toBe("undetermined");
});

test("of what a lost override says something nothing is known", async () => {
  const override = (header: string) => told(lost(header), 8080, "x_override.tf");
  expect((await override('resource "aws_security_group" "task"'))[0]).toBe("undetermined");
  expect((await override("locals"))[0]).toBe("undetermined");
  expect((await override('resource "aws_s3_bucket" "x"'))[0]).toBe("reachable");
});

test.each([
  ["Transform: Platform", "undetermined"],
  ["Transform: [AWS::LanguageExtensions, { Name: Platform, Parameters: { Size: 2 } }]", "undetermined"],
  ["Transform: AWS::LanguageExtensions", "as written"],
  ["Transform: [AWS::Serverless-2016-10-31, AWS::SecretsManager-2020-07-23, AWS::CodeDeployBlueGreen]", "as written"],
])("%s: of the template, flows are %s", async (transform, verdict) => {
  for (const [from, written] of [
    ["32768", "reachable"],
    ["65535", "partial"],
  ] as const) {
    const { flows } = await scanned({ "template.yaml": `${transform}\n${TEMPLATE({ from })}` });
    expect([...new Set(flows.map((flow) => flow.verdict))]).toEqual([verdict === "as written" ? written : verdict]);
    const told = flows.flatMap(({ because }) => because.map(({ cause }) => [cause.text, cause.hint]));
    if (verdict === "undetermined")
      expect(told).toContainEqual([
        "the macro Platform is code that is not in the template: it may change anything",
        "analyse what the macro made of it: aws cloudformation get-template --template-stage Processed",
      ]);
  }
});

test("a macro of a template that Terraform deploys may change anything too", async () => {
  const template = `Transform: Platform\nResources:\n  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x } }\n`;
  const stack = `resource "aws_cloudformation_stack" "x" {\n  name = "x"\n  template_body = file("x.yaml")\n}\n`;
  const { flows } = await scanned({ "main.tf": fargate(8080), "stack.tf": stack, "x.yaml": template }, {}, ["main.tf"]);
  expect(new Set(flows.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
});
