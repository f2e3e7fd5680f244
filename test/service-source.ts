/** Sources of a service behind a load balancer, for tests of what scans say of values. */

export const VPC = 'resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }';

/** A service in bridge mode whose hosts admit the load balancer from `port` to 65535. */
const service = (port: string, more = ""): string => `
${VPC}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_security_group" "alb" {
  name   = "entrance"
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "host" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port       = ${port}
    to_port         = 65535
    protocol        = "tcp"
    security_groups = [${"SOURCE"}]
  }
}
resource "aws_lb" "main" {
  name               = "front"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = [aws_subnet.a.id]
}
resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_cluster" "main" { name = "main" }
resource "aws_launch_template" "host" {
  image_id               = "ami-1"
  vpc_security_group_ids = [aws_security_group.host.id]
  user_data              = base64encode("#!/bin/bash\\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\\n")
}
resource "aws_autoscaling_group" "hosts" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id      = aws_launch_template.host.id
    version = "$Latest"
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "bridge"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
${more}
`;

const OWN_GROUP = "aws_security_group.alb.id";

/** `source`: the expression that they admit in place of the group of the load balancer. */
export const app = (port: string, more = "", source = OWN_GROUP): string =>
  service(port, more).replace("SOURCE", source);

/** The same as a template. */
export const template = (port: string, parameters = "", resources = ""): string => `${parameters}Resources:
${resources}  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a } }
  Entrance: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a, VpcId: !Ref Vpc } }
  Host:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: b
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: ${port}, ToPort: 65535, SourceSecurityGroupId: !Ref Entrance }
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Type: application, SecurityGroups: [!Ref Entrance], Subnets: [!Ref Subnet] }
  Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, VpcId: !Ref Vpc } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]
  Cluster: { Type: AWS::ECS::Cluster }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-1
        SecurityGroupIds: [!Ref Host]
        UserData:
          Fn::Base64: !Sub "#!/bin/bash\\necho ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config\\n"
  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 2
      VPCZoneIdentifier: [!Ref Subnet]
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: bridge
      ContainerDefinitions: [{ Name: web, Image: web, Memory: 128, PortMappings: [{ ContainerPort: 8080 }] }]
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      LaunchType: EC2
      LoadBalancers: [{ TargetGroupArn: !Ref Targets, ContainerName: web, ContainerPort: 8080 }]
`;
