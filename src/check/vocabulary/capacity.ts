/** What runs the tasks of a service: its launch type, else the capacity providers of its strategy or of its cluster's default one. */
import type { CapacityProvider, LinkSet, Service, StrategyEntry } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { type PossibleValues, possible } from "./entity.ts";

/** As launch types are called. */
export const RUNS_ON = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"] as const;

type RunsOn = (typeof RUNS_ON)[number];

/**
 * A service has either a launch type or a strategy. Without both the default strategy of its cluster holds, and where that has none, EC2
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html). Of a strategy with several providers each may run them.
 */
export function runsOn({ launchType, strategy, strategyRest, cluster }: Service, world: World): PossibleValues {
  if (launchType?.known) return [launchType.value];
  return firstOf(
    [
      () => (launchType === undefined ? NONE : of(possible(launchType), false)),
      () => ofStrategy(strategy, strategyRest, world),
      () => ofClusters(cluster.to, world),
    ],
    ["EC2"],
  );
}

/** What may run tasks by one of the places that say it. */
interface Said {
  /** Undefined where it can be anything. */
  readonly values: PossibleValues;
  /** It says something for certain, so that no other place counts. */
  readonly decides: boolean;
}

const NONE: Said = { values: [], decides: false };

function of(values: PossibleValues, decides: boolean): Said {
  return { values, decides };
}

/** All that may be up to the first place that decides. */
function firstOf(places: readonly (() => Said)[], otherwise: readonly RunsOn[]): PossibleValues {
  const found = new Set<string>();
  for (const place of places) {
    const { values, decides } = place();
    if (values === undefined) return undefined;
    for (const value of values) found.add(value);
    if (decides) return [...found];
  }
  return [...found, ...otherwise];
}

function ofStrategy(entries: readonly StrategyEntry[], rest: LinkSet["rest"], { graph }: World): Said {
  const decides = entries.some(({ provider }) => provider.exists === true);
  if (rest !== undefined) return of(undefined, decides);
  const placing = entries.filter(mayPlace);
  const providers = (placing.length > 0 ? placing : entries).flatMap(({ provider }) =>
    provider.to.map((id) => graph.get("capacity-provider", id)),
  );
  const values = providers.map(providedBy);
  return of(values.includes(undefined) ? undefined : values.flatMap((value) => value ?? []), decides);
}

/** A provider with neither weight nor base gets no tasks beside one that has some. */
function mayPlace({ weight, base }: StrategyEntry): boolean {
  return [weight, base].some((fact) => !fact.known || fact.value > 0);
}

function providedBy(provider: CapacityProvider | undefined): RunsOn | undefined {
  switch (provider?.provides.kind) {
    case "fargate":
      return "FARGATE";
    case "host-group":
      return "EC2";
    case "managed-instances":
      return "MANAGED_INSTANCES";
    default:
      return undefined;
  }
}

/** The default strategy of a cluster, of which each that the service may run in counts. */
function ofClusters(ids: readonly string[], world: World): Said {
  const said = ids.map((id) => {
    const cluster = world.graph.get("cluster", id);
    return cluster === undefined
      ? of(undefined, false)
      : ofStrategy(cluster.defaultStrategy, cluster.defaultStrategyRest, world);
  });
  const values = said.map((one) => one.values);
  return of(
    values.includes(undefined) ? undefined : values.flatMap((one) => one ?? []),
    said.every(({ decides }) => decides),
  );
}
