/**
 * Makes the repository of an organisation, of any number of files, the same in every run. Ten files are a team. Every fourth runs services behind load
 * balancers: a Terraform root of five files that calls shared modules, and a CloudFormation stack with one nested in it; groups in all forms,
 * services by for_each, network ACLs inline and apart, and a fault in one of eight. The others have queues, functions and buckets, and beside each
 * are a manifest of Kubernetes and a package.json.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes at least `files` files, whole teams and the shared modules, into a directory that is empty or not there; tells how many. */
export function writeMonorepo(directory, files) {
  let written = 0;
  const write = (path, text) => {
    const to = join(directory, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
    written += 1;
  };
  for (const [path, text] of Object.entries(MODULES)) write(join("modules", path), text);
  for (let team = 0; written < files; team += 1)
    for (const [path, text] of Object.entries(filesOf(team)))
      write(join(`teams/${Math.floor(team / 100)}`, path), text);
  return written;
}

const MODULES = {
  "network/main.tf": `
variable "cidr" {
  type = string
}
variable "zones" {
  type    = list(string)
  default = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
}
resource "aws_vpc" "this" {
  cidr_block = var.cidr
}
resource "aws_subnet" "public" {
  count             = length(var.zones)
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  availability_zone = var.zones[count.index]
}
resource "aws_subnet" "private" {
  for_each          = { for at, zone in var.zones : zone => at }
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(var.cidr, 8, 10 + each.value)
  availability_zone = each.key
}
resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}
resource "aws_route_table_association" "public" {
  count          = length(var.zones)
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}
output "vpc_id" {
  value = aws_vpc.this.id
}
output "public_subnets" {
  value = aws_subnet.public[*].id
}
output "private_subnets" {
  value = [for subnet in aws_subnet.private : subnet.id]
}
`,
  "cluster/main.tf": `
variable "name" {
  type = string
}
variable "subnets" {
  type = list(string)
}
variable "security_groups" {
  type = list(string)
}
variable "instance_type" {
  type    = string
  default = "m5.large"
}
resource "aws_ecs_cluster" "this" {
  name = var.name
}
resource "aws_launch_template" "this" {
  image_id               = "ami-0123456789abcdef0"
  instance_type          = var.instance_type
  vpc_security_group_ids = var.security_groups
  user_data              = base64encode(templatefile("\${path.module}/user-data.sh.tftpl", { cluster = aws_ecs_cluster.this.name }))
}
resource "aws_autoscaling_group" "this" {
  min_size            = 3
  max_size            = 9
  vpc_zone_identifier = var.subnets
  launch_template {
    id      = aws_launch_template.this.id
    version = "$Latest"
  }
}
output "id" {
  value = aws_ecs_cluster.this.id
}
`,
  "cluster/user-data.sh.tftpl": `#!/bin/bash
echo "ECS_CLUSTER=\${cluster}" >> /etc/ecs/ecs.config
echo "ECS_ENABLE_TASK_IAM_ROLE=true" >> /etc/ecs/ecs.config
`,
};

/** The text of each file of a team, by its path. */
function filesOf(team) {
  return team % 4 === 0 ? withServices(team / 4, `team-${team}`) : withoutServices(`team-${team}`);
}

function withServices(team, name) {
  const shape = SHAPES[team % SHAPES.length];
  const cidr = `10.${team % 200}.0.0/16`;
  return {
    [`${name}/terraform/main.tf`]: main(name),
    [`${name}/terraform/variables.tf`]: variables(cidr, team),
    [`${name}/terraform/security.tf`]: shape.groups(team % 8 === 7 ? 60999 : 65535),
    [`${name}/terraform/acls.tf`]: ACLS[team % ACLS.length],
    [`${name}/terraform/services.tf`]: SERVICES,
    [`${name}/stack/template.yaml`]: stack(cidr, team),
    [`${name}/stack/service.yaml`]: NESTED,
    [`${name}/buckets/main.tf`]: buckets(name),
    [`${name}/kubernetes/deployment.yaml`]: manifest(name),
    [`${name}/package.json`]: packageJson(name),
  };
}

function withoutServices(name) {
  return {
    [`${name}/terraform/main.tf`]: settings(name),
    [`${name}/terraform/variables.tf`]:
      'variable "environment" {\n  type    = string\n  default = "production"\n}\nvariable "tags" {\n  type    = map(string)\n  default = {}\n}\n',
    [`${name}/terraform/queues.tf`]: queues(name),
    [`${name}/terraform/functions.tf`]: functions(name),
    [`${name}/terraform/outputs.tf`]: 'output "queue" {\n  value = aws_sqs_queue.this["orders"].arn\n}\n',
    [`${name}/stack/template.yaml`]: topic(name),
    [`${name}/stack/alarms.yaml`]: alarms(name),
    [`${name}/buckets/main.tf`]: buckets(name),
    [`${name}/kubernetes/deployment.yaml`]: manifest(name),
    [`${name}/package.json`]: packageJson(name),
  };
}

const packageJson = (name) =>
  `${JSON.stringify({ name, private: true, dependencies: { express: "^4.19.2" } }, undefined, 2)}\n`;

const queues = (name) => `
resource "aws_sqs_queue" "this" {
  for_each                   = toset(["orders", "invoices", "mails"])
  name                       = "${name}-\${each.key}"
  visibility_timeout_seconds = 60
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}
resource "aws_sqs_queue" "dead" {
  name = "${name}-dead"
}
`;

const functions = (name) => `
resource "aws_lambda_function" "worker" {
  function_name = "${name}-worker"
  role          = aws_iam_role.worker.arn
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  filename      = "worker.zip"
  environment {
    variables = { for name, queue in aws_sqs_queue.this : upper(name) => queue.url }
  }
}
resource "aws_lambda_event_source_mapping" "worker" {
  for_each         = aws_sqs_queue.this
  event_source_arn = each.value.arn
  function_name    = aws_lambda_function.worker.arn
}
resource "aws_iam_role" "worker" {
  name = "${name}-worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_cloudwatch_log_group" "worker" {
  name              = "/aws/lambda/${name}-worker"
  retention_in_days = 30
}
`;

const topic = (name) => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Environment:
    Type: String
    Default: production
Conditions:
  IsProduction: !Equals [!Ref Environment, production]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub "${name}-\${Environment}"
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: !If [IsProduction, true, false]
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
      KeySchema:
        - { AttributeName: id, KeyType: HASH }
Outputs:
  Topic:
    Value: !Ref Topic
    Export:
      Name: !Sub "\${AWS::StackName}-topic"
`;

const alarms = (name) => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Topic:
    Type: String
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: ${name}-errors
      Namespace: AWS/Lambda
      MetricName: Errors
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 5
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      AlarmActions: [!Ref Topic]
`;

const settings = (name) => `
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
provider "aws" {
  region = "eu-west-1"
}
locals {
  name = "${name}-\${var.environment}"
  tags = merge(var.tags, { Name = local.name, Owner = "${name}" })
}
`;

const main = (name) => `${settings(name)}
module "network" {
  source = "../../../../modules/network"
  cidr   = var.cidr
}
module "cluster" {
  source          = "../../../../modules/cluster"
  name            = local.name
  subnets         = module.network.private_subnets
  security_groups = [aws_security_group.host.id]
}
`;

const variables = (cidr, team) => `
variable "environment" {
  type    = string
  default = "production"
}
variable "cidr" {
  type    = string
  default = "${cidr}"
}
variable "tags" {
  type    = map(string)
  default = {}
}
variable "services" {
  type = map(object({
    port   = number
    path   = optional(string, "/")
    count  = optional(number, 2)
    memory = optional(number, 256)
  }))
  default = {
    web   = { port = 80 }
    api   = { port = 8080, path = "/api", count = ${2 + (team % 5)} }
    admin = { port = 9000, path = "/admin", memory = 512 }
  }
}
`;

const ALB_GROUP = `
resource "aws_security_group" "alb" {
  vpc_id = module.network.vpc_id
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
`;

/** The forms in which rules of the instances' group are written. */
const SHAPES = [
  {
    groups: (last) => `${ALB_GROUP}
resource "aws_security_group" "host" {
  vpc_id = module.network.vpc_id
  ingress {
    from_port       = 32768
    to_port         = ${last}
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
`,
  },
  {
    groups: (last) => `${ALB_GROUP}
resource "aws_security_group" "host" {
  vpc_id = module.network.vpc_id
}
resource "aws_security_group_rule" "from_alb" {
  type                     = "ingress"
  security_group_id        = aws_security_group.host.id
  source_security_group_id = aws_security_group.alb.id
  protocol                 = "tcp"
  from_port                = 32768
  to_port                  = ${last}
}
resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = aws_security_group.host.id
  cidr_blocks       = ["0.0.0.0/0"]
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
}
`,
  },
  {
    groups: (last) => `${ALB_GROUP}
resource "aws_security_group" "host" {
  vpc_id = module.network.vpc_id
}
resource "aws_vpc_security_group_ingress_rule" "from_alb" {
  security_group_id            = aws_security_group.host.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = 32768
  to_port                      = ${last}
}
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.host.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
`,
  },
  {
    groups: (last) => `${ALB_GROUP}
locals {
  admitted = [{ from = 22, to = 22 }, { from = 32768, to = ${last} }]
}
resource "aws_security_group" "host" {
  vpc_id = module.network.vpc_id
  dynamic "ingress" {
    for_each = local.admitted
    content {
      from_port       = ingress.value.from
      to_port         = ingress.value.to
      protocol        = "tcp"
      security_groups = [aws_security_group.alb.id]
    }
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
  },
];

const ACLS = [
  `
resource "aws_network_acl" "private" {
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnets
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = var.cidr
    from_port  = 32768
    to_port    = 65535
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = var.cidr
    from_port  = 1024
    to_port    = 65535
  }
}
`,
  `
resource "aws_network_acl" "private" {
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnets
}
resource "aws_network_acl_rule" "in" {
  for_each       = { requests = 32768, answers = 1024 }
  network_acl_id = aws_network_acl.private.id
  rule_number    = each.key == "requests" ? 100 : 110
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = each.key == "requests" ? var.cidr : "0.0.0.0/0"
  from_port      = each.value
  to_port        = 65535
}
resource "aws_network_acl_rule" "out" {
  network_acl_id = aws_network_acl.private.id
  egress         = true
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
`,
  "# The default network ACL is in force.\n",
];

const SERVICES = `
resource "aws_lb" "this" {
  name               = local.name
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = module.network.public_subnets
  tags               = local.tags
}
resource "aws_lb_target_group" "this" {
  for_each = var.services
  name     = "\${local.name}-\${each.key}"
  port     = each.value.port
  protocol = "HTTP"
  vpc_id   = module.network.vpc_id
  health_check {
    path = each.value.path
  }
}
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["web"].arn
  }
}
resource "aws_lb_listener_rule" "this" {
  for_each     = { for name, service in var.services : name => service if name != "web" }
  listener_arn = aws_lb_listener.https.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
  condition {
    path_pattern {
      values = ["\${each.value.path}/*"]
    }
  }
}
resource "aws_ecs_task_definition" "this" {
  for_each = var.services
  family   = "\${local.name}-\${each.key}"
  container_definitions = jsonencode([
    {
      name         = each.key
      image        = "registry.example.com/\${each.key}:1"
      cpu          = 128
      memory       = each.value.memory
      portMappings = [{ containerPort = each.value.port, hostPort = 0 }]
    }
  ])
}
resource "aws_ecs_service" "this" {
  for_each        = var.services
  name            = each.key
  cluster         = module.cluster.id
  task_definition = aws_ecs_task_definition.this[each.key].arn
  desired_count   = each.value.count
  load_balancer {
    target_group_arn = aws_lb_target_group.this[each.key].arn
    container_name   = each.key
    container_port   = each.value.port
  }
}
`;

const stack = (cidr, team) => `AWSTemplateFormatVersion: "2010-09-09"
Description: The service of team ${team}
Parameters:
  Environment:
    Type: String
    Default: production
    AllowedValues: [production, staging]
  DesiredCount:
    Type: Number
    Default: ${2 + (team % 4)}
Conditions:
  IsProduction: !Equals [!Ref Environment, production]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: ${cidr}
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone: eu-west-1a
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone: eu-west-1b
  BalancerGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: load balancer
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
  TaskGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: tasks
      VpcId: !Ref Vpc
  FromBalancer:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !Ref TaskGroup
      IpProtocol: tcp
      FromPort: ${team % 8 === 5 ? 80 : 8080}
      ToPort: ${team % 8 === 5 ? 80 : 8080}
      SourceSecurityGroupId: !Ref BalancerGroup
  Cluster:
    Type: AWS::ECS::Cluster
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: !If [IsProduction, internet-facing, internal]
      SecurityGroups: [!Ref BalancerGroup]
      Subnets: [!Ref SubnetA, !Ref SubnetB]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 443
      Protocol: HTTPS
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref TargetGroup
  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 8080
      Protocol: HTTP
      TargetType: ip
      VpcId: !Ref Vpc
  Service:
    Type: AWS::CloudFormation::Stack
    DependsOn: Listener
    Properties:
      TemplateURL: ./service.yaml
      Parameters:
        Cluster: !Ref Cluster
        TargetGroup: !Ref TargetGroup
        Group: !Ref TaskGroup
        Subnets: !Join [",", [!Ref SubnetA, !Ref SubnetB]]
        DesiredCount: !If [IsProduction, !Ref DesiredCount, 1]
`;

const NESTED = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Cluster: { Type: String }
  TargetGroup: { Type: String }
  Group: { Type: String }
  Subnets: { Type: CommaDelimitedList }
  DesiredCount: { Type: Number }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions:
        - Name: web
          Image: registry.example.com/web:1
          PortMappings:
            - ContainerPort: 8080
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      DesiredCount: !Ref DesiredCount
      TaskDefinition: !Ref Task
      LoadBalancers:
        - { ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref TargetGroup }
      NetworkConfiguration:
        AwsvpcConfiguration:
          SecurityGroups: [!Ref Group]
          Subnets: !Ref Subnets
`;

const buckets = (name) => `
resource "aws_s3_bucket" "assets" {
  bucket = "${name}-assets"
}
resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_iam_role" "reader" {
  name = "${name}-reader"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`;

const manifest = (name) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: web
          image: registry.example.com/${name}:1
          ports:
            - containerPort: 8080
`;
