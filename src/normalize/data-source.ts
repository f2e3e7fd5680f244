/** What a data source's own arguments say of the thing that it finds, added to the thing's external node. */
import type { Value } from "../base/value.ts";
import type { Link, NodeId } from "../graph/model.ts";
import { rangeFact } from "./cidr.ts";
import type { Context } from "./context.ts";
import { asString, optional } from "./facts.ts";
import type { View } from "./view.ts";

/** `toVpc` makes the link to the VPC that an argument names. */
export function addArguments(
  context: Context,
  id: NodeId,
  view: View,
  toVpc: (vpc: Value, name: string) => Link,
): void {
  const group = context.node("security-group", id);
  const vpc = vpcOf(view);
  if (group !== undefined && vpc !== undefined) context.put({ ...group, vpc: toVpc(vpc.value, vpc.name) });
  const subnet = context.node("subnet", id);
  if (subnet === undefined) return;
  const cidr = view.value("cidr_block");
  const zone = optional(view, "availability_zone", asString) ?? optional(view, "availability_zone_id", asString);
  context.put({
    ...subnet,
    vpc: vpc === undefined ? subnet.vpc : toVpc(vpc.value, vpc.name),
    cidrs: cidr === undefined ? subnet.cidrs : [rangeFact(cidr, view.spanOf("cidr_block"))],
    zone: zone ?? subnet.zone,
  });
}

/** The `vpc_id` argument, or the only value of the filter of that name. */
function vpcOf(view: View): { readonly value: Value; readonly name: string } | undefined {
  const value = view.value("vpc_id");
  if (value !== undefined) return { value, name: "vpc_id" };
  for (const filter of view.views("filter").views) {
    const name = filter.value("name");
    const values = filter.value("values");
    if (name?.kind !== "string" || name.value !== "vpc-id" || values?.kind !== "list") continue;
    const [only, second] = values.elements;
    if (only !== undefined && second === undefined) return { value: only, name: "filter" };
  }
  return undefined;
}
