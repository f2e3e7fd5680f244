/** Neither the name of a file nor the order of what it declares decides what is told of a flow. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scan } from "../src/pipeline.ts";
import type { Flow } from "../src/reach/flow.ts";
import { scanRequest } from "../src/request.ts";
import { describeFlows } from "./flow-text.ts";

async function flowsOf(files: Readonly<Record<string, string>>): Promise<readonly Flow[]> {
  const folder = mkdtempSync(join(tmpdir(), "reachlint-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return (await scan(scanRequest(folder, ["."], {}))).flows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is told of the flows, without lines. */
function told(flows: readonly Flow[]): string {
  return describeFlows(flows).replaceAll(/:\d+/g, "");
}

const network = `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.20.0.0/16 } }
  Front:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.20.1.0/24, AvailabilityZone: eu-central-1a }
  Back:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.20.2.0/24, AvailabilityZone: eu-central-1a }
Outputs:
  Vpc: { Value: !Ref Vpc, Export: { Name: net-vpc } }
  Front: { Value: !Ref Front, Export: { Name: net-front } }
  Back: { Value: !Ref Back, Export: { Name: net-back } }
`;

const shop = `
Resources:
  EdgeGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: edge, VpcId: !ImportValue net-vpc }
  ShopGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: shop
      VpcId: !ImportValue net-vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 3000, ToPort: 3000, SourceSecurityGroupId: !Ref EdgeGroup }
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Subnets: [!ImportValue net-front], SecurityGroups: [!Ref EdgeGroup] }
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Port: 3000, Protocol: HTTP, TargetType: ip, VpcId: !ImportValue net-vpc }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]
  Cluster: { Type: AWS::ECS::Cluster }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions: [{ Name: shop, Image: shop, Memory: 128, PortMappings: [{ ContainerPort: 3000 }] }]
  Shop:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      LoadBalancers: [{ TargetGroupArn: !Ref Targets, ContainerName: shop, ContainerPort: 3000 }]
      NetworkConfiguration:
        AwsvpcConfiguration: { Subnets: [!ImportValue net-back], SecurityGroups: [!Ref ShopGroup] }
`;

/** Its network ACL is that of a subnet which is not in the scan. */
const guarded = `${shop}
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties: { VpcId: !ImportValue net-vpc }
  AclOfSomeSubnet:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: { NetworkAclId: !Ref Acl, SubnetId: !ImportValue elsewhere-subnet }
`;

test("stacks have the flows of their content, whatever their files are called", async () => {
  const texts = [network, shop, guarded];
  const roles = ["network", "shop", "guarded"];
  const names = ["a.yaml", "m.yaml", "z.yaml"];
  const found = new Set<string>();
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const flows = await flowsOf(Object.fromEntries(order.map((which, at) => [names[at]!, texts[which]!])));
    const named = order.reduce((text, which, at) => text.replaceAll(names[at]!, roles[which]!), told(flows));
    found.add(named.trim().split("\n\n").sort().join("\n\n"));
  }
  expect([...found]).toHaveLength(1);
  expect([...found][0]).toContain("guarded: Balancer");
});

const blocks = [
  `resource "aws_vpc" "net" { cidr_block = "10.30.0.0/16" }`,
  `resource "aws_subnet" "net" {
     vpc_id            = aws_vpc.net.id
     cidr_block        = "10.30.1.0/24"
     availability_zone = "eu-central-1b"
   }`,
  `resource "aws_security_group" "edge" {
     vpc_id = aws_vpc.net.id
     egress {
       from_port   = 0
       to_port     = 0
       protocol    = "-1"
       cidr_blocks = ["0.0.0.0/0"]
     }
   }`,
  `resource "aws_security_group" "api" {
     name   = "api-tasks"
     vpc_id = aws_vpc.net.id
     ingress {
       from_port       = 9000
       to_port         = 9000
       protocol        = "tcp"
       security_groups = [aws_security_group.edge.id]
     }
   }`,
  `data "aws_security_group" "api" { name = "api-tasks" }`,
  `resource "aws_lb" "edge" {
     security_groups = [aws_security_group.edge.id]
     subnets         = [aws_subnet.net.id]
   }`,
  `resource "aws_ecs_cluster" "api" { name = "api" }`,
  `resource "aws_ecs_task_definition" "api" {
     family       = "api"
     network_mode = "awsvpc"
     container_definitions = jsonencode([{ name = "api", image = "api", memory = 64, portMappings = [{ containerPort = 9000 }] }])
   }`,
  ...(
    [
      ["direct", "aws_security_group.api.id"],
      ["lookup", "data.aws_security_group.api.id"],
    ] as const
  ).flatMap(([name, group]) => [
    `resource "aws_lb_target_group" "${name}" {
       port        = 9000
       protocol    = "HTTP"
       target_type = "ip"
       vpc_id      = aws_vpc.net.id
     }`,
    `resource "aws_lb_listener" "${name}" {
       load_balancer_arn = aws_lb.edge.arn
       default_action {
         type             = "forward"
         target_group_arn = aws_lb_target_group.${name}.arn
       }
     }`,
    `resource "aws_ecs_service" "${name}" {
       name            = "${name}"
       cluster         = aws_ecs_cluster.api.id
       launch_type     = "FARGATE"
       task_definition = aws_ecs_task_definition.api.arn
       network_configuration {
         subnets         = [aws_subnet.net.id]
         security_groups = [${group}]
       }
       load_balancer {
         target_group_arn = aws_lb_target_group.${name}.arn
         container_name   = "api"
         container_port   = 9000
       }
     }`,
  ]),
];

test("each flow has its own assumptions, in whichever order the blocks stand", async () => {
  const flows = await flowsOf({ "main.tf": blocks.join("\n") });
  const lookups = (name: string): string[] =>
    flows
      .filter(({ service, purpose }) => service.address === `aws_ecs_service.${name}` && purpose === "traffic")
      .flatMap(({ assumptions }) => assumptions.map(({ text }) => text).filter((text) => text.includes("data.")));
  expect(lookups("direct")).toEqual([]);
  expect(lookups("lookup")).toHaveLength(1);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(blocks, { minLength: blocks.length }), async (order) => {
      expect(told(await flowsOf({ "main.tf": order.join("\n") }))).toBe(told(flows));
    }),
    { numRuns: 12 },
  );
});
