/** Listeners and the rules that stand as resources of their own into listener nodes. */
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { asNumber, asString, optional } from "../facts.ts";
import { join, linkSet, requiredLink } from "../references/reference.ts";
import { bothExist, single } from "../value.ts";
import { siteOf, type View, type Views } from "../view.ts";

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
  const groupAt = (view: View, name: string): LinkSet =>
    linkSet(context, "target-group", single(view.value(name)), siteOf(view, name));
  const sets = actions.views.flatMap((action) => [
    under(action, groupAt(action, "targetGroupArn")),
    ...action.views("forwardConfig").views.flatMap((forward) => {
      const groups = forward.views("targetGroups");
      const each = groups.views.map((group) => under(action, under(group, groupAt(group, "forwardedGroup"))));
      return groups.rest === undefined ? each : [...each, { links: [], rest: groups.rest }];
    }),
  ]);
  return join(actions.rest === undefined ? sets : [...sets, { links: [], rest: actions.rest }]);
}

function under(view: View, set: LinkSet): LinkSet {
  if (view.exists === true) return set;
  return { ...set, links: set.links.map((link) => ({ ...link, exists: bothExist(link.exists, view.exists) })) };
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
    const links = forwards.links.map((link) => ({ ...link, exists: bothExist(link.exists, exists) }));
    for (const id of listener.to) {
      const sets = byListener.get(id);
      if (sets === undefined) byListener.set(id, [{ ...forwards, links }]);
      else sets.push({ ...forwards, links });
    }
  }
  for (const [id, sets] of byListener) {
    const node = context.node("listener", id);
    if (node !== undefined) context.put({ ...node, forwards: join([node.forwards, ...sets]) });
  }
}
