/** Terraform's load balancers, target groups, listeners, VPCs and subnets. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../src/graph/model.ts";
import { fact, linked, linkedAll, nodeAt } from "../describe.ts";
import { fromTerraform } from "../sources.ts";

const NET = `resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}
resource "aws_subnet" "a" {\n  vpc_id = aws_vpc.v.id\n  cidr_block = "10.0.1.0/24"\n  availability_zone = "eu-west-1a"\n}
resource "aws_security_group" "g" {\n  vpc_id = aws_vpc.v.id\n}\n`;

function graphOf(text: string): Graph {
  return fromTerraform(NET + text).graph;
}

function groupsOf(graph: Graph, address: string): readonly string[] | string {
  const groups = nodeAt(graph, "load-balancer", address).securityGroups;
  return groups === "unfiltered" ? groups : linkedAll(graph, groups);
}

describe("load balancers", () => {
  const lb = (args: string, type = "aws_lb"): Graph =>
    graphOf(`resource "${type}" "l" {\n subnets = [aws_subnet.a.id]\n ${args}\n}`);
  test.each([
    ["", ["default security group of aws_vpc.v"]],
    ["security_groups = []", ["default security group of aws_vpc.v"]],
    ["security_groups = [aws_security_group.g.id]", ["aws_security_group.g"]],
    [`load_balancer_type = "network"`, "unfiltered"],
    [`load_balancer_type = "network"\n security_groups = [aws_security_group.g.id]`, ["aws_security_group.g"]],
    [`load_balancer_type = "gateway"`, "unfiltered"],
  ])("groups of %s", (args, expected) => expect(groupsOf(lb(args), "aws_lb.l")).toEqual(expected));
  test("its alias", () =>
    expect(groupsOf(lb("security_groups = [aws_security_group.g.id]", "aws_alb"), "aws_alb.l")).toEqual([
      "aws_security_group.g",
    ]));
  test("mapped subnets", () => {
    const graph = graphOf(
      `resource "aws_lb" "l" {\n load_balancer_type = "network"\n subnet_mapping {\n subnet_id = aws_subnet.a.id\n }\n}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "load-balancer", "aws_lb.l").subnets)).toEqual(["aws_subnet.a"]);
  });
  test("an ARN where an id is expected is said, and leads nowhere known", () => {
    const { graph, diagnostics } = fromTerraform(
      `${NET}resource "aws_lb" "l" {\n subnets = [aws_subnet.a.id]\n security_groups = [aws_security_group.g.arn]\n}`,
    );
    expect(groupsOf(graph, "aws_lb.l")).toEqual(["external aws_security_group.g.arn"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["wrong-reference"]);
  });
  test("a classic one", () => {
    const graph = graphOf(`resource "aws_elb" "e" {
      subnets = [aws_subnet.a.id]
      security_groups = [aws_security_group.g.id]
      listener {\n instance_port = 8080\n instance_protocol = "http"\n lb_port = 80\n lb_protocol = "http"\n }
      health_check {\n target = "HTTP:8081/ping"\n healthy_threshold = 2\n unhealthy_threshold = 2\n timeout = 3\n interval = 30\n }
    }
    resource "aws_security_group_rule" "x" {\n type = "ingress"\n security_group_id = aws_security_group.g.id\n source_security_group_id = aws_elb.e.source_security_group_id\n protocol = "tcp"\n from_port = 1\n to_port = 2\n}`);
    const node = nodeAt(graph, "load-balancer", "aws_elb.e");
    expect([
      fact(node.type),
      fact(node.classicListeners[0]?.instancePort),
      fact(node.classicHealthCheck?.port),
      fact(node.classicHealthCheck?.protocol),
    ]).toEqual(["classic", "8080", "8081", "HTTP"]);
    const peer = nodeAt(graph, "security-group", "aws_security_group.g").rules[0]?.peers[0];
    expect(peer?.kind === "security-group" ? linked(graph, peer.group) : "").toBe("aws_security_group.g");
  });
  test("a classic one may have further listeners where their number is not known", () => {
    const graph = graphOf(`variable "more" { type = list(number) }
    resource "aws_elb" "e" {
      subnets = [aws_subnet.a.id]
      listener {\n instance_port = 8080\n instance_protocol = "http"\n lb_port = 80\n lb_protocol = "http"\n }
      dynamic "listener" {
        for_each = var.more
        content {\n instance_port = 9090\n instance_protocol = "http"\n lb_port = listener.value\n lb_protocol = "http"\n }
      }
    }`);
    const { classicListeners } = nodeAt(graph, "load-balancer", "aws_elb.e");
    expect(classicListeners.map(({ instancePort }) => fact(instancePort))).toEqual([
      "8080",
      "9090",
      "?var.more.instance_port",
    ]);
  });
});

describe("target groups", () => {
  const group = (args: string) =>
    nodeAt(
      graphOf(`resource "aws_lb_target_group" "t" {\n vpc_id = aws_vpc.v.id\n ${args}\n}`),
      "target-group",
      "aws_lb_target_group.t",
    );
  test("defaults", () => {
    const node = group(`port = 80\n protocol = "HTTP"`);
    expect([
      fact(node.targetType),
      fact(node.protocol),
      fact(node.port),
      fact(node.addressType),
      node.preserveClientIp,
    ]).toEqual(["instance", "HTTP", "80", "ipv4", undefined]);
    expect([fact(node.healthCheck.port), fact(node.healthCheck.protocol), fact(node.healthCheck.enabled)]).toEqual([
      "traffic-port",
      "HTTP",
      "true",
    ]);
  });
  test.each([
    [`protocol = "TCP"`, "TCP", "traffic-port"],
    [`protocol = "HTTPS"`, "HTTP", "traffic-port"],
    [`protocol = "TCP"\n health_check {\n interval = 10\n }`, "HTTP", "traffic-port"],
    [`protocol = "TCP"\n health_check {\n protocol = "tcp"\n port = "8081"\n }`, "TCP", "8081"],
    [`protocol = "HTTP"\n health_check {\n port = "traffic-port"\n }`, "HTTP", "traffic-port"],
    [`protocol = "HTTP"\n health_check {\n port = 8081\n }`, "HTTP", "8081"],
  ])("health check of %s", (args, protocol, port) => {
    const { healthCheck } = group(`port = 80\n ${args}`);
    expect([fact(healthCheck.protocol), fact(healthCheck.port)]).toEqual([protocol, port]);
  });
  test("a health check that only may be there is what it says, or the default", () => {
    const { graph } = fromTerraform(`variable "checks" { type = list(string) }
    resource "aws_lb_target_group" "t" {
      port     = 80
      protocol = "HTTP"
      vpc_id   = "vpc-1"
      dynamic "health_check" {
        for_each = var.checks
        content {
          port    = 8081
          enabled = false
        }
      }
    }`);
    const { healthCheck } = nodeAt(graph, "target-group", "aws_lb_target_group.t");
    expect([fact(healthCheck.port), fact(healthCheck.enabled)]).toEqual([
      "?aws_lb_target_group.t.port if var.checks of 8081|traffic-port",
      "?aws_lb_target_group.t.enabled if var.checks of false|true",
    ]);
  });
  test.each([
    [`load_balancing_cross_zone_enabled = "true"`, "true"],
    [`load_balancing_cross_zone_enabled = "use_load_balancer_configuration"`, ""],
    ["", ""],
  ])("cross-zone %s", (args, expected) =>
    expect(fact(group(`port = 80\n protocol = "HTTP"\n ${args}`).crossZone)).toBe(expected),
  );
  test("client addresses", () =>
    expect(fact(group(`port = 80\n protocol = "TCP"\n preserve_client_ip = "false"`).preserveClientIp)).toBe("false"));
});

describe("listeners", () => {
  const GROUPS = ["a", "b", "c"]
    .map(
      (name) =>
        `resource "aws_lb_target_group" "${name}" {\n port = 80\n protocol = "HTTP"\n vpc_id = aws_vpc.v.id\n}\n`,
    )
    .join("");
  test("default action, weighted forward, rules of their own", () => {
    const graph = graphOf(`${GROUPS}
    resource "aws_lb" "l" {\n subnets = [aws_subnet.a.id]\n}
    resource "aws_lb_listener" "i" {
      load_balancer_arn = aws_lb.l.arn
      port = 443
      protocol = "HTTPS"
      default_action {
        type = "forward"
        forward {
          target_group {\n arn = aws_lb_target_group.a.arn\n weight = 1\n }
          target_group {\n arn = aws_lb_target_group.b.arn\n weight = 0\n }
        }
      }
    }
    resource "aws_alb_listener_rule" "r" {
      listener_arn = aws_lb_listener.i.arn
      action {\n type = "forward"\n target_group_arn = aws_lb_target_group.c.arn\n }
      condition {\n path_pattern {\n values = ["/c"]\n }\n }
    }`);
    const node = nodeAt(graph, "listener", "aws_lb_listener.i");
    expect([linked(graph, node.loadBalancer), fact(node.port), fact(node.protocol)]).toEqual([
      "aws_lb.l",
      "443",
      "HTTPS",
    ]);
    expect(linkedAll(graph, node.forwards)).toEqual([
      "aws_lb_target_group.a",
      "aws_lb_target_group.b",
      "aws_lb_target_group.c",
    ]);
  });
  test("a rule of a listener that is given from outside has a load balancer that nobody knows", () => {
    const graph = graphOf(`variable "listener" { type = string }\n${GROUPS}
    resource "aws_lb_listener_rule" "r" {
      listener_arn = var.listener
      action {\n type = "forward"\n target_group_arn = aws_lb_target_group.a.arn\n }
    }`);
    const node = nodeAt(graph, "listener", "var.listener");
    expect(linked(graph, node.loadBalancer)).toBe("external load balancer of var.listener");
    expect(linkedAll(graph, node.forwards)).toEqual(["aws_lb_target_group.a", "… var.listener.default_action"]);
  });
  test("so has a rule whose listener is null until somebody gives it", () => {
    const graph = graphOf(`variable "listener" {
 type = string
 default = null
}
${GROUPS}
    resource "aws_lb_listener_rule" "r" {
      listener_arn = var.listener
      action {
 type = "forward"
 target_group_arn = aws_lb_target_group.a.arn
 }
    }`);
    const [node, second] = graph.of("listener");
    expect(second).toBeUndefined();
    expect(node?.external?.unknown.cause.text).toBe("listener_arn of aws_lb_listener_rule.r is not given");
    expect(node?.address).toBe("listener_arn of aws_lb_listener_rule.r");
    expect(linkedAll(graph, node?.forwards)).toContain("aws_lb_target_group.a");
  });
});

describe("networks", () => {
  test("secondary ranges", () => {
    const graph = graphOf(
      `resource "aws_vpc_ipv4_cidr_block_association" "x" {\n vpc_id = aws_vpc.v.id\n cidr_block = "10.1.0.0/16"\n}`,
    );
    expect(nodeAt(graph, "vpc", "aws_vpc.v").cidrs).toHaveLength(2);
  });
  test("a subnet whose range is computed keeps its identity", () => {
    const graph = graphOf(`resource "aws_default_subnet" "s" {\n availability_zone = "eu-west-1a"\n}
    resource "aws_security_group" "h" {\n ingress {\n from_port = 1\n to_port = 2\n protocol = "tcp"\n cidr_blocks = [aws_default_subnet.s.cidr_block]\n }\n}`);
    const range = nodeAt(graph, "subnet", "aws_default_subnet.s").cidrs[0];
    const peer = nodeAt(graph, "security-group", "aws_security_group.h").rules[0]?.peers[0];
    expect(
      range?.known === false && peer?.kind === "cidr" && !peer.range.known
        ? [range.unknown.symbol, peer.range.unknown.symbol]
        : [],
    ).toEqual(["aws_default_subnet.s.cidr_block", "aws_default_subnet.s.cidr_block"]);
  });
  test("a data source's subnet, likewise", () => {
    const graph = graphOf(`data "aws_subnet" "d" {\n tags = { Tier = "public" }\n}
    resource "aws_lb" "l" {\n subnets = [data.aws_subnet.d.id]\n security_groups = [aws_security_group.g.id]\n}
    resource "aws_security_group" "h" {\n ingress {\n from_port = 1\n to_port = 2\n protocol = "tcp"\n cidr_blocks = [data.aws_subnet.d.cidr_block]\n }\n}`);
    const range = nodeAt(graph, "subnet", "data.aws_subnet.d").cidrs[0];
    const peer = nodeAt(graph, "security-group", "aws_security_group.h").rules[0]?.peers[0];
    expect(
      range?.known === false &&
        peer?.kind === "cidr" &&
        !peer.range.known &&
        range.unknown.symbol === peer.range.unknown.symbol,
    ).toBe(true);
  });
  test("routes through an appliance, inside the VPC only", () => {
    const graph = graphOf(`resource "aws_route_table" "r" {
      vpc_id = aws_vpc.v.id
      route {\n cidr_block = "0.0.0.0/0"\n nat_gateway_id = "nat-1"\n }
      route {\n cidr_block = "10.0.1.0/24"\n vpc_endpoint_id = "vpce-1"\n }
    }
    resource "aws_route" "x" {\n route_table_id = aws_route_table.r.id\n destination_cidr_block = "10.0.2.0/24"\n network_interface_id = "eni-1"\n}
    resource "aws_route" "y" {\n route_table_id = aws_route_table.r.id\n destination_cidr_block = "10.0.3.0/24"\n gateway_id = "local"\n}`);
    expect(nodeAt(graph, "vpc", "aws_vpc.v").middleboxRoutes).toHaveLength(2);
  });
  test("lists of addresses: our own, and those that AWS runs", () => {
    const graph =
      graphOf(`resource "aws_ec2_managed_prefix_list" "p" {\n name = "own"\n address_family = "IPv4"\n max_entries = 2\n entry {\n cidr = "10.0.0.0/8"\n }\n}
    resource "aws_ec2_managed_prefix_list_entry" "e" {\n prefix_list_id = aws_ec2_managed_prefix_list.p.id\n cidr = "192.168.0.0/16"\n}
    data "aws_ec2_managed_prefix_list" "cloudfront" {\n name = "com.amazonaws.global.cloudfront.origin-facing"\n}
    resource "aws_security_group" "h" {\n ingress {\n from_port = 1\n to_port = 2\n protocol = "tcp"\n prefix_list_ids = [aws_ec2_managed_prefix_list.p.id, data.aws_ec2_managed_prefix_list.cloudfront.id]\n }\n}`);
    expect(nodeAt(graph, "prefix-list", "aws_ec2_managed_prefix_list.p").ranges).toHaveLength(2);
    expect(nodeAt(graph, "prefix-list", "data.aws_ec2_managed_prefix_list.cloudfront").awsManaged).toBe(true);
  });
});
