/** Which container instances can run the tasks of a service: by its capacity provider strategy, or all of its cluster. */
import type { Fact } from "../../base/fact.ts";
import type { Truth } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Cluster, Service, StrategyEntry } from "../../graph/workload.ts";

import type { ReachContext } from "../certainty/context.ts";
import { whichTarget } from "../certainty/links.ts";
import { doubts, exists, type Given } from "../certainty/unknowns.ts";
import { type Hosts, joinedHosts } from "./joined-hosts.ts";
import { type Placing, providedHosts } from "./provided-hosts.ts";

/**
 * With a capacity provider strategy, of the service or else the default one of its cluster, those instances of its providers that join the
 * cluster; else every instance that joins it
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html).
 */
export function hostsOf(context: ReachContext, service: Service, given: Given): Hosts {
  const { launchType } = service;
  const joined = (): Hosts => joinedHosts(context, service, given);
  if (launchType?.known) return joined();
  const own = strategyOf(service, given);
  // AWS takes either a launch type or a strategy, so that one which may be null is null where a strategy is given.
  const unset = own.empty === "false" ? [] : launchType === undefined ? [] : [launchType.unknown];
  return orElse(context, service, own, unset, given, () => {
    const byDefault = defaultStrategyOf(context, service, given);
    return (
      withoutDefault(context, service, byDefault, joined) ?? orElse(context, service, byDefault, unset, given, joined)
    );
  });
}

/** The hosts of a strategy, and, as far as it may be empty or not in force, the others. */
function orElse(
  context: ReachContext,
  service: Service,
  strategy: Strategy,
  doubt: readonly UnknownValue[],
  given: Given,
  others: () => Hosts,
): Hosts {
  if (strategy.empty === "true") return others();
  const provided = providedHosts(context, service, strategy, doubt, given);
  if (strategy.empty === "false" && doubt.length === 0) return provided;
  return together(provided, others(), [...doubt, ...strategy.because]);
}

/** Tasks run on one or the other, it is not known which. */
function together(a: Hosts, b: Hosts, because: readonly UnknownValue[]): Hosts {
  const unsure = <T extends { readonly because: readonly UnknownValue[] }>(all: readonly T[]): readonly T[] =>
    all.map((one) => ({ ...one, because: [...because, ...one.because] }));
  return {
    hosts: [...a.hosts, ...unsure(b.hosts)],
    managed: [...a.managed, ...unsure(b.managed)],
    rest: [...a.rest, ...b.rest],
    doubt: [...a.doubt, ...b.doubt],
    assumptions: [...a.assumptions, ...b.assumptions],
    unstaffed: a.unstaffed && b.unstaffed,
  };
}

/** A cluster has no default strategy unless it is given one: taken as given where instances join a cluster outside of the source. */
function withoutDefault(
  context: ReachContext,
  service: Service,
  strategy: Strategy,
  joinedOnes: () => Hosts,
): Hosts | undefined {
  if (strategy.empty !== "unknown" || strategy.placing.length > 0 || context.options.strict) return undefined;
  const [id] = service.cluster.to;
  const cluster = service.cluster.to.length === 1 ? context.graph.get("cluster", id!) : undefined;
  if (cluster?.external === undefined) return undefined;
  const joined = joinedOnes();
  if (joined.hosts.length === 0 || joined.rest.length > 0) return undefined;
  const text = `${cluster.address}, which is not in the source, has no default capacity provider strategy`;
  return { ...joined, assumptions: [...joined.assumptions, { kind: "no-default-strategy", text }] };
}

interface Strategy {
  readonly placing: readonly Placing[];
  /** It may have further entries. */
  readonly rest: readonly UnknownValue[];
  /** Whether it has no entry at all, so that something else decides where tasks run. */
  readonly empty: Truth;
  /** Where that is not known: why. */
  readonly because: readonly UnknownValue[];
}

/** The strategy that a service gives itself. */
function strategyOf({ strategy, strategyRest }: Service, given: Given): Strategy {
  return strategyFrom(strategy, strategyRest, given);
}

/** The default strategy of the cluster that a service runs in; of several that it may run in, all together. */
function defaultStrategyOf(context: ReachContext, service: Service, given: Given): Strategy {
  const clusters = service.cluster.to.map((id) => context.graph.get("cluster", id));
  const all = clusters.flatMap((cluster) => (cluster === undefined ? [] : [ofCluster(cluster, given)]));
  if (all.length === 1 && clusters.length === 1) return all[0]!;
  const which = all.every(({ empty }) => empty === "true") ? [] : [whichTarget(context.graph, service.cluster)];
  return {
    placing: all.flatMap(({ placing }) => placing.map((one) => ({ ...one, because: [...which, ...one.because] }))),
    rest: all.flatMap(({ rest }) => rest),
    empty: which.length === 0 ? "true" : "unknown",
    because: [...which, ...all.flatMap(({ because }) => because)],
  };
}

function ofCluster({ defaultStrategy, defaultStrategyRest }: Cluster, given: Given): Strategy {
  return strategyFrom(defaultStrategy, defaultStrategyRest, given);
}

function strategyFrom(entries: readonly StrategyEntry[], unknown: UnknownValue | undefined, given: Given): Strategy {
  const rest = unknown === undefined ? [] : [unknown];
  const present = entries.some(({ provider }) => exists(provider.exists, given));
  const empty = present ? "false" : entries.length === 0 && unknown === undefined ? "true" : "unknown";
  const because =
    empty === "unknown" ? [...entries.flatMap(({ provider }) => doubts(provider.exists, given)), ...rest] : [];
  return { placing: placing(entries, rest, given), rest, empty, because };
}

/**
 * A provider with neither weight nor base gets no tasks, if there is another one that has some
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html).
 */
function placing(entries: readonly StrategyEntry[], rest: readonly UnknownValue[], given: Given): readonly Placing[] {
  const alone = entries.length === 1 && rest.length === 0;
  const rivals = [
    ...entries.filter(mayPlace).flatMap((entry) => [...doubts(entry.provider.exists, given), ...shareUnknown(entry)]),
    ...rest,
  ];
  const certain = entries.some((entry) => places(entry) && exists(entry.provider.exists, given));
  const some = entries.some(mayPlace);
  return entries.flatMap((entry): readonly Placing[] => {
    const own = doubts(entry.provider.exists, given);
    if (mayPlace(entry)) return [{ entry, because: [...own, ...(alone ? [] : shareUnknown(entry))] }];
    if (!some) return [{ entry, because: [...own, ...rest] }];
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
