/** Which container instances may run the tasks of a service, for rules that hold what tasks need against what instances have. */
import type { HostGroup, NodeId, Service, StrategyEntry } from "../graph/model.ts";

import type { ReachContext } from "./certainty/context.ts";
import { givenOf } from "./certainty/unknowns.ts";
import { hostsOf } from "./sides/hosts.ts";

/** All groups that may run them; undefined where others may that the source does not have, and where tasks may run on Fargate. */
export type InstancesOf = (service: Service) => readonly HostGroup[] | undefined;

export function instancesIn(context: ReachContext): InstancesOf {
  return (service) => context.ask(instancesOf, service);
}

function instancesOf(context: ReachContext, service: Service): readonly HostGroup[] | undefined {
  if (mayRunElsewhere(context, service)) return undefined;
  const found = hostsOf(context, service, givenOf(context, [service.exists]));
  const others = [found.managed, found.rest, found.doubt, found.assumptions].some((list) => list.length > 0);
  const groups = [...new Set(found.hosts.map(({ host }) => host))];
  return others || found.unstaffed !== undefined || groups.length === 0 ? undefined : groups;
}

/** Of a service without a launch type the strategy decides, its own or the default one of its cluster. */
function mayRunElsewhere({ graph }: ReachContext, { launchType, strategy, cluster }: Service): boolean {
  if (launchType !== undefined) return !launchType.known || launchType.value !== "EC2";
  const byDefault = cluster.to.flatMap((id) => graph.get("cluster", id)?.defaultStrategy ?? []);
  const namesFargate = (id: NodeId): boolean => graph.get("capacity-provider", id)?.provides.kind === "fargate";
  return [...strategy, ...byDefault].some(({ provider }: StrategyEntry) => provider.to.some(namesFargate));
}
