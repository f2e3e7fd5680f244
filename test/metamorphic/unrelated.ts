/** A stack that has nothing in common with any other, in both dialects. */
import type { Change } from "./change.ts";
import type { Report } from "./compare.ts";
import type { Random } from "./random.ts";
import type { Sources } from "./sources.ts";

/** Folders before and behind all usual ones. */
const PLACES = ["00-unrelated", "zz-unrelated"];

/** What is said of everything else. */
export function withoutUnrelated(report: Report): Report {
  const isOther = (path: string): boolean => !PLACES.some((place) => path.startsWith(place));
  return {
    ...report,
    flows: report.flows.filter(({ root }) => isOther(root)),
    findings: report.findings.filter(({ location }) => isOther(location.path)),
  };
}

export function unrelated({ directories, templates }: Sources, random: Random): readonly Change[] {
  const place = random.pick(PLACES);
  const both = [
    { wanted: directories.length > 0, path: `${place}/main.tf`, text: TERRAFORM },
    { wanted: templates.length > 0, path: `${place}/stack.yaml`, text: TEMPLATE },
  ];
  return both.flatMap(({ wanted, path, text }) =>
    wanted ? [{ what: `${path} beside it`, edits: [], files: new Map([[path, text]]) }] : [],
  );
}

const TERRAFORM = `resource "aws_vpc" "lonely" {
  cidr_block = "172.29.0.0/16"
}

resource "aws_subnet" "lonely" {
  count             = 2
  vpc_id            = aws_vpc.lonely.id
  cidr_block        = cidrsubnet("172.29.0.0/16", 8, count.index)
  availability_zone = element(["eu-north-1a", "eu-north-1b"], count.index)
}

resource "aws_network_acl" "lonely" {
  vpc_id     = aws_vpc.lonely.id
  subnet_ids = aws_subnet.lonely[*].id

  ingress {
    rule_no    = 10
    action     = "deny"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 22
    to_port    = 22
  }

  ingress {
    rule_no    = 20
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no    = 10
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_security_group" "lonely" {
  vpc_id = aws_vpc.lonely.id

  ingress {
    protocol  = "tcp"
    from_port = 7070
    to_port   = 7070
    self      = true
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "lonely" {
  name            = "lonely"
  security_groups = [aws_security_group.lonely.id]
  subnets         = aws_subnet.lonely[*].id
}

resource "aws_lb_target_group" "lonely" {
  name        = "lonely"
  port        = 7070
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.lonely.id
}

resource "aws_lb_listener" "lonely" {
  load_balancer_arn = aws_lb.lonely.arn
  port              = 7070
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.lonely.arn
  }
}

resource "aws_ecs_cluster" "lonely" {
  name = "lonely"
}

resource "aws_ecs_task_definition" "lonely" {
  family                   = "lonely"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = "lonely"
    image        = "lonely"
    portMappings = [{ containerPort = 7070 }]
  }])
}

resource "aws_ecs_service" "lonely" {
  name            = "lonely"
  cluster         = aws_ecs_cluster.lonely.id
  task_definition = aws_ecs_task_definition.lonely.arn
  launch_type     = "FARGATE"
  desired_count   = 1

  network_configuration {
    subnets         = aws_subnet.lonely[*].id
    security_groups = [aws_security_group.lonely.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.lonely.arn
    container_name   = "lonely"
    container_port   = 7070
  }
}
`;

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  LonelyVpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 172.29.0.0/16
  LonelySubnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref LonelyVpc
      CidrBlock: 172.29.1.0/24
      AvailabilityZone: eu-north-1a
  LonelyAcl:
    Type: AWS::EC2::NetworkAcl
    Properties:
      VpcId: !Ref LonelyVpc
  LonelyAclIn:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref LonelyAcl
      RuleNumber: 10
      Protocol: -1
      RuleAction: allow
      CidrBlock: 172.29.0.0/16
  LonelyAclOut:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref LonelyAcl
      RuleNumber: 10
      Egress: true
      Protocol: -1
      RuleAction: allow
      CidrBlock: 0.0.0.0/0
  LonelyAclOfSubnet:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties:
      SubnetId: !Ref LonelySubnet
      NetworkAclId: !Ref LonelyAcl
  LonelyGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: lonely
      VpcId: !Ref LonelyVpc
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 7070
          ToPort: 7070
          CidrIp: 172.29.0.0/16
  LonelyBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      SecurityGroups: [!Ref LonelyGroup]
      Subnets: [!Ref LonelySubnet]
  LonelyTargets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 7070
      Protocol: HTTP
      TargetType: ip
      VpcId: !Ref LonelyVpc
  LonelyListener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref LonelyBalancer
      Port: 7070
      Protocol: HTTP
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref LonelyTargets
  LonelyCluster:
    Type: AWS::ECS::Cluster
  LonelyTask:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions:
        - Name: lonely
          Image: lonely
          PortMappings:
            - ContainerPort: 7070
  LonelyService:
    Type: AWS::ECS::Service
    DependsOn: LonelyListener
    Properties:
      Cluster: !Ref LonelyCluster
      TaskDefinition: !Ref LonelyTask
      LaunchType: FARGATE
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: [!Ref LonelySubnet]
          SecurityGroups: [!Ref LonelyGroup]
      LoadBalancers:
        - ContainerName: lonely
          ContainerPort: 7070
          TargetGroupArn: !Ref LonelyTargets
`;
