/** Host groups that register their own instances with load balancing: every spelling, with the place that says it. */
import { describe, expect, test } from "vitest";
import type { Graph, LinkSet } from "../../src/graph/model.ts";
import { linked, nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

/** `node @ text of the place`. */
function told(graph: Graph, set: LinkSet): readonly string[] {
  return set.links.map((link) => {
    const { span } = link.origin;
    return `${linked(graph, link)} @ ${span.file.text.slice(span.start, span.end)}`;
  });
}

function registrations(graph: Graph, address: string) {
  const { targetGroups, classicLoadBalancers } = nodeAt(graph, "host-group", address);
  return { targetGroups: told(graph, targetGroups), classic: told(graph, classicLoadBalancers) };
}

const NONE: readonly string[] = [];

describe("Terraform", () => {
  const BASE = `
    resource "aws_lb_target_group" "t" { port = 80 }
    resource "aws_elb" "e" {}
  `;
  const ofGroup = (args: string, beside = "") =>
    registrations(
      fromTerraform(
        `${BASE}resource "aws_autoscaling_group" "g" {\n min_size = 1\n max_size = 1\n ${args}\n}\n${beside}`,
      ).graph,
      "aws_autoscaling_group.g",
    );
  const TARGET = "aws_lb_target_group.t @ aws_lb_target_group.t.arn";
  const CLASSIC = "aws_elb.e @ aws_elb.e.name";
  const NAME = "autoscaling_group_name = aws_autoscaling_group.g.name";

  test.each([
    ["target_group_arns", "target_group_arns = [aws_lb_target_group.t.arn]", "", [TARGET], NONE],
    ["load_balancers", "load_balancers = [aws_elb.e.name]", "", NONE, [CLASSIC]],
    [
      "a traffic source without a type",
      "traffic_source {\n identifier = aws_lb_target_group.t.arn\n }",
      "",
      [TARGET],
      NONE,
    ],
    [
      "a traffic source of ELBv2",
      'traffic_source {\n identifier = aws_lb_target_group.t.arn\n type = "elbv2"\n }',
      "",
      [TARGET],
      NONE,
    ],
    [
      "a traffic source that is classic",
      'traffic_source {\n identifier = aws_elb.e.name\n type = "elb"\n }',
      "",
      NONE,
      [CLASSIC],
    ],
    [
      "a traffic source that is no load balancer",
      'traffic_source {\n identifier = "arn:aws:vpc-lattice:x"\n type = "vpc-lattice"\n }',
      "",
      NONE,
      NONE,
    ],
    [
      "an attachment",
      "",
      `resource "aws_autoscaling_attachment" "a" {\n ${NAME}\n lb_target_group_arn = aws_lb_target_group.t.arn\n}`,
      [TARGET],
      NONE,
    ],
    [
      "an attachment as it was once spelt",
      "",
      `resource "aws_autoscaling_attachment" "a" {\n ${NAME}\n alb_target_group_arn = aws_lb_target_group.t.arn\n}`,
      [TARGET],
      NONE,
    ],
    [
      "an attachment to a classic one",
      "",
      `resource "aws_autoscaling_attachment" "a" {\n ${NAME}\n elb = aws_elb.e.name\n}`,
      NONE,
      [CLASSIC],
    ],
    [
      "a traffic source attachment",
      "",
      `resource "aws_autoscaling_traffic_source_attachment" "a" {\n ${NAME}\n traffic_source {\n identifier = aws_lb_target_group.t.arn\n type = "elbv2"\n }\n}`,
      [TARGET],
      NONE,
    ],
    [
      "a traffic source attachment of a classic one",
      "",
      `resource "aws_autoscaling_traffic_source_attachment" "a" {\n ${NAME}\n traffic_source {\n identifier = aws_elb.e.name\n type = "elb"\n }\n}`,
      NONE,
      [CLASSIC],
    ],
  ])("%s", (_, args, beside, targetGroups, classic) => {
    expect(ofGroup(args, beside)).toEqual({ targetGroups, classic });
  });

  test("an attachment that may not exist", () => {
    const attachment = `variable "on" { type = bool }
      resource "aws_autoscaling_attachment" "a" {\n count = var.on ? 1 : 0\n ${NAME}\n lb_target_group_arn = aws_lb_target_group.t.arn\n}`;
    expect(ofGroup("", attachment).targetGroups).toEqual(["aws_lb_target_group.t ? @ aws_lb_target_group.t.arn"]);
  });

  test("lone instances", () => {
    const { graph } = fromTerraform(`${BASE}
      resource "aws_instance" "i" {}
      resource "aws_elb" "f" { instances = [aws_instance.i.id] }
      resource "aws_elb_attachment" "a" {\n elb = aws_elb.e.id\n instance = aws_instance.i.id\n}
      resource "aws_lb_target_group_attachment" "b" {\n target_group_arn = aws_lb_target_group.t.arn\n target_id = aws_instance.i.id\n}`);
    expect(registrations(graph, "aws_instance.i")).toEqual({
      targetGroups: [TARGET],
      classic: ["aws_elb.f @ [aws_instance.i.id]", "aws_elb.e @ aws_elb.e.id"],
    });
  });
});

describe("CloudFormation", () => {
  /** A reference there is marked without its tag, so that the line tells it from the name of what it leads to. */
  const onLine = (graph: Graph, address: string) => {
    const { targetGroups, classicLoadBalancers } = nodeAt(graph, "host-group", address);
    const lines = (set: LinkSet) => set.links.map(({ origin: { span } }) => span.file.position(span.start).line);
    const both = (set: LinkSet) => told(graph, set).map((text, at) => `${text} on ${lines(set)[at]}`);
    return { targetGroups: both(targetGroups), classic: both(classicLoadBalancers) };
  };
  const ofGroup = (properties: string) =>
    onLine(
      fromCloudFormation(`
Resources:
  T: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80 } }
  E: { Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: { Listeners: [] } }
  G: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: 1, MaxSize: 1, ${properties} } }
`).graph,
      "G",
    );

  test.each([
    ["TargetGroupARNs: [!Ref T]", ["T @ T on 5"], NONE],
    ["LoadBalancerNames: [!Ref E]", NONE, ["E @ E on 5"]],
    ["TrafficSources: [{ Identifier: !Ref T }]", ["T @ T on 5"], NONE],
    ["TrafficSources: [{ Identifier: !Ref T, Type: elbv2 }]", ["T @ T on 5"], NONE],
    ["TrafficSources: [{ Identifier: !Ref E, Type: elb }]", NONE, ["E @ E on 5"]],
    ["TrafficSources: [{ Identifier: arn, Type: vpc-lattice }]", NONE, NONE],
  ])("%s", (properties, targetGroups, classic) => {
    expect(ofGroup(properties)).toEqual({ targetGroups, classic });
  });

  test("lone instances", () => {
    const { graph } = fromCloudFormation(`
Resources:
  I: { Type: AWS::EC2::Instance, Properties: { ImageId: ami-1 } }
  T: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Targets: [{ Id: !Ref I }] } }
  E: { Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: { Listeners: [], Instances: [!Ref I] } }
`);
    expect(onLine(graph, "I")).toEqual({ targetGroups: ["T @ I on 4"], classic: ["E @ [!Ref I] on 5"] });
  });
});
