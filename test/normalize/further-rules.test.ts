/** Rules of a group that are a list, of which a part is not known. */
import { expect, test } from "vitest";
import { TERRAFORM } from "../assume/sources.ts";
import { scanned } from "../inputs/estate.ts";

const RULE = `{ from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = ["10.9.0.0/16"] }`;

/** Of a service whose hosts have these rules, none of which admits the load balancer as far as they are known. */
async function verdicts(rules: string): Promise<readonly string[]> {
  const main = TERRAFORM({ more: `variable "more" {}\nvariable "ports" { type = list(number) }` });
  const { flows } = await scanned({ "main.tf": main.replace(/ {2}ingress \{[^}]*\}/, rules) });
  return [...new Set(flows.map((flow) => flow.verdict))];
}

test.each([
  ["further ones of a list", `ingress = concat([${RULE}], var.more)`],
  ["of a set", `ingress = toset(concat([${RULE}], var.more))`],
  [
    "made of further elements",
    `ingress = [for p in concat([22], var.ports) : { from_port = p, to_port = 65535, protocol = "tcp", cidr_blocks = [p == 22 ? "10.9.0.0/16" : "10.0.0.0/8"] }]`,
  ],
])("%s may admit it", async (_, rules) => {
  expect(await verdicts(rules)).toEqual(["undetermined"]);
});

test("where there are none, they do not", async () => {
  expect(await verdicts(`ingress = [${RULE}]`)).toEqual(["blocked"]);
});

test("blocks that say the same of all further ones say that none does", async () => {
  const block = `
  dynamic "ingress" {
    for_each = concat([22], var.ports)
    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = ["10.9.0.0/16"]
    }
  }`;
  expect(await verdicts(block)).toEqual(["blocked"]);
});
