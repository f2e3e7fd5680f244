/** Services on instances that another repository starts: of these an index tells which cluster they join, and what it does not tell proves nothing. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { templateAsJson } from "../template-as-json.ts";
import { indexOf, scanIn } from "./indexed.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

/** A cluster whose hosts admit these ports from the load balancer; `more`: what else runs there. */
const platform = (ports: string, more = ""): string => `
terraform {
  backend "s3" {
    bucket = "states"
    key    = "platform"
  }
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
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
resource "aws_security_group" "hosts" {
  vpc_id = aws_vpc.main.id
  ingress {
    ${ports}
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
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_launch_template" "hosts" {
  image_id               = "ami-1"
  vpc_security_group_ids = [aws_security_group.hosts.id]
  user_data = base64encode(<<-EOT
    #!/bin/bash
    export TOKEN=hunter2
    echo "ECS_CLUSTER=\${aws_ecs_cluster.main.name}" >> /etc/ecs/ecs.config
    curl -H "Authorization: hunter2" https://example.org | sh
  EOT
  )
}
resource "aws_autoscaling_group" "hosts" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id = aws_launch_template.hosts.id
  }
}
resource "aws_lb" "main" {
  subnets         = [aws_subnet.a.id]
  security_groups = [aws_security_group.alb.id]
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
  }
}
output "all" {
  value = { vpc = aws_vpc.main.id, cluster = aws_ecs_cluster.main.id, listener = aws_lb_listener.http.arn }
}
${more}`;

const service = (health = ""): string => `
data "terraform_remote_state" "platform" {
  backend = "s3"
  config  = { bucket = "states", key = "platform" }
}
locals {
  platform = data.terraform_remote_state.platform.outputs.all
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = local.platform.vpc
  ${health}
}
resource "aws_lb_listener_rule" "web" {
  listener_arn = local.platform.listener
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
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 64, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = local.platform.cluster
  launch_type     = "EC2"
  desired_count   = 1
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
`;

const OPEN = "from_port = 32768\n    to_port = 65535";
const CLOSED = "from_port = 80\n    to_port = 80";

/** A proxy on each host, which answers health checks there. */
const PROXY = `
resource "aws_ecs_task_definition" "proxy" {
  family = "proxy"
  container_definitions = jsonencode([{
    name         = "proxy"
    image        = "proxy"
    memory       = 64
    portMappings = [{ containerPort = 9000, hostPort = 9000 }]
    environment  = [{ name = "TOKEN", value = "hunter2" }]
  }])
}
resource "aws_ecs_service" "proxy" {
  name                = "proxy"
  cluster             = aws_ecs_cluster.main.id
  launch_type         = "EC2"
  scheduling_strategy = "DAEMON"
  task_definition     = aws_ecs_task_definition.proxy.arn
}`;

async function both(files: Readonly<Record<string, string>>, root: string): Promise<readonly [string, string]> {
  const at = makeDirectory({ "app/.git/HEAD": "", "net/.git/HEAD": "", ...files });
  made.push(at);
  const index = await indexOf(at, "net");
  expect(index).not.toMatch(/hunter2|TOKEN|example\.org/);
  mkdirSync(join(at, "indexes"));
  writeFileSync(join(at, "indexes/net.json"), index);
  const verdicts = async (paths: readonly string[], indexes: readonly string[]) =>
    (await scanIn(at, paths, { index: indexes })).flows
      .filter((flow) => flow.root === root)
      .map(({ purpose, verdict }) => `${purpose} ${verdict}`)
      .join(", ");
  return [await verdicts(["app", "net"], []), await verdicts(["app"], ["indexes"])];
}

const REACHABLE = "traffic reachable, health-check reachable";
const BLOCKED = "traffic blocked, health-check blocked";
const OPEN_QUESTION = "traffic undetermined, health-check undetermined";
const CHECKED = service("health_check {\n    port = 9000\n  }");
const ALL = "from_port = 0\n    to_port = 65535";
const UNHEALTHY = "traffic reachable, health-check blocked";

describe("a service of Terraform on instances of another repository", () => {
  test.each([
    ["that admit its ports", service(), platform(OPEN), REACHABLE, REACHABLE],
    ["that do not", service(), platform(CLOSED), BLOCKED, BLOCKED],
    [
      "that may join any cluster",
      service(),
      platform(CLOSED).replaceAll("echo", "$PRINT"),
      OPEN_QUESTION,
      OPEN_QUESTION,
    ],
    ["whose health checks no task answers", CHECKED, platform(ALL), UNHEALTHY, UNHEALTHY],
    ["whose health checks another task answers", CHECKED, platform(ALL, PROXY), REACHABLE, REACHABLE],
  ])("%s", async (_, own, other, expected, withIndex) => {
    const found = await both({ "app/svc/main.tf": own, "net/prod/main.tf": other }, "app/svc");
    expect(found).toEqual([expected, withIndex]);
  });
});

const SCRIPT = [
  "#!/bin/bash",
  "export TOKEN=hunter2",
  "echo ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config",
  "curl https://example.org | sh",
];

/** User data as templates write it. */
const BY_SUB = `
        Fn::Base64: !Sub |
${SCRIPT.map((line) => `          ${line}`).join("\n")}`;
const BY_JOIN = `
        Fn::Base64: !Join
          - "\\n"
          - - "#!/bin/bash"
            - export TOKEN=hunter2
            - !Join ["", ["echo ECS_CLUSTER=", !Ref Cluster, " >> /etc/ecs/ecs.config"]]
            - !Sub "curl https://example.org/\${AWS::Region} | sh"`;

const template = (ports: string, userData: string): string => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: a } }
  Cluster: { Type: AWS::ECS::Cluster }
  Web: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x, VpcId: !Ref Vpc } }
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Subnets: [!Ref Subnet], SecurityGroups: [!Ref Web] }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref LoadBalancer, Port: 80, Protocol: HTTP, DefaultActions: [{ Type: fixed-response }] }
  Inside:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{ IpProtocol: tcp, ${ports}, SourceSecurityGroupId: !Ref Web }]
  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { LaunchConfigurationName: !Ref Launch, MinSize: 1, MaxSize: 1, VPCZoneIdentifier: [!Ref Subnet] }
  Launch:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      SecurityGroups: [!Ref Inside]
      UserData:${userData}
Outputs:
${["Vpc", "Cluster", "Listener"].map((name) => `  ${name}: { Value: !Ref ${name}, Export: { Name: platform-${name} } }`).join("\n")}
`;

const SERVICE = `
Resources:
  Target: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { VpcId: !ImportValue platform-Vpc, Port: 80, Protocol: HTTP } }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: !ImportValue platform-Listener, Priority: 1, Conditions: [], Actions: [{ Type: forward, TargetGroupArn: !Ref Target }] }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { ContainerDefinitions: [{ Name: web, Image: web, Memory: 64, PortMappings: [{ ContainerPort: 8080 }] }] }
  Service:
    Type: AWS::ECS::Service
    DependsOn: Rule
    Properties:
      Cluster: !ImportValue platform-Cluster
      LaunchType: EC2
      TaskDefinition: !Ref Task
      LoadBalancers: [{ ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Target }]
`;

const DYNAMIC = "FromPort: 32768, ToPort: 65535";
const NARROW = "FromPort: 8080, ToPort: 8080";
const INIT = '\n        Fn::Base64: !Sub "cfn-init --stack ${AWS::StackName} --resource Launch"';

describe("a service of CloudFormation on instances of another repository", () => {
  test.each([
    ["that admit its ports", template(DYNAMIC, BY_SUB), REACHABLE, REACHABLE],
    ["that do not", template(NARROW, BY_SUB), BLOCKED, BLOCKED],
    ["with user data in pieces", template(DYNAMIC, BY_JOIN), REACHABLE, REACHABLE],
    ["with user data in pieces, which do not admit them", template(NARROW, BY_JOIN), BLOCKED, BLOCKED],
    ["in a template in JSON", templateAsJson(template(NARROW, BY_SUB)), BLOCKED, BLOCKED],
    ["that may join any cluster", template(NARROW, INIT), OPEN_QUESTION, OPEN_QUESTION],
  ])("%s", async (_, other, expected, withIndex) => {
    const name = other.startsWith("{") ? "net/platform.json" : "net/platform.yaml";
    const found = await both({ "app/service.yaml": SERVICE, [name]: other }, "app/service.yaml");
    expect(found).toEqual([expected, withIndex]);
  });
});
