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
  ])("%s", async (_, own, admitted) => {
    expect(await verdict(own, own)).toBe("reachable");
    expect(await verdict(own, admitted)).toBe("undetermined");
  });
});
