/** Container instances as targets: who they are, which join the cluster of a service, and why that is not certain. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { NodeId } from "../../graph/model.ts";
import type { CapacityProvider, Service } from "../../graph/workload.ts";

import type { Interned, ReachContext } from "../certainty/context.ts";
import type { HostLaunch } from "../certainty/graph-index.ts";
import { sameNode } from "../certainty/links.ts";
import { doubts, type Given, unassumed, unknownFor } from "../certainty/unknowns.ts";
import { joins, namesNothing, notDefault, unknownNames, whyUnsure } from "./membership.ts";

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
  /** Nothing is known that runs the tasks, or might: what has no instance that joins the cluster. */
  readonly unstaffed: "the scan" | "its capacity providers" | undefined;
}

/** The instances of a launch, with what speaks against their being there. */
export function hostOf(
  context: ReachContext,
  { host, launch }: HostLaunch,
  because: readonly UnknownValue[],
  assumptions: readonly Assumption[],
  given: Given,
): Host {
  const taken = launch.assumptions;
  return {
    host,
    launch,
    because: [
      ...because,
      ...doubts(launch.exists, given),
      ...doubts(host.exists, given),
      ...(context.options.strict ? taken.map((one) => unassumed(one, launch.span)) : []),
    ],
    assumptions: [...assumptions, ...taken],
  };
}

/** The instances that join the cluster of a service, or may. */
export function joinedHosts(context: ReachContext, service: Service, given: Given): Hosts {
  const { to, origin } = service.cluster;
  const clusters = context.list(to.map((id) => context.identity(id)));
  const { name, vague, nobody, ...joined } = context.ask(joining, clusters, context.identity(service.root), given);
  if (!nobody) return { ...joined, unstaffed: undefined };
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
  const unstaffed = vague.length === 0 ? "the scan" : undefined;
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
    const truth = joins(context, one, clusters, given);
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
      doubtful.push({ ...host, because: [...whyUnsure(context, one, clusters), ...host.because] });
    }
  }
  return { joined, doubtful, unread, elsewhere };
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
