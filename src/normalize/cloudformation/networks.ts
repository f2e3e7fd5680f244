/** CloudFormation's VPCs, subnets, routes and prefix lists into nodes. */

import { defaultVpc } from "../companion.ts";
import type { Context } from "../context.ts";
import { baseOf } from "../context.ts";
import { asString, optional } from "../facts.ts";
import { addRoute, type RouteNames, vpcOfTable } from "../middlebox.ts";
import { prefixListNode, type RangeSource, subnetNode, vpcNode } from "../networks.ts";
import { impliedLink, linkAt, resourcesOf } from "../reference.ts";
import { siteOf } from "../site.ts";
import type { View } from "../view.ts";

const ROUTE: RouteNames = {
  destinations: ["DestinationCidrBlock", "DestinationIpv6CidrBlock"],
  appliances: ["NatGatewayId", "NetworkInterfaceId", "VpcEndpointId", "InstanceId"],
};

export function networks(context: Context): void {
  const blocks = context.managed("AWS::EC2::VPCCidrBlock");
  for (const view of context.managed("AWS::EC2::VPC")) {
    const more = blocks.flatMap((block) =>
      linkAt(context, "vpc", block, "VpcId")?.to.includes(baseOf(view).id) === true
        ? [range(block, "CidrBlock"), range(block, "Ipv6CidrBlock")]
        : [],
    );
    context.put(vpcNode(view, [range(view, "CidrBlock"), ...more]));
  }
  const subnetBlocks = context.managed("AWS::EC2::SubnetCidrBlock");
  for (const view of context.managed("AWS::EC2::Subnet")) {
    const more = subnetBlocks.flatMap((block) =>
      linkAt(context, "subnet", block, "SubnetId")?.to.includes(baseOf(view).id) === true
        ? [range(block, "Ipv6CidrBlock")]
        : [],
    );
    const vpc =
      linkAt(context, "vpc", view, "VpcId") ?? impliedLink(defaultVpc(context, siteOf(view, "VpcId")), view.span);
    const zone = optional(view, "AvailabilityZone", asString) ?? optional(view, "AvailabilityZoneId", asString);
    context.put(subnetNode(view, vpc, [range(view, "CidrBlock"), range(view, "Ipv6CidrBlock"), ...more], zone));
  }
  for (const view of context.managed("AWS::EC2::PrefixList")) {
    context.put(prefixListNode(view, view.views("Entries"), "Cidr"));
  }
  for (const route of context.managed("AWS::EC2::Route")) {
    const value = route.value("RouteTableId");
    const tables = value === undefined ? [] : resourcesOf(context, "route-table", value, route.resource);
    const vpcs = tables.flatMap((table) => vpcOfTable(context, table)?.to ?? []);
    addRoute(context, route, vpcs, ROUTE);
  }
}

function range(view: View, name: string): RangeSource {
  return { view, name };
}
