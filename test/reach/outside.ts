/** What a reality has beyond the source: load balancers in front of target groups without a listener, instances of clusters that are not in it. */
import { Graph, type Node } from "../../src/graph/model.ts";
import type { TargetGroup } from "../../src/graph/network.ts";
import type { Cluster, HostGroup } from "../../src/graph/workload.ts";
import type { NetworkCompletion } from "./complete-network.ts";
import type { Choices } from "./completions.ts";
import { defaults, known, launch, spanOf } from "./graph-builder.ts";

export function addOutside(choices: Choices, completion: NetworkCompletion, graph: Graph): Graph {
  const before = choices.made.length;
  const added: Node[] = [];
  const forwarded = new Set(graph.of("listener").flatMap(({ forwards }) => forwards.links.flatMap(({ to }) => to)));
  for (const target of graph.of("target-group"))
    if (!forwarded.has(target.id)) added.push(...balancerFor(choices, completion, target));
  for (const cluster of graph.of("cluster"))
    if (cluster.external !== undefined && choices.chance.happens(0.2))
      added.push(instances(choices, completion, cluster));
  for (const provider of graph.of("capacity-provider"))
    if (provider.provides.kind === "unknown" || provider.external !== undefined) {
      const hosts = instances(choices, completion, undefined);
      added.push(hosts, { ...provider, provides: { kind: "host-group", hosts: choices.to(hosts.id) } });
    }
  for (const node of added) if (graph.node(node.id) === undefined) choices.outside.add(node.id);
  return new Graph([...graph.nodes(), ...added, ...choices.made.slice(before)]);
}

const base = (id: string) => ({ id, address: id, root: "outside", span: spanOf("outside"), exists: true as const });

function balancerFor(choices: Choices, completion: NetworkCompletion, target: TargetGroup): readonly Node[] {
  const { chance } = choices;
  const protocol = target.protocol.known ? target.protocol.value : "HTTP";
  const network = !protocol.startsWith("HTTP");
  const id = `outside balancer of ${target.id}`;
  const subnets = completion.subnetList(target.root).map((one) => choices.to(choices.is(one)));
  const groups = { links: [choices.to(completion.spareGroup())] };
  return [
    {
      ...base(id),
      ...defaults("load-balancer"),
      kind: "load-balancer",
      type: known(network ? "network" : "application"),
      securityGroups: network && chance.happens(0.5) ? "unfiltered" : groups,
      subnets: { links: subnets },
      crossZone: known(chance.happens(0.5)),
    } as unknown as Node,
    {
      ...base(`outside listener of ${target.id}`),
      ...defaults("listener"),
      kind: "listener",
      loadBalancer: choices.to(id),
      forwards: { links: [choices.to(target.id)] },
    } as unknown as Node,
  ];
}

function instances(choices: Choices, completion: NetworkCompletion, cluster: Cluster | undefined): HostGroup {
  const id = `outside hosts ${choices.made.length}`;
  const subnets = completion.subnetList(cluster?.root ?? "outside").map((one) => choices.to(choices.is(one)));
  const groups = { links: [choices.to(completion.spareGroup())] };
  const joined = cluster === undefined ? undefined : choices.to(cluster.id);
  return {
    ...base(id),
    ...defaults("host-group"),
    kind: "host-group",
    launches: [{ ...launch([]), address: `${id} launch`, securityGroups: groups, cluster: joined }],
    subnets: { links: subnets },
  } as unknown as HostGroup;
}
