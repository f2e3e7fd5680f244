/** An ACL that drops few of the answers to a load balancer is less grave than one that drops many, or all. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scan } from "../../src/index.ts";
import { DIRECTORY, inMemory } from "../fuzz/memory-files.ts";

const SOURCE = readFileSync("fixtures/return-traffic-blocked-by-network-acl/load-balancer-side/main.tf", "utf8")
  .replace(/# violated: .*\n/, "")
  .replace("from_port = 443\n  to_port   = 443\n}", "from_port = 443\n  to_port   = 65535\n}");

const denying = (from: number, to: number): string => `${SOURCE}
resource "aws_network_acl_rule" "denied" {
  network_acl_id = aws_network_acl.public.id
  egress         = false
  rule_number    = 50
  rule_action    = "deny"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = ${from}
  to_port        = ${to}
}`;

// Of the 64,512 ports from 1024 on 645 are less than one in a hundred, and 646 are not.
test.each([
  [3389, 3389, ["warning"]],
  [2001, 2645, ["warning"]],
  [2001, 2646, ["error"]],
  [1024, 65535, ["error"]],
  [80, 1000, []],
] as const)("where %i-%i is denied before all is allowed", async (from, to, severities) => {
  const { findings } = await scan(DIRECTORY, ["."], { system: inMemory({ "main.tf": denying(from, to) }) });
  const found = findings.filter(({ ruleId }) => ruleId === "return-traffic-blocked-by-network-acl");
  expect(found.map(({ severity }) => severity)).toEqual(severities);
});
