/** Findings in what the AWS CDK synthesised lead to the lines of the app that made it, where the assembly has traces. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { textOf } from "../../src/base/source-file.ts";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { evaluateAll, resource } from "../evaluate/cloudformation/support.ts";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

const app = `import { ApplicationLoadBalancedEc2Service } from "aws-cdk-lib/aws-ecs-patterns";

export class Web extends Stack {
  constructor(scope, id) {
    super(scope, id);
    new ApplicationLoadBalancedEc2Service(this, "Service", {});
  }
}
`;
const trace = (...frames: readonly string[]): readonly string[] => [
  "new SecurityGroup (/home/me/app/node_modules/aws-cdk-lib/aws-ec2/lib/security-group.js:1:5542)",
  ...frames,
  "Object.<anonymous> (/home/me/app/bin/app.ts:1:1)",
  "node:internal/main/run_main_module:28:49",
];
const logicalId = (data: string, frames: readonly string[] | undefined): readonly unknown[] => [
  { type: "aws:cdk:warning", data: "something else" },
  { type: "aws:cdk:logicalId", data, ...(frames === undefined ? {} : { trace: frames }) },
];

test("a finding says where the app constructs what is at fault", async () => {
  const directory = mkdtempSync(join(tmpdir(), "reachlint-"));
  directories.push(directory);
  cpSync(join(import.meta.dirname, "bridge-service"), directory, { recursive: true });
  mkdirSync(join(directory, "lib"));
  writeFileSync(join(directory, "lib/web.ts"), app);
  const balanced = trace("new Web (/home/me/app/lib/web.ts:6:5)");
  const metadata = {
    "/Web/Service/LB/SecurityGroup/Resource": logicalId("ServiceLBSecurityGroupF7435A5C", balanced),
    "/Web/Service/LB/Resource": logicalId("ServiceLBE9A1ADBC", balanced),
    "/Web/Service/Service": logicalId("Service9571FDD8", undefined),
  };
  writeFileSync(join(directory, "cdk.out/Web.metadata.json"), JSON.stringify(metadata));
  const result = await scan(scanRequest(directory, ["."], {}));
  expect(result.diagnostics).toEqual([]);
  const related = (rule: string) =>
    result.findings
      .find(({ ruleId }) => ruleId === rule)!
      .related.filter(({ span }) => span.file.path === "lib/web.ts")
      .map(({ message, span }) => [message, span.file.position(span.start).line, textOf(span)]);
  const line = 'new ApplicationLoadBalancedEc2Service(this, "Service", {});';
  // Both are made in the same line, which is shown once.
  expect(related("dynamic-ports-blocked-by-load-balancer-egress")).toEqual([
    ["ServiceLBSecurityGroupF7435A5C is constructed here", 6, line],
  ]);
  expect(related("dynamic-ports-blocked-by-target-security-group")).toEqual([
    ["ServiceLBE9A1ADBC is constructed here", 6, line],
  ]);
});

const template = (path?: string): string =>
  JSON.stringify({
    Resources: {
      Net: { Type: "AWS::EC2::VPC", ...(path === undefined ? {} : { Metadata: { "aws:cdk:path": path } }) },
    },
  });

function place(frames: readonly string[] | undefined, sources: Readonly<Record<string, string>>, path?: string) {
  const metadata = { "/App/Net/Resource": logicalId("Net", frames) };
  const artifacts = {
    App: { type: "aws:cloudformation:stack", properties: { templateFile: "App.template.json" }, metadata },
  };
  const files = {
    "infra/cdk.out/manifest.json": JSON.stringify({ artifacts }),
    "infra/cdk.out/App.template.json": template(path),
    ...sources,
  };
  const only = Object.keys(files).filter((name) => name.endsWith(".template.json"));
  const result = evaluateAll(files, { only, assemblies: ["infra/cdk.out/manifest.json"] });
  expect(result.diagnostics).toEqual([]);
  const span = resource(result.groups[0]!.worlds[0]!, "Net").constructSpan;
  return span === undefined ? undefined : `${span.file.path} ${textOf(span)}`;
}

const source = "const a = 1;\n  new Vpc();\n";

test.each([
  ["by its path", ["new App (/x/infra/lib/net.ts:2:3)"], "App/Net/Resource"],
  ["by its logical id", ["new App (/x/infra/lib/net.ts:2:3)"], undefined],
  ["written as an address", ["new App (file:///x/infra/lib/net.ts:2:3)"], undefined],
  ["in a place without a name", ["/x/infra/lib/net.ts:2:3"], undefined],
  ["on another system", ["new App (C:\\x\\infra\\lib\\net.ts:2:3)"], undefined],
  [
    "after a frame in a package",
    ["new Vpc (/x/infra/node_modules/p/lib/net.ts:1:1)", "f (/x/infra/lib/net.ts:2:3)"],
    undefined,
  ],
])("a construct is found %s", (_, frames, path) => {
  expect(place(frames, { "infra/lib/net.ts": source }, path)).toBe("infra/lib/net.ts new Vpc();");
});

test.each([
  ["there is no trace", undefined],
  ["the trace is empty", []],
  ["the file is not in the scan", ["new App (/x/infra/lib/other.ts:2:3)"]],
  ["the file has no such line", ["new App (/x/infra/lib/net.ts:9:3)"]],
  ["the line has no such column", ["new App (/x/infra/lib/net.ts:2:60)"]],
  ["the file can be one of two apps", ["f (/x/infra/lib/net.ts:2:3)", "g (/y/infra/lib/app.ts:1:1)"]],
])("nothing is said where %s", (_, frames) => {
  expect(place(frames, { "infra/lib/net.ts": source, "infra/lib/app.ts": source }, "App/Net/Resource")).toBeUndefined();
});
