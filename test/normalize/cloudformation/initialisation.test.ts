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
