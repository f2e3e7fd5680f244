/** Every kind of value that a template leaves open says what to do, and who does just that gets a verdict. */
import { afterEach, describe, expect, test } from "vitest";
import { type ScanOptions, type ScanResult, scan } from "../../../src/index.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";

/** A service behind a load balancer whose group, and the port that the service's group admits, are as given. */
const app = (group: string, port: string, more = "", parameters = ""): string => `
Parameters: { ${parameters} }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.31.0.0/16 } }
  Zone: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.31.1.0/24, AvailabilityZone: eu-west-1a } }
  Own: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: own, VpcId: !Ref Vpc } }
  Inner:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: inner, VpcId: !Ref Vpc, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: ${port}, ToPort: ${port}, CidrIp: 10.31.0.0/16 }] }
  Front: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [!Ref Zone], SecurityGroups: [${group}] } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 8080, Protocol: HTTP, TargetType: ip, VpcId: !Ref Vpc } }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Front, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { NetworkMode: awsvpc, RequiresCompatibilities: [FARGATE], Cpu: 256, Memory: 512, ContainerDefinitions: [{ Name: app, Image: i, PortMappings: [{ ContainerPort: 8080 }] }] } }
  App:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [!Ref Zone], SecurityGroups: [!Ref Inner] } }
      LoadBalancers: [{ ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Group }]
${more}`;
const NET = "Resources: { Outer: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: outer } } }\n";
const EXPORTING = `${NET}Outputs: { O: { Value: !Ref Outer, Export: { Name: the-group } } }\n`;
const LOOKUP = "  Lookup: { Type: Custom::Lookup, Properties: { ServiceToken: t } }\n";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
  directory = undefined;
});

async function scanned(files: Readonly<Record<string, string>>, options: ScanOptions): Promise<ScanResult> {
  if (directory !== undefined) removeDirectory(directory);
  directory = makeDirectory(files);
  return scan(directory, ["."], options);
}

const verdicts = ({ flows }: ScanResult): readonly string[] => [...new Set(flows.map(({ verdict }) => verdict))];
const hints = ({ flows }: ScanResult): readonly (string | undefined)[] => [
  ...new Set(flows.flatMap(({ because }) => because.map(({ cause }) => cause.hint))),
];
const given = (name: string, value: string): ScanOptions => ({ parameters: new Map([[name, value]]) });

interface Kind {
  readonly files: Readonly<Record<string, string>>;
  readonly options?: ScanOptions;
  readonly hint: string;
  readonly followed: ScanOptions;
  readonly added?: Readonly<Record<string, string>>;
}

const resource = (name: string): string =>
  `give it with --parameter ${/[$(]/.test(name) ? `'${name}=…'` : `${name}=…`}, a value or TEMPLATE#RESOURCE of the scan`;
const stored = "/net/outer";
const storedHint = (name: string): string =>
  `scan it together with what stores it, give its index (--index DIR, by reachlint index), or ${resource(`ssm:${name}`)}`;
const STORING =
  `${NET}  Kept: { Type: AWS::SSM::Parameter, Properties: { Name: ${stored}, Type: String, Value: !Ref Outer } }\n`.replace(
    "{ Outer: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: outer } } }",
    "\n  Outer: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: outer } }",
  );

const KINDS: Readonly<Record<string, Kind>> = {
  "a port without a value": {
    files: { "app.yaml": app("!Ref Own", "!Ref Port", "", "Port: { Type: Number }") },
    hint: "give it with --parameter Port=…",
    followed: given("Port", "8080"),
  },
  "an empty default": {
    files: { "app.yaml": app("!Ref Own", "!Ref Port", "", 'Port: { Type: String, Default: "" }') },
    hint: "give it with --parameter Port=…",
    followed: given("Port", "8080"),
  },
  "an empty default where a group is named": {
    files: { "app.yaml": app("!Ref Outer", "8080", "", 'Outer: { Type: String, Default: "" }'), "net.yaml": NET },
    hint: "give it with --parameter Outer=…",
    followed: given("Outer", "net.yaml#Outer"),
  },
  "a group without a value": {
    files: {
      "app.yaml": app("!Ref Outer", "8080", "", "Outer: { Type: AWS::EC2::SecurityGroup::Id }"),
      "net.yaml": NET,
    },
    hint: resource("Outer"),
    followed: given("Outer", "net.yaml#Outer"),
  },
  "an id that is written out": {
    files: { "app.yaml": app("sg-0a1b2c", "8080"), "net.yaml": NET },
    hint: "scan the template that makes it, and say so with --parameter sg-0a1b2c=TEMPLATE#RESOURCE",
    followed: given("sg-0a1b2c", "net.yaml#Outer"),
  },
  "an id that is given": {
    files: {
      "app.yaml": app("!Ref Outer", "8080", "", "Outer: { Type: AWS::EC2::SecurityGroup::Id }"),
      "net.yaml": NET,
    },
    options: given("Outer", "sg-0a1b2c"),
    hint: "scan the template that makes it, and say so with --parameter sg-0a1b2c=TEMPLATE#RESOURCE",
    followed: {
      parameters: new Map([
        ["Outer", "sg-0a1b2c"],
        ["sg-0a1b2c", "net.yaml#Outer"],
      ]),
    },
  },
  "a dynamic reference": {
    files: { "app.yaml": app(`'{{resolve:ssm:${stored}}}'`, "8080"), "net.yaml": NET },
    hint: storedHint(stored),
    followed: given(`ssm:${stored}`, "net.yaml#Outer"),
  },
  "a dynamic reference to a port": {
    files: { "app.yaml": app("!Ref Own", "'{{resolve:ssm:/port:3}}'") },
    hint: storedHint("/port:3"),
    followed: given("ssm:/port:3", "8080"),
  },
  "a stored parameter": {
    files: {
      "app.yaml": app(
        "!Ref Outer",
        "8080",
        "",
        `Outer: { Type: "AWS::SSM::Parameter::Value<AWS::EC2::SecurityGroup::Id>", Default: ${stored} }`,
      ),
      "net.yaml": NET,
    },
    hint: storedHint(stored),
    followed: given(`ssm:${stored}`, "net.yaml#Outer"),
  },
  "a dynamic reference, scanned with what stores it": {
    files: { "app.yaml": app(`!Sub "{{resolve:ssm:${stored}:2}}"`, "8080") },
    hint: storedHint(`${stored}:2`),
    followed: {},
    added: { "net.yaml": STORING },
  },
  "a stored parameter, scanned with what stores it": {
    files: {
      "app.yaml": app(
        "!Select [0, !Ref Outer]",
        "8080",
        "",
        `Outer: { Type: "AWS::SSM::Parameter::Value<List<String>>", Default: ${stored} }`,
      ),
    },
    hint: storedHint(stored),
    followed: {},
    added: { "net.yaml": STORING.replace("!Ref Outer", '!Join [",", [!Ref Outer, other]]') },
  },
  "an attribute of a custom resource": {
    files: { "app.yaml": app("!Ref Own", "!GetAtt Lookup.Port", LOOKUP) },
    hint: resource("Lookup.Port"),
    followed: given("Lookup.Port", "8080"),
  },
  "an id from a custom resource": {
    files: { "app.yaml": app("!GetAtt Lookup.Group", "8080", LOOKUP), "net.yaml": NET },
    hint: resource("Lookup.Group"),
    followed: given("Lookup.Group", "net.yaml#Outer"),
  },
  "an import of nothing, scanned with its exporter": {
    files: { "app.yaml": app("!ImportValue the-group", "8080") },
    hint: `scan it together with the template that exports it, give its index (--index DIR, by reachlint index), or ${resource("import:the-group")}`,
    followed: {},
    added: { "net.yaml": EXPORTING },
  },
  "an import of nothing, given": {
    files: { "app.yaml": app("!ImportValue the-group", "8080"), "net.yaml": NET },
    hint: `scan it together with the template that exports it, give its index (--index DIR, by reachlint index), or ${resource("import:the-group")}`,
    followed: given("import:the-group", "net.yaml#Outer"),
  },
  "an import by the name of its own stack, given": {
    files: { "app.yaml": app('!ImportValue { "Fn::Sub": "${AWS::StackName}-group" }', "8080"), "net.yaml": NET },
    hint: `scan it together with the template that exports it, give its index (--index DIR, by reachlint index), or ${resource("import:${AWS::StackName}-group")}`,
    followed: given("import:${AWS::StackName}-group", "net.yaml#Outer"),
  },
  "an import by the name of its own stack, given as it is called among others": {
    files: { "app.yaml": app('!ImportValue { "Fn::Sub": "${AWS::StackName}-group" }', "8080"), "net.yaml": NET },
    hint: `scan it together with the template that exports it, give its index (--index DIR, by reachlint index), or ${resource("import:${AWS::StackName}-group")}`,
    followed: given("import:${app.yaml#AWS::StackName}-group", "net.yaml#Outer"),
  },
  "an import by a name in pieces, given": {
    files: {
      "app.yaml": app('!ImportValue { "Fn::Join": ["-", [!Ref AWS::StackName, group]] }', "8080"),
      "net.yaml": NET,
    },
    hint: `scan it together with the template that exports it, give its index (--index DIR, by reachlint index), or ${resource("import:${AWS::StackName}-group")}`,
    followed: given("import:${AWS::StackName}-group", "net.yaml#Outer"),
  },
  "an export under another default of the exporter": {
    files: {
      "app.yaml": app(
        '!ImportValue { "Fn::Sub": "${Stage}-group" }',
        "8080",
        "",
        "Stage: { Type: String, Default: live }",
      ),
      "net.yaml": `Parameters: { Env: { Type: String, Default: test } }\n${EXPORTING.replace("the-group", '!Sub "${Env}-group"')}`,
    },
    hint: "give --parameter Env=live: then net.yaml exports live-group, and app.yaml imports it",
    followed: given("Env", "live"),
  },
  "an export under another default of the importer": {
    files: {
      "app.yaml": app(
        '!ImportValue { "Fn::Sub": "${Stage}-group" }',
        "8080",
        "",
        "Stage: { Type: String, Default: live }",
      ),
      "net.yaml": EXPORTING.replace("the-group", "test-group"),
    },
    hint: "give --parameter Stage=test: then net.yaml exports test-group, and app.yaml imports it",
    followed: given("Stage", "test"),
  },
  "a value by region": {
    files: {
      "app.yaml": `Mappings: { Ports: { eu-west-1: { app: 8080 }, us-east-1: { app: 443 } } }\n${app("!Ref Own", "!FindInMap [Ports, !Ref AWS::Region, app]")}`,
    },
    hint: "give it with --region",
    followed: { region: "eu-west-1" },
  },
  "a value by account": {
    files: {
      "app.yaml": `Mappings: { Ports: { "111111111111": { app: 8080 }, "222222222222": { app: 443 } } }\n${app("!Ref Own", "!FindInMap [Ports, !Ref AWS::AccountId, app]")}`,
    },
    hint: "give it with --parameter AWS::AccountId=…",
    followed: given("AWS::AccountId", "111111111111"),
  },
  "a name in the wrong case": {
    files: { "app.yaml": app("!Ref Own", "!Ref port", "", "Port: { Type: Number, Default: 8080 }") },
    hint: "did you mean Port?",
    followed: {},
    added: { "app.yaml": app("!Ref Own", "!Ref Port", "", "Port: { Type: Number, Default: 8080 }") },
  },
  "a name of nothing": {
    files: { "app.yaml": app("!Ref Own", "!Ref Entrance") },
    hint: "declare the parameter Entrance and give it with --parameter Entrance=…, or correct the name",
    followed: given("Entrance", "8080"),
    added: { "app.yaml": app("!Ref Own", "!Ref Entrance", "", "Entrance: { Type: Number }") },
  },
  "an output of a nested template that is not there": {
    files: {
      "app.yaml": app(
        "!GetAtt Net.Outputs.O",
        "8080",
        "  Net: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nested.yaml } }\n",
      ),
    },
    hint: "scan a directory that holds the template too",
    followed: {},
    added: { "nested.yaml": EXPORTING },
  },
  "the output of a stack whose URL can mean two templates": {
    files: {
      "app.yaml": app(
        "!GetAtt Net.Outputs.O",
        "8080",
        "  Net: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3.amazonaws.com/b/net/nested.yaml } }\n",
      ),
      "old/nested.yaml": `${NET}Outputs: { O: { Value: !Ref Outer } }\n`,
      "new/nested.yaml": `${NET}Outputs: { O: { Value: !Ref Outer } }\n`,
    },
    hint: "leave out those that are not meant (--exclude), or write the path of the one that is",
    followed: { exclude: ["old"] },
  },
  "an included value that is not there": {
    files: {
      "app.yaml": app("!Ref Own", "8080")
        .replace(
          "GroupDescription: inner,",
          "GroupDescription: inner, Fn::Transform: { Name: AWS::Include, Parameters: { Location: tags.yaml } },",
        )
        .replace(
          "SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.31.0.0/16 }]",
          "Tags: []",
        ),
    },
    hint: "scan a directory that holds the file too",
    followed: {},
    added: {
      "tags.yaml": "SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.31.0.0/16 }]\n",
    },
  },
  "the output of a stack by its name": {
    files: { "app.yaml": app("!Ref Own", "{ Fn::GetStackOutput: { StackName: net, OutputName: Port } }") },
    hint: resource("stackOutput(net.Port)"),
    followed: given("stackOutput(net.Port)", "8080"),
  },
};

describe.each(Object.entries(KINDS))("%s", (_, { files, options = {}, hint, followed, added = {} }) => {
  test("says what to do, and that leads to a verdict", async () => {
    const before = await scanned(files, options);
    expect(verdicts(before)).toEqual(["undetermined"]);
    expect(hints(before)).toEqual([hint]);
    const after = await scanned({ ...files, ...added }, followed);
    expect(after.flows.flatMap(({ because }) => because.map(({ symbol }) => symbol))).toEqual([]);
    expect(verdicts(after)).toEqual(["reachable"]);
    expect(after.diagnostics.map(({ message }) => message)).toEqual([]);
  });
});

test("what is given for nothing is said", async () => {
  const { diagnostics } = await scanned({ "app.yaml": app("!Ref Own", "8080") }, given("ssm:/elsewhere", "1"));
  expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-parameter"]);
});

test("of several names that a value makes an exporter export, each is told by its own", async () => {
  const imported = (name: string): string => `!ImportValue { "Fn::Sub": "\${Stage}-${name}" }`;
  const exported = (name: string, value: string): string =>
    `  ${name.toUpperCase()}: { Value: ${value}, Export: { Name: !Sub "\${Env}-${name}" } }\n`;
  const result = await scanned(
    {
      "app.yaml": app(imported("group"), imported("port"), "", "Stage: { Type: String, Default: live }"),
      "net.yaml": `Parameters: { Env: { Type: String, Default: test } }\n${NET}Outputs:\n${exported("port", "8080")}${exported("group", "!Ref Outer")}`,
    },
    {},
  );
  expect([...hints(result)].sort()).toEqual([
    "give --parameter Env=live: then net.yaml exports live-group, and app.yaml imports it",
    "give --parameter Env=live: then net.yaml exports live-port, and app.yaml imports it",
  ]);
});
