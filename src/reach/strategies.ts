/** Which capacity providers place the tasks of a service, and whether they do at all. */
import type { Fact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Cluster, Service, StrategyEntry } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { whichTarget } from "./identity.ts";
import { doubts, exists, type Given } from "./unknowns.ts";

/** A capacity provider that may get tasks. */
export interface Placing {
  readonly entry: StrategyEntry;
  /** Why that is not certain; empty where it is. */
  readonly because: readonly UnknownValue[];
}

export interface Strategy {
  readonly placing: readonly Placing[];
  /** It may have further entries. */
  readonly open: readonly UnknownValue[];
  /** Whether it has no entry at all, so that something else decides where tasks run. */
  readonly empty: Truth;
  /** Where that is not known: why. */
  readonly because: readonly UnknownValue[];
}

/** The strategy that a service gives itself. */
export function strategyOf({ strategy, strategyRest }: Service, given: Given): Strategy {
  return strategyFrom(strategy, strategyRest, given);
}

/** The default strategy of the cluster that a service runs in; of several that it may run in, all together. */
export function defaultStrategyOf(context: Context, service: Service, given: Given): Strategy {
  const clusters = service.cluster.to.map((id) => context.graph.get("cluster", id));
  const all = clusters.flatMap((cluster) => (cluster === undefined ? [] : [ofCluster(cluster, given)]));
  if (all.length === 1 && clusters.length === 1) return all[0]!;
  const which = all.every(({ empty }) => empty === "true") ? [] : [whichTarget(context.graph, service.cluster)];
  return {
    placing: all.flatMap(({ placing }) => placing.map((one) => ({ ...one, because: [...which, ...one.because] }))),
    open: all.flatMap(({ open }) => open),
    empty: which.length === 0 ? "true" : "unknown",
    because: [...which, ...all.flatMap(({ because }) => because)],
  };
}

function ofCluster({ defaultStrategy, defaultStrategyRest }: Cluster, given: Given): Strategy {
  return strategyFrom(defaultStrategy, defaultStrategyRest, given);
}

function strategyFrom(entries: readonly StrategyEntry[], unknown: UnknownValue | undefined, given: Given): Strategy {
  const open = unknown === undefined ? [] : [unknown];
  const present = entries.some(({ provider }) => exists(provider.exists, given));
  const empty = present ? "false" : entries.length === 0 && unknown === undefined ? "true" : "unknown";
  const because =
    empty === "unknown" ? [...entries.flatMap(({ provider }) => doubts(provider.exists, given)), ...open] : [];
  return { placing: placing(entries, open, given), open, empty, because };
}

/**
 * A provider with neither weight nor base gets no tasks, if there is another one that has some
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html).
 */
function placing(entries: readonly StrategyEntry[], open: readonly UnknownValue[], given: Given): readonly Placing[] {
  const alone = entries.length === 1 && open.length === 0;
  const rivals = [
    ...entries.filter(mayPlace).flatMap((entry) => [...doubts(entry.provider.exists, given), ...shareUnknown(entry)]),
    ...open,
  ];
  const certain = entries.some((entry) => places(entry) && exists(entry.provider.exists, given));
  const some = entries.some(mayPlace);
  return entries.flatMap((entry): readonly Placing[] => {
    const own = doubts(entry.provider.exists, given);
    if (mayPlace(entry) || !some) return [{ entry, because: [...own, ...(alone ? [] : shareUnknown(entry))] }];
    return certain ? [] : [{ entry, because: [...own, ...rivals] }];
  });
}

function isZero(fact: Fact<number>): boolean {
  return fact.known && fact.value === 0;
}

function places({ weight, base }: StrategyEntry): boolean {
  return [weight, base].some((fact) => fact.known && fact.value > 0);
}

function mayPlace({ weight, base }: StrategyEntry): boolean {
  return !(isZero(weight) && isZero(base));
}

/** Why it is not known whether the provider gets any tasks. */
function shareUnknown(entry: StrategyEntry): readonly UnknownValue[] {
  if (places(entry)) return [];
  return [entry.weight, entry.base].flatMap((fact) => (fact.known ? [] : [fact.unknown]));
}
