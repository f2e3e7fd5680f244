/** Which services a scalable target may scale, by what is known of the name in its resource id. */
import { expect, test } from "vitest";
import type { Fact } from "../../src/base/fact.ts";
import { nodeAt } from "./describe.ts";
import { fromTerraform } from "./sources.ts";

/** The numbers of tasks that there may be; `any` where it can be any. */
function numbers(count: Fact<number> | undefined): readonly number[] | "any" | undefined {
  return count === undefined ? undefined : count.known ? [count.value] : (count.among ?? "any");
}

function scaled(resourceId: string, namespace = '"ecs"'): readonly unknown[] {
  const { graph } = fromTerraform(`
    variable "x" { type = string }
    variable "c" { type = bool }
    resource "aws_ecs_cluster" "main" { name = "main" }
    resource "aws_ecs_service" "web" {
      name          = "web"
      desired_count = 1
    }
    resource "aws_ecs_service" "staged" {
      name          = "api-\${var.x}"
      desired_count = 1
    }
    resource "aws_appautoscaling_target" "t" {
      service_namespace = ${namespace}
      resource_id       = ${resourceId}
      min_capacity      = 2
      max_capacity      = 3
    }`);
  return ["web", "staged"].map((name) => numbers(nodeAt(graph, "service", `aws_ecs_service.${name}`).desiredCount));
}

const NOT = [1];
const PERHAPS = [1, 2, 3];
const CERTAINLY = [2, 3];
const MAIN = "service/${aws_ecs_cluster.main.name}";

test.each([
  ["the name of one", `"${MAIN}/\${aws_ecs_service.web.name}"`, [CERTAINLY, NOT]],
  ["its name as a text", `"${MAIN}/web"`, [CERTAINLY, NOT]],
  ["the same text with an unknown", `"${MAIN}/api-\${var.x}"`, [NOT, CERTAINLY]],
  ["an unknown", "var.x", [PERHAPS, PERHAPS]],
  ["an unknown name", `"${MAIN}/\${var.x}"`, [PERHAPS, PERHAPS]],
  ["a name of which an end is known", `"${MAIN}/\${var.x}b"`, [PERHAPS, PERHAPS]],
  ["a name of which the beginning is another one", `"${MAIN}/we-\${var.x}"`, [NOT, PERHAPS]],
  ["a name that one may have", `"${MAIN}/api-production"`, [NOT, PERHAPS]],
  ["a name that none has", `"${MAIN}/other"`, [NOT, NOT]],
  ["cluster and name in one unknown", '"service/${var.x}"', [PERHAPS, PERHAPS]],
  ["the end of both in one unknown", '"service/a-${var.x}"', [PERHAPS, PERHAPS]],
  ["one of two", `var.c ? "${MAIN}/web" : "${MAIN}/other"`, [PERHAPS, NOT]],
  [
    "one of two names",
    `"${MAIN}/\${var.c ? aws_ecs_service.web.name : aws_ecs_service.staged.name}"`,
    [PERHAPS, PERHAPS],
  ],
])("%s", (_, resourceId, expected) => {
  expect(scaled(resourceId)).toEqual(expected);
});

test("what is not of ECS scales no service", () => {
  expect(scaled("var.x", '"dynamodb"')).toEqual([NOT, NOT]);
  expect(scaled("var.x", "var.x")).toEqual([PERHAPS, PERHAPS]);
});

const SERVICES = `
  resource "aws_ecs_cluster" "main" { name = "main" }
  resource "aws_ecs_service" "web" {
    name          = "web"
    cluster       = aws_ecs_cluster.main.id
    desired_count = 1
  }
  resource "aws_ecs_service" "other" {
    name          = "other"
    cluster       = aws_ecs_cluster.main.id
    desired_count = 1
  }`;

test.each([
  ["its id", "aws_ecs_service.web.id", ["any", NOT]],
  ["the whole of it", "aws_ecs_service.web", ["any", NOT]],
  ["something else", "aws_ecs_service.web.cluster", [NOT, NOT]],
])("a module that is not in the scan may scale the service that it is given: %s", (_, given, expected) => {
  const { graph } = fromTerraform(`${SERVICES}
    module "scaling" {
      source  = "example/scaling/aws"
      service = ${given}
    }`);
  const count = (name: string) => numbers(nodeAt(graph, "service", `aws_ecs_service.${name}`).desiredCount);
  expect([count("web"), count("other")]).toEqual(expected);
});

test.each([
  ['resource "aws_appautoscaling_target" "x"', "any"],
  ['resource "aws_appautoscaling_scheduled_action" "x"', "any"],
  ['module "x"', "any"],
  ['resource "aws_appautoscaling_policy" "x"', NOT],
])("what cannot be read may scale any service: %s", (header, expected) => {
  const { graph } = fromTerraform(`${SERVICES}\n${header} {\n  a = [\n}\n`);
  expect(numbers(nodeAt(graph, "service", "aws_ecs_service.web").desiredCount)).toEqual(expected);
});

function mostOfGroups(name: string): readonly unknown[] {
  const { graph } = fromTerraform(`
    variable "x" { type = string }
    variable "c" { type = bool }
    resource "aws_autoscaling_group" "web" {
      name     = "web"
      min_size = 1
      max_size = 1
    }
    resource "aws_autoscaling_group" "staged" {
      name     = "api-\${var.x}"
      min_size = 1
      max_size = 1
    }
    resource "aws_autoscaling_schedule" "day" {
      scheduled_action_name  = "day"
      autoscaling_group_name = ${name}
      max_size               = 3
    }`);
  const groups = ["web", "staged"].map((one) => nodeAt(graph, "host-group", `aws_autoscaling_group.${one}`));
  expect(groups.map(({ size }) => numbers(size?.min))).toEqual([[1], [1]]);
  return groups.map(({ size }) => numbers(size?.max));
}

const SCHEDULED = [1, 3];

test.each([
  ["its name", "aws_autoscaling_group.web.name", [SCHEDULED, NOT]],
  ["its name as a text", '"web"', [SCHEDULED, NOT]],
  ["an unknown", "var.x", [SCHEDULED, SCHEDULED]],
  ["a name that one may have", '"api-production"', [NOT, SCHEDULED]],
  ["a name that none has", '"other"', [NOT, NOT]],
  ["one of two", "var.c ? aws_autoscaling_group.web.name : aws_autoscaling_group.staged.name", [SCHEDULED, SCHEDULED]],
])("a scheduled action of instances names its group by %s", (_, name, expected) => {
  expect(mostOfGroups(name)).toEqual(expected);
});
