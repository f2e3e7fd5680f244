/** What modules, stacks and code that are not in the scan may make of the filters, target groups and services that they are given. */
import type { UnknownValue } from "../base/value.ts";
import type { Unread } from "../evaluate/resource.ts";
import type { Node } from "../graph/model.ts";
import { perhapsScaled } from "./containers/scaling.ts";
import type { Context } from "./context.ts";
import { thingsGiven, whatIsMade } from "./references/given-away.ts";

/**
 * A security group, network ACL or prefix list that one is given may have further rules, entries or ranges, a target group further
 * listeners, and a service auto scaling: to add them is all that some modules are for.
 */
export function openToUnread(context: Context): void {
  for (const module of context.unread)
    for (const { id } of thingsGiven(context, module)) {
      const group = context.node("security-group", id);
      if (group !== undefined) context.put(opened(group, added(module, group, "rules")));
      const acl = context.node("network-acl", id);
      if (acl !== undefined) context.put(opened(acl, added(module, acl, "entries")));
      const list = context.node("prefix-list", id);
      if (list !== undefined) context.put({ ...list, rangesRest: list.rangesRest ?? added(module, list, "ranges") });
      const targets = context.node("target-group", id);
      if (targets !== undefined)
        context.put({ ...targets, listenersRest: targets.listenersRest ?? added(module, targets, "listeners") });
      const service = context.node("service", id);
      if (service !== undefined) context.put(perhapsScaled(service, added(module, service, "auto scaling")));
    }
}

function opened<T extends { readonly ingressRest?: UnknownValue; readonly egressRest?: UnknownValue }>(
  filter: T,
  unknown: UnknownValue,
): T {
  return { ...filter, ingressRest: filter.ingressRest ?? unknown, egressRest: filter.egressRest ?? unknown };
}

function added(module: Unread, { id, address }: Node, what: string): UnknownValue {
  return whatIsMade(module, `what is added to ${id}`, `${module.address} may add ${what} to ${address}`);
}
