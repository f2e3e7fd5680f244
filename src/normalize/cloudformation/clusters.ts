/** CloudFormation's clusters and capacity providers into nodes. */
import type { CapacityProvider } from "../../graph/model.ts";
import { addProviders, clusterNode, providerNode, type StrategyNames, strategyOf } from "../cluster.ts";
import type { Context } from "../context.ts";
import { asString, optional } from "../facts.ts";
import { linkAt, linkSetAt } from "../reference.ts";
import { derived } from "../value.ts";
import { only, type View } from "../view.ts";

const STRATEGY: StrategyNames = { provider: "CapacityProvider", weight: "Weight", base: "Base" };

export function clusters(context: Context): void {
  for (const view of context.managed("AWS::ECS::Cluster")) {
    const providers = linkSetAt(context, "capacity-provider", view, "CapacityProviders");
    const strategy = strategyOf(context, view.views("DefaultCapacityProviderStrategy"), STRATEGY);
    context.put(clusterNode(view, optional(view, "ClusterName", asString), providers, strategy));
  }
  for (const view of context.managed("AWS::ECS::CapacityProvider"))
    context.put(providerNode(view, provides(context, view)));
}

export function clusterProviders(context: Context): void {
  for (const view of context.managed("AWS::ECS::ClusterCapacityProviderAssociations")) {
    const cluster = linkAt(context, "cluster", view, "Cluster");
    const providers = linkSetAt(context, "capacity-provider", view, "CapacityProviders");
    const strategy = strategyOf(context, view.views("DefaultCapacityProviderStrategy"), STRATEGY);
    addProviders(context, cluster?.to ?? [], providers, strategy);
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecs-capacityprovider.html */
function provides(context: Context, view: View): CapacityProvider["provides"] {
  const group = only(view.views("AutoScalingGroupProvider"));
  const hosts = group === undefined ? undefined : linkAt(context, "host-group", group, "AutoScalingGroupArn");
  if (hosts !== undefined) return { kind: "host-group", hosts };
  const managed = only(view.views("ManagedInstancesProvider"));
  const template = managed === undefined ? undefined : only(managed.views("InstanceLaunchTemplate"));
  const network = template === undefined ? undefined : only(template.views("NetworkConfiguration"));
  if (network !== undefined) {
    return {
      kind: "managed-instances",
      securityGroups: linkSetAt(context, "security-group", network, "SecurityGroups"),
      subnets: linkSetAt(context, "subnet", network, "Subnets"),
    };
  }
  const unknown = derived(`${view.resource.address} provider`, `${view.resource.address} names no provider`, []);
  return { kind: "unknown", unknown };
}
