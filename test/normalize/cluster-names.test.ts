/** A cluster outside of the source: a service and the user data of instances name the same one, whether its name is known or not. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

/** The clusters of the only service and of the only instances. */
function clusters(graph: Graph): readonly (readonly string[] | undefined)[] {
  return [graph.of("service")[0]?.cluster.to, graph.of("host-group")[0]?.launches[0]?.cluster?.to];
}

function areOne(graph: Graph): boolean {
  const [service, instances] = clusters(graph);
  expect([service?.length, instances?.length]).toEqual([1, 1]);
  return service![0] === instances![0];
}

describe("in Terraform", () => {
  const named = (cluster: string, joined: string): Graph =>
    fromTerraform(`
      variable "cluster" {}
      variable "other" {}
      data "aws_ecs_cluster" "found" { cluster_name = var.cluster }
      data "aws_ecs_cluster" "prod" { cluster_name = "prod" }
      resource "aws_ecs_service" "s" { cluster = ${cluster} }
      resource "aws_instance" "i" {
        instance_type = "t3.micro"
        user_data     = <<-EOT
          #!/bin/bash
          echo ECS_CLUSTER=${joined} >> /etc/ecs/ecs.config
        EOT
      }`).graph;

  test.each([
    ["var.cluster", "${var.cluster}"],
    ['"${var.cluster}-ecs"', "${var.cluster}-ecs"],
    ['"arn:aws:ecs:eu-west-1:123456789012:cluster/${var.cluster}"', "${var.cluster}"],
    ['"arn:aws:ecs:eu-west-1:123456789012:cluster/${var.cluster}-ecs"', "${var.cluster}-ecs"],
    ['"arn:aws:ecs:${var.other}:123456789012:cluster/prod"', "prod"],
    ["data.aws_ecs_cluster.found.arn", "${var.cluster}"],
    ["data.aws_ecs_cluster.found.id", "${data.aws_ecs_cluster.found.cluster_name}"],
    ["data.aws_ecs_cluster.prod.arn", "prod"],
    ["data.aws_ecs_cluster.prod.arn", "${data.aws_ecs_cluster.prod.cluster_name}"],
  ])("%s and %s are one", (cluster, joined) => {
    expect(areOne(named(cluster, joined))).toBe(true);
  });

  test.each([
    ["var.cluster", "${var.other}"],
    ["var.cluster", "${var.cluster}-ecs"],
    ["data.aws_ecs_cluster.found.arn", "${var.other}"],
    ["data.aws_ecs_cluster.prod.arn", "${var.cluster}"],
    ["data.aws_ecs_cluster.prod.arn", "dev"],
  ])("%s and %s need not be", (cluster, joined) => {
    expect(areOne(named(cluster, joined))).toBe(false);
  });
});

describe("in CloudFormation", () => {
  const named = (cluster: string, joined: string): Graph =>
    fromCloudFormation(`
Parameters: { Cluster: { Type: String }, Other: { Type: String } }
Resources:
  S: { Type: AWS::ECS::Service, Properties: { Cluster: ${cluster} } }
  I:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: t3.micro
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          echo ECS_CLUSTER=${joined} >> /etc/ecs/ecs.config
`).graph;

  test.each([
    ["!Ref Cluster", "${Cluster}", true],
    ['!Sub "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:cluster/${Cluster}"', "${Cluster}", true],
    ["!Ref Cluster", "${Other}", false],
  ])("%s and %s: %s", (cluster, joined, expected) => {
    expect(areOne(named(cluster, joined))).toBe(expected);
  });
});
