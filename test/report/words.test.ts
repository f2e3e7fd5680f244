/** The words that reports share. */
import { expect, test } from "vitest";
import { filterNames, flowName, whenText } from "../../src/report/words.ts";
import { hop } from "../check/sample.ts";
import { blocked } from "./sample-scan.ts";

test.each([
  ["32768-65535", "tcp 32768-65535"],
  ["", "an unknown tcp port"],
  ["var.port", "tcp port var.port"],
  ["Port", "tcp port Port"],
  ['module.alb.target_groups["web"].arn.health_check.port', "an unknown tcp port"],
  ['lookup(var.group,"container_port",8080)', "an unknown tcp port"],
  ["var.a_name_of_more_than_sixty_characters_that_nobody_would_want_to_read", "an unknown tcp port"],
])("a flow that needs %j is on %s", (requiredText, told) => {
  expect(flowName({ ...blocked, requiredText, portMapping: "task" })).toMatch(new RegExp(` on ${told}$`));
});

test("a filter of which nothing is known is not told as none", () => {
  const nameless = (...of: Parameters<typeof hop>) => filterNames({ ...hop(...of), nodes: [] });
  expect(nameless("target-ingress", "open")).toBe("no filter");
  expect(nameless("target-ingress", "undetermined")).toBe("security groups that are not known");
  expect(nameless("target-acl-in", "undetermined")).toBe("a network ACL that is not known");
});

test("of many worlds the first are named, and the others counted", () => {
  expect(whenText(["Prod = true", "Zones = 2"])).toBe("Prod = true and Zones = 2");
  const worlds = Array.from({ length: 40 }, (_, at) => `Parameter${at} = one-of-its-values`);
  const text = whenText([worlds.join(", or ")]);
  expect(text).toMatch(/^Parameter0 = one-of-its-values, or Parameter1 .*, or in 3\d other cases$/);
  expect(text.length).toBeLessThan(280);
});
