/** What the AWS CDK synthesised (scripts/cdk-fixture.mjs) gets the verdict that its users met when they deployed it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";

test("a load balanced service in bridge mode, whose cluster is known by attributes only, is blocked at both groups", async () => {
  const result = await scan(scanRequest(join(import.meta.dirname, "bridge-service"), ["."], {}));
  expect(result.diagnostics).toEqual([]);
  expect(result.roots).toEqual([
    { path: "cdk.out/Shared.template.json", kind: "cdk" },
    { path: "cdk.out/Web.template.json", kind: "cdk" },
  ]);
  expect(result.flows.filter(({ purpose }) => purpose === "traffic")).toMatchObject([
    {
      verdict: "blocked",
      portMapping: "dynamic",
      requiredText: "32768-65535",
      service: { address: "Service9571FDD8" },
    },
  ]);
  const places = result.findings.map(
    ({ ruleId, span }) => `${ruleId} ${span.file.path}:${span.file.position(span.start).line}`,
  );
  expect(places.sort()).toEqual([
    "dynamic-ports-blocked-by-load-balancer-egress cdk.out/Web.template.json:85",
    "dynamic-ports-blocked-by-target-security-group cdk.out/Shared.template.json:361",
  ]);
});
