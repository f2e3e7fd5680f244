/** Rules in a group or ACL beside rule resources of the same direction. */
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { readPlan } from "../../../src/evaluate/plan/document.ts";
import { evaluatePlans } from "../../../src/evaluate/plan/evaluate.ts";
import type { Graph } from "../../../src/graph/model.ts";
import { parseJson } from "../../../src/parse/json.ts";
import { fromTerraform, normalizeWorld } from "../sources.ts";

function conflicts(graph: Graph): readonly string[] {
  const nodes = [...graph.of("security-group"), ...graph.of("network-acl")];
  return nodes.flatMap(({ address, conflicting }) =>
    (conflicting ?? []).map(
      (one) =>
        `${address} ${one.direction}: ${one.inline.file.text.slice(one.inline.start, one.inline.end).split("\n")[0]} / ${one.address}`,
    ),
  );
}

const RULE = (type: string, group = "aws_security_group.g.id") => `
  resource "aws_security_group_rule" "r" {
    type = "${type}"\n from_port = 80\n to_port = 80\n protocol = "tcp"\n cidr_blocks = ["10.0.0.0/8"]\n security_group_id = ${group}
  }`;
const INLINE = 'ingress {\n from_port = 22\n to_port = 22\n protocol = "tcp"\n cidr_blocks = ["10.0.0.0/8"]\n }';
const group = (args: string) => `resource "aws_security_group" "g" {\n ${args}\n}`;

describe("a security group", () => {
  test.each([
    ["a block", group(INLINE) + RULE("ingress"), ["aws_security_group.g ingress: ingress / aws_security_group_rule.r"]],
    [
      "an empty list",
      group("ingress = []") + RULE("ingress"),
      ["aws_security_group.g ingress: ingress = [] / aws_security_group_rule.r"],
    ],
    ["a block of the other direction", group(INLINE) + RULE("egress"), []],
    ["nothing", group("") + RULE("ingress"), []],
    ["null", group("ingress = null") + RULE("ingress"), []],
    [
      "a dynamic block that makes none",
      group('dynamic "ingress" {\n for_each = []\n content {\n from_port = 1\n }\n }') + RULE("ingress"),
      [],
    ],
    [
      "a dynamic block that may make one",
      `variable "u" {}\n${group('dynamic "ingress" {\n for_each = var.u ? [1] : []\n content {\n from_port = 1\n }\n }')}${RULE("ingress")}`,
      [],
    ],
    [
      "a block that it leaves to others",
      group(`${INLINE}\n lifecycle {\n ignore_changes = [ingress]\n }`) + RULE("ingress"),
      [],
    ],
    ["everything left to others", group(`${INLINE}\n lifecycle {\n ignore_changes = all\n }`) + RULE("ingress"), []],
    [
      "the other direction left to others",
      group(`${INLINE}\n lifecycle {\n ignore_changes = [egress]\n }`) + RULE("ingress"),
      ["aws_security_group.g ingress: ingress / aws_security_group_rule.r"],
    ],
    ["a rule of another group", group(INLINE) + RULE("ingress", '"sg-0a"'), []],
    ["a rule without instances", group(INLINE) + RULE("ingress").replace("type =", "count = 0\n type ="), []],
  ])("with %s", (_, text, expected) => {
    expect(conflicts(fromTerraform(text).graph)).toEqual(expected);
  });

  test("with a rule of each form", () => {
    const text = `${group(`${INLINE}\n egress = []`)}
      resource "aws_vpc_security_group_ingress_rule" "i" {\n security_group_id = aws_security_group.g.id\n ip_protocol = "-1"\n cidr_ipv4 = "10.0.0.0/8"\n}
      resource "aws_vpc_security_group_egress_rule" "e" {\n security_group_id = aws_security_group.g.id\n ip_protocol = "-1"\n cidr_ipv4 = "10.0.0.0/8"\n}
      resource "awscc_ec2_security_group_ingress" "c" {\n group_id = aws_security_group.g.id\n ip_protocol = "-1"\n cidr_ip = "10.0.0.0/8"\n}`;
    expect(conflicts(fromTerraform(text).graph)).toEqual([
      "aws_security_group.g ingress: ingress / aws_vpc_security_group_ingress_rule.i",
      "aws_security_group.g ingress: ingress / awscc_ec2_security_group_ingress.c",
      "aws_security_group.g egress: egress = [] / aws_vpc_security_group_egress_rule.e",
    ]);
  });

  test("that is a VPC's default", () => {
    const text = `resource "aws_default_security_group" "g" {\n ${INLINE}\n}${RULE("ingress", "aws_default_security_group.g.id")}`;
    expect(conflicts(fromTerraform(text).graph)).toEqual([
      "aws_default_security_group.g ingress: ingress / aws_security_group_rule.r",
    ]);
  });
});

describe("a network ACL", () => {
  const entry = (acl: string) =>
    `resource "aws_network_acl_rule" "r" {\n network_acl_id = ${acl}\n rule_number = 5\n protocol = "-1"\n rule_action = "allow"\n cidr_block = "0.0.0.0/0"\n}`;
  const inline =
    'ingress {\n rule_no = 1\n action = "allow"\n protocol = "-1"\n from_port = 0\n to_port = 0\n cidr_block = "0.0.0.0/0"\n }';

  test("with an entry in it, and without", () => {
    const acl = (args: string) =>
      fromTerraform(`resource "aws_network_acl" "n" {\n ${args}\n}\n${entry("aws_network_acl.n.id")}`).graph;
    expect(conflicts(acl(inline))).toEqual(["aws_network_acl.n ingress: ingress / aws_network_acl_rule.r"]);
    expect(conflicts(acl(""))).toEqual([]);
  });

  test("that is a VPC's default has no others, even where it has none", () => {
    const text = `resource "aws_vpc" "v" {}\nresource "aws_default_network_acl" "n" { default_network_acl_id = aws_vpc.v.default_network_acl_id }\n${entry("aws_default_network_acl.n.id")}`;
    expect(conflicts(fromTerraform(text).graph)).toEqual([
      'aws_default_network_acl.n ingress: resource "aws_default_network_acl" "n" / aws_network_acl_rule.r',
    ]);
  });
});

test("rules that a plan tells of a group, which its configuration does not write, are no conflict", () => {
  const rule = { from_port: 80, to_port: 80, protocol: "tcp", cidr_blocks: ["10.0.0.0/8"] };
  const group = (after: object) => ({
    address: "aws_security_group.g",
    type: "aws_security_group",
    name: "g",
    change: { after, after_unknown: {} },
  });
  const apart = {
    address: "aws_security_group_rule.r",
    type: "aws_security_group_rule",
    name: "r",
    change: { after: { ...rule, type: "ingress", security_group_id: "sg-0123456789abcdef0" }, after_unknown: {} },
  };
  const conflictsOf = (expressions: object) => {
    const json = {
      format_version: "1.2",
      terraform_version: "1.11.4",
      resource_changes: [group({ id: "sg-0123456789abcdef0", ingress: [rule] }), apart],
      configuration: { root_module: { resources: [{ address: "aws_security_group.g", expressions }] } },
    };
    const plan = readPlan(parseJson(new SourceFile("p.json", JSON.stringify(json))).output!)!;
    return conflicts(normalizeWorld(evaluatePlans([plan], false).groups[0]!.worlds[0]!, { strict: false }).graph);
  };
  expect(conflictsOf({ name: { constant_value: "g" } })).toEqual([]);
  expect(conflictsOf({ ingress: { constant_value: [rule] } })).toHaveLength(1);
});
