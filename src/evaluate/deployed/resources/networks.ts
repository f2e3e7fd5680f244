/** VPCs, subnets, gateways, endpoints and prefix lists as AWS tells of them. */
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, member, text } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import { type Deployed, listOf, type Made, objectOf, tagsOf, valueAt, type WrittenArguments } from "../shape.ts";
import { isAssociated, routeTablesOf } from "./route-tables.ts";

export function networksOf(deployed: Deployed): readonly Made[] {
  return [
    ...deployed.all("vpc").flatMap(vpcOf),
    ...deployed.all("subnet").map(subnetOf),
    ...routeTablesOf(deployed),
    ...deployed.all("internet-gateway").flatMap(gatewayOf),
    ...deployed.all("nat-gateway").filter(isThere).map(natOf),
    ...deployed.all("vpc-endpoint").map(endpointOf),
    ...untoldEndpoints(deployed),
    ...deployed.all("prefix-list").map((fact) => prefixListOf(deployed, fact)),
  ];
}

/** A list of things that AWS keeps in view for a while after they are gone. */
function isThere({ node }: DeployedFact): boolean {
  return !/delet|fail/i.test(text(member(node, "State")) ?? "");
}

/** A VPC and the further ranges that it has. */
function vpcOf({ node, id, span }: DeployedFact): readonly Made[] {
  const first = text(member(node, "CidrBlock"));
  const more = elements(member(node, "CidrBlockAssociationSet")).filter(
    (one) => isAssociated(one, "CidrBlockState") && text(member(one, "CidrBlock")) !== first,
  );
  const sixes = elements(member(node, "Ipv6CidrBlockAssociationSet")).filter((one) =>
    isAssociated(one, "Ipv6CidrBlockState"),
  );
  const part = (type: string, one: LocatedNode, range: WrittenArguments): Made => ({
    type,
    address: text(member(one, "AssociationId")) ?? `${id} range at ${one.span.start}`,
    span: one.span,
    arguments: { vpc_id: valueAt(member(node, "VpcId")), ...range },
  });
  return [
    {
      type: "aws_vpc",
      address: id,
      span,
      identities: [id],
      arguments: {
        id: valueAt(member(node, "VpcId")),
        cidr_block: valueAt(member(node, "CidrBlock")),
        default: valueAt(member(node, "IsDefault")),
        tags: tagsOf(node),
      },
    },
    ...more.map((one) =>
      part("aws_vpc_ipv4_cidr_block_association", one, { cidr_block: valueAt(member(one, "CidrBlock")) }),
    ),
    ...sixes.map((one) =>
      part("aws_vpc_ipv6_cidr_block_association", one, { ipv6_cidr_block: valueAt(member(one, "Ipv6CidrBlock")) }),
    ),
  ];
}

function subnetOf({ node, id, span }: DeployedFact): Made {
  const six = elements(member(node, "Ipv6CidrBlockAssociationSet")).find((one) =>
    isAssociated(one, "Ipv6CidrBlockState"),
  );
  return {
    type: "aws_subnet",
    address: id,
    span,
    identities: [id, ...[text(member(node, "SubnetArn")) ?? []].flat()],
    arguments: {
      id: valueAt(member(node, "SubnetId")),
      vpc_id: valueAt(member(node, "VpcId")),
      cidr_block: valueAt(member(node, "CidrBlock")),
      ipv6_cidr_block: valueAt(member(six, "Ipv6CidrBlock")),
      availability_zone: valueAt(member(node, "AvailabilityZone")),
      map_public_ip_on_launch: valueAt(member(node, "MapPublicIpOnLaunch")),
      outpost_arn: valueAt(member(node, "OutpostArn")),
      tags: tagsOf(node),
    },
  };
}

function gatewayOf({ node, id, span }: DeployedFact): readonly Made[] {
  const attached = elements(member(node, "Attachments"));
  return [
    {
      type: "aws_internet_gateway",
      address: id,
      span,
      identities: [id],
      arguments: { id: valueAt(member(node, "InternetGatewayId")), vpc_id: valueAt(member(attached[0], "VpcId")) },
    },
  ];
}

function natOf({ node, id, span }: DeployedFact): Made {
  return {
    type: "aws_nat_gateway",
    address: id,
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "NatGatewayId")),
      subnet_id: valueAt(member(node, "SubnetId")),
      connectivity_type: valueAt(member(node, "ConnectivityType")),
    },
  };
}

function endpointOf({ node, id, span }: DeployedFact): Made {
  const groups = member(node, "Groups");
  return {
    type: "aws_vpc_endpoint",
    address: id,
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "VpcEndpointId")),
      vpc_id: valueAt(member(node, "VpcId")),
      vpc_endpoint_type: valueAt(member(node, "VpcEndpointType")),
      service_name: valueAt(member(node, "ServiceName")),
      private_dns_enabled: valueAt(member(node, "PrivateDnsEnabled")),
      subnet_ids: valueAt(member(node, "SubnetIds")),
      route_table_ids: valueAt(member(node, "RouteTableIds")),
      security_group_ids: listOf(
        groups?.span ?? span,
        elements(groups).map((group) => valueAt(member(group, "GroupId"))),
      ),
    },
  };
}

/** Without a file of all endpoints a VPC may have one for any service. */
function untoldEndpoints(deployed: Deployed): readonly Made[] {
  if (deployed.place.whole.has("vpc-endpoint")) return [];
  return deployed.all("vpc").map(({ node, id, span }): Made => {
    const command = deployed.command("vpc-endpoint");
    const unknown = deployed.untold(`endpoints of ${id}`, `no file tells of all VPC endpoints of ${id}`, span, command);
    return {
      type: "aws_vpc_endpoint",
      address: `endpoints of ${id}`,
      span,
      arguments: {
        vpc_id: valueAt(member(node, "VpcId")),
        service_name: unknown,
        vpc_endpoint_type: unknown,
      },
    };
  });
}

/** Lists that AWS runs itself have an owner of that name (https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html). */
function prefixListOf(deployed: Deployed, { node, id, span }: DeployedFact): Made {
  const entries = deployed.one("prefix-list-entries", id);
  const command = deployed.command("prefix-list-entries", [["--prefix-list-id", id]], id);
  const untold = deployed.untold(`entries of ${id}`, `no file tells of all entries of ${id}`, span, command);
  return {
    type: "aws_ec2_managed_prefix_list",
    address: id,
    span,
    identities: [id, ...[text(member(node, "PrefixListArn")) ?? []].flat()],
    arguments: {
      id: valueAt(member(node, "PrefixListId")),
      name: valueAt(member(node, "PrefixListName")),
      entry:
        entries === undefined
          ? listOf(span, [], untold)
          : listOf(
              entries.span,
              elements(entries.node).map((entry) => objectOf(entry.span, { cidr: valueAt(member(entry, "Cidr")) })),
              deployed.place.cutOff.has("prefix-list-entries") ? untold : undefined,
            ),
    },
  };
}
