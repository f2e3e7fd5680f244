# A service in a module of its own, with the load balancer's group passed in by id: what a plan shows only as "known after apply".
variable "first_port" {
  type    = number
  default = 32768
}

module "network" {
  source = "./network"
}

resource "aws_security_group" "alb" {
  vpc_id = module.network.vpc_id

  egress {
    from_port       = var.first_port
    to_port         = 65535
    protocol        = "tcp"
    security_groups = [module.service.host_group_id]
  }
}

resource "aws_lb" "main" {
  name            = "main"
  security_groups = [aws_security_group.alb.id]
  subnets         = module.network.subnet_ids
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = module.service.target_group_arn
  }
}

module "service" {
  source                 = "./service"
  vpc_id                 = module.network.vpc_id
  subnet_ids             = module.network.subnet_ids
  load_balancer_group_id = aws_security_group.alb.id
}
