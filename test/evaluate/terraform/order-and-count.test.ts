/** The order and the number of elements of which some are not known: nothing is proven of what stands at a place that is not. */
import { describe, expect, test } from "vitest";
import { TERRAFORM } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";

const DECLARED = `
variable "x" { type = list(string) }
variable "y" { type = list(string) }
variable "ms" { type = list(map(string)) }
variable "k" { type = string }
variable "n" { type = number }
variable "keys" { type = set(string) }
resource "aws_security_group" "a" { vpc_id = aws_vpc.main.id }
resource "aws_security_group" "b" { vpc_id = aws_vpc.main.id }
resource "aws_lb" "other" {
  security_groups = [aws_security_group.a.id, aws_security_group.b.id]
}
resource "aws_security_group" "counted" {
  count  = var.n
  vpc_id = aws_vpc.main.id
}
module "keyed" {
  source   = "./group"
  for_each = var.keys
  vpc_id   = aws_vpc.main.id
}
`;

const GROUP = `
variable "vpc_id" {}
resource "aws_security_group" "this" { vpc_id = var.vpc_id }
output "id" { value = aws_security_group.this.id }
output "range" { value = "10.0.1.0/24" }
`;

const [A, B] = ["aws_security_group.a.id", "aws_security_group.b.id"];

/** May send to everywhere. */
const OUT = (group: string) => `
resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = ${group}
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}`;

/** The load balancer has the one group and may send to everywhere; the hosts admit the other one. */
async function verdict(own: string, admitted: string): Promise<string> {
  return verdictOf(TERRAFORM({ balancer: own, source: admitted, more: DECLARED + OUT(own) }));
}

async function verdictOf(main: string): Promise<string> {
  const { flows } = await scanned({ "main.tf": main, "group/main.tf": GROUP });
  const verdicts = [...new Set(flows.map((flow) => flow.verdict))];
  expect(verdicts).toHaveLength(1);
  return verdicts[0]!;
}

describe("two places of which it is not known whether they are one", () => {
  test.each([
    ["a list and the list of its set", "tolist(toset(var.x))[0]", "var.x[0]"],
    [
      "lists of the same parts in another order",
      `element(concat(["sg-1"], var.x, ["sg-2"]), 1)`,
      `element(concat(var.x, ["sg-1", "sg-2"]), 1)`,
    ],
    ["a list behind another and by itself", `concat(["sg-1"], var.x)[1]`, "var.x[1]"],
    ["a list behind two others", `concat(["sg-1"], var.x)[1]`, `concat(["sg-2"], var.x)[1]`],
    ["flattened, behind another", `flatten([["sg-1"], var.x])[1]`, "var.x[1]"],
  ])("%s", async (_, own, admitted) => {
    expect(await verdict(own, own)).toBe("reachable");
    expect(await verdict(own, admitted)).toBe("undetermined");
  });

  test.each([
    ["the list of a set", `tolist(toset([${A}, ${B}]))[0]`, A],
    ["element of the list of a set", `element(tolist(toset([${B}, ${A}])), 1)`, A],
    ["a loop over a set", `[for g in toset([${A}, ${B}]) : g][0]`, A],
    ["the union of sets", `tolist(setunion([${A}], [${B}]))[0]`, A],
    ["a set of another resource", "tolist(aws_lb.other.security_groups)[0]", A],
    ["lists joined behind the list of a set", `concat(tolist(toset([${A}, ${B}])), [${B}])[0]`, A],
    ["reversed", `reverse(tolist(toset([${A}, ${B}])))[1]`, A],
    ["a part", `slice(tolist(toset([${A}, ${B}])), 0, 1)[0]`, A],
    ["flattened", `flatten([for g in toset([${A}, ${B}]) : [g]])[0]`, A],
    ["how many there are", `length(tolist(setunion(["a", "b"], [var.k]))) == 3 ? ${A} : ${B}`, A],
    ["a loop behind an open beginning", `[for v in concat(var.x, [${A}, ${B}]) : v][0]`, A],
    ["the index in such a loop", `{ for i, v in concat(var.x, [${A}, ${B}]) : i => v }["0"]`, A],
    ["a loop over sorted ids", `[for v in sort([${A}, ${B}]) : v][0]`, A],
    ["a loop over distinct ones", `[for v in distinct([var.k, ${A}, ${B}]) : v][1]`, A],
    ["a loop over a map with further keys", `[for v in merge({ b = ${A} }, var.ms[0]) : v][0]`, A],
  ])("%s", async (_, own, admitted) => {
    expect(await verdict(own, admitted)).toBe("undetermined");
  });

  test.each([
    ["what further maps may hold", `merge({ a = ${A} }, var.ms...)["a"]`, A],
    ["what further maps of a longer list may hold", `merge(concat([{ a = ${A} }], var.ms)...)["a"]`, A],
    ["lists joined behind further ones", `concat(concat([for x in var.ms : values(x)], [[${A}]])...)[0]`, A],
    [
      "how many turns of two loops there are",
      `length([for v in var.x : "a"]) == length([for v in var.y : "a"]) ? ${A} : ${B}`,
      A,
    ],
    [
      "how often two loops give one group",
      `length([for v in var.x : ${B}]) == length([for v in var.y : ${B}]) ? ${A} : ${B}`,
      A,
    ],
    ["one of two keys", `keys({ (${A}) = 1, (${B}) = 2 })[0]`, A],
    ["the one key", `one(keys({ (${A}) = 1, (${B}) = 2 }))`, A],
    ["a key beside another unknown one", `keys({ (var.k) = 1, (${A}) = 2 })[0]`, B],
    ["the value under a key", `values({ (${B}) = ${A} })[0]`, A],
    ["a value under one of two keys", `values({ (var.k) = "sg-1", (${B}) = var.x[0] })[0]`, A],
    [
      "objects with one key of two in common",
      `values({ (var.k) = "sg-1", (var.x[0]) = "sg-2" })[0]`,
      `values({ (var.k) = "sg-3", (var.x[0]) = "sg-2" })[0]`,
    ],
  ])("%s", async (_, own, admitted) => {
    expect(await verdict(own, admitted)).toBe("undetermined");
  });

  test("all of a set in any order are its elements", async () => {
    const all = `[for g in tolist(toset([${A}, ${B}])) : g]`;
    const main = TERRAFORM({ source: A, more: DECLARED + OUT(A) });
    expect(await verdictOf(main.replace("[aws_security_group.alb.id]", all))).toBe("reachable");
  });
});

describe("an instance that is only named somewhere may not be there", () => {
  const COUNTED = "aws_security_group.counted";
  const NAMED = `${COUNTED}[0].id`;
  const KEYED = 'module.keyed["a"].id';
  test.each([
    ["length of instances", `length(${COUNTED}) > 0 ? ${NAMED} : ${A}`],
    ["length of a splat", `length(${COUNTED}.*.id) > 0 ? ${NAMED} : ${A}`],
    ["length of a loop", `length([for g in ${COUNTED} : g.id]) > 0 ? ${NAMED} : ${A}`],
    ["length of what a loop gives alike", `length([for g in ${COUNTED} : "a"]) > 0 ? ${NAMED} : ${A}`],
    ["at least two", `length(${COUNTED}) >= 2 ? ${NAMED} : ${A}`],
    ["length of modules", `length(module.keyed) > 0 ? ${KEYED} : ${A}`],
    ["length of keys", `length(keys(module.keyed)) > 0 ? ${KEYED} : ${A}`],
    ["length of values", `length(values(module.keyed)[*].id) > 0 ? ${KEYED} : ${A}`],
    ["contains", `contains(keys(module.keyed), "a") ? ${KEYED} : ${A}`],
    ["anytrue", `anytrue([for k, m in module.keyed : k == "a"]) ? ${KEYED} : ${A}`],
    ["lookup with a default", `lookup({ for k, m in module.keyed : k => m.id }, "a", ${A})`],
    ["merge", `merge({ a = ${A} }, { for k, m in module.keyed : k => m.id })["a"]`],
    ["coalescelist", `coalescelist(${COUNTED}.*.id, [${A}])[0]`],
  ])("%s", async (_, own) => {
    const named = `
resource "aws_security_group_rule" "named" {
  type                     = "ingress"
  security_group_id        = ${B}
  source_security_group_id = try(${NAMED}, ${COUNTED}[1].id, ${KEYED}, "")
  from_port                = 0
  to_port                  = 0
  protocol                 = "tcp"
}`;
    const main = (admitted: string) =>
      TERRAFORM({ balancer: own, source: admitted, more: DECLARED + OUT(own) + named });
    expect(await verdictOf(main(A))).toBe("undetermined");
    expect(await verdictOf(main(own.includes("module") ? KEYED : NAMED))).toBe("undetermined");
  });
});

describe("what is made for each of them may not be there either", () => {
  test.each([
    [
      "rules",
      `for_each                 = { for k, m in module.keyed : k => m.id }
      source_security_group_id = ${A}`,
    ],
    ["a range", `cidr_blocks = [for m in module.keyed : "10.0.1.0/24"]`],
    ["the ranges of instances", `cidr_blocks = values(module.keyed)[*].range`],
  ])("%s", async (_, said) => {
    const rule = `
resource "aws_security_group_rule" "each" {
  ${said}
  type              = "ingress"
  security_group_id = aws_security_group.host.id
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
}
output "named" { value = module.keyed["a"].id }`;
    const main = TERRAFORM({ balancer: A, source: B, more: DECLARED + OUT(A) + rule });
    expect(await verdictOf(main)).toBe("undetermined");
  });

  test("blocks", async () => {
    const group = `
resource "aws_security_group" "host" {
  dynamic "ingress" {
    for_each = [for m in module.keyed : 1]
    content {
      from_port       = 0
      to_port         = 65535
      protocol        = "tcp"
      security_groups = [${A}]
    }
  }`;
    const main = TERRAFORM({ balancer: A, source: B, more: DECLARED + OUT(A) });
    const named = `${main}\noutput "named" { value = module.keyed["a"].id }`;
    expect(await verdictOf(named.replace('resource "aws_security_group" "host" {', group))).toBe("undetermined");
  });
});
