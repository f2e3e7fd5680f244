/** What two expressions pick from one collection that is not known: the same where they are the same expression, and else nothing is proven of it. */
import { describe, expect, test } from "vitest";
import { rootUnknowns } from "../../../src/base/value.ts";
import { TERRAFORM } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";

const DECLARED = `
variable "groups" { type = list(object({ name = string, other = string, id = string, next = string, public = bool })) }
variable "keyed" { type = map(object({ id = string, next = string })) }
variable "names" { type = list(string) }
variable "map" { type = map(string) }
variable "i" { type = number }
variable "j" { type = number }
variable "known" { default = { a = { name = "a" }, b = { name = "b" } } }
locals {
  by_name  = { for g in var.groups : g.name => g.id }
  by_other = { for g in var.groups : g.other => g.id }
  ids      = { for name, group in aws_security_group.keyed : name => group.id }
  flat     = flatten([for g in var.groups : [g.id, g.next]])
  failing  = { for name, one in var.known : name => one.id }
}
module "keyed" {
  source = "./groups"
  vpc_id = aws_vpc.main.id
  groups = var.map
}
resource "aws_security_group" "keyed" {
  for_each = var.map
  vpc_id   = aws_vpc.main.id
}
resource "aws_security_group" "counted" {
  count  = length(var.names)
  vpc_id = aws_vpc.main.id
}
`;

const GROUPS = `
variable "vpc_id" {}
variable "groups" {}
resource "aws_security_group" "this" {
  for_each = var.groups
  vpc_id   = var.vpc_id
}
output "ids" { value = { for name, group in aws_security_group.this : name => group.id } }
output "list" { value = values(aws_security_group.this)[*].id }
`;

/** The load balancer has the one group and may send to everywhere; the hosts admit the other one. */
async function verdict(own: string, admitted: string): Promise<string> {
  const out = `
resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = ${own}
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}`;
  const main = TERRAFORM({ balancer: own, source: admitted, more: DECLARED + out });
  const { flows } = await scanned({ "main.tf": main, "groups/main.tf": GROUPS });
  const verdicts = [...new Set(flows.map((flow) => flow.verdict))];
  expect(verdicts).toHaveLength(1);
  return verdicts[0]!;
}

describe("is one thing where the expression is one, and not where it is another", () => {
  test.each<readonly [what: string, own: string, admitted: string]>([
    [
      "the condition of a loop",
      `[for g in var.groups : g.id if g.name == "a"][0]`,
      `[for g in var.groups : g.id if g.name == "b"][0]`,
    ],
    ["a condition and none", `[for g in var.groups : g.id if g.public][0]`, "[for g in var.groups : g.id][0]"],
    [
      "opposite conditions",
      "one([for g in var.groups : g.id if g.public])",
      "one([for g in var.groups : g.id if !g.public])",
    ],
    [
      "the place in a loop",
      "[for i, g in var.groups : g.id if i == 1][0]",
      "[for i, g in var.groups : g.id if i == 2][0]",
    ],
    ["an index", "[for g in var.groups : g.id][0]", "[for g in var.groups : g.id][1]"],
    ["the key of an object", `local.by_name["a"]`, `local.by_name["b"]`],
    ["what an object is keyed by", `local.by_name["a"]`, `local.by_other["a"]`],
    ["an attribute", "var.groups[0].id", "var.groups[0].next"],
    [
      "the key of a map of objects",
      `{ for k, v in var.keyed : k => v.id }["a"]`,
      `{ for k, v in var.keyed : k => v.id }["b"]`,
    ],
    [
      "element",
      "element([for g in var.groups : g.id if g.public], 0)",
      "element([for g in var.groups : g.id if g.public], 1)",
    ],
    ["lookup", `lookup(local.by_name, "a", "sg-1")`, `lookup(local.by_name, "b", "sg-1")`],
    ["a key of instances", `aws_security_group.keyed["a"].id`, `aws_security_group.keyed["b"].id`],
    ["a key of a map of instances", `local.ids["a"]`, `local.ids["b"]`],
    ["lookup in a map of instances", `lookup(local.ids, "a", "")`, `lookup(local.ids, "b", "")`],
    ["a key of a module's map of instances", `module.keyed.ids["a"]`, `module.keyed.ids["b"]`],
    ["an index of a module's list of instances", "module.keyed.list[0]", "module.keyed.list[1]"],
    [
      "a key of instances that is not known",
      `aws_security_group.keyed[var.groups[0].name].id`,
      `aws_security_group.keyed[var.groups[1].name].id`,
    ],
    ["an index of instances", "aws_security_group.counted[0].id", "aws_security_group.counted[1].id"],
    [
      "an index of instances that is not known",
      "aws_security_group.counted[var.i].id",
      "aws_security_group.counted[var.j].id",
    ],
    [
      "element of instances",
      "element(aws_security_group.counted.*.id, 0)",
      "element(aws_security_group.counted.*.id, 1)",
    ],
    [
      "a slice of instances",
      "slice(aws_security_group.counted.*.id, 0, 1)[0]",
      "slice(aws_security_group.counted.*.id, 1, 2)[0]",
    ],
    [
      "coalescelist of instances",
      `coalescelist(aws_security_group.counted.*.id, [""])[0]`,
      `coalescelist(aws_security_group.counted.*.id, [""])[1]`,
    ],
    [
      "some of the instances",
      `[for g in aws_security_group.keyed : g.id if g.name == "a"][0]`,
      `[for g in aws_security_group.keyed : g.id if g.name == "b"][0]`,
    ],
  ])("%s", async (_, own, admitted) => {
    expect(await verdict(own, own)).toBe("reachable");
    // Two instances that keys name are two.
    expect(await verdict(own, admitted)).not.toBe("reachable");
    expect(await verdict(admitted, own)).not.toBe("reachable");
  });

  test.each([
    ["a place among flattened ones", "local.flat[0]", "local.flat[1]"],
    ["an error of one place in two turns of a loop", `local.failing["a"]`, `local.failing["b"]`],
    [
      "an error in a file that is not there",
      `[for n in ["a", "b"] : file("\${n}.txt")][0]`,
      `[for n in ["a", "b"] : file("\${n}.txt")][1]`,
    ],
    ["what differs from call to call", `[for n in ["a", "b"] : uuid()][0]`, `[for n in ["a", "b"] : uuid()][1]`],
  ])("%s", async (_, own, admitted) => {
    expect(await verdict(own, admitted)).toBe("undetermined");
  });
});

test("the turn of another collection is not the instances' own", async () => {
  const more = `
variable "s" { type = map(string) }
variable "t" { type = map(string) }
resource "aws_security_group" "each" {
  for_each = var.s
  vpc_id   = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group_rule" "in" {
  for_each                 = var.t
  type                     = "ingress"
  security_group_id        = aws_security_group.host.id
  source_security_group_id = GROUP
  from_port                = 0
  to_port                  = 65535
  protocol                 = "tcp"
}`;
  const told = async (own: string, admitted: string) => {
    const main = TERRAFORM({ source: '"sg-1"', more: more.replace("GROUP", admitted) }).replace(
      "security_groups    = [aws_security_group.alb.id]",
      `security_groups    = ${own}`,
    );
    const { flows } = await scanned({ "main.tf": main });
    return [...new Set(flows.map(({ verdict }) => verdict))];
  };
  const all = "[for k, v in var.s : aws_security_group.each[k].id]";
  expect(await told(all, "aws_security_group.each[each.key].id")).toEqual(["undetermined"]);
  expect(await told(all, "aws_security_group.each[each.value].id")).toEqual(["undetermined"]);
  expect(
    await told("[for k, v in var.s : aws_security_group.each[v].id]", "aws_security_group.each[each.key].id"),
  ).toEqual(["undetermined"]);
});

test("what is made for some of an unknown collection is not made for the others", async () => {
  const rules = `
variable "apps" { type = map(object({ public = bool })) }
resource "aws_security_group" "for" {
  for_each = var.apps
  vpc_id   = aws_vpc.main.id
}
resource "aws_security_group_rule" "public" {
  for_each                 = { for k, v in var.apps : k => v if v.public }
  type                     = "ingress"
  security_group_id        = aws_security_group.host.id
  source_security_group_id = aws_security_group.for[each.key].id
  from_port                = 0
  to_port                  = 65535
  protocol                 = "tcp"
}`;
  const own = `[for k, v in var.apps : aws_security_group.for[k].id if !v.public]`;
  const main = TERRAFORM({ source: '"sg-1"', more: rules }).replace("[aws_security_group.alb.id]", own);
  const { flows } = await scanned({ "main.tf": main });
  expect([...new Set(flows.map(({ verdict }) => verdict))]).toEqual(["undetermined"]);
});

test("the groups of any number of load balancers that are looked up may be any, and are none that an input gives", async () => {
  const more = `variable "names" { type = set(string) }
data "aws_lb" "x" {
  for_each = var.names
  name     = each.value
}`;
  const main = TERRAFORM({ more }).replace(
    '[aws_security_group.alb.id]\n  }\n}\nresource "aws_lb"',
    'flatten([for one in data.aws_lb.x : tolist(one.security_groups)])\n  }\n}\nresource "aws_lb"',
  );
  expect(main).toContain("flatten");
  const { flows } = await scanned({ "main.tf": main });
  expect(new Set(flows.map((flow) => flow.verdict))).toEqual(new Set(["undetermined"]));
  const causes = flows.flatMap(({ because }) => because.flatMap(rootUnknowns)).map(({ cause }) => cause.kind);
  expect(causes).toContain("external");
});
