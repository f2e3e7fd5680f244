/** VPC endpoints, by the service that they lead to, and the registries that images come from. */
import { expect, test } from "vitest";
import { fact, linked, nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

test("the service of an endpoint, whatever the region", () => {
  const service = (name: string): string => {
    const { graph } = fromTerraform(`
      variable "region" {}
      variable "service" {}
      data "aws_vpc_endpoint_service" "s3" { service = "s3" }
      resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
      resource "aws_vpc_endpoint" "e" {
        vpc_id       = aws_vpc.v.id
        service_name = ${name}
      }`);
    const endpoint = nodeAt(graph, "vpc-endpoint", "aws_vpc_endpoint.e");
    expect(linked(graph, endpoint.vpc)).toBe("aws_vpc.v");
    return fact(endpoint.service);
  };
  expect(service(`"com.amazonaws.eu-west-1.ecr.dkr"`)).toBe("ecr.dkr");
  expect(service(`"cn.com.amazonaws.cn-north-1.ecr.api"`)).toBe("ecr.api");
  expect(service('"com.amazonaws.${var.region}.ecr.dkr"')).toBe("ecr.dkr");
  expect(service("data.aws_vpc_endpoint_service.s3.service_name")).toBe("s3");
  expect(service(`"com.amazonaws.vpce.eu-west-1.vpce-svc-1"`)).toBe("com.amazonaws.vpce.eu-west-1.vpce-svc-1");
  expect(service('"com.amazonaws.${var.region}.${var.service}"')).toMatch(/^\?/);
  expect(service("var.service")).toBe("?var.service");
});

test("an interface endpoint has the groups that it names, those that are added to it, else the default one of its VPC", () => {
  const { graph } = fromTerraform(`
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_security_group" "a" { vpc_id = aws_vpc.v.id }
    resource "aws_security_group" "b" { vpc_id = aws_vpc.v.id }
    resource "aws_vpc_endpoint" "named" {
      vpc_id             = aws_vpc.v.id
      service_name       = "com.amazonaws.eu-west-1.ecr.api"
      vpc_endpoint_type  = "Interface"
      security_group_ids = [aws_security_group.a.id]
    }
    resource "aws_vpc_endpoint_security_group_association" "b" {
      vpc_endpoint_id   = aws_vpc_endpoint.named.id
      security_group_id = aws_security_group.b.id
    }
    resource "aws_vpc_endpoint" "bare" {
      vpc_id              = aws_vpc.v.id
      service_name        = "com.amazonaws.eu-west-1.ecr.dkr"
      vpc_endpoint_type   = "Interface"
      private_dns_enabled = true
    }
    resource "aws_vpc_endpoint" "gateway" {
      vpc_id       = aws_vpc.v.id
      service_name = "com.amazonaws.eu-west-1.s3"
    }`);
  const of = (name: string) => {
    const { interfaces } = nodeAt(graph, "vpc-endpoint", `aws_vpc_endpoint.${name}`);
    return interfaces?.securityGroups.links.map((link) => linked(graph, link));
  };
  expect(of("named")).toEqual(["aws_security_group.a", "aws_security_group.b"]);
  expect(of("bare")).toEqual(["default security group of aws_vpc.v"]);
  expect(of("gateway")).toBeUndefined();
  const dns = (name: string) => nodeAt(graph, "vpc-endpoint", `aws_vpc_endpoint.${name}`).interfaces?.privateDns;
  expect(fact(dns("bare"))).toBe("true");
  expect(dns("named")).toBeUndefined();
});

test("a module that is not in the scan may make endpoints in a VPC that it is given", () => {
  const { graph } = fromTerraform(`
    resource "aws_vpc" "a" {}
    resource "aws_vpc" "b" {}
    module "m" {
      source = "example/m/aws"
      vpc_id = aws_vpc.a.id
    }`);
  expect(nodeAt(graph, "vpc", "aws_vpc.a").endpointsRest?.symbol).toBe("what module.m makes");
  expect(nodeAt(graph, "vpc", "aws_vpc.b").endpointsRest).toBeUndefined();
});

test("the registry of an image", () => {
  const registry = (image: string): string => {
    const { graph } = fromTerraform(`
      variable "image" {}
      variable "tag" {}
      variable "own" { type = bool }
      resource "aws_ecr_repository" "r" { name = "r" }
      resource "aws_ecs_task_definition" "t" {
        family                = "t"
        container_definitions = jsonencode([{ name = "c", image = ${image} }])
      }`);
    return fact(nodeAt(graph, "task-definition", "aws_ecs_task_definition.t").containers[0]?.registry);
  };
  expect(
    ["nginx", "nginx:1.27", "library/nginx", "docker.io/me/app", "public.ecr.aws/x/y:1", "us.gcr.io/p/i"].map((image) =>
      registry(`"${image}"`),
    ),
  ).toEqual(Array(6).fill("public"));
  expect(registry(`"123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"`)).toBe("ecr");
  expect(registry(`"123456789012.dkr-ecr.eu-west-1.on.aws/app:1"`)).toBe("ecr");
  expect(registry('"${var.image}.dkr.ecr.eu-west-1.amazonaws.com/app:${var.tag}"')).toBe("ecr");
  expect(registry("aws_ecr_repository.r.repository_url")).toBe("ecr");
  expect(registry('"${aws_ecr_repository.r.repository_url}:${var.tag}"')).toBe("ecr");
  expect(registry(`"registry.example.com/app"`)).toBe("other");
  expect(registry(`"localhost:5000/app"`)).toBe("other");
  expect(registry('"nginx:${var.tag}"')).toBe("public");
  expect(registry('"me/app:${var.tag}"')).toBe("public");
  expect(registry("var.image")).toBe("?var.image");
  expect(registry('"${var.image}/app"')).toMatch(/^\?/);
  expect(registry(`var.own ? "nginx" : aws_ecr_repository.r.repository_url`)).toMatch(/ of public\|ecr$/);
});

test("CloudFormation", () => {
  const { graph } = fromCloudFormation(`
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.ecr.dkr" } }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - { Name: a, Image: !Sub "\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/a" }
        - { Name: b, Image: nginx }
        - { Name: c }
`);
  expect(fact(nodeAt(graph, "vpc-endpoint", "Endpoint").service)).toBe("ecr.dkr");
  const { containers } = nodeAt(graph, "task-definition", "Task");
  expect(containers.map(({ registry }) => fact(registry))).toEqual(["ecr", "public", ""]);
});
