/** Where the tasks of a service run in a graph in which everything is known: the interfaces at which its containers are reached. */

import type { Link, LinkSet } from "../../src/graph/model.ts";
import type { CapacityProvider, HostGroup, Launch, Service, StrategyEntry } from "../../src/graph/workload.ts";
import type { Reality } from "./completions.ts";
import { only, value } from "./simulator.ts";

export interface Interface {
  readonly groups: readonly string[];
  readonly subnet: string;
  /** By which node the subnet is named; `listed` where it is one of an unknown list. */
  readonly named: string;
  /** Where it is that of an instance. */
  readonly launch: Launch | undefined;
  readonly host: HostGroup | undefined;
}

/** Undefined where the reality contradicts itself: AWS refuses such a service, or it cannot run. */
export function interfacesOf(reality: Reality, service: Service, mode: string): readonly Interface[] | undefined {
  if (mode === "awsvpc") {
    const { network } = service;
    return network && interfaces(reality, network.securityGroups, network.subnets);
  }
  if (service.launchType !== undefined)
    return value(service.launchType) === "EC2" ? joined(reality, service) : undefined;
  const cluster = reality.graph.get("cluster", only(service.cluster))!;
  const strategy = service.strategy.length > 0 ? service.strategy : cluster.defaultStrategy;
  if (strategy.length === 0) return joined(reality, service);
  const placing = strategy.filter(places);
  return placing.length === 0
    ? undefined
    : placing.flatMap(({ provider }) => provided(reality, only(provider), cluster.id));
}

/** A provider with neither weight nor base gets no tasks. */
const places = ({ weight, base }: StrategyEntry): boolean => value(weight) > 0 || value(base) > 0;

/** A provider's instances join a cluster as all others do; of one that the source does not show it is known that they do. */
function provided(reality: Reality, id: string, cluster: string): readonly Interface[] {
  const { provides }: CapacityProvider = reality.graph.get("capacity-provider", id)!;
  if (provides.kind === "managed-instances") return interfaces(reality, provides.securityGroups, provides.subnets);
  if (provides.kind !== "host-group") return [];
  const host = reality.graph.get("host-group", only(provides.hosts))!;
  return host.launches
    .filter((launch) => reality.outside.has(host.id) || joins(reality, launch, cluster))
    .flatMap((launch) => onLaunch(reality, host, launch));
}

/**
 * Instances that join the cluster. One of which it is not known in its own root that it joins is taken not to join a cluster of another
 * root, and one that the source does not show joins none that it defines.
 */
function joined(reality: Reality, service: Service): readonly Interface[] {
  const cluster = only(service.cluster);
  return reality.graph
    .of("host-group")
    .flatMap((host) =>
      host.launches
        .filter((launch) => joins(reality, launch, cluster) && certainly(reality, service, host, launch))
        .flatMap((launch) => onLaunch(reality, host, launch)),
    );
}

function certainly(reality: Reality, service: Service, host: HostGroup, { cluster, userDataUnread }: Launch): boolean {
  if (reality.outside.has(host.id)) return cluster !== undefined;
  if (host.root === service.root) return true;
  if (cluster === undefined) return userDataUnread === undefined;
  return nameOf(reality, cluster) === nameOf(reality, service.cluster);
}

/** The node that the source names. */
export const nameOf = (reality: Reality, link: Link): string => reality.vague.get(link) ?? only(link);

/** An instance without user data joins the cluster named `default`. */
export function joins(reality: Reality, { cluster, userDataUnread }: Launch, id: string): boolean {
  if (cluster !== undefined) return only(cluster) === id;
  return userDataUnread === undefined && value(reality.graph.get("cluster", id)!.name) === "default";
}

function onLaunch(reality: Reality, host: HostGroup, launch: Launch): readonly Interface[] {
  const subnets = launch.subnets ?? host.subnets;
  return interfaces(reality, launch.securityGroups, subnets).map((one) => ({ ...one, launch, host }));
}

function interfaces(reality: Reality, groups: LinkSet, subnets: LinkSet): readonly Interface[] {
  const carried = groups.links.map(only);
  return subnets.links.map((link) => ({
    groups: carried,
    subnet: only(link),
    named: nameOf(reality, link),
    launch: undefined,
    host: undefined,
  }));
}
