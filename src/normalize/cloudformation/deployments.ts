/** CodeDeploy's blue/green deployments, as a deployment group or as a hook of the template, into what services and listeners serve. */
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { asString } from "../facts.ts";
import { addForwards } from "../listener.ts";
import { link, linkSet, resourcesOf } from "../reference.ts";
import { pairTargetGroups } from "../service.ts";
import { siteOf } from "../site.ts";
import { elementsOf } from "../value.ts";
import type { View } from "../view.ts";

export function deployments(context: Context): void {
  for (const view of context.managed("AWS::CodeDeploy::DeploymentGroup")) deploymentGroup(context, view);
  for (const view of context.hooks("AWS::CodeDeploy::BlueGreen")) blueGreenHook(context, view);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-codedeploy-deploymentgroup.html */
function deploymentGroup(context: Context, view: View): void {
  const found = view.views("ECSServices").views.flatMap((ecs) => {
    const name = ecs.value("ServiceName");
    return name === undefined ? [] : resourcesOf(context, "service", name, view.resource).map(nodeId);
  });
  for (const balancing of view.views("LoadBalancerInfo").views) {
    for (const pair of balancing.views("TargetGroupPairInfoList").views) {
      const groups = pair.views("TargetGroups").views.flatMap((group) => {
        const value = group.value("Name");
        return value === undefined ? [] : [link(context, "target-group", value, siteOf(group, "Name"))];
      });
      const routes = ["ProdTrafficRoute", "TestTrafficRoute"].flatMap((name) => pair.views(name).views);
      const listeners = routes.flatMap(
        (route) => linkSet(context, "listener", route.value("ListenerArns"), siteOf(route, "ListenerArns")).links,
      );
      deploy(context, view, found, groups, listeners);
    }
  }
}

/**
 * The hook names resources of its template by their logical ids. The task definition and task set of the green side are made by each
 * deployment and need not be in the template
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green.html).
 */
function blueGreenHook(context: Context, view: View): void {
  for (const application of view.views("Applications").views) {
    const services = application.views("Target").views.flatMap((target) => named(context, target, "LogicalID"));
    for (const attributes of application.views("ECSAttributes").views) {
      const taskSets = named(context, attributes, "TaskSets");
      for (const routing of attributes.views("TrafficRouting").views) {
        const routes = ["ProdTrafficRoute", "TestTrafficRoute"].flatMap((name) => routing.views(name).views);
        const listeners = routes.flatMap((route) => links(context, route, "LogicalID", "listener"));
        const groups = links(context, routing, "TargetGroups", "target-group");
        deploy(context, view, [...services, ...taskSets].map(nodeId), groups, listeners);
      }
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
    context.warn("unknown-reference", `${argument} names what is no ${kind} of the template`, span);
  return found.map((one) => ({ to: [nodeId(one)], exists: true, origin: { kind: "reference", span } }));
}
