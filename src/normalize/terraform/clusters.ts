/** Terraform's clusters and capacity providers into nodes. */
import type { CapacityProvider } from "../../graph/model.ts";
import { addProviders, clusterNode, providerNode, type StrategyNames, strategyOf } from "../cluster.ts";
import type { Context } from "../context.ts";
import { asString, optional } from "../facts.ts";
import { linkAt, linkSetAt } from "../reference.ts";
import { derived } from "../value.ts";
import { only, type View } from "../view.ts";

const STRATEGY: StrategyNames = { provider: "capacity_provider", weight: "weight", base: "base" };

export function clusters(context: Context): void {
  for (const view of context.managed("aws_ecs_cluster")) {
    const providers = linkSetAt(context, "capacity-provider", view, "capacity_providers");
    const strategy = strategyOf(context, view.views("default_capacity_provider_strategy"), STRATEGY);
    context.put(clusterNode(view, optional(view, "name", asString), providers, strategy));
  }
  for (const view of context.managed("aws_ecs_capacity_provider"))
    context.put(providerNode(view, provides(context, view)));
}

export function clusterProviders(context: Context): void {
  for (const view of context.managed("aws_ecs_cluster_capacity_providers")) {
    const cluster = linkAt(context, "cluster", view, "cluster_name");
    const providers = linkSetAt(context, "capacity-provider", view, "capacity_providers");
    const strategy = strategyOf(context, view.views("default_capacity_provider_strategy"), STRATEGY);
    addProviders(context, cluster?.to ?? [], providers, strategy);
  }
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_capacity_provider */
function provides(context: Context, view: View): CapacityProvider["provides"] {
  const group = only(view.views("auto_scaling_group_provider"));
  const hosts = group === undefined ? undefined : linkAt(context, "host-group", group, "auto_scaling_group_arn");
  if (hosts !== undefined) return { kind: "host-group", hosts };
  const managed = only(view.views("managed_instances_provider"));
  const template = managed === undefined ? undefined : only(managed.views("instance_launch_template"));
  const configuration = template === undefined ? undefined : only(template.views("network_configuration"));
  if (configuration !== undefined) {
    return {
      kind: "managed-instances",
      securityGroups: linkSetAt(context, "security-group", configuration, "security_groups"),
      subnets: linkSetAt(context, "subnet", configuration, "subnets"),
    };
  }
  const unknown = derived(`${view.resource.address} provider`, `${view.resource.address} names no provider`, []);
  return { kind: "unknown", unknown };
}
