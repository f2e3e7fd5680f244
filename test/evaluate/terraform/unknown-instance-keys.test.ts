/** Instances whose keys are not known: as many as there are elements, each of which may be the one that is named. */
import { describe, expect, test } from "vitest";
import { TERRAFORM } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";
import { evaluateFiles, messages, plainResources } from "./support.ts";

const DECLARED = `
variable "any" { type = string }
variable "other" { type = string }
resource "aws_security_group" "one" {
  for_each = toset(["\${var.any}-blue"])
  vpc_id   = aws_vpc.main.id
}
resource "aws_security_group" "two" {
  for_each = toset(["\${var.any}-blue", "\${var.other}-green"])
  vpc_id   = aws_vpc.main.id
}
resource "aws_security_group" "x" { vpc_id = aws_vpc.main.id }
resource "aws_security_group" "y" { vpc_id = aws_vpc.main.id }
locals {
  x = aws_security_group.x.id
  y = aws_security_group.y.id
}`;

/** The load balancer has this group too, and the hosts admit that one alone. */
async function verdicts(own: string, admitted: string): Promise<readonly string[]> {
  const balancer = `${own}, aws_security_group.alb.id`;
  const { flows } = await scanned({ "main.tf": TERRAFORM({ balancer, source: admitted, more: DECLARED }) });
  return [...new Set(flows.map((flow) => flow.verdict))];
}

const ONE = "aws_security_group.one";
const TWO = "aws_security_group.two";

test.each([
  ["a comparison of keys", `one([for k, v in ${ONE} : v.id if k == "app-blue"])`, `values(${ONE})[0].id`],
  ["a comparison in a condition", `keys(${ONE})[0] == "app-blue" ? local.x : local.y`, "local.x"],
  ["a comparison in a condition", `keys(${ONE})[0] == "app-blue" ? local.x : local.y`, "local.y"],
  ["whether a key is contained", `contains(keys(${ONE}), "app-blue") ? local.x : local.y`, "local.y"],
  ["a comparison of several", `anytrue([for k, v in ${TWO} : k == "app-blue"]) ? local.x : local.y`, "local.y"],
  ["the length of a key", `length(keys(${ONE})[0]) > 12 ? local.x : local.y`, "local.x"],
  [
    "what is made of them",
    `contains(keys({ for k, v in ${ONE} : k => 1 }), "app-blue") ? local.x : local.y`,
    "local.y",
  ],
  ["a look-up", `lookup({ for k, v in ${ONE} : k => local.x }, "app-blue", local.y)`, "local.y"],
  ["an attempt", `try(${ONE}["app-blue"].id, local.y)`, "local.y"],
  ["whether there is one", `can(${ONE}["app-blue"].id) ? local.x : local.y`, "local.y"],
  ["a merge", `merge({ app-blue = local.y }, { for k, v in ${ONE} : k => local.x })["app-blue"]`, "local.y"],
  ["which one is first", `values(${TWO})[0].id`, `${TWO}["\${var.any}-blue"].id`],
  ["which key is first", `keys(${TWO})[0] == "\${var.any}-blue" ? local.x : local.y`, "local.x"],
  [
    "a key in a template",
    `"%{ for k, v in ${ONE} }%{ if k == "app-blue" }\${v.id}%{ endif }%{ endfor }"`,
    `values(${ONE})[0].id`,
  ],
])("nothing is proven of %s", async (_, own, admitted) => {
  expect(await verdicts(own, admitted)).toEqual(["undetermined"]);
});

test.each([
  ["the only one", `values(${ONE})[0].id`, `[for v in ${ONE} : v.id][0]`],
  ["the one that is named", `${ONE}["app-blue"].id`, `values(${ONE})[0].id`],
  ["the one whose key it is", `${TWO}["\${var.any}-blue"].id`, `${TWO}["app-blue"].id`],
  [
    "the one of an equal key",
    `{ for k, v in ${TWO} : k => v.id }["\${var.other}-green"]`,
    `${TWO}["\${var.other}-green"].id`,
  ],
  ["how many there are", `length(${TWO}) == 2 ? local.x : local.y`, "local.x"],
  ["how many are made of them", `length([for v in ${TWO} : v.id]) == 2 ? local.x : local.y`, "local.x"],
  ["how many values there are", `length(values(${TWO})[*].id) == 2 ? local.x : local.y`, "local.x"],
])("%s is what it is", async (_, own, admitted) => {
  expect(await verdicts(own, admitted)).toEqual(["reachable"]);
});

describe("values", () => {
  const result = evaluateFiles(`
    variable "any" {}
    resource "g" "g" { for_each = toset(["\${var.any}-blue", "red"]) }
    resource "h" "h" {
      for_each = g.g
      name     = each.key
      g        = each.value.id
    }
    resource "x" "x" {
      named = g.g["app-blue"].id
      known = g.g["red"].id
      many  = length(g.g)
      keys  = keys(g.g)
    }`);

  test("each has an instance of what is repeated over them", () => {
    expect(plainResources(result)).toMatchObject({
      'h.h["${var.any}-blue"]': { g: '<g.g["${var.any}-blue"].id>' },
      'h.h["red"]': { name: "red", g: '<g.g["red"].id>' },
      "x.x": { named: '<g.g["${var.any}-blue"].id>', known: '<g.g["red"].id>', many: 2 },
    });
    expect(messages(result)).toEqual([]);
  });

  test("a key that none of them can be is an error", () => {
    const wrong = evaluateFiles(`
      variable "any" {}
      resource "g" "g" { for_each = toset(["\${var.any}-blue"]) }
      output "a" { value = g.g["app-red"].id }`);
    expect(messages(wrong)).toEqual([
      'evaluation: Unsupported attribute: this object does not have an attribute named "app-red".',
    ]);
  });
});
