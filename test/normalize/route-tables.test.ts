/** Which route table a subnet has, and where its routes lead. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/graph/model.ts";
import { formatRange } from "../../src/sets/ip-set.ts";
import { fact, linked, nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

/** The table of a subnet with its routes: `aws_route_table.a: 0.0.0.0/0 internet-gateway`; `?` where a route may be there. */
function routed(graph: Graph, subnet: string): readonly string[] {
  const { routeTable } = nodeAt(graph, "subnet", subnet);
  return (routeTable?.to ?? []).map((id) => {
    const table = graph.get("route-table", id)!;
    const routes = table.routes.map(({ destination, target, exists }) => {
      const to = destination === undefined ? "list" : destination.known ? formatRange(destination.value) : "?";
      return `${to} ${fact(target)}${exists === true ? "" : " ?"}`;
    });
    return `${table.address}: ${[...routes, ...(table.routesRest === undefined ? [] : ["…"])].join(", ")}`;
  });
}

const VPC = `
  resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
  resource "aws_subnet" "s" {
    vpc_id     = aws_vpc.v.id
    cidr_block = "10.0.1.0/24"
  }
  resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }`;

const ASSOCIATED = `${VPC}
  resource "aws_route_table_association" "s" {
    subnet_id      = aws_subnet.s.id
    route_table_id = aws_route_table.t.id
  }`;

describe("Terraform", () => {
  const of = (text: string): readonly string[] => routed(fromTerraform(text).graph, "aws_subnet.s");

  test("an associated table with routes of its own and others", () => {
    const routes = of(`${ASSOCIATED}
      resource "aws_route_table" "t" {
        vpc_id = aws_vpc.v.id
        route {
          cidr_block = "0.0.0.0/0"
          gateway_id = aws_internet_gateway.i.id
        }
        route {
          ipv6_cidr_block        = "::/0"
          egress_only_gateway_id = "eigw-1"
        }
        route {
          cidr_block = "10.0.0.0/16"
          gateway_id = "local"
        }
      }
      resource "aws_route" "peer" {
        route_table_id            = aws_route_table.t.id
        destination_cidr_block    = "10.9.0.0/16"
        vpc_peering_connection_id = "pcx-1"
      }`);
    expect(routes).toEqual([
      "aws_route_table.t: 0.0.0.0/0 internet-gateway, ::/0 egress-only-gateway, 10.9.0.0/16 other",
    ]);
  });

  const target = (argument: string, more = ""): string | undefined =>
    of(`${ASSOCIATED}${more}
      variable "open" {}
      resource "aws_route_table" "t" {
        vpc_id = aws_vpc.v.id
        route {
          cidr_block = "0.0.0.0/0"
          ${argument}
        }
      }`)[0]?.replace("aws_route_table.t: 0.0.0.0/0 ", "");

  test("where a route leads", () => {
    expect(target(`nat_gateway_id = var.open`)).toBe("nat-gateway");
    expect(target(`network_interface_id = "eni-1"`)).toBe("appliance");
    expect(target(`vpc_endpoint_id = "vpce-1"`)).toBe("appliance");
    expect(target(`gateway_id = "vpce-1"`)).toBe("appliance");
    expect(target(`transit_gateway_id = "tgw-1"`)).toBe("other");
    expect(target(`gateway_id = "igw-1"`)).toBe("internet-gateway");
    expect(target(`gateway_id = aws_vpn_gateway.w.id`, `\nresource "aws_vpn_gateway" "w" {}`)).toBe("other");
    expect(target(`gateway_id = data.aws_internet_gateway.d.id`, `\ndata "aws_internet_gateway" "d" {}`)).toBe(
      "internet-gateway",
    );
    const nat = `\nresource "aws_nat_gateway" "n" { subnet_id = aws_subnet.s.id }`;
    expect(target(`gateway_id = aws_nat_gateway.n.id`, nat)).toBe("nat-gateway");
    expect(target(`nat_gateway_id = aws_internet_gateway.i.id`)).toBe("internet-gateway");
    expect(target(`gateway_id = var.open`)).toBe("?var.open of internet-gateway|appliance|other");
    expect(target(`new_kind_of_gateway_id = "x"`)).toBe("?target of aws_route_table.t");
    const either = `gateway_id     = var.open ? aws_internet_gateway.i.id : null
          nat_gateway_id = var.open ? null : "nat-1"`;
    expect(target(either)).toMatch(/ of internet-gateway\|nat-gateway$/);
  });

  test("a subnet without a table has the main one, which leads nowhere", () => {
    expect(of(VPC)).toEqual(["main route table of aws_vpc.v: "]);
    const strict = fromTerraform(VPC, { strict: true }).graph;
    expect(routed(strict, "aws_subnet.s")).toEqual(["main route table of aws_vpc.v: …"]);
  });

  test("a VPC of whose routes the source has nothing is routed by somebody else", () => {
    const bare = VPC.replace(/resource "aws_internet_gateway".*/, "");
    expect(nodeAt(fromTerraform(bare).graph, "subnet", "aws_subnet.s").routeTable).toBeUndefined();
    const given = VPC.replaceAll("aws_vpc.v.id", "var.vpc");
    expect(
      nodeAt(fromTerraform(`${given}\nvariable "vpc" {}`).graph, "subnet", "aws_subnet.s").routeTable,
    ).toBeUndefined();
    const usual = `resource "aws_default_vpc" "v" {}\n${VPC.replace(/resource "aws_vpc".*/, "").replaceAll("aws_vpc.v", "aws_default_vpc.v")}`;
    expect(nodeAt(fromTerraform(usual).graph, "subnet", "aws_subnet.s").routeTable).toBeUndefined();
  });

  const ROUTE = `destination_cidr_block = "0.0.0.0/0"
        gateway_id             = aws_internet_gateway.i.id`;

  test("the main table has what names it by the VPC", () => {
    const main = `${VPC}
      resource "aws_route" "r" {
        route_table_id = aws_vpc.v.main_route_table_id
        ${ROUTE}
      }`;
    expect(of(main)).toEqual(["main route table of aws_vpc.v: 0.0.0.0/0 internet-gateway"]);
    const managed = `${VPC}
      resource "aws_default_route_table" "t" {
        default_route_table_id = aws_vpc.v.default_route_table_id
        route {
          cidr_block = "0.0.0.0/0"
          gateway_id = aws_internet_gateway.i.id
        }
      }`;
    expect(of(managed)).toEqual(["aws_default_route_table.t: 0.0.0.0/0 internet-gateway"]);
  });

  test("another table can be made the main one", () => {
    const made = `${VPC}
      variable "n" {}
      resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }
      resource "aws_main_route_table_association" "m" {
        vpc_id         = aws_vpc.v.id
        route_table_id = aws_route_table.t.id
      }`;
    expect(of(made)).toEqual(["aws_route_table.t: "]);
    const perhaps = made.replace(`"m" {`, `"m" {\n count = var.n`);
    expect(of(perhaps)).toEqual(["main route table of aws_vpc.v: ", "aws_route_table.t: "]);
  });

  test("an association that only may be there leaves the main table possible", () => {
    const perhaps = `${ASSOCIATED.replace(`association" "s" {`, `association" "s" {\n count = var.n ? 1 : 0`)}
      variable "n" {}
      resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }`;
    expect(of(perhaps)).toEqual(["main route table of aws_vpc.v: ", "aws_route_table.t: "]);
  });

  test("an association of what may be any subnet may be this one's", () => {
    const vague = `${ASSOCIATED.replace("aws_subnet.s.id\n      route_table_id", "var.n\n route_table_id").replace("subnet_id      = aws_subnet.s.id", "subnet_id = var.n")}
      variable "n" {}
      resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }`;
    expect(of(vague)).toEqual(["main route table of aws_vpc.v: ", "aws_route_table.t: "]);
  });

  test("subnets and tables that are repeated over the same collection belong together one by one", () => {
    const { graph } = fromTerraform(`
      variable "n" {}
      resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
      resource "aws_subnet" "s" {
        count  = var.n
        vpc_id = aws_vpc.v.id
      }
      resource "aws_nat_gateway" "n" {
        count     = var.n
        subnet_id = aws_subnet.s[count.index].id
      }
      resource "aws_route_table" "t" {
        count  = var.n
        vpc_id = aws_vpc.v.id
      }
      resource "aws_route" "r" {
        count                  = var.n
        route_table_id         = aws_route_table.t[count.index].id
        destination_cidr_block = "0.0.0.0/0"
        nat_gateway_id         = aws_nat_gateway.n[count.index].id
      }
      resource "aws_route_table_association" "s" {
        count          = var.n
        subnet_id      = aws_subnet.s[count.index].id
        route_table_id = aws_route_table.t[count.index].id
      }`);
    expect(routed(graph, "aws_subnet.s[*]")).toEqual(["aws_route_table.t[*]: 0.0.0.0/0 nat-gateway"]);
    const [route] = nodeAt(graph, "route-table", "aws_route_table.t[*]").routes;
    expect(linked(graph, route?.natGateway)).toBe("aws_nat_gateway.n[*]");
    expect(linked(graph, nodeAt(graph, "nat-gateway", "aws_nat_gateway.n[*]").subnet)).toBe("aws_subnet.s[*]");
  });

  test("as many associations and routes as there are subnets and tables are one for each", () => {
    const repeated = (count: string): readonly string[] =>
      routed(
        fromTerraform(`
          variable "n" {}
          resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
          resource "aws_subnet" "s" {
            count  = var.n
            vpc_id = aws_vpc.v.id
          }
          resource "aws_route_table" "t" {
            count  = length(aws_subnet.s)
            vpc_id = aws_vpc.v.id
          }
          resource "aws_route" "r" {
            count                  = length(aws_route_table.t.*.id)
            route_table_id         = element(aws_route_table.t.*.id, count.index)
            destination_cidr_block = "0.0.0.0/0"
            nat_gateway_id         = "nat-1"
          }
          resource "aws_route_table_association" "s" {
            ${count}
            route_table_id = aws_route_table.t[0].id
          }`).graph,
        "aws_subnet.s[*]",
      );
    const table = "aws_route_table.t[0]: 0.0.0.0/0 nat-gateway";
    const ids = "subnet_id = element(aws_subnet.s.*.id, count.index)";
    expect(repeated(`count = length(aws_subnet.s)\n${ids}`)).toEqual([table]);
    expect(repeated(`count = length(aws_subnet.s.*.id)\n${ids}`)).toEqual([table]);
    const some = "for_each = { for s in aws_subnet.s : s.id => s.id if s.ipv6_native }\nsubnet_id = each.value";
    for (const count of [`count = length(aws_subnet.s) > 2 ? 2 : 0\n${ids}`, some])
      expect(repeated(count)).toEqual(["main route table of aws_vpc.v: ", table]);
  });

  test("routes that are not in the source", () => {
    const table = (inside: string, more = ""): readonly string[] =>
      of(`${ASSOCIATED}
        variable "routes" {}
        resource "aws_route_table" "t" {
          vpc_id = aws_vpc.v.id
          ${inside}
        }
        ${more}`);
    expect(table(`propagating_vgws = ["vgw-1"]`)).toEqual(["aws_route_table.t: …"]);
    expect(table(`propagating_vgws = []`)).toEqual(["aws_route_table.t: "]);
    expect(
      table(`dynamic "route" {
        for_each = var.routes
        content {
          cidr_block = route.value
          gateway_id = aws_internet_gateway.i.id
        }
      }`)[0],
    ).toMatch(/…$/);
    const told = `resource "aws_vpn_gateway_route_propagation" "p" {
      route_table_id = aws_route_table.t.id
      vpn_gateway_id = "vgw-1"
    }`;
    expect(table("", told)).toEqual(["aws_route_table.t: …"]);
    const elsewhere = (id: string): string => `resource "aws_route" "r" {
      route_table_id = ${id}
      ${ROUTE}
    }`;
    expect(table("", elsewhere("var.routes"))).toEqual(["aws_route_table.t: …"]);
    expect(table("", elsewhere(`"rtb-1"`))).toEqual(["aws_route_table.t: "]);
  });
});

describe("a module that is not in the scan", () => {
  const beside = (inputs: string): readonly string[] | undefined => {
    const { graph } = fromTerraform(`${ASSOCIATED}
      resource "aws_route_table" "t" { vpc_id = aws_vpc.v.id }
      module "m" {
        source = "example/m/aws"
        ${inputs}
      }`);
    return nodeAt(graph, "subnet", "aws_subnet.s").routeTable === undefined ? undefined : routed(graph, "aws_subnet.s");
  };

  test("may add routes to a table that it is given", () => {
    expect(beside("tables = [aws_route_table.t.id]")).toEqual(["aws_route_table.t: …"]);
    expect(beside("network = { tables = aws_route_table.t[*].id }")).toEqual(["aws_route_table.t: …"]);
  });

  test("may lead a subnet to a gateway that it is given with it", () => {
    expect(beside("subnet = aws_subnet.s.id\ngateway = aws_internet_gateway.i.id")).toBeUndefined();
  });

  test("leaves routes alone that it is given nothing for", () => {
    const usual = ["aws_route_table.t: "];
    expect(beside("vpc = aws_vpc.v.id\nsubnets = [aws_subnet.s.id]")).toEqual(usual);
    expect(beside("tables = [aws_route_table.t.id]\ncount = 0")).toEqual(usual);
  });

  test("may add routes to the main table of a VPC that it is given as a whole", () => {
    const { graph } = fromTerraform(`${VPC}
      module "m" {
        source = "example/m/aws"
        vpc    = aws_vpc.v
      }`);
    expect(routed(graph, "aws_subnet.s")).toEqual(["main route table of aws_vpc.v: …"]);
  });
});

describe("CloudFormation", () => {
  const of = (text: string): readonly string[] => routed(fromCloudFormation(text).graph, "Subnet");
  const BASE = `
Parameters:
  More: { Type: String }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
  Internet: { Type: AWS::EC2::InternetGateway }
  Attached: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet } }`;
  const TABLE = `${BASE}
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  Associated: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Table } }`;

  test("an associated table", () => {
    expect(
      of(`${TABLE}
  Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Subnet, ConnectivityType: private } }
  Out: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat } }
  Out6: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table, DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref Internet } }`),
    ).toEqual(["Table: 0.0.0.0/0 nat-gateway, ::/0 internet-gateway"]);
  });

  test("a subnet without a table has the main one, which leads nowhere", () => {
    expect(of(BASE)).toEqual(["main route table of Vpc: "]);
  });

  test("a VPC of whose routes the source has nothing is routed by somebody else", () => {
    const bare = BASE.slice(0, BASE.indexOf("  Internet:"));
    expect(nodeAt(fromCloudFormation(bare).graph, "subnet", "Subnet").routeTable).toBeUndefined();
  });

  test("routes of a VPN", () => {
    expect(
      of(`${TABLE}
  Told: { Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: { RouteTableIds: [!Ref Table], VpnGatewayId: vgw-1 } }`),
    ).toEqual(["Table: …"]);
  });

  test("a nested stack that is not in the scan may add routes to a table that it is given", () => {
    expect(
      of(`${TABLE}
  More: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://example.com/more.yaml, Parameters: { Table: !Ref Table } } }`),
    ).toEqual(["Table: …"]);
  });

  test("a route of a table that is a parameter", () => {
    expect(
      of(`${TABLE}
  Out: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref More, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet } }`),
    ).toEqual(["Table: …"]);
  });
});
