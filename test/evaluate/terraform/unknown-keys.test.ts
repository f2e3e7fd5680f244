/** Objects with keys that are not known: the later of two equal ones wins, and further entries are named after all of them. */
import { expect, test } from "vitest";
import { TERRAFORM } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";

const DECLARED = `
variable "any" {}
variable "k" { type = string }
variable "j" { type = string }
resource "aws_security_group" "a" { vpc_id = aws_vpc.main.id }
resource "aws_security_group" "b" { vpc_id = aws_vpc.main.id }
locals {
  a = aws_security_group.a.id
  b = aws_security_group.b.id
}`;

/** The load balancer has the one group, and may send to everywhere by another one; the hosts admit the other one. */
async function verdicts(own: string, admitted: string): Promise<readonly string[]> {
  const balancer = `${own}, aws_security_group.alb.id`;
  const { flows } = await scanned({ "main.tf": TERRAFORM({ balancer, source: admitted, more: DECLARED }) });
  return [...new Set(flows.map((flow) => flow.verdict))];
}

const json = (text: string): string => `jsondecode("${text.replaceAll('"', '\\"')}")`;

test.each([
  ["a key before an unknown one", `{ a = local.a, (var.k) = local.b }["a"]`, "local.a"],
  ["an attribute before one", "{ a = local.a, (var.k) = local.b }.a", "local.a"],
  [
    "the first of several",
    `values({ (var.k) = "sg-1", (var.j) = "sg-2" })[0]`,
    `values({ (var.k) = "sg-3", (var.j) = "sg-2" })[0]`,
  ],
  ["values and keys", `values({ (local.a) = local.b })[0]`, "local.a"],
  ["one of several keys", "keys({ (local.a) = 1, (local.b) = 2 })[0]", "local.b"],
  ["a value in JSON", `values(${json('{"${var.k}":"sg-1"}')})[0]`, `values(${json('{"${var.k}":"sg-2"}')})[0]`],
  ["a key in JSON", `values(${json('{"x${var.k}":"sg-1"}')})[0]`, `values(${json('{"y${var.k}":"sg-2"}')})[0]`],
  ["a key before an unknown one in JSON", `${json('{"a":"sg-1","${var.k}":"sg-2"}')}["a"]`, '"sg-1"'],
  ["elements in JSON", `${json("[${var.any},${var.k}]")}[0]`, `${json("[${var.j},${var.k}]")}[0]`],
])("nothing is proven of %s", async (_, own, admitted) => {
  expect(await verdicts(own, admitted)).toEqual(["undetermined"]);
});

test.each([
  ["a key behind an unknown one", `{ (var.k) = local.b, a = local.a }["a"]`],
  ["a key that the unknown one cannot be", `{ a = local.a, "x-\${var.k}" = local.b }["a"]`],
  ["a key whose value is the same", `{ a = local.a, (var.k) = local.a }["a"]`],
])("%s is what it is", async (_, own) => {
  expect(await verdicts(own, "local.a")).toEqual(["reachable"]);
});
