/** What an index tells of templates is as if they were scanned too: only places differ. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { isRead } from "../../src/catalogue/catalogue.ts";
import { userDataSaidAgain } from "../../src/parts/say-again.ts";
import { evaluate } from "../../src/pipeline.ts";
import { type ScanOptions, scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { templateAsJson } from "../template-as-json.ts";
import { indexOf, scanIn, toldOf } from "./indexed.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

/** A network with a cluster; the tasks' group admits what its rule says. */
const network = (rule: string, outputs: string, more = ""): string => `# A comment about passwords: hunter2
AWSTemplateFormatVersion: "2010-09-09"
Description: hunter2
Metadata: { Secret: hunter2 }
Parameters:
  Stage: { Type: String, Default: prod, Description: hunter2 }
  Password: { Type: String, NoEcho: true, Default: hunter2 }
  Closed: { Type: String, Default: "false", AllowedValues: ["true", "false"] }
Mappings:
  Ports: { web: { port: 8080 } }
  Secrets: { web: { token: hunter2 } }
Conditions:
  IsOpen: !Not [!Equals [!Ref Closed, "true"]]
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } } # hunter2
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a }
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment: { Variables: { TOKEN: hunter2 } }
  Cluster:
    Type: AWS::ECS::Cluster
    Metadata: { Note: hunter2 }
    Properties: { ClusterName: !Sub "\${Stage}-cluster" }
  Balancers:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: balancers, VpcId: !Ref Vpc }
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: tasks, VpcId: !Ref Vpc }
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: IsOpen
    Properties: { GroupId: !Ref Tasks, SourceSecurityGroupId: !Ref Balancers, IpProtocol: tcp, ${rule} }
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [!Ref SubnetA, !Ref SubnetB]
      SecurityGroups:
        - !Ref Balancers
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref LoadBalancer, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: fixed-response }] }
  Sidecar:
    Type: AWS::ECS::TaskDefinition
    Properties: { ContainerDefinitions: [{ Name: x, Image: x, Memory: 64, Environment: [{ Name: TOKEN, Value: hunter2 }] }] }
${more}
Outputs:
${outputs}
`;

const VALUES = { Vpc: "Vpc", Cluster: "Cluster", Listener: "Listener", Group: "Tasks", A: "SubnetA", B: "SubnetB" };

const outputs = (name: (key: string) => string): string =>
  Object.entries(VALUES)
    .map(([key, value]) => `  ${key}: { Description: hunter2, Value: !Ref ${value}, Export: { Name: ${name(key)} } }`)
    .join("\n");

const FIXED = outputs((key) => `network-${key}`);
const BY_STACK = outputs((key) => `!Sub "\${AWS::StackName}-${key}"`);
const OPEN = "FromPort: 8080, ToPort: !FindInMap [Ports, web, port]";
const CLOSED = "FromPort: 9090, ToPort: 9090";

const service = (parameters: string, of: (key: string) => string): string => `
${parameters}
Resources:
  Target:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { VpcId: ${of("Vpc")}, Port: 80, Protocol: HTTP, TargetType: ip }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: ${of("Listener")}, Priority: 1, Conditions: [], Actions: [{ Type: forward, TargetGroupArn: !Ref Target }] }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: 256
      Memory: 512
      ContainerDefinitions: [{ Name: web, Image: web, PortMappings: [{ ContainerPort: 8080 }] }]
  Service:
    Type: AWS::ECS::Service
    DependsOn: Rule
    Properties:
      Cluster: ${of("Cluster")}
      LaunchType: FARGATE
      DesiredCount: 2
      TaskDefinition: !Ref Task
      NetworkConfiguration:
        AwsvpcConfiguration: { Subnets: [${of("A")}, ${of("B")}], SecurityGroups: [${of("Group")}] }
      LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Target }]
`;

const BY_NAME = service("", (key) => `!ImportValue network-${key}`);
const BY_PARENT = service(
  "Parameters: { Network: { Type: String } }",
  (key) => `{ "Fn::ImportValue": !Sub "\${Network}-${key}" }`,
);
const STORED = Object.entries(VALUES)
  .map(
    ([key, value]) =>
      `  Stored${key}: { Type: AWS::SSM::Parameter, Properties: { Name: /network/${key}, Type: String, Value: !Ref ${value} } }`,
  )
  .join("\n");
const BY_STORED = service("", (key) => `"{{resolve:ssm:/network/${key}}}"`);
const SECRET = "  Token: { Type: AWS::SSM::Parameter, Properties: { Name: /token, Type: !Ref Stage, Value: hunter2 } }";

/** The network in a template of its own, which the one that exports nests. */
const nesting = (rule: string): Readonly<Record<string, string>> => ({
  "net/parts/network.yaml": network(rule, FIXED.replace(/, Export: \{ Name: [^}]+\}/g, "")),
  "net/root.yaml": `
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: parts/network.yaml, Parameters: { Stage: test, Password: hunter2 } }
Outputs:
${Object.keys(VALUES)
  .map((key) => `  ${key}: { Value: !GetAtt Network.Outputs.${key}, Export: { Name: network-${key} } }`)
  .join("\n")}
`,
});

async function both(
  own: string,
  other: Readonly<Record<string, string>>,
  options: ScanOptions = {},
): Promise<readonly [unknown, unknown, string]> {
  const at = makeDirectory({ "app/.git/HEAD": "", "net/.git/HEAD": "", "app/service.yaml": own, ...other });
  made.push(at);
  mkdirSync(join(at, "indexes"));
  const index = await indexOf(at, "net", options);
  expect(index).not.toContain("hunter2");
  writeFileSync(join(at, "indexes/net.json"), index);
  const told = async (paths: readonly string[], more: ScanOptions) =>
    toldOf(await scanIn(at, paths, more), "app/service.yaml");
  const together = await told(["app", "net"], options);
  const alone = await told(["app"], { index: ["indexes"] });
  const verdicts = (alone as readonly { readonly verdict: string }[]).map(({ verdict }) => verdict);
  return [together, alone, verdicts.join(" ")];
}

/** With the rule, and where the parameter leaves it out. */
const REACHABLE = "reachable blocked reachable blocked";
const BLOCKED = "blocked blocked blocked blocked";

const net = (rule: string, exported: string, more?: string) => ({ "net/network.yaml": network(rule, exported, more) });
const asJson = (rule: string) => ({ "net/network.json": templateAsJson(network(rule, FIXED)) });

describe("a scan of both says what a scan with the index of the other says", () => {
  test.each([
    ["exports that open the port", BY_NAME, net(OPEN, FIXED), {}, REACHABLE],
    ["exports that do not", BY_NAME, net(CLOSED, FIXED), {}, BLOCKED],
    ["exports of a template in JSON", BY_NAME, asJson(OPEN), {}, REACHABLE],
    ["exports of a template in JSON that do not open it", BY_NAME, asJson(CLOSED), {}, BLOCKED],
    ["exports by the name of the stack", BY_PARENT, net(OPEN, BY_STACK), {}, REACHABLE],
    ["exports of a nested stack", BY_NAME, nesting(OPEN), {}, "reachable reachable"],
    ["exports of a nested stack that do not open it", BY_NAME, nesting(CLOSED), {}, "blocked blocked"],
    ["stored parameters", BY_STORED, net(OPEN, FIXED, STORED), {}, REACHABLE],
    ["stored parameters that do not open it", BY_STORED, net(CLOSED, FIXED, STORED), {}, BLOCKED],
    ["one that may be a secret", BY_NAME, net(OPEN, FIXED, SECRET), {}, REACHABLE],
    [
      "a value that the other repository is deployed with",
      BY_NAME,
      net(OPEN, FIXED),
      { parameters: new Map([["Closed", "true"]]) },
      "blocked blocked",
    ],
  ] as const)("%s", async (_, own, other, options, verdicts) => {
    const [together, alone, found] = await both(own, other, options);
    expect(alone).toEqual(together);
    expect(found).toBe(verdicts);
  });
});

/** What is written, and the diagnostics. */
async function indexOfTemplates(files: Readonly<Record<string, string>>) {
  const at = makeDirectory({ "net/.git/HEAD": "", ...files });
  made.push(at);
  const request = scanRequest(at, ["net"], {});
  const { offered } = await evaluate(request, isRead);
  return { index: await indexOf(at, "net"), ...offered(await userDataSaidAgain()) };
}

describe("what is not told of a template", () => {
  const hosts = `
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-1
        UserData:
          Fn::Base64: !Sub |
            #!/bin/bash
            # hunter2
            export TOKEN=hunter2
        SecurityGroupIds: [!Ref Tasks]
  Oidc:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { DefaultActions: [{ Type: authenticate-oidc, AuthenticateOidcConfig: { ClientId: x, ClientSecret: hunter2 } }] }
  Configuration: { Type: AWS::AutoScaling::LaunchConfiguration, Properties: { UserData: hunter2, ImageId: ami-1 } }`;

  test.each([
    ["YAML", (text: string) => text],
    ["JSON", templateAsJson],
  ])("secrets, comments, user data and what nobody refers to, in %s", async (_, form) => {
    const { index, templates } = await indexOfTemplates({
      "net/network.yaml": form(network(OPEN, `${FIXED}\n  DbPassword: { Value: hunter2 }`, hosts + "\n" + SECRET)),
    });
    expect(index).not.toMatch(/hunter2|TOKEN/);
    expect(templates[0]?.text).toContain("NotTold");
    expect(templates[0]?.text).toContain("ami-1");
  });

  test("a template that cannot be cut down, which is told", async () => {
    const anchored =
      "Metadata: { A: &vpc { CidrBlock: 10.0.0.0/16 } }\nResources:\n  Vpc: { Type: AWS::EC2::VPC, Properties: *vpc }\nOutputs:\n  V: { Value: !Ref Vpc, Export: { Name: v } }\n";
    const { templates, diagnostics } = await indexOfTemplates({
      "net/a.yaml": anchored,
      "net/network.yaml": network(OPEN, FIXED),
    });
    expect(templates.map(({ path }) => path)).toEqual(["net/network.yaml"]);
    expect(diagnostics).toMatchObject([{ code: "not-in-index", path: "net/a.yaml" }]);
  });

  test("nothing of a text with blanks at the ends of its lines", async () => {
    const text = network(OPEN, `${FIXED}\n  Note:\n    Value: |\n      one  \n\n      two\t\n    Description: hunter2`);
    const { templates, diagnostics } = await indexOfTemplates({ "net/network.yaml": text });
    expect(diagnostics).toEqual([]);
    expect(templates[0]?.text).toContain("one  \n\n      two\t\n");
  });

  test("a template that nobody can import from", async () => {
    const { templates } = await indexOfTemplates({
      "net/alone.yaml": network(OPEN, "  A: { Value: x }").replace(/ {2}Cluster:[\s\S]*?(?= {2}Balancers)/, ""),
    });
    expect(templates).toEqual([]);
  });
});

test("what is left of a template stands where it stood", async () => {
  const text = network(OPEN, FIXED);
  const { templates } = await indexOfTemplates({ "net/network.yaml": text });
  const [lines, told] = [text, templates[0]!.text].map((one) => one.split("\n"));
  const line = lines!.findIndex((one) => one.includes("AWS::EC2::SecurityGroupIngress"));
  expect(told!.slice(line, line + 3)).toEqual(lines!.slice(line, line + 3));
});

test("a template of an index leads to nothing outside of it", async () => {
  const nests =
    "Resources:\n  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ../../../../app/private.yaml } }\nOutputs:\n  V: { Value: !GetAtt Child.Outputs.V, Export: { Name: network-Vpc } }\n";
  const index = JSON.stringify({
    version: 1,
    repository: "github.com/acme/net",
    roots: [],
    templates: [{ path: "a/b.yaml", text: nests }],
  });
  const at = makeDirectory({
    "app/.git/HEAD": "",
    "app/service.yaml": BY_NAME,
    "app/private.yaml":
      "Resources:\n  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\nOutputs:\n  V: { Value: !Ref Vpc }\n",
    "indexes/net.json": index,
  });
  made.push(at);
  const { flows } = await scanIn(at, ["app/service.yaml"], { index: ["indexes"] });
  expect(flows.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
  expect(JSON.stringify(flows.map(({ because }) => because.map(({ symbol }) => symbol)))).not.toContain("Child.Vpc");
});

test("a template of the repository itself is meant before one of an index", async () => {
  const at = makeDirectory({ "net/.git/HEAD": "", "net/network.yaml": network(CLOSED, FIXED) });
  made.push(at);
  const index = await indexOf(at, "net");
  const own = makeDirectory({
    "app/.git/HEAD": "",
    "app/service.yaml": BY_NAME,
    "app/network.yaml": network(OPEN, FIXED),
    "indexes/net.json": index,
  });
  made.push(own);
  const { flows } = await scanIn(own, ["app/service.yaml"], { index: ["indexes"] });
  expect(flows.some(({ verdict }) => verdict === "reachable")).toBe(true);
  expect(flows.flatMap(({ assumptions }) => assumptions.map(({ kind }) => kind))).not.toContain("index");
});
