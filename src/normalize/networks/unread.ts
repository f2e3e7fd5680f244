/** What modules and nested stacks that are not in the scan may make of routes and endpoints, from what they are given. */
import { rootUnknowns } from "../../base/value.ts";
import { familyOf } from "../../catalogue/catalogue.ts";
import type { Family } from "../../catalogue/families.ts";
import { companionOf } from "../../catalogue/families.ts";
import type { Unread } from "../../evaluate/resource.ts";
import type { NodeId } from "../../graph/model.ts";
import { unknownsIn } from "../../values/unknown.ts";
import { type Context, nodeId } from "../context.ts";
import { companionId } from "../references/companion.ts";
import { unsettled } from "../value.ts";
import { mayHaveMore } from "./route-tables.ts";

const GATEWAYS: ReadonlySet<Family | undefined> = new Set(["internet-gateway", "nat-gateway", "vpn-gateway"]);

/**
 * One can add routes to a table that it is given, and lead subnets to a gateway that it is given with them. One that is given neither
 * leaves the routes alone. One that is given a VPC may make endpoints in it.
 */
export function openToUnread(context: Context): void {
  for (const module of context.unread) {
    const given = thingsGiven(context, module);
    const { address, because, span, hint } = module;
    const text = `${address} may make them, and ${because}`;
    const unknown = unsettled(`what ${address} makes`, text, "missing-source", span, hint);
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

interface Given {
  readonly id: NodeId;
  readonly family: Family | undefined;
}

/** A VPC by its main table, or as a whole, gives that table too. */
function thingsGiven(context: Context, { given }: Unread): readonly Given[] {
  return given.flatMap(unknownsIn).flatMap((unknown) =>
    rootUnknowns(unknown).flatMap(({ ref }) => {
      const resource = ref === undefined ? undefined : context.resource(ref);
      if (ref === undefined || resource === undefined) return [];
      const [id, family] = [nodeId(resource), familyOf(resource.type)];
      const isMain = family === "vpc" && (ref.attribute === "" || companionOf(ref.attribute) === "main-route-table");
      if (!isMain) return [{ id, family }];
      return [
        { id, family },
        { id: companionId(context, "main-route-table", id), family: "route-table" as const },
      ];
    }),
  );
}
