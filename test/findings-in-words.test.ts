/** What findings say and propose, read by somebody who has only that: a small shop with one thing wrong in it. */
import { expect, test } from "vitest";
import { scanOf } from "./scan-repository.ts";

const SHOP = `
resource "aws_vpc" "net" { cidr_block = "10.44.0.0/16" }
resource "aws_subnet" "left" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.44.1.0/24"
  availability_zone = "eu-north-1a"
}
resource "aws_subnet" "right" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.44.2.0/24"
  availability_zone = "eu-north-1b"
}
resource "aws_security_group" "edge" {
  vpc_id = aws_vpc.net.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "box" {
  vpc_id = aws_vpc.net.id
  ingress {
    from_port       = 32768
    to_port         = 65535
    protocol        = "tcp"
    security_groups = [aws_security_group.edge.id]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "front" {
  security_groups = [aws_security_group.edge.id]
  subnets         = [aws_subnet.right.id, aws_subnet.left.id]
}
resource "aws_lb_target_group" "shop" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.net.id
}
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}
resource "aws_ecs_cluster" "prod" { name = "prod" }
resource "aws_launch_template" "box" {
  image_id               = "ami-1"
  vpc_security_group_ids = [aws_security_group.box.id]
  user_data              = base64encode("#!/bin/bash\\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config\\n")
}
resource "aws_autoscaling_group" "box" {
  max_size            = 3
  min_size            = 2
  vpc_zone_identifier = [aws_subnet.left.id, aws_subnet.right.id]
  launch_template { id = aws_launch_template.box.id }
}
resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  container_definitions = jsonencode([{ name = "shop", image = "shop:1", memory = 256, portMappings = [{ containerPort = 8088 }] }])
}
resource "aws_ecs_service" "shop" {
  name            = "shop"
  cluster         = aws_ecs_cluster.prod.id
  task_definition = aws_ecs_task_definition.shop.arn
  desired_count   = 2
  load_balancer {
    target_group_arn = aws_lb_target_group.shop.arn
    container_name   = "shop"
    container_port   = 8088
  }
}
`;

const OF_EDGE = "security_groups = [aws_security_group.edge.id]\n  }";

/** The shop with these texts in the place of others, each of which is there. */
function shop(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, SHOP);
}

/** What is violated. */
async function findings(source: string) {
  const violated = (await scanOf({ "main.tf": source })).findings.filter(({ verdict }) => verdict === "violated");
  return violated.map(({ message, repair, related }) => ({
    message,
    repair,
    related: related.map((one) => one.message),
  }));
}

test("a rule for others: whom it must admit, once", async () => {
  const [finding, ...others] = await findings(shop([OF_EDGE, 'cidr_blocks = ["10.9.0.0/16"]\n  }']));
  expect(others).toEqual([]);
  expect(finding?.message).toMatch(
    /aws_security_group\.box admits tcp 32768-65535 from 10\.9\.0\.0\/16; must admit aws_security_group\.edge$/,
  );
  expect(finding?.related).toContain("the rule of aws_security_group.box that comes nearest");
  expect(finding?.related.join()).not.toContain("must admit");
  expect(finding?.repair).toBe("allow tcp 32768-65535 from aws_security_group.edge into aws_security_group.box");
});

test("a load balancer without security groups: its addresses, as a rule takes them", async () => {
  const [finding] = await findings(
    shop(
      ["  security_groups = [aws_security_group.edge.id]\n  subnets", '  load_balancer_type = "network"\n  subnets'],
      ['protocol = "HTTP"\n', 'protocol = "TCP"\n'],
      ['"HTTPS"', '"TCP"'],
      [OF_EDGE, 'cidr_blocks = ["10.9.0.0/16"]\n  }'],
    ),
  );
  expect(finding?.message).toMatch(/; must admit aws_subnet\.\w+$/);
  expect(finding?.repair).toBe(
    "allow tcp 32768-65535 from 10.44.1.0/24 (aws_subnet.left) and 10.44.2.0/24 (aws_subnet.right) in aws_security_group.box",
  );
});

test("a target group of the wrong type: which it needs, and why", async () => {
  const found = await findings(shop(['protocol = "HTTP"\n', 'protocol = "HTTP"\n  target_type = "ip"\n']));
  expect(found.map(({ message, repair }) => [message, repair])).toContainEqual([
    "tasks of network mode bridge need target type instance, and aws_lb_target_group.shop, with which " +
      "aws_ecs_service.shop registers, has ip",
    "give aws_lb_target_group.shop target type instance",
  ]);
});

test("a container port that is not mapped: both ways to correct it", async () => {
  const [finding] = await findings(shop(["= 8088\n  }", "= 8089\n  }"]));
  expect(finding?.message).toBe(
    "aws_ecs_service.shop registers shop:8089, which aws_ecs_task_definition.shop does not map",
  );
  expect(finding?.repair).toBe(
    "map the port of shop:8089 in aws_ecs_task_definition.shop, or register a port that it maps",
  );
});

test("no group where instances are launched: the default one is told, and the group that has the rule", async () => {
  const [finding] = await findings(shop(["  vpc_security_group_ids = [aws_security_group.box.id]\n", ""]));
  expect(finding?.message).toMatch(
    /: the default security group of aws_vpc\.net applies, because no group is named, and admits only its own members$/,
  );
  expect(finding?.repair).toBe(
    "allow tcp 32768-65535 from aws_security_group.edge into a security group of their own, in place of the default " +
      "security group of aws_vpc.net; or give the targets aws_security_group.box, which has that rule",
  );
});
