/** A service in bridge mode whose hosts admit the load balancer, in both dialects, of which some values are given by the caller. */

interface Open {
  /** Whom the hosts admit. */
  readonly source?: string;
  /** The group of the load balancer. */
  readonly balancer?: string;
  /** From which port on. */
  readonly from?: string;
  /** A subnet of the hosts. */
  readonly subnet?: string;
  readonly cluster?: string;
  readonly more?: string;
}

export const TERRAFORM = ({
  source = "aws_security_group.alb.id",
  balancer = "aws_security_group.alb.id",
  from = "32768",
  subnet = "aws_subnet.b.id",
  cluster = "aws_ecs_cluster.main.name",
  more = "",
}: Open): string => `
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_security_group" "alb" {
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
    from_port       = ${from}
    to_port         = 65535
    protocol        = "tcp"
    security_groups = [${source}]
  }
}
resource "aws_lb" "main" {
  load_balancer_type = "application"
  security_groups    = [${balancer}]
  subnets            = [aws_subnet.a.id]
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_cluster" "main" { name = "web" }
resource "aws_launch_configuration" "host" {
  image_id        = "ami-1"
  instance_type   = "t3.micro"
  security_groups = [aws_security_group.host.id]
  user_data       = "#!/bin/bash\\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config"
}
resource "aws_autoscaling_group" "host" {
  min_size             = 1
  max_size             = 1
  launch_configuration = aws_launch_configuration.host.name
  vpc_zone_identifier  = [${subnet}]
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64, portMappings = [{ containerPort = 80, hostPort = 0 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = ${cluster}
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
${more}
`;

export const TEMPLATE = ({
  source = "!Ref AlbGroup",
  balancer = "!Ref AlbGroup",
  from = "32768",
  subnet = "!Ref HostSubnet",
  cluster = "!Ref Cluster",
  parameters = "",
  more = "",
}: Open & { readonly parameters?: string }): string => `
Parameters:
  Unused: { Type: String, Default: "" }
  ${parameters}
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  BalancerSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
  HostSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24 } }
  AlbGroup: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: alb, VpcId: !Ref Vpc } }
  HostGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: host
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: ${from}
          ToPort: 65535
          SourceSecurityGroupId: ${source}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Subnets: [!Ref BalancerSubnet], SecurityGroups: [${balancer}] }
  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Port: 80, Protocol: HTTP, VpcId: !Ref Vpc }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{ Type: forward, TargetGroupArn: !Ref TargetGroup }]
  Cluster: { Type: AWS::ECS::Cluster, Properties: { ClusterName: web } }
  Launch:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      ImageId: ami-1
      InstanceType: t3.micro
      SecurityGroups: [!Ref HostGroup]
      UserData:
        Fn::Base64: |
          #!/bin/bash
          echo ECS_CLUSTER=web >> /etc/ecs/ecs.config
  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "1"
      LaunchConfigurationName: !Ref Launch
      VPCZoneIdentifier: [${subnet}]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - { Name: web, Image: nginx, Memory: 64, PortMappings: [{ ContainerPort: 80, HostPort: 0 }] }
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: ${cluster}
      TaskDefinition: !Ref Task
      DesiredCount: 1
      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref TargetGroup }]
${more}
`;
