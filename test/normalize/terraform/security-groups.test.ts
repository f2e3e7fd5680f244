/** Terraform's security groups in every form (facts of the provider and of EC2). */
import { describe, expect, test } from "vitest";
import { linked, nodeAt, rulesAt } from "../describe.ts";
import { fromTerraform, normalizeWorld, terraformGroups } from "../sources.ts";

const ALB = `resource "aws_security_group" "alb" {\n  vpc_id = "vpc-1"\n}\n`;

function rules(text: string, address = "aws_security_group.host"): readonly string[] {
  return rulesAt(fromTerraform(ALB + text).graph, address);
}

/** The only rule of a group with these arguments. */
function inline(args: string): readonly string[] {
  return rules(`resource "aws_security_group" "host" {\n  ingress {\n${args}\n  }\n}`);
}

describe("inline rules", () => {
  test("a block", () => {
    expect(
      inline(`from_port = 80\nto_port = 81\nprotocol = "tcp"\ncidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]`),
    ).toEqual(["ingress allow tcp 80-81 from 10.0.0.0/8, 192.168.0.0/16"]);
  });
  test("an attribute list, with fields that are null", () => {
    const text = `resource "aws_security_group" "host" {
      ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = null, ipv6_cidr_blocks = ["::/0"], prefix_list_ids = [], security_groups = [aws_security_group.alb.id], self = false, description = "" }]
      egress  = []
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp 80 from ::/0, aws_security_group.alb"]);
  });
  test("self and prefix lists", () => {
    expect(inline(`from_port = 0\nto_port = 0\nprotocol = "-1"\nself = true\nprefix_list_ids = ["pl-1"]`)).toEqual([
      "ingress allow all traffic from pl-1, aws_security_group.host",
    ]);
  });
  test("a dynamic block over known elements", () => {
    const text = `resource "aws_security_group" "host" {
      dynamic "ingress" {
        for_each = [80, 443]
        content {
          from_port = ingress.value
          to_port = ingress.value
          protocol = "tcp"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp 80 from 0.0.0.0/0", "ingress allow tcp 443 from 0.0.0.0/0"]);
  });
  test("a dynamic block over an unknown list leaves the direction open", () => {
    const text = `variable "ports" { type = list(number) }
    resource "aws_security_group" "host" {
      dynamic "ingress" {
        for_each = var.ports
        content {
          from_port = ingress.value
          to_port = ingress.value
          protocol = "tcp"
          cidr_blocks = ["0.0.0.0/0"]
        }
      }
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp var.ports[each] from 0.0.0.0/0 ?", "ingress … var.ports"]);
  });
  test("any number of equal blocks is one that may exist", () => {
    const text = `variable "groups" { type = set(string) }
    resource "aws_security_group" "host" {
      dynamic "ingress" {
        for_each = var.groups
        content {
          from_port = 80
          to_port = 80
          protocol = "tcp"
          cidr_blocks = ["10.0.0.0/8"]
        }
      }
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp 80 from 10.0.0.0/8 ?"]);
  });
  test("an unknown attribute list", () => {
    const text = `variable "rules" {}\nresource "aws_security_group" "host" {\n  ingress = var.rules\n}`;
    expect(rules(text)).toEqual(["ingress … var.rules"]);
  });
  test("no egress is none", () => expect(rules(`resource "aws_security_group" "host" {}`)).toEqual([]));
});

describe("protocols and ports", () => {
  test.each([
    [`protocol = "tcp"\nfrom_port = 80\nto_port = 80`, "tcp 80"],
    [`protocol = "TCP"\nfrom_port = "80"\nto_port = "90"`, "tcp 80-90"],
    [`protocol = "6"\nfrom_port = 80\nto_port = 80`, "tcp 80"],
    [`protocol = 17\nfrom_port = 53\nto_port = 53`, "udp 53"],
    [`protocol = "-1"\nfrom_port = 0\nto_port = 0`, "all traffic"],
    [`protocol = -1\nfrom_port = 80\nto_port = 80`, "all traffic"],
    [`protocol = "all"\nfrom_port = 0\nto_port = 0`, "all traffic"],
    [`protocol = "tcp"\nfrom_port = 0\nto_port = 0`, "tcp 0"],
    [`protocol = "icmp"\nfrom_port = 8\nto_port = -1`, "icmp"],
    [`protocol = "50"\nfrom_port = 1\nto_port = 2`, "protocol 50"],
    [`protocol = "tcp"\nfrom_port = 443\nto_port = 80`, "tcp 443-80"],
  ])("%s", (args, expected) => {
    expect(inline(`${args}\ncidr_blocks = ["10.0.0.0/8"]`)).toEqual([`ingress allow ${expected} from 10.0.0.0/8`]);
  });
  test("an unknown protocol keeps its ports", () => {
    const text = `variable "p" { type = string }\nresource "aws_security_group" "host" {\n ingress {\n from_port = 80\n to_port = 80\n protocol = var.p\n cidr_blocks = ["10.0.0.0/8"]\n }\n}`;
    expect(rules(text)).toEqual(["ingress allow var.p 80 from 10.0.0.0/8"]);
  });
  test("the place of the ports is from_port to to_port", () => {
    const { graph } = fromTerraform(
      `resource "aws_security_group" "host" {\n  ingress {\n    from_port = 80\n    to_port   = 81\n    protocol  = "tcp"\n  }\n}`,
    );
    const rule = nodeAt(graph, "security-group", "aws_security_group.host").rules[0]!;
    const { file, start, end } = rule.portsSpan!;
    expect(file.text.slice(start, end)).toBe("from_port = 80\n    to_port   = 81");
    expect(file.text.slice(rule.span.start, rule.span.end)).toBe("ingress");
  });
});

describe("CIDR blocks", () => {
  test.each([
    ["0.0.0.0/24", "0.0.0.0/24"],
    ["192.168.1.0/0", "0.0.0.0/0"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["10.0.0.1", '"10.0.0.1"'],
  ])("%s", (cidr, expected) => {
    expect(inline(`protocol = "-1"\nfrom_port = 0\nto_port = 0\ncidr_blocks = ["${cidr}"]`)).toEqual([
      `ingress allow all traffic from ${expected}`,
    ]);
  });
  test("an unknown list opens the peers", () => {
    const text = `variable "cidrs" { type = list(string) }\nresource "aws_security_group" "host" {\n ingress {\n from_port = 80\n to_port = 80\n protocol = "tcp"\n cidr_blocks = concat(["10.0.0.0/8"], var.cidrs)\n }\n}`;
    expect(rules(text)).toEqual(["ingress allow tcp 80 from 10.0.0.0/8, var.cidrs"]);
  });
});

describe("rule resources", () => {
  test("aws_security_group_rule", () => {
    const text = `resource "aws_security_group" "host" {}
    resource "aws_security_group_rule" "in" {
      type = "ingress"
      security_group_id = aws_security_group.host.id
      source_security_group_id = aws_security_group.alb.id
      protocol = "tcp"
      from_port = 32768
      to_port = 65535
    }
    resource "aws_security_group_rule" "out" {
      type = "egress"
      security_group_id = aws_security_group.host.id
      self = true
      protocol = "all"
      from_port = 0
      to_port = 0
    }`;
    expect(rules(text)).toEqual([
      "ingress allow tcp 32768-65535 from aws_security_group.alb",
      "egress allow all traffic to aws_security_group.host",
    ]);
  });
  test("aws_vpc_security_group_ingress_rule and egress_rule", () => {
    const text = `resource "aws_security_group" "host" {}
    resource "aws_vpc_security_group_ingress_rule" "in" {
      security_group_id = aws_security_group.host.id
      referenced_security_group_id = aws_security_group.alb.id
      ip_protocol = "6"
      from_port = 80
      to_port = 80
    }
    resource "aws_vpc_security_group_egress_rule" "out" {
      security_group_id = aws_security_group.host.id
      cidr_ipv6 = "::/0"
      ip_protocol = "-1"
    }`;
    expect(rules(text)).toEqual([
      "ingress allow tcp 80 from aws_security_group.alb",
      "egress allow all traffic to ::/0",
    ]);
  });
  test("a rule of an unknown type may be either", () => {
    const text = `variable "type" { type = string }
    resource "aws_security_group" "host" {}
    resource "aws_security_group_rule" "x" {
      type = var.type
      security_group_id = aws_security_group.host.id
      cidr_blocks = ["10.0.0.0/8"]
      protocol = "tcp"
      from_port = 1
      to_port = 2
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp 1-2 from 10.0.0.0/8 ?", "egress allow tcp 1-2 to 10.0.0.0/8 ?"]);
  });
  test("a rule of one of two groups may be in each", () => {
    const text = `variable "which" { type = bool }
    resource "aws_security_group" "host" {}
    resource "aws_security_group_rule" "x" {
      type = "ingress"
      security_group_id = var.which ? aws_security_group.host.id : aws_security_group.alb.id
      cidr_blocks = ["10.0.0.0/8"]
      protocol = "tcp"
      from_port = 1
      to_port = 2
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp 1-2 from 10.0.0.0/8 ?"]);
    expect(rules(text, "aws_security_group.alb")).toEqual(["ingress allow tcp 1-2 from 10.0.0.0/8 ?"]);
  });
  test("any number of rules that differ open the direction", () => {
    const text = `variable "ports" { type = set(number) }
    resource "aws_security_group" "host" {}
    resource "aws_security_group_rule" "x" {
      for_each = var.ports
      type = "ingress"
      security_group_id = aws_security_group.host.id
      cidr_blocks = ["10.0.0.0/8"]
      protocol = "tcp"
      from_port = each.value
      to_port = each.value
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp var.ports[each] from 10.0.0.0/8 ?", "ingress … var.ports[each]"]);
  });
  test("a rule of a group that is given from outside makes that group a node", () => {
    const text = `variable "group" { type = string }
    resource "aws_security_group_rule" "x" {
      type = "ingress"
      security_group_id = var.group
      source_security_group_id = aws_security_group.alb.id
      protocol = "tcp"
      from_port = 1
      to_port = 2
    }`;
    expect(rules(text, "var.group")).toEqual([
      "ingress allow tcp 1-2 from aws_security_group.alb",
      "ingress … var.group.ingress",
      "egress … var.group.egress",
    ]);
  });
  test("rules in a child module that is handed the id", () => {
    const text = `variable "group" { type = string }
    resource "aws_security_group" "host" {}
    locals { id = aws_security_group.host.id }
    resource "aws_security_group_rule" "x" {
      type = "ingress"
      security_group_id = local.id
      protocol = "tcp"
      from_port = 1
      to_port = 2
      cidr_blocks = ["10.0.0.0/8"]
    }`;
    expect(rules(text)).toEqual(["ingress allow tcp 1-2 from 10.0.0.0/8"]);
  });
});

describe("default groups", () => {
  const VPC = `resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n`;
  test("an adopted one has its inline rules only", () => {
    const { graph } = fromTerraform(`${VPC}resource "aws_default_security_group" "d" {\n  vpc_id = aws_vpc.v.id\n}
    resource "aws_security_group_rule" "x" {
      type = "ingress"
      security_group_id = aws_vpc.v.default_security_group_id
      protocol = "-1"
      from_port = 0
      to_port = 0
      cidr_blocks = ["10.0.0.0/8"]
    }`);
    expect(rulesAt(graph, "aws_default_security_group.d")).toEqual(["ingress allow all traffic from 10.0.0.0/8"]);
    expect(nodeAt(graph, "security-group", "aws_default_security_group.d").isDefault).toBe(true);
  });
  const UNMANAGED = `${VPC}resource "aws_security_group_rule" "x" {
      type = "ingress"
      security_group_id = aws_vpc.v.default_security_group_id
      protocol = "tcp"
      from_port = 80
      to_port = 80
      cidr_blocks = ["10.0.0.0/8"]
    }`;
  test("one that nothing manages has its rules as AWS makes them, and those added", () => {
    const { graph } = fromTerraform(UNMANAGED);
    expect(rulesAt(graph, "default security group of aws_vpc.v")).toEqual([
      "ingress allow all traffic from aws_vpc.v/default-security-group",
      "egress allow all traffic to 0.0.0.0/0, ::/0",
      "ingress allow tcp 80 from 10.0.0.0/8",
    ]);
    expect(nodeAt(graph, "security-group", "default security group of aws_vpc.v").assumption?.kind).toBe(
      "default-security-group",
    );
  });
  test("under strict it may have any", () => {
    const { graph } = fromTerraform(UNMANAGED, { strict: true });
    expect(rulesAt(graph, "default security group of aws_vpc.v")).toEqual([
      "ingress allow tcp 80 from 10.0.0.0/8",
      "ingress … rules of default security group of aws_vpc.v",
      "egress … rules of default security group of aws_vpc.v",
    ]);
  });
  test("a data source of the name default is that of its VPC", () => {
    const { graph } =
      fromTerraform(`${VPC}data "aws_security_group" "d" {\n  name = "default"\n  vpc_id = aws_vpc.v.id\n}
    resource "aws_lb" "l" {\n  security_groups = [data.aws_security_group.d.id]\n  subnets = ["subnet-1"]\n}`);
    const groups = nodeAt(graph, "load-balancer", "aws_lb.l").securityGroups;
    expect(groups === "unfiltered" ? "" : linked(graph, groups.links[0])).toBe("default security group of aws_vpc.v");
  });
});

describe("a rule that is not known to be a group's", () => {
  const rule = (group: string): string => `variable "u" { type = list(string) }
    resource "aws_security_group" "host" { for_each = toset(["a"]) }
    resource "aws_security_group_rule" "r" {
      type              = "ingress"
      from_port         = 80
      to_port           = 80
      protocol          = "tcp"
      cidr_blocks       = ["0.0.0.0/0"]
      security_group_id = ${group}
    }`;

  const may = ["ingress allow tcp 80 from 0.0.0.0/0 ?"];

  test("may be any group's where it names one that there is not", () => {
    expect(rules(rule('aws_security_group.host["b"].id'), 'aws_security_group.host["a"]')).toEqual(may);
  });

  test("may be a group's from which the name is made", () => {
    const made = rule('element(concat(var.u, [aws_security_group.host["a"].id]), 3)');
    expect(rules(made, 'aws_security_group.host["a"]')).toEqual(may);
    expect(rules(made, "aws_security_group.alb")).toEqual([]);
  });

  test("may be any group's of its root where the name is given from outside", () => {
    const input = fromTerraform(ALB + rule("var.u[0]")).graph;
    expect(rulesAt(input, 'aws_security_group.host["a"]')).toEqual(may);
    expect(rulesAt(input, "aws_security_group.alb")).toEqual(may);
    const [one] = nodeAt(input, "security-group", "aws_security_group.alb").rules;
    expect(one?.exists).toMatchObject({ symbol: "var.u[0] is .#aws_security_group.alb" });
    const lookup = `data "aws_security_group" "found" { tags = { tier = "web" } }\n${rule("data.aws_security_group.found.id")}`;
    expect(rules(lookup, "aws_security_group.alb")).toEqual(may);
  });

  test("is not where it names one outside", () => {
    expect(rules(rule('"sg-0123"'), 'aws_security_group.host["a"]')).toEqual([]);
    expect(rules(rule("aws_security_group.missing.id"), 'aws_security_group.host["a"]')).toEqual([]);
  });

  test("is not of another root", () => {
    const world = terraformGroups({ "a/main.tf": ALB, "b/main.tf": rule("var.u[0]") })[0]!.worlds[0]!;
    const { graph } = normalizeWorld(world);
    expect(rulesAt(graph, "aws_security_group.alb")).toEqual([]);
  });

  test("opens the direction where there are very many", () => {
    const many = `${rule("var.u[0]")}\nresource "aws_security_group_rule" "many" {
      count             = 300
      type              = "ingress"
      from_port         = count.index
      to_port           = count.index
      protocol          = "tcp"
      cidr_blocks       = ["0.0.0.0/0"]
      security_group_id = var.u[1]
    }`;
    const told = rules(many, "aws_security_group.alb");
    expect(told).toHaveLength(201);
    expect(told.at(-1)).toBe("ingress … var.u[1] is .#aws_security_group.alb");
  });
});

test("a rule with an empty protocol is not finished: it may get further peers", () => {
  const text = `variable "protocol" { default = "" }
    resource "aws_security_group" "host" {
      ingress {
        from_port = 0
        to_port = 0
        protocol = var.protocol
        cidr_blocks = []
      }
    }`;
  const [rule] = nodeAt(fromTerraform(text).graph, "security-group", "aws_security_group.host").rules;
  expect(rule?.peersRest?.symbol).toBe("(empty var.protocol)");
  expect(rule?.peersRest?.cause.text).toMatch(/is ""(?: \(its default\))?, where a value is needed$/);
});

test("rules that are written beside a list that is not known are not all that there are", () => {
  const rule = (port: number) =>
    `{ from_port = ${port}, to_port = ${port}, protocol = "tcp", cidr_blocks = ["10.0.0.0/8"], description = "" }`;
  const { graph } = fromTerraform(`
    variable "more" {}
    resource "aws_security_group" "g" {
      ingress = concat([${rule(80)}], var.more)
      egress  = [${rule(443)}]
    }`);
  const { rules, ingressRest, egressRest } = nodeAt(graph, "security-group", "aws_security_group.g");
  expect(rules).toHaveLength(2);
  expect(ingressRest?.symbol).toBe("var.more");
  expect(egressRest).toBeUndefined();
});
