/** What `ignore_changes` leaves to others is taken to be as it is written. */
import { expect, test } from "vitest";
import { nodeAt } from "../describe.ts";
import { fromTerraform } from "../sources.ts";

/** What is assumed of a group with an ingress and such a lifecycle. */
function assumedWith(lifecycle: string): string | undefined {
  const { graph } = fromTerraform(`resource "aws_security_group" "g" {
    lifecycle {
      ${lifecycle}
    }
  }`);
  return nodeAt(graph, "security-group", "aws_security_group.g").assumption?.text;
}

test.each([
  ["ignore_changes = [ingress]", "ingress"],
  ["ignore_changes = [tags, egress, ingress]", "ingress and egress"],
  ['ignore_changes = [tags["a"], ingress[0].from_port]', "ingress"],
  ['ignore_changes = ["ingress"]', "ingress"],
  ["ignore_changes = all", "ingress and egress"],
  ['ignore_changes = ["*"]', "ingress and egress"],
])("the rules of a group: %s", (lifecycle, names) => {
  const others = "is written, although its ignore_changes leaves that to others";
  expect(assumedWith(lifecycle)).toBe(`aws_security_group.g has the ${names} that ${others}`);
});

test("other arguments of it say nothing of its rules", () => {
  expect(assumedWith("ignore_changes = [tags, description]")).toBeUndefined();
  expect(assumedWith("create_before_destroy = true")).toBeUndefined();
});

test("the entries of a network ACL", () => {
  const { graph } = fromTerraform(`resource "aws_network_acl" "n" {
    lifecycle { ignore_changes = [egress] }
  }`);
  expect(nodeAt(graph, "network-acl", "aws_network_acl.n").assumption).toMatchObject({ kind: "ignored-changes" });
});

test("the task definition of a service, and the containers of a task definition", () => {
  const service = (inService: string, inTask: string): string | undefined => {
    const { graph } = fromTerraform(`
      resource "aws_ecs_task_definition" "t" {
        family                = "t"
        container_definitions = "[]"
        lifecycle { ${inTask} }
      }
      resource "aws_ecs_service" "s" {
        name            = "s"
        task_definition = aws_ecs_task_definition.t.arn
        lifecycle { ${inService} }
      }`);
    return nodeAt(graph, "service", "aws_ecs_service.s").taskDefinition?.assumption?.text;
  };
  expect(service("ignore_changes = [desired_count, task_definition]", "")).toMatch(
    /^aws_ecs_service\.s has the task_definition that/,
  );
  expect(service("", "ignore_changes = [container_definitions]")).toMatch(
    /^aws_ecs_task_definition\.t has the container_definitions that/,
  );
  expect(service("ignore_changes = [desired_count]", "ignore_changes = [tags]")).toBeUndefined();
});
