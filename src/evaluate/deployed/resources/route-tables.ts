/** Route tables, and which subnets have which, as AWS tells of them. */
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, isTrue, member, memberAt, text } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import { comesWith, type Deployed, listOf, type Made, objectOf, valueAt } from "../shape.ts";

export function routeTablesOf(deployed: Deployed): readonly Made[] {
  return [
    ...deployed.all("route-table").flatMap((fact) => tableOf(deployed, fact)),
    ...deployed.all("vpc").flatMap((vpc) => untoldMainTable(deployed, vpc)),
    ...untoldTables(deployed),
  ];
}

/** Of what AWS keeps in view for a while after it is gone: whether an association is there. */
export function isAssociated(association: LocatedNode, state: string): boolean {
  const told = text(memberAt(association, state, "State"));
  return told === undefined || told === "associated" || told === "associating";
}

/** Routes by what Terraform calls the arguments (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html). */
const ROUTE: Readonly<Record<string, string>> = {
  cidr_block: "DestinationCidrBlock",
  ipv6_cidr_block: "DestinationIpv6CidrBlock",
  destination_prefix_list_id: "DestinationPrefixListId",
  gateway_id: "GatewayId",
  nat_gateway_id: "NatGatewayId",
  network_interface_id: "NetworkInterfaceId",
  transit_gateway_id: "TransitGatewayId",
  vpc_peering_connection_id: "VpcPeeringConnectionId",
  egress_only_gateway_id: "EgressOnlyInternetGatewayId",
  carrier_gateway_id: "CarrierGatewayId",
  local_gateway_id: "LocalGatewayId",
  core_network_arn: "CoreNetworkArn",
};

/** A table with all its routes, those too of which a VPN told, and what it is the table of. */
function tableOf(deployed: Deployed, fact: DeployedFact): readonly Made[] {
  const { node, id, span } = fact;
  const associations = elements(member(node, "Associations")).filter((one) => isAssociated(one, "AssociationState"));
  const isMain = associations.some((one) => isTrue(member(one, "Main")));
  const vpc = member(node, "VpcId");
  // What leads nowhere sends nothing on.
  const isLeading = (route: LocatedNode) => text(member(route, "State")) !== "blackhole";
  const table: Made = {
    type: isMain ? "aws_default_route_table" : "aws_route_table",
    address: id,
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "RouteTableId")),
      ...(isMain && vpc !== undefined
        ? { default_route_table_id: comesWith(deployed.root, text(vpc) ?? "", "default_route_table_id", vpc.span) }
        : { vpc_id: valueAt(vpc) }),
      route: deployed.listIn(fact, "route-table", "Routes", (all) => all.filter(isLeading).map(routeOf)),
    },
  };
  const explicit = associations.flatMap((one): readonly Made[] => {
    const subnet = member(one, "SubnetId");
    return subnet === undefined
      ? []
      : [
          {
            type: "aws_route_table_association",
            address: text(member(one, "RouteTableAssociationId")) ?? `${id} of ${text(subnet)}`,
            span: one.span,
            arguments: { subnet_id: valueAt(subnet), route_table_id: valueAt(member(node, "RouteTableId")) },
          },
        ];
  });
  return [table, ...explicit];
}

function routeOf(route: LocatedNode) {
  const all = Object.entries(ROUTE).map(([name, told]) => [name, valueAt(member(route, told))] as const);
  return objectOf(route.span, Object.fromEntries(all));
}

/** The main table of a VPC of which no file tells. */
function untoldMainTable(deployed: Deployed, { id, span }: DeployedFact): readonly Made[] {
  const isTold = deployed.all("route-table").some(({ node }) => {
    const isMain = elements(member(node, "Associations")).some((one) => isTrue(member(one, "Main")));
    return isMain && text(member(node, "VpcId")) === id;
  });
  if (isTold) return [];
  const unknown = deployed.untold(
    `route tables of ${id}`,
    `no file tells of the main route table of ${id}`,
    span,
    deployed.command("route-table"),
  );
  return [
    {
      type: "aws_default_route_table",
      address: `main route table of ${id}`,
      span,
      arguments: {
        default_route_table_id: comesWith(deployed.root, id, "default_route_table_id", span),
        route: listOf(span, [], unknown),
      },
    },
  ];
}

/** Without a file of all tables a subnet that none of them names may have one of its own. */
function untoldTables(deployed: Deployed): readonly Made[] {
  if (deployed.place.whole.has("route-table")) return [];
  const tables = deployed.all("route-table").flatMap(({ node }) => elements(member(node, "Associations")));
  const named = new Set(tables.map((one) => text(member(one, "SubnetId"))));
  const command = deployed.command("route-table");
  return deployed
    .all("subnet")
    .filter(({ id }) => !named.has(id))
    .map(
      ({ node, id, span }): Made => ({
        type: "aws_route_table_association",
        address: `route table of ${id}`,
        span,
        arguments: {
          subnet_id: valueAt(member(node, "SubnetId")),
          route_table_id: deployed.untold(
            `route table of ${id}`,
            `no file tells of the route table of ${id}`,
            span,
            command,
          ),
        },
      }),
    );
}
