/** Resources of the awscc provider, which are CloudFormation's in snake case. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AWSCC_TYPES, CLOUDFORMATION_TYPES, isRead, snakeCase } from "../../../src/catalogue/catalogue.ts";
import type { Graph } from "../../../src/graph/model.ts";
import { linked, linkedAll, nodeAt, rulesAt } from "../describe.ts";
import { graphShape } from "../graph-shape.ts";
import { cloudFormationGroups, fromTerraform, normalizeWorld, terraformGroups } from "../sources.ts";
import { asAwscc } from "./as-awscc.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
const templates = readdirSync(FIXTURES).flatMap((rule) =>
  readdirSync(join(FIXTURES, rule)).flatMap((name) => {
    const path = join(FIXTURES, rule, name, "template.yaml");
    return existsSync(path) ? [{ name: `${rule}/${name}`, text: readFileSync(path, "utf8") }] : [];
  }),
);

describe("every template, written for the provider, gives the same graph", () => {
  const alike = templates.flatMap(({ name, text }) => {
    const groups = cloudFormationGroups({ "template.yaml": text });
    const worlds = groups.flatMap((group) => group.worlds);
    // Stacks have no counterpart, and conditions give several worlds where Terraform has one.
    const isOne =
      worlds.length === 1 && worlds[0]!.resources.every(({ type }) => type !== "AWS::CloudFormation::Stack");
    return isOne ? [{ name, world: worlds[0]! }] : [];
  });

  test("there are many", () => {
    expect(alike.length).toBeGreaterThan(40);
  });

  for (const { name, world } of alike) {
    test(name, () => {
      const [group] = terraformGroups({ "main.tf.json": asAwscc(world.resources) });
      const made = normalizeWorld(group!.worlds[0]!, { strict: false });
      expect(made.diagnostics).toEqual([]);
      expect(graphShape(made.graph)).toEqual(graphShape(normalizeWorld(world, { strict: false }).graph));
    });
  }
});

test("the provider's spelling of properties", () => {
  const names = [
    "VpcId",
    "TargetGroupARNs",
    "VPCZoneIdentifier",
    "Ipv6CidrBlock",
    "CidrIpv6",
    "AwsvpcConfiguration",
    "EC2Fleet",
  ];
  expect(names.map(snakeCase)).toEqual([
    "vpc_id",
    "target_group_ar_ns",
    "vpc_zone_identifier",
    "ipv_6_cidr_block",
    "cidr_ipv_6",
    "awsvpc_configuration",
    "ec2_fleet",
  ]);
  expect(snakeCase("default_security_group_id")).toBe("default_security_group_id");
});

test("every type that is read of CloudFormation is read of the provider too, and no other", () => {
  expect([...AWSCC_TYPES.values()]).toEqual(CLOUDFORMATION_TYPES);
  for (const type of AWSCC_TYPES.keys()) expect([type, isRead("managed", type)]).toEqual([type, true]);
  expect(isRead("managed", "awscc_s3_bucket")).toBe(false);
  expect(isRead("data", "awscc_ec2_vpc")).toBe(true);
});

describe("beside resources of the aws provider", () => {
  const NETWORK = `
    resource "awscc_ec2_vpc" "v" { cidr_block = "10.4.0.0/16" }
    resource "aws_subnet" "a" {\n vpc_id = awscc_ec2_vpc.v.vpc_id\n cidr_block = "10.4.1.0/24"\n}
    resource "awscc_ec2_subnet" "b" {\n vpc_id = awscc_ec2_vpc.v.id\n cidr_block = "10.4.2.0/24"\n}
  `;
  const graphOf = (text: string): Graph => fromTerraform(NETWORK + text).graph;

  test("groups meet in rules and load balancers, whichever attribute names them", () => {
    const graph = graphOf(`
      resource "awscc_ec2_security_group" "g" {
        group_description = "of the load balancer"
        vpc_id            = awscc_ec2_vpc.v.id
        security_group_egress = [{ ip_protocol = "-1", cidr_ip = "0.0.0.0/0" }]
      }
      resource "aws_security_group" "task" { vpc_id = awscc_ec2_vpc.v.vpc_id }
      resource "aws_vpc_security_group_ingress_rule" "in" {
        security_group_id            = aws_security_group.task.id
        referenced_security_group_id = awscc_ec2_security_group.g.security_group_id
        ip_protocol                  = "tcp"
        from_port                    = 8080
        to_port                      = 8080
      }
      resource "aws_security_group_rule" "to" {
        type                     = "ingress"
        security_group_id        = awscc_ec2_security_group.g.group_id
        source_security_group_id = aws_security_group.task.id
        protocol                 = "tcp"
        from_port                = 443
        to_port                  = 443
      }
      resource "aws_lb" "l" {
        security_groups = [awscc_ec2_security_group.g.id, awscc_ec2_vpc.v.default_security_group]
        subnets         = [aws_subnet.a.id, awscc_ec2_subnet.b.subnet_id]
      }`);
    const balancer = nodeAt(graph, "load-balancer", "aws_lb.l");
    expect(linkedAll(graph, balancer.securityGroups === "unfiltered" ? undefined : balancer.securityGroups)).toEqual([
      "awscc_ec2_security_group.g",
      "default security group of awscc_ec2_vpc.v",
    ]);
    expect(linkedAll(graph, balancer.subnets)).toEqual(["aws_subnet.a", "awscc_ec2_subnet.b"]);
    expect(rulesAt(graph, "aws_security_group.task").join()).toContain("tcp 8080");
    expect(rulesAt(graph, "awscc_ec2_security_group.g").join()).toContain("ingress allow tcp 443");
  });

  test("launch templates serve host groups of the other provider", () => {
    const graph = graphOf(`
      resource "awscc_ec2_launch_template" "t" {
        launch_template_data = { security_group_ids = ["sg-0a"], user_data = base64encode("echo ECS_CLUSTER=shop") }
      }
      resource "aws_launch_template" "u" { vpc_security_group_ids = ["sg-0b"] }
      resource "aws_autoscaling_group" "a" {
        min_size = 1\n max_size = 1\n vpc_zone_identifier = [awscc_ec2_subnet.b.id]
        launch_template {\n id = awscc_ec2_launch_template.t.id\n version = awscc_ec2_launch_template.t.latest_version_number\n }
      }
      resource "awscc_autoscaling_auto_scaling_group" "b" {
        min_size = "1"\n max_size = "1"\n vpc_zone_identifier = [aws_subnet.a.id]
        launch_template = { launch_template_id = aws_launch_template.u.id, version = aws_launch_template.u.latest_version }
      }`);
    const groups = (address: string) =>
      nodeAt(graph, "host-group", address).launches.map((one) => [
        one.address,
        ...linkedAll(graph, one.securityGroups),
        one.assumptions[0]?.kind,
      ]);
    expect(groups("aws_autoscaling_group.a")).toEqual([["awscc_ec2_launch_template.t", "external sg-0a", undefined]]);
    expect(groups("awscc_autoscaling_auto_scaling_group.b")).toEqual([
      ["aws_launch_template.u", "external sg-0b", undefined],
    ]);
  });

  test("what is attached from apart reaches nodes of the other provider", () => {
    const graph = graphOf(`
      resource "awscc_elasticloadbalancingv2_target_group" "t" { port = 80 }
      resource "awscc_elasticloadbalancingv2_load_balancer" "l" { subnets = [aws_subnet.a.id] }
      resource "awscc_elasticloadbalancingv2_listener" "h" {
        load_balancer_arn = awscc_elasticloadbalancingv2_load_balancer.l.load_balancer_arn
        port              = 80
        default_actions   = [{ type = "fixed-response" }]
      }
      resource "aws_lb_listener_rule" "r" {
        listener_arn = awscc_elasticloadbalancingv2_listener.h.listener_arn
        action {\n type = "forward"\n target_group_arn = awscc_elasticloadbalancingv2_target_group.t.target_group_arn\n }
      }
      resource "awscc_autoscaling_auto_scaling_group" "g" {\n min_size = "1"\n max_size = "1"\n}
      resource "aws_autoscaling_attachment" "a" {
        autoscaling_group_name = awscc_autoscaling_auto_scaling_group.g.id
        lb_target_group_arn    = awscc_elasticloadbalancingv2_target_group.t.id
      }
      resource "awscc_ecs_cluster" "c" { cluster_name = "shop" }
      resource "aws_ecs_capacity_provider" "p" {
        name = "own"
        auto_scaling_group_provider {\n auto_scaling_group_arn = awscc_autoscaling_auto_scaling_group.g.auto_scaling_group_arn\n }
      }
      resource "aws_ecs_cluster_capacity_providers" "x" {
        cluster_name       = awscc_ecs_cluster.c.id
        capacity_providers = [aws_ecs_capacity_provider.p.name]
      }
      resource "aws_ecs_service" "s" { cluster = "shop" }
      resource "aws_network_acl_rule" "n" {
        network_acl_id = awscc_ec2_network_acl.n.network_acl_id
        rule_number = 7\n rule_action = "allow"\n protocol = "-1"\n cidr_block = "0.0.0.0/0"
      }
      resource "awscc_ec2_network_acl" "n" { vpc_id = awscc_ec2_vpc.v.id }`);
    const listener = nodeAt(graph, "listener", "awscc_elasticloadbalancingv2_listener.h");
    expect(linkedAll(graph, listener.forwards)).toEqual(["awscc_elasticloadbalancingv2_target_group.t"]);
    const hosts = nodeAt(graph, "host-group", "awscc_autoscaling_auto_scaling_group.g");
    expect(linkedAll(graph, hosts.targetGroups)).toEqual(["awscc_elasticloadbalancingv2_target_group.t"]);
    const cluster = nodeAt(graph, "cluster", "awscc_ecs_cluster.c");
    expect(linkedAll(graph, cluster.capacityProviders)).toEqual(["aws_ecs_capacity_provider.p"]);
    expect(linked(graph, nodeAt(graph, "service", "aws_ecs_service.s").cluster)).toBe("awscc_ecs_cluster.c");
    expect(nodeAt(graph, "network-acl", "awscc_ec2_network_acl.n").entries).toHaveLength(1);
    const { provides } = nodeAt(graph, "capacity-provider", "aws_ecs_capacity_provider.p");
    expect(provides.kind).toBe("host-group");
  });
});
