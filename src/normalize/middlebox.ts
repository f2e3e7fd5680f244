/** Routes into the destinations inside a VPC that take a detour through an appliance. */
import type { Resource } from "../evaluate/resource.ts";
import type { Link, NodeId } from "../graph/model.ts";
import { rangeWithin } from "../sets/ip-range.ts";
import { rangeFact } from "./cidr.ts";
import type { Context } from "./context.ts";
import { firstLink } from "./reference.ts";
import { type View, viewOf } from "./view.ts";

/** How a dialect spells a route. */
export interface RouteNames {
  readonly destinations: readonly string[];
  /** What traffic is sent to; only these can stand between two subnets of a VPC. */
  readonly appliances: readonly string[];
}

/**
 * Adds to the VPCs the routes that are more specific than `local`: their destination lies inside a range of the VPC
 * (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-table-appliance).
 */
export function addRoute(context: Context, route: View, vpcs: readonly NodeId[], names: RouteNames): void {
  if (!names.appliances.some((name) => isSet(route, name))) return;
  for (const name of names.destinations) {
    const value = route.value(name);
    if (value === undefined) continue;
    const destination = rangeFact(value, route.spanOf(name));
    for (const id of vpcs) {
      const vpc = context.node("vpc", id);
      const inside = vpc?.cidrs.some(
        (cidr) => cidr.known && destination.known && rangeWithin(destination.value, cidr.value),
      );
      if (vpc !== undefined && inside === true) {
        context.put({ ...vpc, middleboxRoutes: [...vpc.middleboxRoutes, destination] });
      }
    }
  }
}

/** The VPC of a route table, however its resource spells it. */
export function vpcOfTable(context: Context, table: Resource): Link | undefined {
  return firstLink(context, "vpc", viewOf(table), ["vpc_id", "VpcId"]);
}

function isSet(view: View, name: string): boolean {
  const value = view.value(name);
  return value !== undefined && !(value.kind === "string" && value.value === "");
}
