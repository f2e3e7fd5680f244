/** CloudFormation's services and task sets into nodes. */
import type { Service } from "../../graph/model.ts";
import { type StrategyNames, strategyOf } from "../cluster.ts";
import type { Context } from "../context.ts";
import { asNumber, asString, optional } from "../facts.ts";
import { linkAt, linkSetAt, resourcesOf } from "../reference.ts";
import { type EntryNames, networkOf, serviceNode } from "../service.ts";
import { only, type View, viewOf } from "../view.ts";

const ENTRY: EntryNames = {
  targetGroup: "TargetGroupArn",
  classic: "LoadBalancerName",
  container: "ContainerName",
  port: "ContainerPort",
  advanced: "AdvancedConfiguration",
  alternate: "AlternateTargetGroupArn",
};
const STRATEGY: StrategyNames = { provider: "CapacityProvider", weight: "Weight", base: "Base" };

export function services(context: Context): void {
  for (const view of context.managed("AWS::ECS::Service")) context.put(service(context, view, view));
  for (const view of context.managed("AWS::ECS::TaskSet")) {
    const value = view.value("Service");
    const found = value === undefined ? undefined : resourcesOf(context, "service", value, view.resource)[0];
    context.put(service(context, view, found === undefined ? view : viewOf(found)));
  }
}

/** `owner` is the service of a task set, which says how many tasks there are. */
function service(context: Context, view: View, owner: View): Service {
  const configuration = only(view.views("NetworkConfiguration"));
  const network = configuration === undefined ? undefined : only(anyAwsvpc(configuration));
  const rollout = only(owner.views("DeploymentConfiguration"));
  return serviceNode(context, view, {
    cluster: linkAt(context, "cluster", view, "Cluster"),
    taskDefinition: linkAt(context, "task-definition", view, "TaskDefinition"),
    launchType: optional(view, "LaunchType", asString),
    strategy: strategyOf(context, view.views("CapacityProviderStrategy"), STRATEGY),
    network:
      network === undefined
        ? undefined
        : networkOf(
            context,
            network,
            linkSetAt(context, "security-group", network, "SecurityGroups"),
            linkSetAt(context, "subnet", network, "Subnets"),
          ),
    loadBalancers: view.views("LoadBalancers"),
    names: ENTRY,
    scheduling: optional(owner, "SchedulingStrategy", asString),
    desiredCount: optional(owner, "DesiredCount", asNumber),
    minimum: optional(rollout, "MinimumHealthyPercent", asNumber),
    maximum: optional(rollout, "MaximumPercent", asNumber),
    constraints: owner.views("PlacementConstraints"),
    constraintType: "Type",
  });
}

/** A task set spells the property `AwsVpcConfiguration`. */
function anyAwsvpc(configuration: View): ReturnType<View["views"]> {
  const found = configuration.views("AwsvpcConfiguration");
  return found.written ? found : configuration.views("AwsVpcConfiguration");
}
