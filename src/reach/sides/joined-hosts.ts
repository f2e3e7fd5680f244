/** Container instances as targets: who they are, which join the cluster of a service, and why that is not certain. */
import { and, type Truth, truthOf } from "../../base/truth.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { NodeId } from "../../graph/model.ts";
import type { CapacityProvider, Cluster, Launch, Service } from "../../graph/workload.ts";

import type { Interned, ReachContext } from "../certainty/context.ts";
import type { HostLaunch } from "../certainty/graph-index.ts";
import { externalUnknowns, sameNode } from "../certainty/links.ts";
import { doubts, exists, type Given, unassumed, unknownFor } from "../certainty/unknowns.ts";

/** One kind of container instance. */
export interface Host extends HostLaunch {
  /** Why it is not certain that tasks run there; empty where it is. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** A provider whose instances AWS starts itself. */
export interface ManagedHosts {
  readonly provider: CapacityProvider;
  readonly because: readonly UnknownValue[];
}

export interface Hosts {
  readonly hosts: readonly Host[];
  readonly managed: readonly ManagedHosts[];
  /** There may be others, because these are unknown. */
  readonly rest: readonly UnknownValue[];
  /** That these are the ones is only assumed, because of these: that they cannot be reached proves nothing. */
  readonly doubt: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Nothing is known that runs the tasks, or might. */
  readonly unstaffed: boolean;
}

/** The instances of a launch, with what speaks against their being there. */
export function hostOf(
  context: ReachContext,
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

/** The instances that join the cluster of a service, or may. */
export function joinedHosts(context: ReachContext, service: Service, given: Given): Hosts {
  const { to, origin } = service.cluster;
  const clusters = context.list(to.map((id) => context.identity(id)));
  const { name, vague, nobody, ...joined } = context.ask(joining, clusters, context.identity(service.root), given);
  if (!nobody) return { ...joined, unstaffed: false };
  const missing = unknownFor(
    "missing-source",
    `instances of ${to.join("|")}`,
    `no instance in the scan is known to join ${name}`,
    {
      hint: "scan the directory that defines the container instances too, or give the values that their user data needs",
      span: origin.span,
    },
  );
  const why = vague.length === 0 ? missing : { ...missing, from: vague };
  const unstaffed = vague.length === 0;
  return joined.taken ? { ...joined, doubt: [why], unstaffed } : { ...joined, rest: [...joined.rest, why], unstaffed };
}

/** The hosts of a cluster, whichever service asks. */
interface Joining extends Omit<Hosts, "unstaffed"> {
  readonly name: string;
  /** Nothing certainly joins the cluster. */
  readonly nobody: boolean;
  /** Why those that may join do so only perhaps. */
  readonly vague: readonly UnknownValue[];
  /** Instances of which it is not known which cluster they join are taken to join this one. */
  readonly taken: boolean;
}

function joining(
  context: ReachContext,
  identities: readonly Interned[],
  { symbol: root }: Interned,
  given: Given,
): Joining {
  const { options, graph } = context;
  const clusters = identities.map(({ symbol }) => symbol);
  const cluster = clusters.length === 1 ? graph.node(clusters[0]!) : undefined;
  const name = cluster?.address ?? "the cluster";
  const { joined, doubtful, unread, elsewhere } = sorted(context, clusters, root, given);
  const nobody = joined.length === 0;
  // A group may launch what joins although nothing that it is known to launch does.
  const perhaps = context.index.openHosts(root).filter((one) => !joined.some(({ host }) => host === one));
  // Nor does what it is known to launch join for certain where that is only assumed, or doubtful.
  const known = [...joined, ...doubtful, ...(options.strict ? unread : [])].map(({ host }) => host);
  const counted = new Set([...known, ...(nobody || options.strict ? perhaps : [])]);
  const rest = [...counted].flatMap(({ launchesRest }) => launchesRest ?? []);
  // That what names no cluster does not join is only assumed, and does not make it certain that nothing does.
  const unnamed = elsewhere.some(({ kind }) => kind === "cluster-name") ? unknownNames(context, clusters) : [];
  const vague = nobody
    ? [
        ...[...unread, ...doubtful].flatMap(({ because }) => because),
        ...rest,
        ...unnamed,
        ...unnamedClusters(context, clusters),
      ]
    : [];
  const assumptions: Assumption[] = [...elsewhere];
  if (cluster?.external !== undefined && !nobody) {
    const only = { kind: "all-hosts-in-scan", text: `no instance outside the scan joins ${name}` };
    if (options.strict) rest.push(unassumed(only));
    else assumptions.push(only);
  }
  const common = { name, nobody, vague, rest, managed: [], doubt: [], assumptions };
  const unknown = [...unread.map(({ host }) => host), ...(nobody ? [] : perhaps)];
  if (unknown.length === 0 || options.strict)
    return { ...common, hosts: [...joined, ...doubtful, ...unread], taken: false };
  const names = [...new Set(unknown.map(({ address }) => address))].sort().join(", ");
  const verb = nobody ? "joins" : "does not join";
  assumptions.push({ kind: "unread-user-data", text: `${names}, whose user data is not known, ${verb} ${name}` });
  if (!nobody) return { ...common, hosts: [...joined, ...doubtful], taken: false };
  const taken = unread.map((host) => ({
    ...host,
    because: host.because.filter((why) => why !== host.launch.userDataUnread),
  }));
  return { ...common, hosts: [...taken, ...doubtful], taken: true };
}

interface Sorted {
  readonly joined: readonly Host[];
  readonly doubtful: readonly Host[];
  /** It is not known which cluster they join, and nothing names one. */
  readonly unread: readonly Host[];
  /** What is taken as given of others: that they join another cluster. */
  readonly elsewhere: readonly Assumption[];
}

function sorted(context: ReachContext, clusters: readonly NodeId[], root: string, given: Given): Sorted {
  const joined: Host[] = [];
  const doubtful: Host[] = [];
  const unread: Host[] = [];
  const elsewhere: Assumption[] = [];
  const unnamed = unknownNames(context, clusters);
  for (const one of candidates(context, clusters, root)) {
    const { launch } = one;
    const certain = launch.cluster === undefined || exists(launch.cluster.exists, given);
    const truth = and(joins(context, one, clusters), certain ? "true" : "unknown");
    const linked = launch.cluster?.assumption;
    const host = hostOf(context, one, [], linked === undefined ? [] : [linked], given);
    if (linked !== undefined && context.options.strict)
      unread.push({ ...host, because: [unassumed(linked, launch.span), ...host.because] });
    else if (truth === "true") joined.push(host);
    else if (truth === "false" && linked !== undefined) elsewhere.push(linked);
    else if (truth === "unknown" && namesNothing(launch) && unnamed.length > 0 && !context.options.strict)
      elsewhere.push(notDefault(context, clusters));
    else if (launch.cluster === undefined && launch.userDataUnread !== undefined) {
      if (one.host.root === root) unread.push({ ...host, because: [launch.userDataUnread, ...host.because] });
    } else if (truth === "unknown") {
      const outside = namesNothing(launch)
        ? unnamed
        : externalUnknowns(context.graph, ...(launch.cluster?.to ?? []), ...clusters);
      const why = launch.clusterDoubt === undefined ? outside : [launch.clusterDoubt];
      doubtful.push({ ...host, because: [...(why.length > 0 ? why : [whichCluster(one, clusters)]), ...host.because] });
    }
  }
  return { joined, doubtful, unread, elsewhere };
}

function whichCluster({ host, launch }: HostLaunch, clusters: readonly NodeId[]): UnknownValue {
  const symbol = `cluster of ${host.id} or ${clusters.join("|")}`;
  return unknownFor("derived", symbol, `${host.address} may join another cluster than the service's`, {
    span: launch.span,
  });
}

/** Why it is not known which cluster is meant, where its name is not. */
function unnamedClusters({ graph }: ReachContext, clusters: readonly NodeId[]): readonly UnknownValue[] {
  return clusters.flatMap((id) => {
    const outside = graph.node(id)?.external;
    return outside === undefined || outside.literal ? [] : [outside.unknown];
  });
}

/** The launches that join one of the clusters or may, and those that would where what is taken as given of them does not hold. */
function candidates({ index, graph }: ReachContext, clusters: readonly NodeId[], root: string): readonly HostLaunch[] {
  const found = new Set<HostLaunch>();
  for (const id of clusters) for (const one of index.launchesJoining(id)) found.add(one);
  const outside = clusters.some((id) => graph.node(id)?.external !== undefined);
  for (const id of outside ? index.joinedClusters() : index.joinedExternalClusters())
    if (clusters.some((own) => own !== id && sameNode(graph, own, id) === "unknown"))
      for (const one of index.launchesJoining(id)) if (one.host.root === root) found.add(one);
  for (const one of [...index.assumedLaunches(root), ...index.launchesWithoutCluster()]) found.add(one);
  return [...found];
}

/** An instance whose user data names no cluster joins the one named `default`
 *  (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html). */
function joins({ graph }: ReachContext, { launch }: HostLaunch, clusters: readonly NodeId[]): Truth {
  if (launch.cluster !== undefined) {
    const truths = launch.cluster.to.flatMap((left) => clusters.map((right) => sameNode(graph, left, right)));
    return truths.every((truth) => truth === truths[0]) ? truths[0]! : "unknown";
  }
  if (launch.userDataUnread !== undefined) return "unknown";
  const truths = clusters.map((id) => isDefault(graph.get("cluster", id)));
  return truths.every((truth) => truth === truths[0]) ? truths[0]! : "unknown";
}

function isDefault(cluster: Cluster | undefined): Truth {
  if (cluster === undefined) return "false";
  const { name } = cluster;
  if (name.known) return truthOf(name.value === "default");
  return (name.among?.includes("default") ?? true) ? "unknown" : "false";
}

function unknownNames({ graph }: ReachContext, clusters: readonly NodeId[]): readonly UnknownValue[] {
  return clusters.flatMap((id) => {
    const name = graph.get("cluster", id)?.name;
    return name === undefined || name.known ? [] : [name.unknown];
  });
}

function namesNothing({ cluster, userDataUnread }: Launch): boolean {
  return cluster === undefined && userDataUnread === undefined;
}

/** Instances that are no container instances at all name no cluster either. */
function notDefault({ graph }: ReachContext, clusters: readonly NodeId[]): Assumption {
  const names = clusters.map((id) => graph.node(id)?.address ?? id).sort();
  const text = `${names.join(" or ")} is not named default, as the cluster is that instances without user data join`;
  return { kind: "cluster-name", text };
}
