/** What `try` and `can` come to where it is not known whether there is an error: no verdict rests on there being none. */
import { describe, expect, test } from "vitest";
import { TERRAFORM } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";

const DECLARED = `
variable "list" { type = list(string) }
variable "map" { type = map(string) }
variable "text" { type = string }
variable "place" { type = number }
variable "sure" {
  type     = bool
  nullable = false
}
variable "sure_list" {
  type     = list(string)
  nullable = false
}
resource "aws_security_group" "a" { vpc_id = aws_vpc.main.id }
resource "aws_security_group" "b" { vpc_id = aws_vpc.main.id }
locals {
  a  = aws_security_group.a.id
  b  = aws_security_group.b.id
  by = { dev = local.a, prod = local.a }
}
`;

/** The load balancer has what the expression gives, and the hosts admit group a. */
async function verdicts(expression: string): Promise<readonly string[]> {
  const out = `
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = local.a
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}`;
  const { flows } = await scanned({
    "main.tf": TERRAFORM({ balancer: expression, source: "local.a", more: DECLARED + out }),
  });
  return [...new Set(flows.map((flow) => flow.verdict))];
}

describe("there may be an error", () => {
  test.each([
    ["can", `can(var.map["a"]) ? local.a : local.b`],
    ["an index", "can(var.list[0]) ? local.a : local.b"],
    ["a function of a list", "can(one(var.list)) ? local.a : local.b"],
    ["a search", `can(index(var.list, "a")) ? local.a : local.b`],
    ["a pattern", `can(regex("^a", var.text)) ? local.a : local.b`],
    ["a network", "can(cidrhost(var.text, 0)) ? local.a : local.b"],
    ["a conversion", "can(tonumber(var.text)) ? local.a : local.b"],
    ["an unknown key", "try(local.by[var.text], local.b)"],
    ["an unknown index", "try([local.a, local.a][var.place], local.b)"],
    ["lookup without a default", "try(lookup(local.by, var.text), local.b)"],
    ["can of an unknown key", "can(local.by[var.text]) ? local.a : local.b"],
    ["in a condition", `try(var.map["a"] == "" ? local.a : local.a, local.b)`],
    ["beside what is taken", "try([var.list[0], local.a][1], local.b)"],
    ["in an argument", "try(length(one(var.list)) >= 0 ? local.a : local.a, local.b)"],
    ["in another attribute", "try({ a = local.a, b = tonumber(var.text) }.a, local.b)"],
    ["an operand", "try(var.text > 0 ? local.a : local.a, local.b)"],
    ["a template", `try("\${var.text}-" == "" ? local.a : local.a, local.b)`],
    ["in a try that has nothing left", `try(try(var.map["a"]) == "" ? local.a : local.a, local.b)`],
    ["in a loop", "try([for one in var.list : tonumber(one)] == [] ? local.a : local.a, local.b)"],
    ["equal keys of a loop", `try({ for one in var.list : one => 1 } == {} ? local.a : local.a, local.b)`],
  ])("%s", async (_, expression) => {
    expect(await verdicts(expression)).toEqual(["undetermined"]);
  });
});

describe("there is none", () => {
  test.each([
    ["what is not reached", `try(true ? local.a : var.map["a"], local.b)`],
    ["what the left side decides", `try(false && tobool(var.text) ? local.b : local.a, local.b)`],
    ["a try that has something left", `try(try(var.map["a"], "") == "" ? local.a : local.a, local.b)`],
    [
      "functions that have a result for everything",
      "try(length(concat(var.sure_list, [])) >= 0 ? local.a : local.a, local.b)",
    ],
    ["a known key", "try(local.by.dev, local.b)"],
    ["a condition", "try(var.sure ? local.a : local.a, local.b)"],
    ["an element of known ones", "try(element([local.a, local.b], 0), local.b)"],
  ])("%s", async (_, expression) => {
    expect(await verdicts(expression)).toEqual(["reachable"]);
  });
});
