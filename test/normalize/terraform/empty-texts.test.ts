/** Empty texts, which the AWS provider takes for arguments that are not there. */
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { readPlan } from "../../../src/evaluate/plan/document.ts";
import { evaluatePlans } from "../../../src/evaluate/plan/evaluate.ts";
import { parseJson } from "../../../src/parse/json.ts";
import { fact, linked, linkedAll, nodeAt } from "../describe.ts";
import { fromTerraform, normalizeWorld, terraformGroups } from "../sources.ts";

const BASE = `
  resource "aws_vpc" "v" { cidr_block = "10.9.0.0/16" }
  resource "aws_subnet" "s" {
    vpc_id     = aws_vpc.v.id
    cidr_block = "10.9.1.0/24"
  }
  resource "aws_security_group" "own" { vpc_id = aws_vpc.v.id }
  resource "aws_lb_target_group" "t" { port = 80 }
  variable "blank" { default = "" }
`;
const graphOf = (text: string) => fromTerraform(BASE + text).graph;

describe("of a service's load balancer", () => {
  const entry = (args: string) => {
    const graph = graphOf(
      `resource "aws_ecs_service" "s" {\n load_balancer {\n ${args}\n container_name = "a"\n container_port = 80\n }\n}`,
    );
    const [only] = nodeAt(graph, "service", "aws_ecs_service.s").loadBalancers;
    return [linked(graph, only?.targetGroup), linked(graph, only?.classicLoadBalancer)];
  };

  test("the one that is empty is none", () => {
    expect(entry('target_group_arn = aws_lb_target_group.t.arn\n elb_name = ""')).toEqual([
      "aws_lb_target_group.t",
      "",
    ]);
    expect(entry('target_group_arn = ""\n elb_name = "old"')).toEqual(["", "external old"]);
  });

  test("a default to be filled in counts only where the other is not there", () => {
    expect(entry("target_group_arn = aws_lb_target_group.t.arn\n elb_name = var.blank")[1]).toBe("");
    expect(entry('target_group_arn = var.blank\n elb_name = "old"')).toEqual(["", "external old"]);
    expect(entry("target_group_arn = var.blank\n elb_name = var.blank")).toEqual([
      expect.stringContaining("target group of"),
      "",
    ]);
  });
});

describe("in a list of groups", () => {
  const groups = (value: string) => {
    const graph = graphOf(
      `resource "aws_ecs_service" "s" {\n network_configuration {\n security_groups = ${value}\n subnets = [aws_subnet.s.id]\n }\n}`,
    );
    return linkedAll(graph, nodeAt(graph, "service", "aws_ecs_service.s").network?.securityGroups);
  };

  test.each([
    ['[aws_security_group.own.id, ""]', ["aws_security_group.own"]],
    ["[aws_security_group.own.id, var.blank]", ["aws_security_group.own"]],
    ['[""]', ["default security group of aws_vpc.v"]],
    ['tolist(["", ""])', ["default security group of aws_vpc.v"]],
    ["[var.blank]", [expect.stringContaining("security group of var.blank")]],
  ])("%s", (value, expected) => {
    expect(groups(value)).toEqual(expected);
  });

  test("an empty text that is one of two possibilities is a group that may not be there", () => {
    const open = groups('[var.on ? aws_security_group.own.id : ""]');
    expect(open).toEqual([expect.stringMatching(/^aws_security_group\.own \?/)]);
  });
});

describe("in a rule", () => {
  const peers = (args: string) => {
    const graph = graphOf(
      `resource "aws_security_group_rule" "r" {
        type = "ingress"\n from_port = 1\n to_port = 2\n protocol = "tcp"\n security_group_id = aws_security_group.own.id\n ${args}
      }`,
    );
    return nodeAt(graph, "security-group", "aws_security_group.own").rules.flatMap((rule) =>
      rule.peers.map(({ kind }) => kind),
    );
  };

  test("a source that is empty beside a range is none", () => {
    expect(peers('cidr_blocks = ["10.0.0.0/8"]\n source_security_group_id = ""')).toEqual(["cidr"]);
    expect(peers('cidr_blocks = ["10.0.0.0/8"]\n source_security_group_id = var.blank')).toEqual(["cidr"]);
  });

  test("a source to be filled in is a group that is not known", () => {
    expect(peers("source_security_group_id = var.blank")).toEqual(["security-group"]);
    expect(peers("cidr_blocks = []\n source_security_group_id = var.blank")).toEqual(["security-group"]);
    expect(peers('source_security_group_id = ""')).toEqual([]);
  });
});

test("an optional text that is empty has its default", () => {
  const graph = graphOf(`
    resource "aws_lb" "l" {\n load_balancer_type = ""\n subnets = [aws_subnet.s.id]\n ip_address_type = ""\n}
    resource "aws_ecs_service" "s" {\n launch_type = ""\n cluster = ""\n}`);
  expect(fact(nodeAt(graph, "load-balancer", "aws_lb.l").type)).toBe("application");
  const service = nodeAt(graph, "service", "aws_ecs_service.s");
  expect(service.launchType).toBeUndefined();
  expect(linked(graph, service.cluster)).toBe("external default");
});

test("an empty default of a called module is nothing to be filled in", () => {
  const [group] = terraformGroups({
    "main.tf": 'module "m" { source = "./m" }',
    "m/main.tf": `variable "blank" { default = "" }
      resource "aws_ecs_service" "s" {
        load_balancer {
          target_group_arn = var.blank
          elb_name         = var.blank
          container_name   = "a"
          container_port   = 80
        }
      }`,
  });
  const { graph } = normalizeWorld(group!.worlds[0]!, { strict: false });
  const [entry] = nodeAt(graph, "service", "module.m.aws_ecs_service.s").loadBalancers;
  expect([entry?.targetGroup, entry?.classicLoadBalancer]).toEqual([undefined, undefined]);
});

test("a plan's empty texts are what was not written", () => {
  const after = {
    launch_type: "",
    load_balancer: [{ container_name: "web", container_port: 80, elb_name: "", target_group_arn: "arn:aws:tg" }],
    network_configuration: [{ security_groups: ["", "sg-0a"], subnets: ["subnet-0a"] }],
  };
  const change = {
    address: "aws_ecs_service.x",
    mode: "managed",
    type: "aws_ecs_service",
    name: "x",
    change: { actions: ["create"], after, after_unknown: {} },
  };
  const json = { format_version: "1.2", terraform_version: "1.11.4", resource_changes: [change] };
  const plan = readPlan(parseJson(new SourceFile("p.json", JSON.stringify(json))).output!)!;
  const { graph } = normalizeWorld(evaluatePlans([plan], false).groups[0]!.worlds[0]!, { strict: false });
  const service = nodeAt(graph, "service", "aws_ecs_service.x");
  expect(service.launchType).toBeUndefined();
  expect(service.loadBalancers.map(({ classicLoadBalancer }) => classicLoadBalancer)).toEqual([undefined]);
  expect(linkedAll(graph, service.network?.securityGroups)).toEqual(["external sg-0a"]);
});
