/** Listeners and rules whose parent is not known, and fleets behind load balancers: the same in both dialects. */
import { describe, expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import type { Graph } from "../../../src/graph/model.ts";
import { reach } from "../../../src/reach/reach.ts";
import { linkedAll, nodeAt } from "../describe.ts";
import { cloudFormationGroups, fromCloudFormation, fromTerraform, normalizeWorld } from "../sources.ts";

const LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
const RULE = "AWS::ElasticLoadBalancingV2::ListenerRule";

/** A service of a target group that a listener, or a rule of one, forwards to; `parent` is the argument that names what is around. */
const template = (type: string, parent: string): string => `
Parameters: { Given: { Type: String }, Empty: { Type: String, Default: "" } }
Conditions: { Has: !Equals [!Ref Empty, x] }
Resources:
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip, VpcId: vpc-1 } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { NetworkMode: awsvpc, ContainerDefinitions: [{ Name: app, Image: i, PortMappings: [{ ContainerPort: 80 }] }] } }
  App:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1], SecurityGroups: [sg-1] } }
      LoadBalancers: [{ ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Group }]
  Way: { Type: ${type}, Properties: { ${parent}${type === RULE ? "Priority: 1, " : "Port: 80, Protocol: HTTP, "}${type === RULE ? "Actions" : "DefaultActions"}: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
`;
const configuration = (type: string, parent: string): string => `
variable "given" { type = string }
resource "aws_lb_target_group" "g" {
  port = 80
  protocol = "HTTP"
  target_type = "ip"
  vpc_id = "vpc-1"
}
resource "aws_ecs_task_definition" "t" {
  family = "t"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{ name = "app", image = "i", portMappings = [{ containerPort = 80 }] }])
}
resource "aws_ecs_service" "app" {
  name = "app"
  task_definition = aws_ecs_task_definition.t.arn
  launch_type = "FARGATE"
  network_configuration {
    subnets = ["subnet-1"]
    security_groups = ["sg-1"]
  }
  load_balancer {
    container_name = "app"
    container_port = 80
    target_group_arn = aws_lb_target_group.g.arn
  }
}
resource "${type}" "way" {
  ${parent}
  ${type === "aws_lb_listener" ? "port = 80" : "priority = 1"}
  ${type === "aws_lb_listener" ? "default_action" : "action"} {
    type = "forward"
    target_group_arn = aws_lb_target_group.g.arn
  }
}
`;

/** Verdicts, and the kinds of what they wait for. */
const flows = (graph: Graph): readonly string[] =>
  reach(graph, { strict: false, ephemeral: undefined }).flows.map(
    ({ purpose, verdict, because }) =>
      `${purpose} ${verdict} ${[...new Set(because.map(({ cause }) => cause.kind))].sort().join(" ")}`,
  );

describe.each([
  [LISTENER, "LoadBalancerArn", "aws_lb_listener", "load_balancer_arn"],
  [RULE, "ListenerArn", "aws_lb_listener_rule", "listener_arn"],
])("%s", (type, argument, terraformType, terraformArgument) => {
  test.each([
    ["missing", "", ""],
    ["AWS::NoValue", `${argument}: !If [Has, x, !Ref AWS::NoValue], `, `${terraformArgument} = null`],
    ["a parameter", `${argument}: !Ref Given, `, `${terraformArgument} = var.given`],
    ["not in the template", `${argument}: "arn:aws:x:front", `, `${terraformArgument} = "arn:aws:x:front"`],
  ])("with its parent %s is kept in both dialects", (_, written, terraformWritten) => {
    const { graph } = fromCloudFormation(template(type, written));
    const twin = fromTerraform(configuration(terraformType, terraformWritten)).graph;
    expect(graph.of("listener")).toHaveLength(twin.of("listener").length);
    expect(flows(graph)).toEqual(flows(twin));
    expect(flows(graph).length).toBeGreaterThan(0);
  });

  test("without its parent says where that is to be set", () => {
    const { graph } = fromCloudFormation(template(type, ""));
    const [missing] = graph
      .nodes()
      .flatMap((node) =>
        node.external?.unknown.cause.text.includes("is not given") === true ? [node.external.unknown.cause] : [],
      );
    expect(missing).toMatchObject({
      text: `${argument} of Way is not given`,
      hint: `give ${argument} there, or the input that it comes from`,
    });
  });
});

describe("a fleet behind load balancers", () => {
  const fleet = (config: string): Graph =>
    fromCloudFormation(`
Parameters: { Arns: { Type: CommaDelimitedList } }
Conditions: { Has: !Equals [!Select [0, !Ref Arns], x] }
Resources:
  One: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, VpcId: vpc-1 } }
  Old: { Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: { Listeners: [{ InstancePort: "80", LoadBalancerPort: "80", Protocol: http }] } }
  Fleet:
    Type: AWS::EC2::SpotFleet
    Properties: { SpotFleetRequestConfigData: { IamFleetRole: r, TargetCapacity: 1, LoadBalancersConfig: ${config} } }
`).graph;

  test("registers with target groups and classic load balancers, each at its place", () => {
    const graph = fleet(
      "{ TargetGroupsConfig: { TargetGroups: [{ Arn: !Ref One }, { Arn: other }] }, ClassicLoadBalancersConfig: { ClassicLoadBalancers: [{ Name: !Ref Old }] } }",
    );
    const node = nodeAt(graph, "host-group", "Fleet");
    expect(linkedAll(graph, node.targetGroups)).toEqual(["One", 'external "other"']);
    expect(linkedAll(graph, node.classicLoadBalancers)).toEqual(["Old"]);
    expect(node.targetGroups.links.map(({ origin }) => textOf(origin.span))).toEqual(["One", "other"]);
  });

  test("may register with more where a part is not known", () => {
    expect(
      linkedAll(
        fleet("{ TargetGroupsConfig: !Ref Arns }"),
        nodeAt(fleet("{ TargetGroupsConfig: !Ref Arns }"), "host-group", "Fleet").targetGroups,
      ),
    ).toEqual(["… Arns"]);
    const none = fleet("!Ref AWS::NoValue");
    expect(nodeAt(none, "host-group", "Fleet").targetGroups).toEqual({ links: [] });
  });
});

test("what is behind an import of another stack is called by the name as it is written", () => {
  const declared = "Parameters: { Project: { Type: String }, Stage: { Type: String } }\n";
  const exporting = `${declared}Resources: { Topic: { Type: AWS::SNS::Topic } }
Outputs: { Topic: { Value: !Ref Topic, Export: { Name: !Sub "\${Project}-\${Stage}-topic" } } }
`;
  const importing = `${declared}Resources:
  Rule:
    Type: ${RULE}
    Properties: { Priority: 1, ListenerArn: !ImportValue { "Fn::Sub": "\${Project}-\${Stage}-listener" }, Actions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Name: !ImportValue { "Fn::Sub": "\${Project}-\${Stage}-topic" } } }
  Service: { Type: AWS::ECS::Service, Properties: { LoadBalancers: [{ ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Group }] } }
`;
  const [group, ...others] = cloudFormationGroups({ "a/exports.yaml": exporting, "b/imports.yaml": importing });
  expect(others).toEqual([]);
  const { graph } = normalizeWorld(group!.worlds[0]!);
  expect(graph.of("load-balancer").map(({ address }) => address)).toEqual([
    "load balancer of import:${Project}-${Stage}-listener",
  ]);
});
