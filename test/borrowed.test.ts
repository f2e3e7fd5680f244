/** Scans of single templates on real files: what they import is looked for in the repository around them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type ScanOptions, type ScanResult, scan } from "../src/index.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

const exported = (name: string, value: string): string =>
  `  ${name}: { Value: !Ref ${value}, Export: { Name: !Sub "\${AWS::StackName}-${name}" } }`;

/** A cluster with its load balancer; its hosts let in the load balancer's group on these ports. */
const cluster = (ports: string, { hosts = true, service = "" } = {}): string => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: a } }
  Cluster: { Type: AWS::ECS::Cluster }
  Web: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x, VpcId: !Ref Vpc } }
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Subnets: [!Ref Subnet], SecurityGroups: [!Ref Web] }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref LoadBalancer, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: fixed-response }] }
  Inside:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{ IpProtocol: tcp, ${ports}, SourceSecurityGroupId: !Ref Web }]
${
  hosts
    ? `  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { LaunchConfigurationName: !Ref Launch, MinSize: 1, MaxSize: 1, VPCZoneIdentifier: [!Ref Subnet] }
  Launch:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      SecurityGroups: [!Ref Inside]
      UserData: { Fn::Base64: !Sub "#!/bin/bash\\necho ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config\\n" }`
    : ""
}
${service}
Outputs:
${["Vpc", "Cluster", "Listener"].map((name) => exported(name, name)).join("\n")}
`;

const imported = (name: string): string => `{ Fn::ImportValue: !Sub "\${Parent}-${name}" }`;
const RESOURCES = (vpc: string, of: string, listener: string): string => `
  Target: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { VpcId: ${vpc}, Port: 80, Protocol: HTTP } }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: ${listener}, Priority: 1, Conditions: [], Actions: [{ Type: forward, TargetGroupArn: !Ref Target }] }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { ContainerDefinitions: [{ Name: web, Image: web, Memory: 64, PortMappings: [{ ContainerPort: 8080 }] }] }
  Service:
    Type: AWS::ECS::Service
    DependsOn: Rule
    Properties:
      Cluster: ${of}
      LaunchType: EC2
      TaskDefinition: !Ref Task
      LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Target }]
`;
const SERVICE = `Parameters: { Parent: { Type: String } }\nResources:${RESOURCES(imported("Vpc"), imported("Cluster"), imported("Listener"))}`;
const DYNAMIC = "FromPort: 32768, ToPort: 65535";
const NARROW = "FromPort: 8080, ToPort: 8080";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

/** Scans `app/service.yaml` of a repository with these files. */
function scanService(
  files: Readonly<Record<string, string>>,
  options: ScanOptions = {},
  path = "app/service.yaml",
): Promise<ScanResult> {
  directory = makeDirectory({ "app/service.yaml": SERVICE, ...files });
  mkdirSync(join(directory, ".git"));
  return scan(directory, [path], options);
}

const traffic = ({ flows }: ScanResult): readonly string[] =>
  flows
    .filter(({ purpose }) => purpose === "traffic")
    .map(({ service, verdict }) => `${service.root} ${service.address} ${verdict}`);

test.each([["app/service.yaml"], ["app"]])(
  "scanning %s takes along what the service imports, as an assumption",
  async (path) => {
    const result = await scanService({ "base/cluster.yaml": cluster(DYNAMIC) }, {}, path);
    expect(traffic(result)).toEqual(["app/service.yaml Service reachable"]);
    expect(result.roots.map((root) => root.path)).toEqual(["app/service.yaml"]);
    expect(result.flows[0]!.assumptions.map(({ text }) => text)).toContain(
      "app/service.yaml imports from base/cluster.yaml, whose exports end so",
    );
    expect(result.findings).toEqual([]);
  },
);

test("a defect in what is taken along is a finding where it lies", async () => {
  const result = await scanService({ "base/cluster.yaml": cluster(NARROW) });
  expect(traffic(result)).toEqual(["app/service.yaml Service blocked"]);
  expect(result.findings.map(({ span }) => span.file.path)).toEqual(["base/cluster.yaml"]);
});

test("nothing else of a template that is taken along is judged", async () => {
  const service = RESOURCES("!Ref Vpc", "!Ref Cluster", "!Ref Listener").slice(1).replaceAll("Memory: 64, ", "");
  const alone = await scanService({ "base/cluster.yaml": cluster(NARROW, { service }) }, {}, "base");
  expect(alone.findings.map(({ ruleId }) => ruleId).length).toBeGreaterThan(1);
  const own = alone.findings.filter(({ flow }) => flow === undefined);
  expect(own.length).toBeGreaterThan(0);
  const result = await scan(directory!, ["app"]);
  expect(traffic(result)).toEqual(["app/service.yaml Service blocked"]);
  expect(result.findings.every(({ flow }) => flow?.root === "app/service.yaml")).toBe(true);
});

test.each([
  ["reachable", DYNAMIC, "FromPort: 0, ToPort: 65535", []],
  ["blocked", NARROW, "FromPort: 9090, ToPort: 9090", ["violated"]],
  ["undetermined", DYNAMIC, NARROW, ["undetermined"]],
] as const)("of two candidates that agree or not: %s", async (verdict, one, other, findings) => {
  const result = await scanService({ "base/one.yaml": cluster(one), "base/two.yaml": cluster(other) });
  expect(traffic(result)).toEqual([`app/service.yaml Service ${verdict}`]);
  expect(result.diagnostics.map(({ code }) => code)).toEqual(["ambiguous-export"]);
  expect([...new Set(result.findings.map((finding) => finding.verdict))]).toEqual(findings);
  const [flow] = result.flows.filter(({ purpose }) => purpose === "traffic");
  if (verdict === "undetermined")
    expect(flow!.because.map(({ cause }) => cause.text).join()).toContain("2 templates: base/one.yaml, base/two.yaml");
  else
    expect(flow!.assumptions.map(({ text }) => text)).toContain(
      "app/service.yaml imports from one of base/one.yaml, base/two.yaml, and the verdict is the same with each of them",
    );
});

test("a candidate without instances does not count beside one that has some", async () => {
  const files = { "base/none.yaml": cluster(DYNAMIC, { hosts: false }), "base/some.yaml": cluster(DYNAMIC) };
  const result = await scanService(files);
  expect(traffic(result)).toEqual(["app/service.yaml Service reachable"]);
  expect(result.flows[0]!.assumptions.map(({ text }) => text)).toContain(
    "Service is not deployed with base/none.yaml, where it has no instances to run on",
  );
});

test("--strict judges only what is scanned", async () => {
  const result = await scanService({ "base/cluster.yaml": cluster(DYNAMIC) }, { strict: true });
  expect(traffic(result)).toEqual(["app/service.yaml Service undetermined"]);
});

test.each([
  ["that git ignores", { ".gitignore": "base/\n" }, {}],
  ["that are passed over", {}, { exclude: ["base"] }],
])("templates %s are not looked at", async (_, more, options) => {
  const result = await scanService({ "base/cluster.yaml": cluster(DYNAMIC), ...more }, options);
  expect(traffic(result)).toEqual(["app/service.yaml Service undetermined"]);
});

test("templates larger than CloudFormation takes, and what is no template, are not looked at", async () => {
  const large = `${cluster(DYNAMIC)}# ${"x".repeat(1_048_576)}\n`;
  const noTemplate = `unrelated: {}\n${"#\n".repeat(3000)}${cluster(DYNAMIC)}`;
  const result = await scanService({ "base/large.yaml": large, "base/late.yaml": noTemplate });
  expect(traffic(result)).toEqual(["app/service.yaml Service undetermined"]);
});

test("mistakes of a template that is taken along, or only looked at, are not told", async () => {
  const broken = "AWSTemplateFormatVersion: 2010-09-09\nOutputs: { L: { Export: { Name: Listener } }\n";
  const base = cluster(DYNAMIC).replace(
    "Outputs:",
    "  Bad: { Type: AWS::SQS::Queue, Properties: { X: !Ref Nowhere } }\nOutputs:",
  );
  const result = await scanService({ "base/cluster.yaml": base, "base/broken.yaml": broken });
  expect(result.diagnostics).toEqual([]);
  expect(traffic(result)).toEqual(["app/service.yaml Service reachable"]);
});
