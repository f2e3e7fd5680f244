/** The words that reports share. */
import { expect, test } from "vitest";
import { flowName } from "../../src/report/words.ts";
import { blocked } from "./sample-scan.ts";

test.each([
  ["32768-65535", "32768-65535"],
  ["", "an unknown port"],
  ["var.port", "port var.port"],
  ['lookup(var.group,"container_port",8080)', "an unknown port"],
  ["var.a_name_of_more_than_sixty_characters_that_nobody_would_want_to_read", "an unknown port"],
])("a flow that needs %j is on %s", (requiredText, told) => {
  expect(flowName({ ...blocked, requiredText, portMapping: "task" })).toMatch(new RegExp(` on tcp ${told}$`));
});
