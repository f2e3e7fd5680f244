variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "load_balancer_group_id" {
  type = string
}

resource "aws_security_group" "host" {
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "from_load_balancer" {
  security_group_id            = aws_security_group.host.id
  referenced_security_group_id = var.load_balancer_group_id
  ip_protocol                  = "tcp"
  from_port                    = 49153
  to_port                      = 65535
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = var.vpc_id
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx"
    memory       = 128
    portMappings = [{ containerPort = 80, hostPort = 0 }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}

resource "aws_launch_template" "host" {
  image_id               = "ami-0123456789abcdef0"
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_security_group.host.id]
  user_data              = base64encode("#!/bin/sh\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n")
}

resource "aws_autoscaling_group" "host" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = var.subnet_ids

  launch_template {
    id      = aws_launch_template.host.id
    version = "$Latest"
  }
}

output "host_group_id" {
  value = aws_security_group.host.id
}

output "target_group_arn" {
  value = aws_lb_target_group.web.arn
}
