/** A rule that AWS refuses is not taken to be there. */
import { expect, test } from "vitest";
import { entriesAt, rulesAt as rulesOf } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

const group = (rule: string) =>
  rulesOf(
    fromTerraform(`resource "aws_security_group" "it" {}
resource "aws_vpc_security_group_ingress_rule" "it" {
  security_group_id = aws_security_group.it.id
  cidr_ipv4         = "10.0.0.0/8"
  ${rule}
}`).graph,
    "aws_security_group.it",
  );

test.each([
  [`ip_protocol = "tcp"`, "tcp from 10.0.0.0/8 ?"],
  [`ip_protocol = "udp"`, "udp from 10.0.0.0/8 ?"],
  [`ip_protocol = "tcp"\n from_port = 80`, "tcp 80 from 10.0.0.0/8 ?"],
  [`ip_protocol = "tcp"\n from_port = -1\n to_port = -1`, "tcp from 10.0.0.0/8 ?"],
  [`ip_protocol = "tcp"\n from_port = 0\n to_port = 0`, "tcp 0 from 10.0.0.0/8"],
  [`ip_protocol = "icmp"\n from_port = -1\n to_port = -1`, "icmp from 10.0.0.0/8"],
  [`ip_protocol = "-1"`, "all traffic from 10.0.0.0/8"],
])("a rule of a group with %j", (rule, expected) => {
  expect(group(rule)).toEqual([`ingress allow ${expected}`]);
});

test.each([
  [1, ""],
  [32766, ""],
  [32767, " ?"],
  [40000, " ?"],
  [0, " ?"],
])("an entry numbered %i", (number, doubt) => {
  const { graph } = fromTerraform(`resource "aws_network_acl" "it" {
  ingress {
    rule_no    = ${number}
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}`);
  expect(entriesAt(graph, "aws_network_acl.it")).toEqual([
    `ingress allow all traffic from 0.0.0.0/0 (rule ${number})${doubt}`,
  ]);
});

test("an entry of a template without the ports of its protocol", () => {
  const { graph } = fromCloudFormation(`Resources:
  Acl: { Type: AWS::EC2::NetworkAcl, Properties: { VpcId: vpc-1 } }
  It:
    Type: AWS::EC2::NetworkAclEntry
    Properties: { NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Protocol: 6, CidrBlock: 10.0.0.0/8 }`);
  expect(entriesAt(graph, "Acl")).toEqual(["ingress allow tcp from 10.0.0.0/8 (rule 1) ?"]);
});

test.each([
  ["[aws_vpc_security_group_ingress_rule.it.id]", ""],
  ["[]", " ?"],
  [`["sgr-0123"]`, " ?"],
])("a rule of a group whose only rules are %s", (ids, doubt) => {
  const exclusive = `}
resource "aws_vpc_security_group_rules_exclusive" "it" {
  security_group_id = aws_security_group.it.id
  ingress_rule_ids  = ${ids}
  egress_rule_ids   = []`;
  expect(group(`ip_protocol = "-1"\n${exclusive}`)).toEqual([`ingress allow all traffic from 10.0.0.0/8${doubt}`]);
});

test("the rules in a group whose only rules are resources of their own", () => {
  const { graph } = fromTerraform(`resource "aws_security_group" "it" {
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_vpc_security_group_rules_exclusive" "it" {
  security_group_id = aws_security_group.it.id
  ingress_rule_ids  = []
  egress_rule_ids   = []
}`);
  expect(rulesOf(graph, "aws_security_group.it")).toEqual(["ingress allow all traffic from 10.0.0.0/8 ?"]);
});
