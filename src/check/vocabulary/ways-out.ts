/** What leads out of a subnet to services on the internet or of AWS, by its route table. */
import { and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { RouteTarget, TableRoute } from "../../graph/model.ts";
import { existence, type One, openOf, possible } from "./entity.ts";

export const WAYS_OUT = {
  nothing: "no route leads out",
  "public-address": "an internet gateway, for interfaces that have a public address, and nothing else",
  any: "a route that interfaces without a public address use too: to a NAT gateway, to another network, or for IPv6",
};

export type WayOut = keyof typeof WAYS_OUT;

/** By its table, or by those of which it has one. */
export function waysOut(tables: One): readonly WayOut[] | undefined {
  if (typeof tables === "string") return undefined;
  return [...new Set(tables.flatMap((entity) => (entity.kind === "routeTable" ? byTable(entity.table) : [])))];
}

/** What leaves it open. */
export function openWaysOut(tables: One): readonly UnknownValue[] {
  if (typeof tables === "string") return [];
  return tables.flatMap((entity) => {
    if (entity.kind !== "routeTable") return [];
    const { routes, routesRest } = entity.table;
    return openOf(routesRest, ...routes.flatMap(({ exists, target, destination }) => [exists, target, destination]));
  });
}

function byTable({ routes, routesRest }: { routes: readonly TableRoute[]; routesRest?: UnknownValue }): WayOut[] {
  const more = routesRest === undefined ? "false" : "unknown";
  const some = or(any(routes.map(({ exists }) => existence(exists))), more);
  const forAny = or(any(routes.map((route) => and(existence(route.exists), isForAny(route)))), more);
  if (forAny === "true") return ["any"];
  const otherwise: WayOut[] =
    some === "true" ? ["public-address"] : some === "false" ? ["nothing"] : ["nothing", "public-address"];
  return forAny === "false" ? otherwise : [...otherwise, "any"];
}

const PRIVATE: ReadonlySet<RouteTarget> = new Set(["nat-gateway", "egress-only-gateway", "appliance", "other"]);

/** Of an internet gateway interfaces without a public IPv4 address can use IPv6 only. */
function isForAny({ target, destination }: TableRoute): Truth {
  const targets = possible(target);
  if (targets === undefined) return "unknown";
  if (targets.every((one) => PRIVATE.has(one))) return "true";
  const isSix = destination?.known ? truthOf(destination.value.family === 6) : "unknown";
  return targets.some((one) => PRIVATE.has(one)) ? or("unknown", isSix) : isSix;
}
