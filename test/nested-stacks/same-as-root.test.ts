/** A template as a root and as a nested stack: whoever chooses the value of its parameter is told the same. */
import { afterEach, describe, expect, test } from "vitest";
import { type ScanOptions, type ScanResult, scan } from "../../src/index.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

/** A service whose port is closed where Mode is `narrow`. */
const app = (mode: string): string => `
Parameters:
  Mode: { Type: String, ${mode} }
Conditions:
  Narrow: !Equals [!Ref Mode, narrow]
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.9.0.0/16 } }
  A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.9.1.0/24, AvailabilityZone: eu-west-1a } }
  B: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.9.2.0/24, AvailabilityZone: eu-west-1b } }
  Outer: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: outer, VpcId: !Ref Vpc, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }] } }
  Inner:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: inner
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: !If [Narrow, 443, 1], ToPort: !If [Narrow, 443, 9999], SourceSecurityGroupId: !Ref Outer }]
  Front: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [!Ref A, !Ref B], SecurityGroups: [!Ref Outer] } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 8080, Protocol: HTTP, TargetType: ip, VpcId: !Ref Vpc } }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Front, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { NetworkMode: awsvpc, RequiresCompatibilities: [FARGATE], Cpu: 256, Memory: 512, ContainerDefinitions: [{ Name: app, Image: i, PortMappings: [{ ContainerPort: 8080 }] }] } }
  App:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [!Ref A], SecurityGroups: [!Ref Inner] } }
      LoadBalancers: [{ ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Group }]
`;
const parent = (parameters: string, given: string, url = "app.yaml", more = ""): string => `
Parameters: { ${parameters} }
${more}
Resources:
  Bus: { Type: AWS::SNS::Topic }
  Stack: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url}, Parameters: { ${given} } } }
`;
const CHOICE = "AllowedValues: [wide, narrow]";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
  directory = undefined;
});

async function scanned(files: Readonly<Record<string, string>>, options: ScanOptions = {}): Promise<ScanResult> {
  if (directory !== undefined) removeDirectory(directory);
  directory = makeDirectory(files);
  return scan(directory, ["."], options);
}

/** What is told, without where the stack is and with one name for the parameter. */
function told({ flows, findings, diagnostics }: ScanResult) {
  const plain = (when: readonly string[]): string => when.join(" and ").replaceAll("Cross", "Mode");
  return {
    flows: flows
      .map(({ service, purpose, verdict, when }) =>
        [service.address.split(".").at(-1), purpose, verdict, plain(when)].join(" "),
      )
      .sort(),
    findings: findings
      .map(({ ruleId, verdict, severity, when }) => [ruleId, verdict, severity, plain(when)].join(" "))
      .sort(),
    diagnostics: diagnostics.map(({ code }) => code),
  };
}

const BOTH = [
  "App health-check blocked Mode = narrow",
  "App health-check reachable ",
  "App traffic blocked Mode = narrow",
  "App traffic reachable ",
];

describe.each<[string, string, string, string, string?]>([
  [
    "a parameter with the same choice and default",
    `${CHOICE}, Default: wide`,
    `Cross: { Type: String, ${CHOICE}, Default: wide }`,
    "Mode: !Ref Cross",
  ],
  [
    "a parameter with a default and no constraint",
    `${CHOICE}, Default: wide`,
    "Cross: { Type: String, Default: wide }",
    "Mode: !Ref Cross",
  ],
  [
    "a parameter whose default chooses otherwise",
    `${CHOICE}, Default: narrow`,
    "Cross: { Type: String, Default: wide }",
    "Mode: !Ref Cross",
    "wide",
  ],
  [
    "a parameter inside a text",
    `${CHOICE}, Default: wide`,
    "Cross: { Type: String, Default: wide }",
    'Mode: !Sub "${Cross}"',
  ],
  [
    "a parameter with the choice and without a default",
    CHOICE,
    `Cross: { Type: String, ${CHOICE} }`,
    "Mode: !Ref Cross",
  ],
  ["a parameter without anything", CHOICE, "Cross: { Type: String }", "Mode: !Ref Cross"],
])("%s, passed on to a nested stack", (_, mode, parameters, passed, usual) => {
  const asRoot = async (): Promise<ReturnType<typeof told>> =>
    told(await scanned({ "app.yaml": app(usual === undefined ? mode : `${CHOICE}, Default: ${usual}`) }));

  test("is told as that of a root", async () => {
    const root = await asRoot();
    expect(root.flows.filter((line) => line.includes("blocked"))).toHaveLength(2);
    expect(root.findings).toHaveLength(1);
    expect(told(await scanned({ "main.yaml": parent(parameters, passed), "app.yaml": app(mode) }))).toEqual(root);
  });

  test("is told the same through a further stack", async () => {
    const root = await asRoot();
    const files = {
      "main.yaml": parent(parameters, "Cross: !Ref Cross", "middle.yaml"),
      "middle.yaml": parent("Cross: { Type: String, Default: other }", passed),
      "app.yaml": app(mode),
    };
    expect(told(await scanned(files))).toEqual(root);
  });

  test("is settled when it is given", async () => {
    for (const value of ["wide", "narrow"]) {
      const files = { "main.yaml": parent(parameters, passed), "app.yaml": app(mode) };
      const { flows } = told(await scanned(files, { parameters: new Map([["Cross", value]]) }));
      const verdict = value === "wide" ? "reachable" : "blocked";
      expect(flows).toEqual([`App health-check ${verdict} `, `App traffic ${verdict} `]);
    }
  });
});

describe("what the stack around decides is no choice", () => {
  test.each([
    ["a literal", "Mode: wide", `${CHOICE}, Default: narrow`],
    ["nothing", "", `${CHOICE}, Default: wide`],
    ["AWS::NoValue", "Mode: !Ref AWS::NoValue", `${CHOICE}, Default: wide`],
  ])("%s", async (_, passed, mode) => {
    const { flows, findings } = told(await scanned({ "main.yaml": parent("", passed), "app.yaml": app(mode) }));
    expect(flows).toEqual(["App health-check reachable ", "App traffic reachable "]);
    expect(findings).toEqual([]);
  });
});

test("two stacks that are given one parameter are one choice", async () => {
  const given = (id: string): string =>
    `  ${id}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: app.yaml, Parameters: { Mode: !Ref Cross } } }\n`;
  const files = {
    "main.yaml": `Parameters: { Cross: { Type: String, Default: wide } }\nResources:\n${given("One")}${given("Two")}`,
    "app.yaml": app(`${CHOICE}, Default: wide`),
  };
  const result = await scanned(files);
  expect(told(result).flows).toEqual(BOTH.flatMap((line) => [line, line]));
  expect(new Set(result.flows.flatMap(({ when }) => when))).toEqual(new Set(["Cross = narrow"]));
});

test("a choice of the stack around is told where a condition of it passes one value or another", async () => {
  const files = {
    "main.yaml": parent(
      `Cross: { Type: String, Default: roomy, AllowedValues: [roomy, tight] }`,
      "Mode: !If [Tight, narrow, wide]",
      "app.yaml",
      "Conditions: { Tight: !Equals [!Ref Cross, tight] }",
    ),
    "app.yaml": app(CHOICE),
  };
  expect(told(await scanned(files)).flows).toEqual(BOTH.map((line) => line.replace("narrow", "tight")));
});
