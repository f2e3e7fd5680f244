/** Which container instances can run the tasks of a service. */
import type { Truth } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, CapacityProvider, Link, Service, StrategyEntry } from "../graph/model.ts";
import type { Context } from "./context.ts";
import type { Flow } from "./flow.ts";
import type { HostLaunch } from "./graph-index.ts";
import { externalUnknowns, onlyTarget, sameNode, sameTarget, whichTarget } from "./identity.ts";
import { doubts, type Given, unassumed, unknownFor } from "./unknowns.ts";

/** One kind of container instance. */
export interface Host extends HostLaunch {
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

export interface Hosts {
  readonly hosts: readonly Host[];
  /** Of providers whose instances AWS starts itself. */
  readonly managed: readonly CapacityProvider[];
  /** There may be others, because these are unknown. */
  readonly open: readonly UnknownValue[];
  /** That these are the ones is only assumed, because of these: that they cannot be reached proves nothing. */
  readonly doubt: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/**
 * With a capacity provider strategy, of the service or else the default one of its cluster, the instances of its providers;
 * else every instance that joins the cluster
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html).
 */
export function hostsOf(context: Context, service: Service, given: Given): Hosts {
  const key = `${service.cluster.to.join("|")}|${service.launchType === undefined ? strategyKey(service) : "launch type"}|${service.root}|${given.key}`;
  return context.memo("hosts", key, () => {
    if (service.launchType === undefined) {
      const { strategy, open } = strategyOf(context, service);
      if (strategy.length > 0 || open !== undefined)
        return withoutStrategy(context, service, given) ?? providedHosts(context, strategy, open, given);
    }
    return joinedHosts(context, service, given);
  });
}

/** A cluster has no default strategy unless it is given one: taken as given where instances join a cluster outside of the source. */
function withoutStrategy(context: Context, service: Service, given: Given): Hosts | undefined {
  if (service.strategy.length > 0 || service.strategyOpen !== undefined || context.options.strict) return undefined;
  const cluster = onlyTarget(context.graph, service.cluster);
  if (cluster?.external === undefined) return undefined;
  const joined = joinedHosts(context, service, given);
  if (joined.hosts.length === 0 || joined.open.length > 0) return undefined;
  const text = `${cluster.address}, which is not in the source, has no default capacity provider strategy`;
  return { ...joined, assumptions: [...joined.assumptions, { kind: "no-default-strategy", text }] };
}

function strategyKey({ strategy, strategyOpen }: Service): string {
  const entries = strategy.map(({ provider, weight, base }) =>
    [provider.to.join("|"), weight.known && weight.value, base.known && base.value].join(":"),
  );
  return [...entries, strategyOpen?.symbol ?? ""].join(",");
}

function strategyOf(
  context: Context,
  service: Service,
): { strategy: readonly StrategyEntry[]; open: UnknownValue | undefined } {
  if (service.strategy.length > 0 || service.strategyOpen !== undefined)
    return { strategy: placing(service.strategy), open: service.strategyOpen };
  const cluster = onlyTarget(context.graph, service.cluster);
  if (cluster?.kind !== "cluster") return { strategy: [], open: undefined };
  return { strategy: placing(cluster.defaultStrategy), open: cluster.defaultStrategyOpen };
}

/** A provider with neither weight nor base gets no tasks, if there is another one. */
function placing(strategy: readonly StrategyEntry[]): readonly StrategyEntry[] {
  const weighted = strategy.filter(
    ({ weight, base }) => !(weight.known && weight.value === 0 && base.known && base.value === 0),
  );
  return weighted.length > 0 ? weighted : strategy;
}

function providedHosts(
  context: Context,
  strategy: readonly StrategyEntry[],
  strategyOpen: UnknownValue | undefined,
  given: Given,
): Hosts {
  const hosts: Host[] = [];
  const managed: CapacityProvider[] = [];
  const open: UnknownValue[] = strategyOpen === undefined ? [] : [strategyOpen];
  for (const { provider } of strategy) {
    const because = [
      ...doubts(provider.exists, given),
      ...(provider.to.length > 1 ? [whichTarget(context.graph, provider)] : []),
    ];
    for (const id of provider.to) {
      const node = context.graph.get("capacity-provider", id);
      if (node === undefined)
        open.push(unknownFor("missing-source", `capacity-provider:${id}`, `${id} is not in the scan`));
      else if (node.external !== undefined) open.push(node.external.unknown);
      else if (node.provides.kind === "unknown") open.push(node.provides.unknown);
      else if (node.provides.kind === "managed-instances") managed.push(node);
      else if (node.provides.kind === "host-group") addGroup(context, node.provides.hosts, because, given, hosts, open);
    }
  }
  return { hosts, managed, open, doubt: [], assumptions: [] };
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
  for (const id of link.to) {
    const host = context.graph.get("host-group", id);
    if (host === undefined) open.push(unknownFor("missing-source", `host-group:${id}`, `${id} is not in the scan`));
    else if (host.external !== undefined) open.push(host.external.unknown);
    else {
      if (host.launchesOpen !== undefined) open.push(host.launchesOpen);
      for (const launch of host.launches)
        hosts.push(
          hostOf(context, { host, launch }, doubt, link.assumption === undefined ? [] : [link.assumption], given),
        );
    }
  }
}

function hostOf(
  context: Context,
  { host, launch }: HostLaunch,
  because: readonly UnknownValue[],
  assumptions: readonly Assumption[],
  given: Given,
): Host {
  const taken = launch.assumption;
  return {
    host,
    launch,
    because: [
      ...because,
      ...doubts(launch.exists, given),
      ...doubts(host.exists, given),
      ...(taken !== undefined && context.options.strict ? [unassumed(taken, launch.span)] : []),
    ],
    assumptions: [...assumptions, ...(taken === undefined ? [] : [taken])],
  };
}

/** Instances whose user data makes them join the cluster of the service. */
function joinedHosts(context: Context, service: Service, given: Given): Hosts {
  const { options } = context;
  const cluster = onlyTarget(context.graph, service.cluster);
  const name = cluster?.address ?? "the cluster";
  const joined: Host[] = [];
  const doubtful: Host[] = [];
  const unread: Host[] = [];
  const open: UnknownValue[] = [];
  for (const one of candidates(context, service)) {
    const { launch } = one;
    const truth = joins(context, one, service);
    const linked = launch.cluster?.assumption;
    const host = hostOf(context, one, [], linked === undefined ? [] : [linked], given);
    if (linked !== undefined && options.strict) unread.push({ ...host, because: [unassumed(linked, launch.span)] });
    else if (truth === "true") joined.push(host);
    else if (launch.cluster === undefined && launch.userDataOpen !== undefined) {
      if (one.host.root === service.root) unread.push({ ...host, because: [launch.userDataOpen, ...host.because] });
    } else if (truth === "unknown") {
      const ids = [...(launch.cluster?.to ?? []), ...service.cluster.to];
      const why = externalUnknowns(context.graph, ...ids);
      doubtful.push({ ...host, because: [...why, ...host.because] });
    }
  }
  for (const { host } of joined) if (host.launchesOpen !== undefined) open.push(host.launchesOpen);
  const missing = joined.length > 0 ? [] : [noHosts(service, name, [...unread, ...doubtful])];
  const assumptions: Assumption[] = [];
  if (cluster?.external !== undefined && joined.length > 0) {
    const only = { kind: "all-hosts-in-scan", text: `no instance outside the scan joins ${name}` };
    if (options.strict) open.push(unassumed(only));
    else assumptions.push(only);
  }
  if (unread.length === 0 || options.strict)
    return {
      hosts: [...joined, ...doubtful, ...unread],
      managed: [],
      open: [...open, ...missing],
      doubt: [],
      assumptions,
    };
  const names = [...new Set(unread.map(({ host }) => host.address))].join(", ");
  const verb = joined.length > 0 ? "does not join" : "joins";
  assumptions.push({ kind: "unread-user-data", text: `${names}, whose user data is not known, ${verb} ${name}` });
  if (joined.length > 0) return { hosts: [...joined, ...doubtful], managed: [], open, doubt: [], assumptions };
  const taken = unread.map((host) => ({
    ...host,
    because: host.because.filter((why) => why !== host.launch.userDataOpen),
  }));
  return { hosts: [...taken, ...doubtful], managed: [], open, doubt: missing, assumptions };
}

const NO_HOSTS = "instances of ";

/** Whether a flow is open because nothing is known to run its service. */
export function lacksHosts({ because }: Pick<Flow, "because">): boolean {
  return because.some(({ symbol }) => symbol.startsWith(NO_HOSTS));
}

function noHosts(service: Service, name: string, vague: readonly Host[]): UnknownValue {
  const unread = vague.flatMap(({ because }) => because);
  const made = unknownFor(
    "missing-source",
    `${NO_HOSTS}${service.cluster.to.join("|")}`,
    `no instance in the scan is known to join ${name}`,
    {
      hint: "scan the directory that defines the container instances too, or give the values that their user data needs",
      span: service.cluster.origin.span,
    },
  );
  return unread.length === 0 ? made : { ...made, from: unread };
}

/** The launches that join the cluster or may. */
function candidates(context: Context, service: Service): readonly HostLaunch[] {
  const { index, graph } = context;
  const found = new Set<HostLaunch>();
  for (const id of service.cluster.to) for (const one of index.launchesJoining(id)) found.add(one);
  const outside = service.cluster.to.some((id) => graph.node(id)?.external !== undefined);
  for (const id of outside ? index.joinedClusters() : index.joinedExternalClusters())
    if (service.cluster.to.some((own) => own !== id && sameNode(graph, own, id) === "unknown"))
      for (const one of index.launchesJoining(id)) if (one.host.root === service.root) found.add(one);
  for (const one of index.launchesWithoutCluster()) found.add(one);
  return [...found];
}

/** An instance whose user data names no cluster joins the one named `default`
 *  (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html). */
function joins(context: Context, { launch }: HostLaunch, service: Service): Truth {
  if (launch.cluster !== undefined) return sameTarget(context.graph, launch.cluster, service.cluster);
  if (launch.userDataOpen !== undefined) return "unknown";
  const cluster = onlyTarget(context.graph, service.cluster);
  if (cluster?.kind !== "cluster") return "false";
  return cluster.name.known && cluster.name.value === "default" ? "true" : "false";
}
