/** What findings about ranges of ports say of the range that was taken for another, and of the line that moved it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

test.each([
  ["dynamic-range-partly-open/old-fallback-range", "49153-65535 is Docker's fallback"],
  ["dynamic-range-partly-open/low-end-of-a-configured-range", "which aws_launch_template.host sets in its user data"],
  ["return-traffic-blocked-by-network-acl/dynamic-range-out", "a load balancer connects from any of 1024-65535"],
])("%s", async (name, remark) => {
  const { findings } = await scan(scanRequest(join(FIXTURES, name), ["main.tf"], {}));
  expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(remark)]);
});

test("nothing is remarked of a range that is only too short", async () => {
  const name = "dynamic-range-partly-open/upper-end-too-low";
  const { findings } = await scan(scanRequest(join(FIXTURES, name), ["main.tf"], {}));
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/ of 32768-65535 is closed in aws_security_group\.host$/),
  ]);
});

test("the line that moved the range is told", async () => {
  const name = "dynamic-range-partly-open/low-end-of-a-configured-range";
  const { findings } = await scan(scanRequest(join(FIXTURES, name), ["main.tf"], {}));
  expect(findings[0]?.related).toContainEqual(
    expect.objectContaining({ message: "aws_launch_template.host sets the range of dynamic host ports here" }),
  );
});
