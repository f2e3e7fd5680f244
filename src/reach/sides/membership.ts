/** Which cluster an instance joins, as far as its user data tells. */
import { and, type Truth, truthOf } from "../../base/truth.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { Graph, NodeId } from "../../graph/model.ts";
import type { Cluster, Launch } from "../../graph/workload.ts";

import type { ReachContext } from "../certainty/context.ts";
import type { HostLaunch } from "../certainty/graph-index.ts";
import { externalUnknowns, sameNode } from "../certainty/links.ts";
import { exists, type Given, unknownFor } from "../certainty/unknowns.ts";

/** Whether the instances of a launch join the cluster, which is one of these. */
export function joins(context: ReachContext, one: HostLaunch, clusters: readonly NodeId[], given: Given): Truth {
  const { cluster } = one.launch;
  const certain = cluster === undefined || exists(cluster.exists, given);
  return and(told(context, one, clusters), certain ? "true" : "unknown");
}

/** An instance whose user data names no cluster joins the one named `default`
 *  (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html). */
function told({ graph }: ReachContext, { launch }: HostLaunch, clusters: readonly NodeId[]): Truth {
  if (launch.cluster !== undefined) {
    const truths = launch.cluster.to.flatMap((left) => clusters.map((right) => sameCluster(graph, left, right)));
    return truths.every((truth) => truth === truths[0]) ? truths[0]! : "unknown";
  }
  if (launch.userDataUnread !== undefined) return "unknown";
  const truths = clusters.map((id) => isDefault(graph.get("cluster", id)));
  return truths.every((truth) => truth === truths[0]) ? truths[0]! : "unknown";
}

/** Clusters of an account are told apart by their names, also where one of them is not in the source. */
function sameCluster(graph: Graph, a: NodeId, b: NodeId): Truth {
  const [left, right] = [a, b].map((id) => graph.get("cluster", id)?.name);
  const differ = left?.known && right?.known && left.value !== right.value;
  return differ ? "false" : sameNode(graph, a, b);
}

function isDefault(cluster: Cluster | undefined): Truth {
  if (cluster === undefined) return "false";
  const { name } = cluster;
  if (name.known) return truthOf(name.value === "default");
  return (name.among?.includes("default") ?? true) ? "unknown" : "false";
}

/** Why it is not known whether an instance joins the cluster. Never empty. */
export function whyUnsure(
  { graph }: ReachContext,
  { host, launch }: HostLaunch,
  clusters: readonly NodeId[],
): readonly UnknownValue[] {
  if (launch.clusterDoubt !== undefined) return [launch.clusterDoubt];
  if (launch.cluster === undefined && launch.userDataUnread !== undefined) return [launch.userDataUnread];
  const outside = namesNothing(launch)
    ? unknownNames({ graph }, clusters)
    : externalUnknowns(graph, ...(launch.cluster?.to ?? []), ...clusters);
  if (outside.length > 0) return outside;
  const text = `${host.address} may join another cluster than the service's`;
  return [unknownFor("derived", `cluster of ${host.id} or ${clusters.join("|")}`, text, { span: launch.span })];
}

export function unknownNames(
  { graph }: Pick<ReachContext, "graph">,
  clusters: readonly NodeId[],
): readonly UnknownValue[] {
  return clusters.flatMap((id) => {
    const name = graph.get("cluster", id)?.name;
    return name === undefined || name.known ? [] : [name.unknown];
  });
}

/** Its user data is known, and says nothing of a cluster. */
export function namesNothing({ cluster, userDataUnread }: Launch): boolean {
  return cluster === undefined && userDataUnread === undefined;
}

/** Instances that are no container instances at all name no cluster either. */
export function notDefault({ graph }: ReachContext, clusters: readonly NodeId[]): Assumption {
  const names = clusters.map((id) => graph.node(id)?.address ?? id).sort();
  const text = `${names.join(" or ")} is not named default, as the cluster is that instances without user data join`;
  return { kind: "cluster-name", text };
}
