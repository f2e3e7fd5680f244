import { expect, test } from "vitest";
import { evaluateAll, property, show } from "./support.ts";

const nested = `
Parameters: { Cidr: { Type: String, Default: 10.0.0.0/16 } }
Resources: { Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Cidr } } }
Outputs: { Net: { Value: !Ref Net } }
`;
const globals = `
Globals:
  Function:
    Runtime: nodejs22.x
    Timeout: 30
    VpcConfig: { SecurityGroupIds: [!GetAtt Group.GroupId], SubnetIds: [!ImportValue shared-subnet] }
    Environment: { Variables: { TABLE: !Ref Table, HOST: !Sub "\${Balancer.DNSName}" } }
  Api: { Cors: "'*'", Auth: { DefaultAuthorizer: Cognito } }
  HttpApi: { CorsConfiguration: true }
  SimpleTable: { SSESpecification: { SSEEnabled: true } }
  StateMachine: { PropagateTags: true }
`;
const main = (more: string): string => `
Transform: AWS::Serverless-2016-10-31
${more}
Parameters: { Range: { Type: String, Default: 10.7.0.0/16 } }
Resources:
  Function: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Events: { Web: { Type: Api, Properties: { Path: /, Method: GET } } } } }
  Table: { Type: AWS::Serverless::SimpleTable }
  Local: { Type: AWS::Serverless::Application, Properties: { Location: ./network.yaml, Parameters: { Cidr: !Ref Range } } }
  Plain: { Type: AWS::Serverless::Application, Properties: { Location: network.yaml } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: g, VpcId: !GetAtt Local.Outputs.Net } }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { SecurityGroups: [!Ref Group], Tags: [{ Key: Role, Value: !GetAtt FunctionRole.Arn }] } }
`;

function scan(text: string) {
  const result = evaluateAll({ "main.yaml": text, "network.yaml": nested });
  return { result, world: result.groups[0]!.worlds[0]! };
}

/** Everything that evaluation says of the resources on which a flow can depend, but for places. */
function told(text: string): readonly unknown[] {
  const { result } = scan(text);
  return result.groups.flatMap(({ worlds }) =>
    worlds.map(({ when, resources, links, assumptions }) => ({
      when,
      links,
      assumptions,
      resources: resources.map(({ address, type, exists, body }) => ({
        address,
        type,
        exists,
        properties: [...body.attributes].map(([name, { value }]) => [name, show(value)]),
      })),
    })),
  );
}

test("a serverless template with globals has nothing said about it, and its applications are stacks", () => {
  const { result, world } = scan(main(globals));
  expect(result.diagnostics).toEqual([]);
  expect(result.notEvaluated).toEqual([]);
  expect(property(world, "Local.Net", "CidrBlock")).toBe("10.7.0.0/16");
  expect(property(world, "Plain.Net", "CidrBlock")).toBe("10.0.0.0/16");
  expect(property(world, "Group", "VpcId")).toBe("<Local.Net>");
});

test("globals change no resource on which a flow can depend", () => {
  expect(told(main(globals))).toEqual(told(main("")));
  expect(told(main("").replace("10.7.0.0", "10.8.0.0"))).not.toEqual(told(main("")));
});
