/** Filters that admit what did not get through before, and those that do not. */
import { expect, test } from "vitest";
import { openedFilters } from "../../src/compare/opened-filters.ts";
import { openedText } from "../../src/report/change-words.ts";
import { fromCloudFormation, fromTerraform } from "../normalize/sources.ts";

const group = (...rules: readonly string[]): string => `
  resource "aws_security_group" "a" {}
  resource "aws_ec2_managed_prefix_list" "l" {}
  resource "aws_security_group" "g" {
    ${rules.join("\n")}
  }`;
const ingress = (ports: string, from: string, protocol = "tcp"): string => {
  const [first, last = first] = ports.split("-");
  return `ingress {\nfrom_port = ${first}\nto_port = ${last}\nprotocol = "${protocol}"\n${from}\n}`;
};
const cidr = (text: string): string => `cidr_blocks = ["${text}"]`;
const LIST = "prefix_list_ids = [aws_ec2_managed_prefix_list.l.id]";
const A = "security_groups = [aws_security_group.a.id]";

const opened = (before: string, after: string): readonly string[] =>
  openedFilters([fromTerraform(before).graph], [fromTerraform(after).graph]).map(
    (one) => `${one.filter.address} ${openedText([one])}`,
  );

test.each([
  ["more ports", [ingress("80", A)], [ingress("80-90", A)], ["admits tcp 81-90 from aws_security_group.a"]],
  [
    "ports on both sides",
    [ingress("80", A)],
    [ingress("70-90", A)],
    ["admits tcp 70-79,81-90 from aws_security_group.a"],
  ],
  [
    "more addresses",
    [ingress("80", cidr("10.0.0.0/16"))],
    [ingress("80", cidr("10.0.0.0/8"))],
    ["admits tcp 80 from 10.0.0.0/8"],
  ],
  ["another protocol", [ingress("53", A)], [ingress("53", A, "udp")], ["admits udp 53 from aws_security_group.a"]],
  ["all protocols", [ingress("0-65535", A)], [ingress("0", A, "-1")], ["admits all traffic from aws_security_group.a"]],
  [
    "a prefix list",
    [ingress("80", A)],
    [ingress("80", A), ingress("80", LIST)],
    ["admits tcp 80 from aws_ec2_managed_prefix_list.l"],
  ],
  ["the first rule", [], [ingress("22", cidr("0.0.0.0/0"))], ["admits tcp 22 from 0.0.0.0/0"]],
  ["fewer ports", [ingress("80-90", A)], [ingress("85", A)], []],
  ["the same in two rules", [ingress("80-90", A)], [ingress("80-85", A), ingress("86-90", A)], []],
  ["one protocol of all", [ingress("0", A, "-1")], [ingress("80", A)], []],
  ["a group where everybody was admitted", [ingress("80", cidr("0.0.0.0/0"))], [ingress("80", A)], []],
  [
    "what was not known",
    ['ingress {\nfrom_port = var.p\nto_port = 90\nprotocol = "tcp"\n' + A + "\n}"],
    [ingress("80-90", A)],
    [],
  ],
  [
    "what is not known",
    [ingress("80", A)],
    ['ingress {\nfrom_port = var.p\nto_port = 90\nprotocol = "tcp"\n' + A + "\n}"],
    [],
  ],
] as const)("a security group: %s", (_, before, after, expected) => {
  expect(opened(group(...before), group(...after))).toEqual(expected.map((one) => `aws_security_group.g ${one}`));
});

test("a group that is new, or gone, opens nothing", () => {
  const other = 'resource "aws_security_group" "other" {}';
  expect(opened(other, group(ingress("80", A)))).toEqual([]);
  expect(opened(group(ingress("80", A)), other)).toEqual([]);
});

test.each([
  [
    "a deny that goes",
    [
      [100, "deny", "22"],
      [200, "allow", "0-65535"],
    ],
    [[200, "allow", "0-65535"]],
    ["admits tcp 22 from 0.0.0.0/0"],
  ],
  [
    "a deny behind the allow",
    [
      [100, "deny", "22"],
      [200, "allow", "0-65535"],
    ],
    [
      [300, "deny", "22"],
      [200, "allow", "0-65535"],
    ],
    ["admits tcp 22 from 0.0.0.0/0"],
  ],
  [
    "a deny more",
    [[200, "allow", "0-65535"]],
    [
      [100, "deny", "22"],
      [200, "allow", "0-65535"],
    ],
    [],
  ],
  [
    "an allow behind another",
    [[100, "allow", "0-65535"]],
    [
      [100, "allow", "0-65535"],
      [200, "allow", "22"],
    ],
    [],
  ],
  [
    "an allow that a deny keeps closed",
    [[100, "deny", "22"]],
    [
      [100, "deny", "22"],
      [200, "allow", "22-23"],
    ],
    ["admits tcp 23 from 0.0.0.0/0"],
  ],
] as const)("a network ACL: %s", (_, before, after, expected) => {
  const acl = (rules: readonly (readonly [number, string, string])[]): string => {
    const lines = rules.map(([number, action, ports]) => {
      const [first, last = first] = ports.split("-");
      return `ingress {\nrule_no = ${number}\naction = "${action}"\nprotocol = "tcp"\nfrom_port = ${first}\nto_port = ${last}\ncidr_block = "0.0.0.0/0"\n}`;
    });
    return `resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }\nresource "aws_network_acl" "g" {\nvpc_id = aws_vpc.v.id\n${lines.join("\n")}\n}`;
  };
  expect(opened(acl(before), acl(after))).toEqual(expected.map((one) => `aws_network_acl.g ${one}`));
});

test("CloudFormation's default egress, which a rule of its own replaces and its removal brings back", () => {
  const template = (egress: string): string => `
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: g${egress} }
`;
  const narrow = template(
    ", SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }]",
  );
  const graph = (text: string) => [fromCloudFormation(text).graph];
  expect(openedFilters(graph(narrow), graph(template(""))).map((one) => openedText([one]))).toEqual([
    "lets out all traffic to 0.0.0.0/0",
    "lets out all traffic to ::/0",
  ]);
  expect(openedFilters(graph(template("")), graph(narrow))).toEqual([]);
});
