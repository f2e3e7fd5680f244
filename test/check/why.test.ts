/** What an undetermined finding says is not known: what leaves its rule open, and nothing else of the entity. */
import { afterEach, expect, test } from "vitest";
import type { Finding } from "../../src/check/finding.ts";
import { scan } from "../../src/index.ts";
import { renderText } from "../../src/report/text/text.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

const SOURCE = `
variable "port" { type = number }
variable "most_tasks" { type = number }
variable "mode" { type = string }
variable "groups" { type = list(string) }
variable "ingress_port" { type = number }
variable "forward" { type = string }
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = var.port }] }])
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
}
resource "aws_security_group" "alb" {
  ingress {
    from_port   = var.ingress_port
    to_port     = var.ingress_port
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "main" {
  security_groups = [aws_security_group.alb.id]
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = var.forward
  }
}
resource "aws_ecs_service" "web" {
  name                               = "web"
  cluster                            = "main"
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = 1
  deployment_maximum_percent         = 100
  deployment_minimum_healthy_percent = 50
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
resource "aws_appautoscaling_target" "web" {
  resource_id        = "service/main/${"${aws_ecs_service.web.name}"}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
  min_capacity       = 1
  max_capacity       = var.most_tasks
}
`;

const ON_FARGATE = `
variable "compatibility" { type = string }
variable "image" { type = string }
variable "ingress_port" { type = number }
variable "egress_port" { type = number }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "tasks" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = var.ingress_port
    to_port     = var.ingress_port
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = var.egress_port
    to_port     = var.egress_port
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_ecs_task_definition" "open" {
  family                   = "open"
  network_mode             = "awsvpc"
  requires_compatibilities = [var.compatibility]
  container_definitions    = jsonencode([{ name = "web", image = var.image, memory = 128 }])
}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "public.ecr.aws/nginx/nginx" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.tasks.id]
  }
}
`;

async function scanned(source = SOURCE) {
  directory = makeDirectory({ "main.tf": source });
  return scan(directory, ["."]);
}

function causes(findings: readonly Finding[], rule: string): readonly string[] {
  return findings.filter(({ ruleId }) => ruleId === rule).flatMap(({ because }) => because.map(({ symbol }) => symbol));
}

test.each([
  ["container-port-not-mapped", ["var.port"]],
  ["deployment-percentages-leave-no-room", ["var.most_tasks"]],
  ["target-type-mismatch", ["var.mode"]],
  ["target-group-without-listener", ["var.forward"]],
  ["listener-port-not-admitted", ["var.ingress_port"]],
])("%s waits for %j only", async (rule, symbols) => {
  expect(causes((await scanned()).findings, rule)).toEqual(symbols);
});

test.each([
  ["fargate-tasks-cannot-send-https", ["var.egress_port"]],
  ["fargate-size-that-does-not-exist", ["var.compatibility"]],
])("%s waits for %j only", async (rule, symbols) => {
  expect(causes((await scanned(ON_FARGATE)).findings, rule)).toEqual(symbols);
});

test("the text report tells each once, where it stands and how to supply it", async () => {
  const text = renderText(await scanned(), { color: false, width: 200, quiet: false, verbose: true });
  expect(text).toMatch(
    /checks cannot be decided[\s\S]*because[\s\S]*var\.port has no value {2}main\.tf:2:1\n +→ give it with --var port=…/,
  );
});
