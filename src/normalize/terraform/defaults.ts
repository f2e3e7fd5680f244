/** Registers which default security groups and network ACLs the source manages, before anything refers to them. */
import type { Link } from "../../graph/model.ts";
import { defaultVpc } from "../companion.ts";
import { type Context, nodeId } from "../context.ts";
import { companionOf } from "../identity.ts";
import { impliedLink, link, linkAt } from "../reference.ts";
import { siteOf } from "../site.ts";
import type { View } from "../view.ts";

export function claimDefaults(context: Context): void {
  for (const view of context.managed("aws_default_security_group")) {
    const vpc =
      linkAt(context, "vpc", view, "vpc_id") ?? impliedLink(defaultVpc(context, siteOf(view, "vpc_id")), view.span);
    for (const id of vpc.to) context.defaultGroups.set(id, nodeId(view.resource));
  }
  for (const view of context.managed("aws_default_network_acl")) {
    for (const id of vpcOfDefaultAcl(context, view)?.to ?? []) context.defaultAcls.set(id, nodeId(view.resource));
  }
}

/** The VPC whose `default_network_acl_id` the argument is; undefined where the source does not say. */
export function vpcOfDefaultAcl(context: Context, view: View): Link | undefined {
  const name = "default_network_acl_id";
  const value = view.value(name);
  if (value?.kind !== "unknown" || value.ref === undefined || companionOf(value.ref.attribute) === undefined)
    return undefined;
  return link(context, "vpc", { ...value, ref: { ...value.ref, attribute: "id" } }, siteOf(view, name));
}
