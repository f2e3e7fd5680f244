/** The instance types that a group may start, whoever names them. */
import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import { nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

function namesAt(graph: Graph, address: string): readonly string[] {
  const { launches } = nodeAt(graph, "host-group", address);
  const types = launches.flatMap(({ instanceTypes }) => instanceTypes ?? []);
  return types.map((fact) => (fact.known ? fact.value.name : fact.unknown.symbol));
}

test("an instance's own type counts before that of its template", () => {
  const { graph } = fromTerraform(`
    resource "aws_launch_template" "t" { instance_type = "t3.micro" }
    resource "aws_instance" "own" {
      instance_type = "m5.large"
      launch_template { id = aws_launch_template.t.id }
    }
    resource "aws_instance" "its" {
      launch_template { id = aws_launch_template.t.id }
    }`);
  expect(namesAt(graph, "aws_instance.own")).toEqual(["m5.large"]);
  expect(namesAt(graph, "aws_instance.its")).toEqual(["t3.micro"]);
});

test("overrides count before the template, each with a template of its own for that one", () => {
  const { graph } = fromCloudFormation(`
Resources:
  Base: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { InstanceType: t3.nano } } }
  Arm: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { InstanceType: t4g.nano } } }
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "1"
      MixedInstancesPolicy:
        LaunchTemplate:
          LaunchTemplateSpecification: { LaunchTemplateId: !Ref Base, Version: "1" }
          Overrides:
            - InstanceType: m5.large
            - InstanceType: c5.large
            - InstanceType: m6g.large
              LaunchTemplateSpecification: { LaunchTemplateId: !Ref Arm, Version: "1" }
`);
  expect(namesAt(graph, "Group")).toEqual(["m5.large", "c5.large", "m6g.large"]);
});

test("a fleet has those of its specifications and of its overrides", () => {
  const { graph } = fromTerraform(`
    resource "aws_launch_template" "t" { instance_type = "t3.micro" }
    resource "aws_spot_fleet_request" "f" {
      iam_fleet_role = "r"
      launch_specification {
        ami           = "ami-1"
        instance_type = "c5.large"
      }
      launch_template_config {
        launch_template_specification {
          id      = aws_launch_template.t.id
          version = "1"
        }
        overrides { instance_type = "m5.large" }
      }
    }`);
  expect(namesAt(graph, "aws_spot_fleet_request.f")).toEqual(["c5.large", "m5.large"]);
});

test("what instances must have, and a type of no known size, are unknown", () => {
  const { graph } = fromTerraform(`
    resource "aws_launch_template" "t" {
      instance_requirements {
        vcpu_count { min = 1 }
      }
    }
    resource "aws_autoscaling_group" "g" {
      launch_template { id = aws_launch_template.t.id }
    }
    resource "aws_instance" "new" { instance_type = "m99.large" }`);
  expect(namesAt(graph, "aws_autoscaling_group.g")).toEqual(["instance types of aws_launch_template.t"]);
  expect(namesAt(graph, "aws_instance.new")).toEqual(["size of m99.large"]);
});
