/** Listeners and the rules that stand as resources of their own into listener nodes. */
import type { Fact } from "../base/fact.ts";
import type { Link, LinkSet, Listener, NodeId } from "../graph/model.ts";
import { baseOf, type Context } from "./context.ts";
import { join, linkSet } from "./reference.ts";
import { siteOf } from "./site.ts";
import { bothExist, single } from "./value.ts";
import type { View, Views } from "./view.ts";

export interface ActionNames {
  readonly group: string;
  readonly forward: string;
  readonly groups: string;
  readonly groupOfForward: string;
}

/** The target groups that actions forward to, alone or weighted. */
export function forwardsOf(context: Context, actions: Views, names: ActionNames): LinkSet {
  const sets = actions.views.flatMap((action) => [
    under(action, linkSet(context, "target-group", single(action.value(names.group)), siteOf(action, names.group))),
    ...action.views(names.forward).views.flatMap((forward) => {
      const groups = forward.views(names.groups);
      const each = groups.views.map((group) =>
        under(
          action,
          under(
            group,
            linkSet(
              context,
              "target-group",
              single(group.value(names.groupOfForward)),
              siteOf(group, names.groupOfForward),
            ),
          ),
        ),
      );
      return groups.open === undefined ? each : [...each, { links: [], rest: groups.open }];
    }),
  ]);
  return join(actions.open === undefined ? sets : [...sets, { links: [], rest: actions.open }]);
}

function under(view: View, set: LinkSet): LinkSet {
  if (view.exists === true) return set;
  return { ...set, links: set.links.map((link) => ({ ...link, exists: bothExist(link.exists, view.exists) })) };
}

export function listenerNode(
  view: View,
  loadBalancer: Link,
  port: Fact<number> | undefined,
  protocol: Fact<string> | undefined,
  forwards: LinkSet,
): Listener {
  return { ...baseOf(view), kind: "listener", loadBalancer, port, protocol, forwards };
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
