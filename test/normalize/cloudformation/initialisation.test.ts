/** What cfn-init does on an instance counts as its user data, however the call is written. */
import { expect, test } from "vitest";
import { nodeAt } from "../describe.ts";
import { fromCloudFormation } from "../sources.ts";

const template = (call: string): string => `
Resources:
  Cluster: { Type: AWS::ECS::Cluster }
  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { LaunchConfigurationName: !Ref Launch, MinSize: 1, MaxSize: 1 }
  Launch:
    Type: AWS::AutoScaling::LaunchConfiguration
    Metadata:
      AWS::CloudFormation::Init:
        config:
          files: { /etc/ecs/ecs.config: { content: !Sub "ECS_CLUSTER=\${Cluster}" } }
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          ${call}
          echo --resource Other
`;

test.each([
  ["in one line", "cfn-init -v --stack x --resource Launch"],
  ["over several lines", "/opt/aws/bin/cfn-init -v --stack x \\\n            --resource Launch"],
  ["with short flags", "cfn-init -s x -r Launch"],
])("%s", (_, call) => {
  const host = nodeAt(fromCloudFormation(template(call)).graph, "host-group", "Hosts");
  expect(host.launches[0]?.cluster?.to).toEqual(["template.yaml#Cluster"]);
});

test("a flag of another command is none of cfn-init", () => {
  const host = nodeAt(
    fromCloudFormation(template("cfn-init -v --stack x\n          echo --resource Launch")).graph,
    "host-group",
    "Hosts",
  );
  expect(host.launches[0]?.cluster).toBeUndefined();
});

const described = (metadata: string, call = "cfn-init -v --stack x -r Launch"): string => `
Resources:
  Cluster: { Type: AWS::ECS::Cluster }
  Other: { Type: AWS::ECS::Cluster }
  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { LaunchConfigurationName: !Ref Launch, MinSize: 1, MaxSize: 1 }
  Launch:
    Type: AWS::AutoScaling::LaunchConfiguration
    Metadata:
      AWS::CloudFormation::Init:
${metadata.replace(/^/gm, "        ")}
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          ${call}
`;

const write = (cluster: string): string => `!Sub "echo ECS_CLUSTER=\${${cluster}} > /etc/ecs/ecs.config"`;

test.each([
  ["a command", `config: { commands: { one: { command: ${write("Cluster")} } } }`],
  ["a command of words", `config: { commands: { one: { command: [sh, -c, ${write("Cluster")}] } } }`],
  [
    "commands in the order of their names",
    `config: { commands: { b: { command: ${write("Cluster")} }, a: { command: ${write("Other")} } } }`,
  ],
  [
    "commands after files",
    `config: { commands: { a: { command: ${write("Cluster")} } }, files: { /etc/ecs/ecs.config: { content: !Sub "ECS_CLUSTER=\${Other}" } } }`,
  ],
  [
    "configurations in the order of the set",
    `configSets: { default: [first, second] }\nsecond: { commands: { a: { command: ${write("Cluster")} } } }\nfirst: { commands: { a: { command: ${write("Other")} } } }`,
  ],
  [
    "a command with a variable of its own",
    `config: { commands: { a: { env: { C: !Ref Cluster }, command: "echo ECS_CLUSTER=$C > /etc/ecs/ecs.config" } } }`,
  ],
])("%s", (_, metadata) => {
  const host = nodeAt(fromCloudFormation(described(metadata)).graph, "host-group", "Hosts");
  expect(host.launches[0]?.cluster).toMatchObject({ to: ["template.yaml#Cluster"], exists: true });
});

test("what is described is done at the place of the call", () => {
  const metadata = `config: { commands: { one: { command: ${write("Other")} } } }`;
  const call = "cfn-init -r Launch\n          echo ECS_CLUSTER=${Cluster} > /etc/ecs/ecs.config";
  const host = nodeAt(fromCloudFormation(described(metadata, call)).graph, "host-group", "Hosts");
  expect(host.launches[0]?.cluster?.to).toEqual(["template.yaml#Cluster"]);
});

test("another file that is described says nothing", () => {
  const metadata = `config: { files: { /etc/agent.conf: { content: !Sub "ECS_CLUSTER=\${Other}" } } }`;
  const host = nodeAt(fromCloudFormation(described(metadata)).graph, "host-group", "Hosts");
  expect(host.launches[0]?.cluster).toBeUndefined();
  expect(host.launches[0]?.userDataUnread).toBeUndefined();
});

test("a command with a test may not be run", () => {
  const metadata = `config: { commands: { one: { test: "test -f /x", command: ${write("Cluster")} } } }`;
  const launch = nodeAt(fromCloudFormation(described(metadata)).graph, "host-group", "Hosts").launches[0];
  expect(launch?.cluster?.to).toEqual(["template.yaml#Cluster"]);
  expect(launch?.cluster?.exists).not.toBe(true);
  expect(launch?.clusterDoubt).toBeDefined();
});
