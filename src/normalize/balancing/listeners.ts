/** Listeners and the rules that stand as resources of their own into listener nodes. */
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { asNumber, asString, optional } from "../facts.ts";
import { boundLinks, furtherLinks, join, requiredLink, singleLinkAt } from "../references/reference.ts";
import { bothExist } from "../value.ts";
import type { View, Views } from "../view.ts";

export function listeners(context: Context): void {
  for (const view of context.managed("listener")) {
    context.put({
      ...baseOf(view),
      kind: "listener",
      loadBalancer: requiredLink(context, "load-balancer", view, "loadBalancerArn"),
      port: optional(view, "port", asNumber),
      protocol: optional(view, "protocol", asString),
      forwards: forwardsOf(context, view.views("defaultActions")),
    });
  }
}

export function listenerRules(context: Context): void {
  const rules = context.managed("listener-rule").map((view): Forwarding => {
    const listener = requiredLink(context, "listener", view, "listenerArn");
    return { view, listener, forwards: forwardsOf(context, view.views("actions")) };
  });
  addForwards(context, rules);
}

/** The target groups that actions forward to, alone or weighted. */
function forwardsOf(context: Context, actions: Views): LinkSet {
  const sets = actions.views.flatMap((action) => [
    boundLinks(singleLinkAt(context, "target-group", action, "targetGroupArn"), action.exists),
    ...action.views("forwardConfig").views.flatMap((forward) => {
      const groups = forward.views("targetGroups");
      const each = groups.views.map((group) => {
        const forwarded = singleLinkAt(context, "target-group", group, "forwardedGroup");
        return boundLinks(boundLinks(forwarded, group.exists), action.exists);
      });
      return [...each, furtherLinks(groups.rest)];
    }),
  ]);
  return join([...sets, furtherLinks(actions.rest)]);
}

/** What a rule of a listener, or a deployment, forwards beside its default action. */
export interface Forwarding {
  readonly view: View;
  readonly listener: Link;
  readonly forwards: LinkSet;
}

/** Adds what rules forward to the listeners that they may belong to. */
export function addForwards(context: Context, all: readonly Forwarding[]): void {
  const byListener = new Map<NodeId, LinkSet[]>();
  for (const { view, listener, forwards } of all) {
    const exists = bothExist(view.resource.exists, listener.exists);
    for (const id of listener.to) byListener.set(id, [...(byListener.get(id) ?? []), boundLinks(forwards, exists)]);
  }
  for (const [id, sets] of byListener) {
    const node = context.node("listener", id);
    if (node !== undefined) context.put({ ...node, forwards: join([node.forwards, ...sets]) });
  }
}
