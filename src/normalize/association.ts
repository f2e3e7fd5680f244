/** Association resources into the subnets of each network ACL. */
import type { LinkSet, NodeId } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { certain, linkAt, NO_LINKS } from "./reference.ts";
import { bothExist } from "./value.ts";

/** The subnets that resources of a type give to each ACL, one each. */
export function associations(
  context: Context,
  type: string,
  acl: string,
  subnet: string,
): ReadonlyMap<NodeId, LinkSet> {
  const byAcl = new Map<NodeId, LinkSet>();
  for (const view of context.managed(type)) {
    const target = linkAt(context, "network-acl", view, acl);
    const member = linkAt(context, "subnet", view, subnet);
    if (member === undefined || target === undefined) continue;
    const exists = bothExist(bothExist(view.resource.exists, member.exists), certain(target, view));
    for (const id of target.to) {
      byAcl.set(id, { links: [...(byAcl.get(id) ?? NO_LINKS).links, { ...member, exists }] });
    }
  }
  return byAcl;
}
