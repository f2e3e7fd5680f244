/** Terraform's VPCs, subnets, routes and prefix lists into nodes. */

import { defaultVpc } from "../companion.ts";
import type { Context } from "../context.ts";
import { baseOf } from "../context.ts";
import { asString, optional } from "../facts.ts";
import { addRoute, type RouteNames, vpcOfTable } from "../middlebox.ts";
import { prefixListNode, subnetNode, vpcNode } from "../networks.ts";
import { impliedLink, linkAt, resourcesOf } from "../reference.ts";
import { siteOf } from "../site.ts";

const ROUTE: RouteNames = {
  destinations: ["cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block"],
  appliances: ["nat_gateway_id", "network_interface_id", "vpc_endpoint_id", "instance_id"],
};

export function networks(context: Context): void {
  const blocks = context.managed("aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association");
  for (const view of context.managed("aws_vpc", "aws_default_vpc")) {
    const more = blocks.filter(
      (block) => linkAt(context, "vpc", block, "vpc_id")?.to.includes(baseOf(view).id) === true,
    );
    const sources = more.flatMap((block) => ["cidr_block", "ipv6_cidr_block"].map((name) => ({ view: block, name })));
    context.put(vpcNode(view, [{ view, name: "cidr_block" }, { view, name: "ipv6_cidr_block" }, ...sources]));
  }
  for (const view of context.managed("aws_subnet", "aws_default_subnet")) {
    const vpc =
      linkAt(context, "vpc", view, "vpc_id") ?? impliedLink(defaultVpc(context, siteOf(view, "vpc_id")), view.span);
    const zone = optional(view, "availability_zone", asString) ?? optional(view, "availability_zone_id", asString);
    const sources = ["cidr_block", "ipv6_cidr_block"].map((name) => ({ view, name }));
    context.put(subnetNode(view, vpc, sources, zone));
  }
  const entries = context.managed("aws_ec2_managed_prefix_list_entry");
  for (const view of context.managed("aws_ec2_managed_prefix_list")) {
    const own = entries.filter(
      (entry) => linkAt(context, "prefix-list", entry, "prefix_list_id")?.to.includes(baseOf(view).id) === true,
    );
    context.put(prefixListNode(view, view.views("entry"), "cidr", own));
  }
  routes(context);
}

function routes(context: Context): void {
  for (const table of context.managed("aws_route_table")) {
    const vpcs = linkAt(context, "vpc", table, "vpc_id")?.to ?? [];
    for (const route of table.views("route").views) addRoute(context, route, vpcs, ROUTE);
  }
  for (const route of context.managed("aws_route")) {
    const value = route.value("route_table_id");
    const tables = value === undefined ? [] : resourcesOf(context, "route-table", value, route.resource);
    const vpcs = tables.flatMap((table) => vpcOfTable(context, table)?.to ?? []);
    addRoute(context, route, vpcs, ROUTE);
  }
}
