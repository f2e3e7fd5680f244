/** What is told of a root that is a module for others: what is wrong whatever its caller passes. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { type ScanOptions, scan } from "../../src/index.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

const RULE = "deployment-percentages-leave-no-room";
const SERVICE = `
variable "name" { type = string }
variable "tasks" { default = 1 }
variable "services" { default = 1 }
resource "aws_ecs_service" "web" {
  count                              = var.services
  name                               = var.name
  desired_count                      = var.tasks
  deployment_maximum_percent         = 100
  deployment_minimum_healthy_percent = 50
}
`;

async function verdicts(files: Readonly<Record<string, string>>, paths = ["."], options: ScanOptions = {}) {
  directory = makeDirectory(files);
  const { findings } = await scan(directory, paths, options);
  return findings.filter(({ ruleId }) => ruleId === RULE).map(({ verdict }) => verdict);
}

test("what a default decides is not certain, and says that its caller may pass another value", async () => {
  directory = makeDirectory({ "main.tf": SERVICE });
  const { findings } = await scan(directory, ["."]);
  expect(findings).toMatchObject([
    {
      verdict: "undetermined",
      repair: undefined,
      because: [
        {
          symbol: "var.tasks",
          cause: {
            text: "whoever calls this module may pass another var.tasks than its default",
            hint: "give it with --var tasks=… or in a terraform.tfvars file",
          },
        },
      ],
    },
  ]);
});

test("beside what closes a flow for certain, a default closes it no more than else", async () => {
  const file = "fixtures/ports-blocked-by-target-security-group/groups-of-a-module/main.tf";
  const shut = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").replace(/ {2}egress \{[^}]*\}\n/, "");
  directory = makeDirectory({ "main.tf": shut });
  const { flows, findings } = await scan(directory, ["."]);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["blocked", "blocked"]);
  const blocking = findings.filter(({ ruleId }) => ruleId.startsWith("ports-blocked"));
  expect(blocking.map(({ ruleId, verdict }) => [ruleId, verdict])).toEqual([
    ["ports-blocked-by-load-balancer-egress", "violated"],
    ["ports-blocked-by-target-security-group", "undetermined"],
  ]);
});

test("what no default decides is: what there is of everything is as it is by default", async () => {
  expect(await verdicts({ "main.tf": SERVICE.replace("= var.tasks", "= 1") })).toEqual(["violated"]);
});

test("a default that has no part in it leaves a violation what it is", async () => {
  directory = makeDirectory({
    "main.tf": `
variable "vpc" { type = string }
variable "range" { default = "10.0.0.0/16" }
resource "aws_security_group" "ssh" {
  vpc_id = var.vpc
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "tcp"
    cidr_blocks = [var.range]
  }
}`,
  });
  const { findings } = await scan(directory, ["."]);
  expect(findings).toMatchObject([{ ruleId: "rule-for-port-zero-only", verdict: "violated" }]);
});

test.each([
  [
    "is called by another directory",
    { "app/main.tf": SERVICE, "main.tf": 'module "app" {\n  source = "./app"\n  name = "a"\n}' },
    ["."],
  ],
  ["configures a provider", { "main.tf": `provider "aws" {}\n${SERVICE}` }, ["."]],
  ["keeps its state somewhere", { "main.tf": `terraform {\n  backend "s3" {}\n}\n${SERVICE}` }, ["."]],
  ["needs nothing", { "main.tf": SERVICE.replace("type = string", 'default = "a"') }, ["."]],
  ["has all that it needs", { "main.tf": SERVICE, "terraform.tfvars": 'name = "a"' }, ["."]],
])("a directory that %s has its defaults", async (_, files, paths) => {
  expect(await verdicts(files, paths)).toEqual(["violated"]);
});

test("what is given counts, whoever calls it", async () => {
  const assignments = [{ kind: "var", name: "tasks", text: "1" }] as const;
  expect(await verdicts({ "main.tf": SERVICE }, ["."], { assignments })).toEqual(["violated"]);
});

describe("flows", () => {
  const balanced = (groups: string): string => `
variable "vpc" { type = string }
variable "groups" {
  type    = list(string)
  default = []
}
variable "port" { default = 80 }
resource "aws_subnet" "a" {
  vpc_id            = var.vpc
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_security_group" "alb" {
  vpc_id = var.vpc
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "task" {
  vpc_id = var.vpc
  ingress {
    from_port       = var.port
    to_port         = var.port
    protocol        = "tcp"
    security_groups = [aws_security_group.alb.id]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "main" {
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = [aws_subnet.a.id]
}
resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  vpc_id      = var.vpc
  target_type = "ip"
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 80 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    security_groups = ${groups}
    subnets         = [aws_subnet.a.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
`;

  async function traffic(groups: string, options: ScanOptions = {}) {
    directory = makeDirectory({ "main.tf": balanced(groups) });
    const { flows } = await scan(directory, ["."], options);
    return flows.filter(({ purpose }) => purpose === "traffic");
  }

  test("that are shut by a default are not known", async () => {
    const flows = await traffic("var.groups");
    expect(flows.map(({ verdict }) => verdict)).toEqual(["undetermined"]);
    expect(flows.flatMap(({ because }) => because.map(({ symbol }) => symbol))).toContain("var.groups");
  });

  test("that are shut whatever is passed are blocked", async () => {
    expect((await traffic("[aws_security_group.alb.id]")).map(({ verdict }) => verdict)).toEqual(["blocked"]);
  });

  test("that are open by a default are reachable, and say so", async () => {
    const [flow] = await traffic("[aws_security_group.task.id]");
    expect(flow).toMatchObject({ verdict: "reachable" });
    expect(flow!.assumptions.map(({ kind }) => kind)).toContain("module-defaults");
  });

  test("that are open by a default are not known where nothing is assumed", async () => {
    const flows = await traffic("[aws_security_group.task.id]", { strict: true });
    expect(flows.map(({ verdict }) => verdict)).toEqual(["undetermined"]);
    expect(flows.flatMap(({ because }) => because.map(({ symbol }) => symbol))).toContain("var.port");
  });
});
