/** The range that a data source reads of a VPC into the range of the VPC's node, which is what its subnets are compared with. */
import type { Fact } from "../base/fact.ts";
import type { Value } from "../base/value.ts";
import type { IpRange } from "../sets/ip-range.ts";
import type { Context } from "./context.ts";
import { IDENTITIES } from "./identity.ts";
import { resolve } from "./resolve.ts";
import { siteOf } from "./site.ts";
import { viewOf } from "./view.ts";

/** Undefined where the value is not the range of a data source's VPC, or the VPC has several. */
export function rangeOfVpc(context: Context, value: Value): Fact<IpRange> | undefined {
  const ref = value.kind === "unknown" ? value.ref : undefined;
  const resource = ref?.attribute === "cidr_block" ? context.resource(ref) : undefined;
  if (ref === undefined || resource?.mode !== "data" || IDENTITIES.get(resource.type)?.family !== "vpc")
    return undefined;
  const view = viewOf(resource);
  const id = view.value("id") ?? { ...value, ref: { ...ref, attribute: "id" } };
  const [only, second] = resolve(context, "vpc", id, siteOf(view, "id"), 0);
  if (only === undefined || second !== undefined) return undefined;
  const [range, more] = context.node("vpc", only.id)?.cidrs ?? [];
  return more === undefined ? range : undefined;
}
