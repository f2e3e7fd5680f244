/** CodeDeploy's blue/green deployments into what services and listeners serve. */
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import { addForwards } from "../balancing/listeners.ts";
import { type Context, nodeId } from "../context.ts";
import { link, linkSetAt, resourcesOf } from "../references/reference.ts";
import { siteOf, type View } from "../view.ts";
import { pairTargetGroups } from "./services.ts";

/** The two routes of a deployment, by the arguments that describe them. */
export const TRAFFIC_ROUTES = ["prodTrafficRoute", "testTrafficRoute"] as const;

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html */
export function deployments(context: Context): void {
  for (const view of context.managed("deployment-group")) {
    const services = view.views("ecsServices").views.flatMap((ecs) => {
      const name = ecs.value("serviceName");
      return name === undefined ? [] : resourcesOf(context, "service", name, view.resource).map(nodeId);
    });
    for (const balancing of view.views("loadBalancerInfo").views) {
      for (const pair of balancing.views("targetGroupPairInfoList").views) {
        const groups = pair.views("targetGroups").views.flatMap((group) => {
          const value = group.value("name");
          return value === undefined ? [] : [link(context, "target-group", value, siteOf(group, "name"))];
        });
        const routes = TRAFFIC_ROUTES.flatMap((name) => pair.views(name).views);
        const listeners = routes.flatMap((route) => linkSetAt(context, "listener", route, "listenerArns").links);
        deploy(context, view, services, groups, listeners);
      }
    }
  }
}

/** Tasks move between the two groups, and so does what the listeners forward to. */
export function deploy(
  context: Context,
  view: View,
  services: readonly NodeId[],
  groups: readonly Link[],
  listeners: LinkSet["links"],
): void {
  pairTargetGroups(context, services, groups);
  addForwards(
    context,
    listeners.map((listener) => ({ view, listener, forwards: { links: groups } })),
  );
}
