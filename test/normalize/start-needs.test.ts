/** What a container needs beside its image to be started, and to which subnets a gateway endpoint belongs. */
import { expect, test } from "vitest";
import { fact, linked, nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

test("where a secret is kept, by its ARN or name, or by the resource that it is of", () => {
  const store = (valueFrom: string): string => {
    const { graph } = fromTerraform(`
      variable "given" {}
      resource "aws_secretsmanager_secret" "s" {}
      data "aws_ssm_parameter" "p" { name = "/web" }
      resource "aws_ecs_task_definition" "t" {
        family                = "t"
        container_definitions = jsonencode([{ name = "c", image = "i", secrets = [{ name = "N", valueFrom = ${valueFrom} }] }])
      }`);
    return fact(nodeAt(graph, "task-definition", "aws_ecs_task_definition.t").containers[0]!.secrets![0]!.store);
  };
  expect(store(`"arn:aws:secretsmanager:eu-west-1:123456789012:secret:web"`)).toBe("secrets-manager");
  expect(store(`"arn:aws-cn:ssm:cn-north-1:123456789012:parameter/web"`)).toBe("parameter-store");
  expect(store(`"/web/password"`)).toBe("parameter-store");
  expect(store("aws_secretsmanager_secret.s.arn")).toBe("secrets-manager");
  expect(store('"${aws_secretsmanager_secret.s.arn}:password::"')).toBe("secrets-manager");
  expect(store("data.aws_ssm_parameter.p.arn")).toBe("parameter-store");
  expect(store('"arn:aws:ssm:${var.given}:123456789012:parameter/web"')).toBe("parameter-store");
  expect(store('"arn:aws:${var.given}:eu-west-1:123456789012:web"')).toMatch(/^\?/);
  expect(store("var.given")).toBe("?var.given");
});

test("CloudFormation's secrets, those of the log driver among them", () => {
  const { graph } = fromCloudFormation(`
Resources:
  Secret: { Type: AWS::SecretsManager::Secret }
  Parameter: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: v } }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: c
          Image: i
          Secrets:
            - { Name: A, ValueFrom: !Sub "\${Secret}:password::" }
          LogConfiguration:
            LogDriver: splunk
            SecretOptions:
              - { Name: B, ValueFrom: !Ref Parameter }
`);
  const [container] = nodeAt(graph, "task-definition", "Task").containers;
  expect(container!.secrets!.map(({ store }) => fact(store))).toEqual(["secrets-manager", "parameter-store"]);
  expect(fact(container!.logDriver!)).toBe("splunk");
});

test("a gateway endpoint has the route tables that it names and those that are added to it", () => {
  const { graph } = fromTerraform(`
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_route_table" "a" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table" "b" { vpc_id = aws_vpc.v.id }
    resource "aws_vpc_endpoint" "s3" {
      vpc_id          = aws_vpc.v.id
      service_name    = "com.amazonaws.eu-west-1.s3"
      route_table_ids = [aws_route_table.a.id]
    }
    resource "aws_vpc_endpoint_route_table_association" "b" {
      vpc_endpoint_id = aws_vpc_endpoint.s3.id
      route_table_id  = aws_route_table.b.id
    }
    resource "aws_vpc_endpoint" "logs" {
      vpc_id            = aws_vpc.v.id
      service_name      = "com.amazonaws.eu-west-1.logs"
      vpc_endpoint_type = "Interface"
    }`);
  const of = (name: string) =>
    nodeAt(graph, "vpc-endpoint", `aws_vpc_endpoint.${name}`).routeTables?.links.map((link) => linked(graph, link));
  expect(of("s3")).toEqual(["aws_route_table.a", "aws_route_table.b"]);
  expect(of("logs")).toBeUndefined();
});
