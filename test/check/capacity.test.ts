/** What runs the tasks of a service: by its launch type, its strategy, and that of its cluster. */
import { expect, test } from "vitest";
import { runsOn } from "../../src/check/vocabulary/capacity.ts";
import type { World } from "../../src/worlds/judge.ts";
import { nodeAt } from "../normalize/describe.ts";
import { fromTerraform } from "../normalize/sources.ts";

const PROVIDERS = `
  variable "unknown" {}
  resource "aws_autoscaling_group" "a" {}
  resource "aws_ecs_capacity_provider" "instances" {
    name = "instances"
    auto_scaling_group_provider { auto_scaling_group_arn = aws_autoscaling_group.a.arn }
  }
  resource "aws_ecs_cluster" "c" { name = "c" }`;

function of(service: string, more = ""): readonly string[] | undefined {
  const { graph } = fromTerraform(`${PROVIDERS}
    ${more}
    resource "aws_ecs_service" "s" {
      name    = "s"
      ${service}
    }`);
  return runsOn(nodeAt(graph, "service", "aws_ecs_service.s"), { graph } as World);
}

const own = "cluster = aws_ecs_cluster.c.id";
const entry = (provider: string, more = ""): string =>
  `capacity_provider_strategy { \n capacity_provider = ${provider} \n ${more} \n }`;
const byDefault = (provider: string): string => `
  resource "aws_ecs_cluster_capacity_providers" "p" {
    cluster_name = aws_ecs_cluster.c.name
    default_capacity_provider_strategy { capacity_provider = ${provider} }
  }`;

test.each([
  ['launch_type = "EXTERNAL"', ["EXTERNAL"]],
  ["launch_type = var.unknown", undefined],
  [entry('"FARGATE"'), ["FARGATE"]],
  [entry("aws_ecs_capacity_provider.instances.name"), ["EC2"]],
  [entry("var.unknown"), undefined],
  [`${entry('"FARGATE"', "weight = 1")}\n${entry('"FARGATE_SPOT"', "base = 1")}`, ["FARGATE"]],
  [`${entry('"FARGATE"', "weight = 1")}\n${entry("aws_ecs_capacity_provider.instances.name")}`, ["FARGATE"]],
])("%s", (service, expected) => {
  expect(of(`${own}\n${service}`)).toEqual(expected);
});

test("without a launch type and a strategy the default one of the cluster holds, else EC2", () => {
  expect(of(own)).toEqual(["EC2"]);
  expect(of(own, byDefault('"FARGATE_SPOT"'))).toEqual(["FARGATE"]);
  expect(of(own, byDefault("var.unknown"))).toBeUndefined();
  expect(of("cluster = var.unknown")).toBeUndefined();
});
