/** A network of a platform, and a service that finds it by its state, by look-ups, or by stored parameters. */

/** A network with a load balancer; tasks may be reached from it on these ports. */
export const network = (from: number, to = from, more = ""): string => `
terraform {
  backend "s3" {
    bucket = "states"
    key    = "network"
    region = "eu-west-1"
  }
}
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Team = "platform" }
  }
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
resource "aws_subnet" "private" {
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  tags       = { Tier = "private" }
}
resource "aws_security_group" "alb" {
  name   = "alb"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  dynamic "egress" {
    for_each = [aws_vpc.main.cidr_block]
    content {
      from_port   = 0
      to_port     = 65535
      protocol    = "tcp"
      cidr_blocks = [egress.value]
    }
  }
}
resource "aws_security_group" "tasks" {
  name   = "tasks"
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_vpc_security_group_ingress_rule" "tasks" {
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = ${from}
  to_port                      = ${to}
}
resource "aws_lb" "main" {
  name            = "main"
  subnets         = [for one in aws_subnet.private : one.id]
  security_groups = [aws_security_group.alb.id]
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
    }
  }
}
resource "aws_ecs_cluster" "main" {
  name = "main"
}
${more}`;

export const OUTPUTS = `
output "vpc_id" {
  value = aws_vpc.main.id
}
output "subnets" {
  value = [for one in aws_subnet.private : one.id]
}
output "groups" {
  value = { tasks = aws_security_group.tasks.id, alb = aws_security_group.alb.id }
}
output "listener" {
  value = aws_lb_listener.http.arn
}
output "cluster" {
  value = aws_ecs_cluster.main.arn
}`;

interface Names {
  readonly vpc: string;
  readonly listener: string;
  readonly subnets: string;
  readonly group: string;
  readonly cluster: string;
}

const service = (head: string, { vpc, listener, subnets, group, cluster }: Names): string => `${head}
resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = ${vpc}
}
resource "aws_lb_listener_rule" "web" {
  listener_arn = ${listener}
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "web", portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = ${cluster}
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets         = ${subnets}
    security_groups = [${group}]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
`;

const STATE = `data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "network"
    region = "eu-west-1"
  }
}`;

const output = (name: string): string => `data.terraform_remote_state.network.outputs.${name}`;
export const BY_STATE = service(STATE, {
  vpc: output("vpc_id"),
  listener: output("listener"),
  subnets: output("subnets"),
  group: output("groups.tasks"),
  cluster: output("cluster"),
});

export const BY_LOOK_UP = service(
  `provider "aws" {
  region = "eu-west-1"
}
data "aws_vpc" "main" {
  tags = { Name = "main", Team = "platform" }
}
data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }
  tags = { Tier = "private" }
}
data "aws_security_group" "tasks" {
  name   = "tasks"
  vpc_id = data.aws_vpc.main.id
}
data "aws_lb" "main" {
  name = "main"
}
data "aws_lb_listener" "http" {
  load_balancer_arn = data.aws_lb.main.arn
  port              = 80
}
data "aws_ecs_cluster" "main" {
  cluster_name = "main"
}`,
  {
    vpc: "data.aws_vpc.main.id",
    listener: "data.aws_lb_listener.http.arn",
    subnets: "data.aws_subnets.private.ids",
    group: "data.aws_security_group.tasks.id",
    cluster: "data.aws_ecs_cluster.main.arn",
  },
);

const stored = (name: string, value: string): string => `
resource "aws_ssm_parameter" "${name}" {
  name  = "/network/${name}"
  type  = "String"
  value = ${value}
}`;
export const STORED = [
  stored("vpc", "aws_vpc.main.id"),
  stored("listener", "aws_lb_listener.http.arn"),
  stored("subnets", 'join(",", [for one in aws_subnet.private : one.id])'),
  stored("group", "aws_security_group.tasks.id"),
  stored("cluster", "aws_ecs_cluster.main.arn"),
].join("");
const parameter = (name: string): string => `data "aws_ssm_parameter" "${name}" {
  name = "/network/${name}"
}
`;
export const BY_PARAMETER = service(["vpc", "listener", "subnets", "group", "cluster"].map(parameter).join(""), {
  vpc: "data.aws_ssm_parameter.vpc.value",
  listener: "data.aws_ssm_parameter.listener.value",
  subnets: 'split(",", data.aws_ssm_parameter.subnets.value)',
  group: "data.aws_ssm_parameter.group.value",
  cluster: "data.aws_ssm_parameter.cluster.value",
});

/** The same network in a module, of which the outputs of the root are those. */
export function nested(from: number): Readonly<Record<string, string>> {
  const names = ["vpc_id", "subnets", "groups", "listener", "cluster"];
  const backend = network(from).slice(0, network(from).indexOf("provider"));
  return {
    "net/prod/main.tf": `${backend}
module "network" {
  source = "../modules/network"
  count  = 1
}
${names.map((name) => `output "${name}" {\n  value = module.network[0].${name}\n}`).join("\n")}`,
    "net/modules/network/main.tf":
      network(from)
        .slice(backend.length)
        .replace(/provider "aws" \{[\s\S]*?\n\}\n/, "") + OUTPUTS,
  };
}
