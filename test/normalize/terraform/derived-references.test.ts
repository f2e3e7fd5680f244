/** What is made from an attribute of a resource is taken to name it where that attribute does. */
import { expect, test } from "vitest";
import { TERRAFORM } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";

test.each([
  [`split("/", aws_security_group.alb.arn)[1]`, "reachable"],
  [`trimspace(aws_security_group.alb.id)`, "reachable"],
  [`replace(aws_security_group.alb.arn, "/.*\\//", "")`, "reachable"],
  [`replace(aws_security_group.alb.id, "/^.*$/", "sg-123")`, "undetermined"],
  [`replace(aws_security_group.alb.arn, "/^.*//", "")`, "reachable"],
  [`replace(aws_security_group.alb.arn, "/^.*/(.*)$/", "$1")`, "reachable"],
  [`trimspace(replace(lower(aws_security_group.alb.id), "a", "b"))`, "undetermined"],
  [`split(",", aws_security_group.alb.tags_all["peer"])[0]`, "undetermined"],
  [`lower(aws_security_group.alb.description)`, "undetermined"],
  [`join(",", keys(aws_security_group.alb.tags_all))`, "undetermined"],
])("%s: %s", async (source, verdict) => {
  const { flows } = await scanned({ "main.tf": TERRAFORM({ source }) });
  expect([...new Set(flows.map((flow) => flow.verdict))]).toEqual([verdict]);
});
