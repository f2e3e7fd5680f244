/** CodeDeploy's blue/green deployments, as resources and as hooks of a template, into what services and listeners serve. */

import { BLUE_GREEN_HOOK } from "../../catalogue/workloads.ts";
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import { addForwards } from "../balancing/load-balancers.ts";
import { type Context, nodeId } from "../context.ts";
import { asString } from "../facts.ts";
import { linkAt, linkSetAt, resourcesAt } from "../references/reference.ts";
import { elementsOf } from "../value.ts";
import type { View } from "../view.ts";
import { pairTargetGroups } from "./services.ts";

/** The two routes of a deployment, by the arguments that describe them. */
const TRAFFIC_ROUTES = ["prodTrafficRoute", "testTrafficRoute"] as const;

/** What deployment groups deploy, and what a template's hooks do. */
export function deployments(context: Context): void {
  for (const view of context.managed("deployment-group")) deployGroup(context, view);
  for (const view of context.hooks(BLUE_GREEN_HOOK)) deployApplications(context, view);
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html */
function deployGroup(context: Context, view: View): void {
  const services = view
    .views("ecsServices")
    .views.flatMap((ecs) => resourcesAt(context, "service", ecs, "serviceName").map(nodeId));
  for (const balancing of view.views("loadBalancerInfo").views) {
    for (const pair of balancing.views("targetGroupPairInfoList").views) {
      const groups = pair
        .views("targetGroups")
        .views.flatMap((group) => linkAt(context, "target-group", group, "name") ?? []);
      const routes = TRAFFIC_ROUTES.flatMap((name) => pair.views(name).views);
      const listeners = routes.flatMap((route) => linkSetAt(context, "listener", route, "listenerArns").links);
      deploy(context, view, services, groups, listeners);
    }
  }
}

/** Tasks move between the two groups, and so does what the listeners forward to. */
function deploy(
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

/**
 * The hook names resources of its template by their logical ids. The task definition and task set of the green side are made by each
 * deployment and need not be in the template
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green.html).
 */
function deployApplications(context: Context, view: View): void {
  for (const application of view.views("applications").views) {
    const services = application.views("target").views.flatMap((target) => named(context, target, "logicalId"));
    for (const attributes of application.views("ecsAttributes").views) {
      const taskSets = named(context, attributes, "taskSets");
      for (const routing of attributes.views("trafficRouting").views) {
        const routes = TRAFFIC_ROUTES.flatMap((name) => routing.views(name).views);
        const listeners = routes.flatMap((route) => links(context, route, "logicalId", "listener"));
        const groups = links(context, routing, "targetGroups", "target-group");
        deploy(context, view, [...services, ...taskSets].map(nodeId), groups, listeners);
      }
    }
  }
}

type Named = { readonly root: string; readonly address: string };

/** The resources with the logical ids that an argument of a hook lists; those that are there. */
function named(context: Context, view: View, argument: string): readonly Named[] {
  const { root, address } = view.resource;
  const stack = address.slice(0, address.lastIndexOf(".") + 1);
  return elementsOf(view.value(argument)).elements.flatMap(({ value }) => {
    const resource = context.resource({ root, address: `${stack}${asString(value) ?? ""}`, attribute: "" });
    return resource === undefined ? [] : [resource];
  });
}

/** Links to those of them that are nodes of the kind. One that is not there is worth a word: nothing is judged in its place. */
function links(context: Context, view: View, argument: string, kind: "listener" | "target-group"): readonly Link[] {
  const found = named(context, view, argument).filter((one) => context.node(kind, nodeId(one)) !== undefined);
  const span = view.spanOf(argument);
  if (found.length < elementsOf(view.value(argument)).elements.length)
    context.warn("unknown-reference", `${view.spelt(argument)} names what is no ${kind} of the template`, span);
  return found.map((one) => ({ to: [nodeId(one)], exists: true, origin: { kind: "reference", span } }));
}
