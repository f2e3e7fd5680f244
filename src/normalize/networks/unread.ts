/** What modules and nested stacks that are not in the scan may make of routes and endpoints, from what they are given. */
import type { Family } from "../../catalogue/families.ts";
import type { Context } from "../context.ts";
import { thingsGiven, whatIsMade } from "../references/given-away.ts";
import { mayHaveMore } from "./route-tables.ts";

const GATEWAYS: ReadonlySet<Family> = new Set(["internet-gateway", "nat-gateway", "vpn-gateway"]);

/**
 * One can add routes to a table that it is given, and lead subnets to a gateway that it is given with them. One that is given neither
 * leaves the routes alone. One that is given a VPC may make endpoints in it.
 */
export function openRoutesToUnread(context: Context): void {
  for (const module of context.unread) {
    const given = thingsGiven(context, module);
    const unknown = whatIsMade(module, `what ${module.address} makes`, `${module.address} may make them`);
    for (const { id, family } of given) {
      if (family === "route-table") mayHaveMore(context, id, unknown);
      const vpc = context.node("vpc", id);
      if (vpc !== undefined) context.put({ ...vpc, endpointsRest: unknown });
    }
    if (!given.some(({ family }) => GATEWAYS.has(family))) continue;
    for (const { id } of given) {
      const subnet = context.node("subnet", id);
      if (subnet === undefined) continue;
      const { routeTable: _, ...unrouted } = subnet;
      context.put(unrouted);
    }
  }
}
