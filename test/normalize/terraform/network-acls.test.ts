/** Terraform's network ACLs: inline, entry resources, associations, the default one. */
import { describe, expect, test } from "vitest";
import { entriesAt, linked, linkedAll, nodeAt } from "../describe.ts";
import { fromTerraform } from "../sources.ts";

const NET = `resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}
resource "aws_subnet" "a" {\n  vpc_id = aws_vpc.v.id\n  cidr_block = "10.0.1.0/24"\n}
resource "aws_subnet" "b" {\n  vpc_id = aws_vpc.v.id\n  cidr_block = "10.0.2.0/24"\n}\n`;

describe("entries", () => {
  test("inline blocks, in any case of the action", () => {
    const { graph } = fromTerraform(`${NET}resource "aws_network_acl" "n" {
      vpc_id = aws_vpc.v.id
      subnet_ids = [aws_subnet.a.id]
      ingress {
        rule_no = 100
        action = "ALLOW"
        protocol = "tcp"
        from_port = 80
        to_port = 80
        cidr_block = "0.0.0.0/0"
        ipv6_cidr_block = ""
      }
      egress {
        rule_no = 200
        action = "deny"
        protocol = "-1"
        from_port = 0
        to_port = 0
        cidr_block = "10.0.0.0/8"
      }
    }`);
    expect(entriesAt(graph, "aws_network_acl.n")).toEqual([
      "ingress allow tcp 80 from 0.0.0.0/0 (rule 100)",
      "egress deny all traffic to 10.0.0.0/8 (rule 200)",
    ]);
    expect(linkedAll(graph, nodeAt(graph, "network-acl", "aws_network_acl.n").subnets)).toEqual(["aws_subnet.a"]);
  });
  test("an attribute list", () => {
    const { graph } = fromTerraform(`${NET}resource "aws_network_acl" "n" {
      vpc_id = aws_vpc.v.id
      ingress = [{ rule_no = 1, action = "allow", protocol = "6", from_port = 1, to_port = 2, cidr_block = "10.0.0.0/8", ipv6_cidr_block = null, icmp_code = null, icmp_type = null }]
    }`);
    expect(entriesAt(graph, "aws_network_acl.n")).toEqual(["ingress allow tcp 1-2 from 10.0.0.0/8 (rule 1)"]);
  });
  test("entry resources; omitted ports are 0, egress is false unless written", () => {
    const { graph } = fromTerraform(`${NET}resource "aws_network_acl" "n" {\n  vpc_id = aws_vpc.v.id\n}
    resource "aws_network_acl_rule" "a" {
      network_acl_id = aws_network_acl.n.id
      rule_number = 100
      rule_action = "allow"
      protocol = "tcp"
      cidr_block = "10.0.0.0/8"
    }
    resource "aws_network_acl_rule" "b" {
      network_acl_id = aws_network_acl.n.id
      egress = true
      rule_number = 100
      rule_action = "allow"
      protocol = "all"
      ipv6_cidr_block = "::/0"
    }`);
    expect(entriesAt(graph, "aws_network_acl.n")).toEqual([
      "ingress allow tcp 0 from 10.0.0.0/8 (rule 100)",
      "egress allow all traffic to ::/0 (rule 100)",
    ]);
  });
  test("an unknown action is an allow and a deny that may exist", () => {
    const { graph } = fromTerraform(`variable "action" { type = string }\n${NET}resource "aws_network_acl" "n" {
      vpc_id = aws_vpc.v.id
      ingress {
        rule_no = 100
        action = var.action
        protocol = "-1"
        from_port = 0
        to_port = 0
        cidr_block = "0.0.0.0/0"
      }
    }`);
    expect(entriesAt(graph, "aws_network_acl.n")).toEqual([
      "ingress allow all traffic from 0.0.0.0/0 (rule 100) ?",
      "ingress deny all traffic from 0.0.0.0/0 (rule 100) ?",
    ]);
  });
  test("an unknown direction is one entry each way that may exist", () => {
    const { graph } =
      fromTerraform(`variable "out" { type = bool }\n${NET}resource "aws_network_acl" "n" {\n  vpc_id = aws_vpc.v.id\n}
    resource "aws_network_acl_rule" "a" {
      network_acl_id = aws_network_acl.n.id
      egress = var.out
      rule_number = 100
      rule_action = "allow"
      protocol = "-1"
      cidr_block = "10.0.0.0/8"
    }`);
    expect(entriesAt(graph, "aws_network_acl.n")).toEqual([
      "ingress allow all traffic from 10.0.0.0/8 (rule 100) ?",
      "egress allow all traffic to 10.0.0.0/8 (rule 100) ?",
    ]);
  });
});

describe("which subnets", () => {
  test("associations of their own", () => {
    const { graph } = fromTerraform(`${NET}resource "aws_network_acl" "n" {\n  vpc_id = aws_vpc.v.id\n}
    resource "aws_network_acl_association" "x" {
      network_acl_id = aws_network_acl.n.id
      subnet_id = aws_subnet.b.id
    }`);
    expect(linkedAll(graph, nodeAt(graph, "network-acl", "aws_network_acl.n").subnets)).toEqual(["aws_subnet.b"]);
  });
  test("an unknown list", () => {
    const { graph } = fromTerraform(
      `variable "subnets" { type = list(string) }\n${NET}resource "aws_network_acl" "n" {\n  vpc_id = aws_vpc.v.id\n  subnet_ids = var.subnets\n}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "network-acl", "aws_network_acl.n").subnets)).toEqual(["… var.subnets"]);
  });
});

describe("the default ACL of a VPC", () => {
  test("adopted, without entries: denies everything", () => {
    const { graph } = fromTerraform(
      `${NET}resource "aws_default_network_acl" "d" {\n  default_network_acl_id = aws_vpc.v.default_network_acl_id\n}`,
    );
    const node = nodeAt(graph, "network-acl", "aws_default_network_acl.d");
    expect([node.isDefault, linked(graph, node.vpc), node.entries]).toEqual([true, "aws_vpc.v", []]);
    expect(graph.of("network-acl")).toHaveLength(1);
  });
  test("managed by nothing: allows everything, said as an assumption", () => {
    const { graph } = fromTerraform(NET);
    expect(entriesAt(graph, "default network ACL of aws_vpc.v")).toEqual([
      "ingress allow all traffic from 0.0.0.0/0 (rule 100)",
      "ingress allow all traffic from ::/0 (rule 101)",
      "egress allow all traffic to 0.0.0.0/0 (rule 100)",
      "egress allow all traffic to ::/0 (rule 101)",
    ]);
    expect(graph.of("network-acl")[0]?.assumption?.kind).toBe("default-network-acl");
  });
  test("an entry resource on it is added", () => {
    const { graph } = fromTerraform(`${NET}resource "aws_network_acl_rule" "x" {
      network_acl_id = aws_vpc.v.default_network_acl_id
      rule_number = 50
      rule_action = "deny"
      protocol = "-1"
      cidr_block = "10.0.0.0/8"
    }`);
    expect(entriesAt(graph, "default network ACL of aws_vpc.v")).toHaveLength(5);
  });
  test("under strict it may have any entries", () => {
    const { graph } = fromTerraform(NET, { strict: true });
    const node = nodeAt(graph, "network-acl", "default network ACL of aws_vpc.v");
    expect([node.entries, node.ingressRest?.cause.kind, node.assumption]).toEqual([[], "assumption", undefined]);
  });
});
