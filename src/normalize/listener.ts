/** Listeners and the rules that stand as resources of their own into listener nodes. */
import type { Fact } from "../base/fact.ts";
import type { Link, LinkSet, Listener } from "../graph/model.ts";
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
      return groups.open === undefined ? each : [...each, { links: [], open: groups.open }];
    }),
  ]);
  return join(actions.open === undefined ? sets : [...sets, { links: [], open: actions.open }]);
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

/** Adds what a rule forwards to the listeners that it may belong to. */
export function addForwards(context: Context, view: View, listener: Link, forwards: LinkSet): void {
  for (const id of listener.to) {
    const node = context.node("listener", id);
    if (node === undefined) continue;
    const exists = bothExist(view.resource.exists, listener.exists);
    const links = forwards.links.map((link) => ({ ...link, exists: bothExist(link.exists, exists) }));
    context.put({ ...node, forwards: join([node.forwards, { ...forwards, links }]) });
  }
}
