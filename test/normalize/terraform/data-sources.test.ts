/** Data sources: found in the scan as an assumption, or outside of it with what their arguments say. */
import { describe, expect, test } from "vitest";
import { fact, linked, linkedAll, nodeAt, rulesAt } from "../describe.ts";
import { fromTerraform, normalizeWorld, terraformGroups } from "../sources.ts";

const FOUND = `resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
data "aws_vpc" "v" {
  tags = { Name = "main" }
}
resource "aws_security_group" "g" {
  vpc_id = data.aws_vpc.v.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = [data.aws_vpc.v.cidr_block]
  }
}\n`;

describe("found in the scan", () => {
  test("a reference is one to the resource, said as an assumption", () => {
    const { graph } = fromTerraform(FOUND);
    const { vpc } = nodeAt(graph, "security-group", "aws_security_group.g");
    expect([linked(graph, vpc), vpc?.assumption?.kind]).toEqual(["aws_vpc.v", "data-source"]);
  });
  test("an attribute is the resource's argument, and the world says so", () => {
    const world = terraformGroups({ "main.tf": FOUND })[0]!.worlds[0]!;
    expect(rulesAt(normalizeWorld(world).graph, "aws_security_group.g")).toEqual([
      "ingress allow tcp 80 from 10.0.0.0/16",
    ]);
    expect(world.assumptions.map(({ text }) => text)).toEqual(["data.aws_vpc.v finds aws_vpc.v"]);
  });
  test("under strict nothing is found", () => {
    const world = terraformGroups({ "main.tf": FOUND }, true)[0]!.worlds[0]!;
    const { graph } = normalizeWorld(world, { strict: true });
    expect(linked(graph, nodeAt(graph, "security-group", "aws_security_group.g").vpc)).toBe("external data.aws_vpc.v");
    expect(rulesAt(graph, "aws_security_group.g")).toEqual(["ingress allow tcp 80 from data.aws_vpc.v.cidr_block"]);
  });
});

test("named by the id of a resource it is that resource, without any assumption", () => {
  const { graph } = fromTerraform(`resource "aws_vpc" "v" {\n cidr_block = "10.0.0.0/16"\n}
  resource "aws_subnet" "s" {\n vpc_id = aws_vpc.v.id\n cidr_block = "10.0.1.0/24"\n}
  data "aws_subnet" "d" {\n id = aws_subnet.s.id\n}
  resource "aws_security_group" "g" {
    vpc_id = data.aws_subnet.d.vpc_id
    ingress {\n from_port = 1\n to_port = 2\n protocol = "tcp"\n cidr_blocks = [data.aws_subnet.d.cidr_block]\n }
  }`);
  const group = nodeAt(graph, "security-group", "aws_security_group.g");
  expect([linked(graph, group.vpc), group.vpc?.assumption]).toEqual(["aws_vpc.v", undefined]);
  expect(rulesAt(graph, "aws_security_group.g")).toEqual(["ingress allow tcp 1-2 from 10.0.1.0/24"]);
});

test("named by what the source writes of a resource it is that resource, without any assumption", () => {
  const { graph } = fromTerraform(`resource "aws_lb" "l" {\n name = "l"\n}
  data "aws_lb" "d" {\n name = aws_lb.l.name\n}
  resource "aws_lb_listener" "h" {\n load_balancer_arn = data.aws_lb.d.arn\n port = 80\n}`);
  const [listener] = graph.of("listener");
  expect([linked(graph, listener?.loadBalancer), listener?.loadBalancer.assumption]).toEqual(["aws_lb.l", undefined]);
});

describe("a launch template that a data source looks for", () => {
  const group = `data "aws_launch_template" "d" {\n name = "hosts"\n}
  resource "aws_autoscaling_group" "a" {\n launch_template {\n id = data.aws_launch_template.d.id\n }\n}\n`;
  test("is that of the scan", () => {
    const { graph } = fromTerraform(`${group}resource "aws_security_group" "g" {}
    resource "aws_launch_template" "t" {\n name = "hosts"\n vpc_security_group_ids = [aws_security_group.g.id]\n}`);
    const { launches } = nodeAt(graph, "host-group", "aws_autoscaling_group.a");
    expect(launches.map(({ securityGroups }) => linkedAll(graph, securityGroups))).toEqual([["aws_security_group.g"]]);
  });
  test("is not known where the scan has none", () => {
    const { launches, launchesRest } = nodeAt(fromTerraform(group).graph, "host-group", "aws_autoscaling_group.a");
    expect([launches, launchesRest?.cause.kind]).toEqual([[], "external"]);
  });
});

describe("outside of the scan", () => {
  test("its id and its ARN are one thing", () => {
    const { graph } = fromTerraform(`data "aws_ecs_cluster" "c" {\n cluster_name = "other"\n}
    resource "aws_ecs_service" "a" {\n name = "a"\n cluster = data.aws_ecs_cluster.c.id\n}
    resource "aws_ecs_service" "b" {\n name = "b"\n cluster = data.aws_ecs_cluster.c.arn\n}`);
    const clusters = ["aws_ecs_service.a", "aws_ecs_service.b"].map((address) =>
      linked(graph, nodeAt(graph, "service", address).cluster),
    );
    expect(clusters).toEqual(["external other", "external other"]);
  });
  test("its arguments say which VPC it is in, its range and its zone", () => {
    const { graph } = fromTerraform(`resource "aws_vpc" "v" {\n cidr_block = "10.0.0.0/16"\n}
    data "aws_subnet" "s" {
      availability_zone = "eu-west-1a"
      filter {\n name = "vpc-id"\n values = [aws_vpc.v.id]\n }
    }
    resource "aws_lb" "l" {\n subnets = [data.aws_subnet.s.id]\n}`);
    const subnet = nodeAt(graph, "subnet", "data.aws_subnet.s");
    expect([linked(graph, subnet.vpc), fact(subnet.zone)]).toEqual(["aws_vpc.v", "eu-west-1a"]);
    const groups = nodeAt(graph, "load-balancer", "aws_lb.l").securityGroups;
    expect(groups === "unfiltered" ? groups : linkedAll(graph, groups)).toEqual([
      "default security group of aws_vpc.v",
    ]);
  });
  test("listeners of one load balancer are that one's", () => {
    const { graph } = fromTerraform(`data "aws_lb" "l" {\n name = "l"\n}
    data "aws_lb_listener" "a" {\n load_balancer_arn = data.aws_lb.l.arn\n port = 80\n}
    data "aws_lb_listener" "b" {\n load_balancer_arn = data.aws_lb.l.arn\n port = 443\n}
    resource "aws_lb_listener_rule" "a" {\n listener_arn = data.aws_lb_listener.a.arn\n action {\n type = "forward"\n target_group_arn = "t"\n }\n}
    resource "aws_lb_listener_rule" "b" {\n listener_arn = data.aws_lb_listener.b.arn\n action {\n type = "forward"\n target_group_arn = "t"\n }\n}`);
    const listeners = graph.of("listener").map((one) => linked(graph, one.loadBalancer));
    expect(listeners).toEqual(["external data.aws_lb.l", "external data.aws_lb.l"]);
    expect(graph.of("load-balancer")).toHaveLength(1);
  });
  test("the default VPC is the same as that of resources that name none", () => {
    const { graph } = fromTerraform(`data "aws_vpc" "d" {\n default = true\n}
    resource "aws_security_group" "a" {\n vpc_id = data.aws_vpc.d.id\n}
    resource "aws_security_group" "b" {}`);
    const [a, b] = ["aws_security_group.a", "aws_security_group.b"].map((address) =>
      linked(graph, nodeAt(graph, "security-group", address).vpc),
    );
    expect([a, b]).toEqual(["external default VPC", "external default VPC"]);
  });
  test("an adopted default VPC, too", () => {
    const { graph } = fromTerraform(`resource "aws_default_vpc" "d" {}\nresource "aws_security_group" "b" {}`);
    expect(linked(graph, nodeAt(graph, "security-group", "aws_security_group.b").vpc)).toBe("aws_default_vpc.d");
  });
});

describe("modules that are not in the scan", () => {
  test("each output is a thing of its own, the same wherever it is used", () => {
    const { graph } = fromTerraform(`module "sg" {\n source = "terraform-aws-modules/security-group/aws"\n}
    resource "aws_lb" "l" {\n subnets = ["subnet-1"]\n security_groups = [module.sg.security_group_id]\n}
    resource "aws_security_group" "h" {\n ingress {\n from_port = 1\n to_port = 2\n protocol = "tcp"\n security_groups = [module.sg.security_group_id]\n }\n}`);
    const groups = nodeAt(graph, "load-balancer", "aws_lb.l").securityGroups;
    const peer = nodeAt(graph, "security-group", "aws_security_group.h").rules[0]?.peers[0];
    expect(groups === "unfiltered" ? groups : groups.links[0]?.to).toEqual(
      peer?.kind === "security-group" ? peer.group.to : undefined,
    );
  });
  test("lists of a module are known by their symbol", () => {
    const { graph } = fromTerraform(`module "vpc" {\n source = "terraform-aws-modules/vpc/aws"\n}
    resource "aws_lb" "l" {\n subnets = module.vpc.public_subnets\n security_groups = ["sg-1"]\n}`);
    expect(linkedAll(graph, nodeAt(graph, "load-balancer", "aws_lb.l").subnets)).toEqual([
      "… module.vpc.public_subnets",
    ]);
  });
});

describe("any number of instances", () => {
  const MANY = `variable "zones" { type = list(string) }
  resource "aws_vpc" "v" {\n cidr_block = "10.0.0.0/16"\n}
  resource "aws_subnet" "s" {\n count = length(var.zones)\n vpc_id = aws_vpc.v.id\n cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)\n}\n`;
  test("all of them are one node that is repeated", () => {
    const { graph } = fromTerraform(
      `${MANY}resource "aws_lb" "l" {\n subnets = aws_subnet.s[*].id\n security_groups = ["sg-1"]\n}`,
    );
    expect(linkedAll(graph, nodeAt(graph, "load-balancer", "aws_lb.l").subnets)).toEqual(["aws_subnet.s[*]"]);
    expect(nodeAt(graph, "subnet", "aws_subnet.s[*]").repeated).toBe(true);
  });
  test("one that is named is a node of its own", () => {
    const { graph } = fromTerraform(`${MANY}resource "aws_instance" "i" {\n subnet_id = aws_subnet.s[0].id\n}`);
    expect(linkedAll(graph, nodeAt(graph, "host-group", "aws_instance.i").subnets)).toEqual(["aws_subnet.s[0]"]);
  });
  test("two elements of a list of subnets are not the same subnet", () => {
    const { graph } = fromTerraform(`${MANY}locals { ids = aws_subnet.s[*].id }
      resource "aws_lb" "l" { subnets = [local.ids[0], local.ids[1]] }`);
    const { subnets } = nodeAt(graph, "load-balancer", "aws_lb.l");
    expect(new Set(subnets.links.flatMap(({ to }) => to)).size).toBe(2);
  });
  test("two elements of a list of security groups are not the same group", () => {
    const { graph } = fromTerraform(`variable "n" {}
      resource "aws_security_group" "g" { count = var.n }
      locals { ids = aws_security_group.g[*].id }
      resource "aws_lb" "a" { security_groups = [local.ids[0]] }
      resource "aws_lb" "b" { security_groups = [local.ids[1]] }`);
    const group = (address: string) => nodeAt(graph, "load-balancer", address).securityGroups;
    expect(group("aws_lb.a")).not.toMatchObject({ links: [{ to: ["aws_security_group.g[*]"] }] });
    expect(group("aws_lb.a")).not.toEqual(group("aws_lb.b"));
  });
});

describe("the range that a data source reads of a VPC is that of the VPC of its subnets", () => {
  const group = `resource "aws_security_group" "host" {
    vpc_id = data.aws_vpc.v.id
    ingress {
      from_port   = 0
      to_port     = 65535
      protocol    = "tcp"
      cidr_blocks = [data.aws_vpc.v.cidr_block]
    }
  }`;
  test.each([
    ["the default one", 'data "aws_vpc" "v" { default = true }', "default VPC.cidr_block"],
    ["by an id that is not known", 'variable "v" {}\ndata "aws_vpc" "v" { id = var.v }', "var.v.cidr_block"],
  ])("%s", (_, source, symbol) => {
    const { graph } = fromTerraform(`${source}\n${group}`);
    const host = nodeAt(graph, "security-group", "aws_security_group.host");
    const [peer] = host.rules[0]?.peers ?? [];
    const vpc = graph.of("vpc").find(({ id }) => id === host.vpc?.to[0]);
    expect(peer).toMatchObject({ kind: "cidr", range: { known: false, unknown: { symbol } } });
    expect(vpc?.cidrs).toMatchObject([{ known: false, unknown: { symbol } }]);
  });
});
