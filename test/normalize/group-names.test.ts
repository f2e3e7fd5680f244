/** Security groups that are given as texts with unknown parts: which are one, and which may be. */
import { expect, test } from "vitest";
import { TERRAFORM } from "../assume/sources.ts";
import { scanned } from "../inputs/estate.ts";

const MORE = `
variable "one" { type = list(string) }
variable "other" { type = list(string) }`;

const ONE = 'join("", var.one)';

test.each([
  [ONE, "open"],
  ['join("", var.other)', "undetermined"],
  ['"sg-0123"', "undetermined"],
  ['"123456789012/sg-0123"', "undetermined"],
  ["aws_security_group.host.id", "undetermined"],
])("of what is joined of an unknown list the hosts admit %s: %s", async (source, verdict) => {
  const { flows } = await scanned({ "main.tf": TERRAFORM({ balancer: ONE, source, more: MORE }) });
  const hops = flows.flatMap((flow) => flow.hops.filter(({ kind }) => kind === "target-ingress"));
  expect([...new Set(hops.map((hop) => hop.verdict))]).toEqual([verdict]);
});
