/** By what services reach each other: namespaces of Service Connect, and the records of service discovery. */
import { expect, test } from "vitest";
import { nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

const NAMESPACE = 'resource "aws_service_discovery_http_namespace" "n" { name = "internal" }\n';

function namespaceOf(text: string) {
  return nodeAt(fromTerraform(text).graph, "service", "aws_ecs_service.s").connect?.namespace;
}

function connected(namespace: string): string {
  return `resource "aws_ecs_service" "s" {
    name = "s"
    service_connect_configuration {
      enabled   = true
      namespace = ${namespace}
    }
  }`;
}

test("a namespace is known by its name, whether it is named by that or by its ARN", () => {
  const made = { name: { known: true, value: "internal" }, inSource: true };
  expect(namespaceOf(NAMESPACE + connected("aws_service_discovery_http_namespace.n.arn"))).toMatchObject(made);
  expect(namespaceOf(NAMESPACE + connected('"internal"'))).toMatchObject(made);
});

test("one that is made elsewhere, or that an output hands out, may have others in it", () => {
  expect(namespaceOf(connected('"internal"'))).toMatchObject({ name: { value: "internal" }, inSource: false });
  const output = 'output "n" { value = aws_service_discovery_http_namespace.n.arn }\n';
  const handedOut = NAMESPACE + output + connected("aws_service_discovery_http_namespace.n.arn");
  expect(namespaceOf(handedOut)).toMatchObject({ name: { value: "internal" }, inSource: false });
});

test("the records of a registry are those of the service of Cloud Map, and unknown where that is not in the source", () => {
  const types = (text: string) =>
    nodeAt(fromTerraform(text).graph, "service", "aws_ecs_service.s").discovery?.map(({ recordTypes }) => recordTypes);
  const service = (arn: string): string =>
    `resource "aws_ecs_service" "s" {
      name = "s"
      service_registries { registry_arn = ${arn} }
    }`;
  const registry = (configuration: string): string =>
    `resource "aws_service_discovery_service" "r" {
      ${configuration}
    }
    `;
  const both = `dns_config {
        dns_records { type = "A" }
        dns_records { type = "SRV" }
      }`;
  const own = service("aws_service_discovery_service.r.arn");
  expect(types(registry(both) + own)).toMatchObject([{ known: true, value: ["A", "SRV"] }]);
  expect(types(registry("") + own)).toMatchObject([{ known: true, value: [] }]);
  expect(types(service('"arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-1"'))).toMatchObject([
    { known: false },
  ]);
});

test("CloudFormation's too, with the port that is not said where it is 0 left out", () => {
  const { graph } = fromCloudFormation(`
Resources:
  Registry: { Type: AWS::ServiceDiscovery::Service, Properties: { DnsConfig: { DnsRecords: [{ TTL: 10, Type: SRV }] } } }
  Service:
    Type: AWS::ECS::Service
    Properties:
      ServiceRegistries: [{ RegistryArn: !GetAtt Registry.Arn, ContainerName: web, ContainerPort: 0, Port: 80 }]
`);
  const [entry] = nodeAt(graph, "service", "Service").discovery ?? [];
  expect(entry).toMatchObject({
    containerName: { value: "web" },
    port: { value: 80 },
    recordTypes: { value: ["SRV"] },
  });
  expect(entry).not.toHaveProperty("containerPort");
});
