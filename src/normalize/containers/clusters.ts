/** Clusters, capacity providers and their strategies into nodes. */
import type { Fact } from "../../base/fact.ts";
import type { Existence, UnknownValue } from "../../base/value.ts";
import type { CapacityProvider, Cluster, StrategyEntry } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { asNumber, asString, optional, required } from "../facts.ts";
import { boundLinks, certain, join, linkAt, linkSetAt } from "../references/reference.ts";
import { bothExist, derived, given, unsettled } from "../value.ts";
import { only, type View } from "../view.ts";
import { defaultNamespaceOf } from "./discovery.ts";

interface Strategy {
  readonly entries: readonly StrategyEntry[];
  readonly rest?: UnknownValue;
}

export function clusters(context: Context): void {
  for (const view of context.managed("cluster")) context.put(clusterNode(context, view));
  for (const view of context.managed("capacity-provider"))
    context.put({ ...baseOf(view), kind: "capacity-provider", provides: provides(context, view) });
}

/**
 * Weights and bases default to 0 (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html).
 * `exists`: whether the owner gives the strategy at all.
 */
export function strategyOf(context: Context, owner: View, name: string, exists: Existence = true): Strategy {
  const views = owner.views(name);
  const entries = views.views.flatMap((view): readonly StrategyEntry[] => {
    const provider = linkAt(context, "capacity-provider", view, "capacityProvider");
    if (provider === undefined) return [];
    return [
      {
        provider: { ...provider, exists: bothExist(exists, bothExist(view.exists, provider.exists)) },
        weight: required(view, "weight", asNumber, 0),
        base: required(view, "base", asNumber, 0),
      },
    ];
  });
  return { entries, ...given({ rest: views.rest }) };
}

function clusterNode(context: Context, view: View): Cluster {
  const { resource } = view;
  const strategy = strategyOf(context, view, "defaultCapacityProviderStrategy");
  const text = `the name of ${resource.address} is decided when it is made`;
  const made: Fact<string> = {
    known: false,
    unknown: unsettled(`${resource.address}.name`, text, "computed", undefined, "give it a name"),
    origin: { kind: "default", span: view.span },
  };
  return {
    ...baseOf(view),
    kind: "cluster",
    name: optional(view, "clusterName", asString) ?? made,
    capacityProviders: linkSetAt(context, "capacity-provider", view, "capacityProviders"),
    defaultStrategy: strategy.entries,
    ...given({ defaultStrategyRest: strategy.rest, namespace: defaultNamespaceOf(context, view) }),
  };
}

/** What resources that associate providers with a cluster add to it. */
export function clusterProviders(context: Context): void {
  for (const view of context.managed("cluster-capacity-providers")) {
    const providers = linkSetAt(context, "capacity-provider", view, "capacityProviders");
    const target = linkAt(context, "cluster", view, "cluster");
    if (target === undefined) continue;
    const exists = bothExist(view.resource.exists, certain(target, view));
    const strategy = strategyOf(context, view, "defaultCapacityProviderStrategy", exists);
    for (const id of target.to) {
      const cluster = context.node("cluster", id);
      if (cluster === undefined) continue;
      context.put({
        ...cluster,
        capacityProviders: join([cluster.capacityProviders, boundLinks(providers, exists)]),
        defaultStrategy: [...cluster.defaultStrategy, ...strategy.entries],
        ...given({ defaultStrategyRest: cluster.defaultStrategyRest ?? strategy.rest }),
      });
      if (cluster.external?.literal === false) openStrategies(context, cluster.root, cluster.external.unknown);
    }
  }
}

/** Providers of a cluster of which it is not known which it is may be those of any cluster beside them. */
function openStrategies(context: Context, root: string, unknown: UnknownValue): void {
  for (const node of context.nodes()) {
    if (node.kind !== "cluster" || node.external !== undefined || node.root !== root) continue;
    context.put({ ...node, defaultStrategyRest: node.defaultStrategyRest ?? unknown });
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html */
function provides(context: Context, view: View): CapacityProvider["provides"] {
  const group = only(view.views("autoScalingGroupProvider"));
  const hosts = group === undefined ? undefined : linkAt(context, "host-group", group, "autoScalingGroupArn");
  if (hosts !== undefined) return { kind: "host-group", hosts };
  const managed = only(view.views("managedInstancesProvider"));
  const template = managed === undefined ? undefined : only(managed.views("instanceLaunchTemplate"));
  const network = template === undefined ? undefined : only(template.views("networkConfiguration"));
  if (network !== undefined) {
    return {
      kind: "managed-instances",
      securityGroups: linkSetAt(context, "security-group", network, "securityGroups"),
      subnets: linkSetAt(context, "subnet", network, "subnets"),
    };
  }
  const unknown = derived(`${view.resource.address} provider`, `${view.resource.address} names no provider`, []);
  return { kind: "unknown", unknown };
}
