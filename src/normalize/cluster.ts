/** Clusters, capacity providers and their strategies: what is the same in every dialect. */
import type { Fact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type { CapacityProvider, Cluster, LinkSet, NodeId, StrategyEntry } from "../graph/model.ts";
import { baseOf, type Context } from "./context.ts";
import { asNumber, required } from "./facts.ts";
import { linkAt } from "./reference.ts";
import { derived } from "./value.ts";
import type { View, Views } from "./view.ts";

export interface StrategyNames {
  readonly provider: string;
  readonly weight: string;
  readonly base: string;
}

export interface Strategy {
  readonly entries: readonly StrategyEntry[];
  readonly open?: UnknownValue;
}

/** Weights and bases default to 0 (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html). */
export function strategyOf(context: Context, views: Views, names: StrategyNames): Strategy {
  const entries = views.views.flatMap((view): readonly StrategyEntry[] => {
    const provider = linkAt(context, "capacity-provider", view, names.provider);
    if (provider === undefined) return [];
    return [
      {
        provider: view.exists === true ? provider : { ...provider, exists: view.exists },
        weight: required(view, names.weight, asNumber, 0),
        base: required(view, names.base, asNumber, 0),
      },
    ];
  });
  return views.open === undefined ? { entries } : { entries, open: views.open };
}

export function clusterNode(
  view: View,
  name: Fact<string> | undefined,
  providers: LinkSet,
  strategy: Strategy,
): Cluster {
  const { resource } = view;
  const given: Fact<string> = {
    known: false,
    unknown: {
      ...derived(`${resource.address}.name`, `the name of ${resource.address} is decided when it is made`, []),
      cause: {
        kind: "computed",
        text: `the name of ${resource.address} is decided when it is made`,
        hint: "give it a name",
      },
    },
    origin: { kind: "default", span: view.span },
  };
  return {
    ...baseOf(view),
    kind: "cluster",
    name: name ?? given,
    capacityProviders: providers,
    defaultStrategy: strategy.entries,
    ...(strategy.open === undefined ? {} : { defaultStrategyRest: strategy.open }),
  };
}

/** What a resource that associates providers with a cluster adds to it. */
export function addProviders(context: Context, ids: readonly NodeId[], providers: LinkSet, strategy: Strategy): void {
  for (const id of ids) {
    const cluster = context.node("cluster", id);
    if (cluster === undefined) continue;
    const { capacityProviders } = cluster;
    const rest = capacityProviders.rest ?? providers.rest;
    const strategyRest = cluster.defaultStrategyRest ?? strategy.open;
    context.put({
      ...cluster,
      capacityProviders: {
        links: [...capacityProviders.links, ...providers.links],
        ...(rest === undefined ? {} : { rest }),
      },
      defaultStrategy: [...cluster.defaultStrategy, ...strategy.entries],
      ...(strategyRest === undefined ? {} : { defaultStrategyRest: strategyRest }),
    });
  }
}

export function providerNode(view: View, provides: CapacityProvider["provides"]): CapacityProvider {
  return { ...baseOf(view), kind: "capacity-provider", provides };
}
