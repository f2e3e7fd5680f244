/** Which route table each subnet has: the one that is associated with it, else the main one of its VPC. */
import { groupBy } from "../../base/collections.ts";
import type { Link, NodeId, Subnet, Vpc } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { companion } from "../references/companion.ts";
import { linkAt } from "../references/reference.ts";
import type { View } from "../view.ts";
import { addLooseRoutes, whereThereIs } from "./route-tables.ts";
import { openRoutesToUnread } from "./unread.ts";

/** Gives subnets their tables, and these the routes that are resources of their own. */
export function routeSubnets(context: Context): void {
  const routed = routedVpcs(context);
  const associations = associationsOf(context);
  const vague = associations.filter(({ of }) => of.to.some((id) => mayBeAnother(context, id)));
  const bySubnet = groupBy(
    associations.flatMap((one) => one.of.to.map((id) => ({ ...one, id }))),
    ({ id }) => id,
  );
  for (const subnet of context.nodesOf("subnet")) {
    const routeTable = tableOf(context, subnet, bySubnet.get(subnet.id) ?? [], vague, routed);
    if (routeTable !== undefined) context.put({ ...subnet, routeTable });
  }
  addLooseRoutes(context);
  openRoutesToUnread(context);
}

/** A table for a subnet, or for a VPC as its main one. */
interface Association {
  readonly view: View;
  readonly of: Link;
  readonly table: Link;
}

function associationsOf(context: Context): readonly Association[] {
  return context.managed("route-table-association").flatMap((view) => {
    const of = linkAt(context, "subnet", view, "subnetId");
    const table = linkAt(context, "route-table", view, "routeTableId");
    return of === undefined || table === undefined ? [] : [{ view, of, table }];
  });
}

/** `vague`: associations of what may be any subnet. Undefined where nothing is known of the subnet. */
function tableOf(
  context: Context,
  subnet: Subnet,
  own: readonly Association[],
  vague: readonly Association[],
  routed: ReadonlySet<NodeId>,
): Link | undefined {
  if (subnet.external !== undefined) return undefined;
  const certain = own.filter((one) => isCertain(subnet, one));
  const [first] = certain;
  if (first !== undefined) return { ...first.table, to: [...new Set(certain.flatMap(({ table }) => table.to))] };
  const implied = mainTables(context, subnet, routed);
  if (implied === undefined) return undefined;
  const to = new Set([...implied, ...[...own, ...vague].flatMap(({ table }) => table.to)]);
  return { to: [...to], exists: true, origin: { kind: "default", span: subnet.span } };
}

function isCertain(of: Subnet | Vpc, { view, of: { to, exists }, table }: Association): boolean {
  return to.length === 1 && exists === true && table.exists === true && whereThereIs(of, view) === true;
}

/** Whether what is given from outside may be a subnet of the source. */
function mayBeAnother(context: Context, id: NodeId): boolean {
  return context.node("subnet", id)?.external?.literal === false;
}

/** The tables that may be the main one of the subnet's VPC; undefined where that is not known. */
function mainTables(
  context: Context,
  { vpc, span, root }: Subnet,
  routed: ReadonlySet<NodeId>,
): readonly NodeId[] | undefined {
  const mains = (vpc?.to ?? []).map((id) => {
    const node = context.node("vpc", id);
    if (node === undefined) return undefined;
    const replacing = context.managed("main-route-table-association").flatMap((view) => {
      const of = linkAt(context, "vpc", view, "vpcId");
      const table = linkAt(context, "route-table", view, "routeTableId");
      return of?.to.includes(id) === true && table !== undefined ? [{ view, of, table }] : [];
    });
    const tables = replacing.flatMap(({ table }) => table.to);
    if (replacing.some((one) => isCertain(node, one))) return tables;
    return routed.has(id) ? [companion(context, "main-route-table", id, { root, span }), ...tables] : undefined;
  });
  return mains.length > 0 && mains.every((tables) => tables !== undefined) ? mains.flat() : undefined;
}

/**
 * The VPCs of whose routes the source has something, a table or a gateway, so that a main table of which it has nothing is as AWS makes it: the
 * others are routed by somebody else. Of a default VPC the main table leads to the internet, unless somebody changed it
 * (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html).
 */
function routedVpcs(context: Context): ReadonlySet<NodeId> {
  const managed = new Set(context.managedCompanions["main-route-table"].keys());
  const defaults = new Set(context.managed("default-vpc").map(({ resource }) => nodeId(resource)));
  const named = context
    .managed("route-table", "internet-gateway", "gateway-attachment")
    .flatMap((view) => (view.value("vpcId") === undefined ? [] : (linkAt(context, "vpc", view, "vpcId")?.to ?? [])));
  const own = named.filter((id) => context.node("vpc", id)?.external === undefined && !defaults.has(id));
  return new Set([...managed, ...own]);
}
