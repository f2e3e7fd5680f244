/** Which container instances can run the tasks of a service. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, Link, Service } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { type Host, type Hosts, hostOf, type ManagedHosts } from "./host.ts";
import { whichTarget } from "./identity.ts";
import { joinedHosts } from "./joined-hosts.ts";
import { defaultStrategyOf, type Strategy, strategyOf } from "./strategies.ts";
import { doubts, type Given, notInScan, unassumed } from "./unknowns.ts";

/**
 * With a capacity provider strategy, of the service or else the default one of its cluster, the instances of its providers; else every
 * instance that joins the cluster
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html).
 */
export function hostsOf(context: Context, service: Service, given: Given): Hosts {
  const { launchType } = service;
  const joined = (): Hosts => joinedHosts(context, service, given);
  if (launchType?.known) return joined();
  const own = strategyOf(service, given);
  // AWS takes either a launch type or a strategy, so that one which may be null is null where a strategy is given.
  const unset = own.empty === "false" ? [] : launchType === undefined ? [] : [launchType.unknown];
  return orElse(context, own, unset, given, () => {
    const byDefault = defaultStrategyOf(context, service, given);
    return withoutDefault(context, service, byDefault, joined) ?? orElse(context, byDefault, unset, given, joined);
  });
}

/** The hosts of a strategy, and, as far as it may be empty or not in force, the others. */
function orElse(
  context: Context,
  strategy: Strategy,
  doubt: readonly UnknownValue[],
  given: Given,
  others: () => Hosts,
): Hosts {
  if (strategy.empty === "true") return others();
  const provided = providedHosts(context, strategy, doubt, given);
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
    open: [...a.open, ...b.open],
    doubt: [...a.doubt, ...b.doubt],
    assumptions: [...a.assumptions, ...b.assumptions],
    unstaffed: a.unstaffed && b.unstaffed,
  };
}

/** A cluster has no default strategy unless it is given one: taken as given where instances join a cluster outside of the source. */
function withoutDefault(
  context: Context,
  service: Service,
  strategy: Strategy,
  joinedOnes: () => Hosts,
): Hosts | undefined {
  if (strategy.empty !== "unknown" || strategy.placing.length > 0 || context.options.strict) return undefined;
  const [id] = service.cluster.to;
  const cluster = service.cluster.to.length === 1 ? context.graph.get("cluster", id!) : undefined;
  if (cluster?.external === undefined) return undefined;
  const joined = joinedOnes();
  if (joined.hosts.length === 0 || joined.open.length > 0) return undefined;
  const text = `${cluster.address}, which is not in the source, has no default capacity provider strategy`;
  return { ...joined, assumptions: [...joined.assumptions, { kind: "no-default-strategy", text }] };
}

function providedHosts(context: Context, strategy: Strategy, doubt: readonly UnknownValue[], given: Given): Hosts {
  const hosts: Host[] = [];
  const managed: ManagedHosts[] = [];
  const open: UnknownValue[] = [...strategy.open];
  const assumptions: Assumption[] = [];
  for (const { entry, because: own } of strategy.placing) {
    const { provider } = entry;
    if (provider.assumption !== undefined && context.options.strict) {
      open.push(unassumed(provider.assumption, provider.origin.span));
      continue;
    }
    if (provider.assumption !== undefined) assumptions.push(provider.assumption);
    const because = [...doubt, ...own, ...(provider.to.length > 1 ? [whichTarget(context.graph, provider)] : [])];
    for (const id of provider.to) {
      const node = context.graph.get("capacity-provider", id);
      if (node === undefined) open.push(notInScan("capacity-provider", id));
      else if (node.external !== undefined) open.push(node.external.unknown);
      else if (node.provides.kind === "unknown") open.push(node.provides.unknown);
      else if (node.provides.kind === "managed-instances") managed.push({ provider: node, because });
      else if (node.provides.kind === "host-group") addGroup(context, node.provides.hosts, because, given, hosts, open);
    }
  }
  return { hosts, managed, open, doubt: [], assumptions, unstaffed: false };
}

function addGroup(
  context: Context,
  link: Link,
  because: readonly UnknownValue[],
  given: Given,
  hosts: Host[],
  open: UnknownValue[],
): void {
  if (link.assumption !== undefined && context.options.strict) {
    open.push(unassumed(link.assumption, link.origin.span));
    return;
  }
  const doubt = [
    ...because,
    ...doubts(link.exists, given),
    ...(link.to.length > 1 ? [whichTarget(context.graph, link)] : []),
  ];
  const assumptions = link.assumption === undefined ? [] : [link.assumption];
  for (const id of link.to) {
    const host = context.graph.get("host-group", id);
    if (host === undefined) open.push(notInScan("host-group", id));
    else if (host.external !== undefined) open.push(host.external.unknown);
    else {
      if (host.launchesRest !== undefined) open.push(host.launchesRest);
      for (const launch of host.launches) hosts.push(hostOf(context, { host, launch }, doubt, assumptions, given));
    }
  }
}
