/** The same graph in another order and under other ids, and what differs between the flows of both. */
import type { FilterRule, Peer } from "../../src/graph/filters.ts";
import { Graph, type Link, type LinkSet, type Node, type NodeId } from "../../src/graph/model.ts";
import type { StrategyEntry } from "../../src/graph/workload.ts";
import type { Flow, Hop } from "../../src/reach/flow.ts";
import { formatPorts } from "../../src/sets/port-set.ts";
import type { Chance } from "./chance.ts";

export interface Reordered {
  readonly graph: Graph;
  /** A text with the ids of the first graph. */
  readonly original: (text: string) => string;
}

/** Nodes, links, rules, launches, containers, entries of strategies and of services in any order; ids that sort in any way. */
export function reordered(graph: Graph, chance: Chance): Reordered {
  const nodes = chance.shuffle(graph.nodes());
  const ids = new Map(nodes.map(({ id }, at) => [id, `id${100 + at}`]));
  const back = new Map([...ids].map(([id, made]) => [made, id]));
  const order = new Reordering(chance, ids);
  return {
    graph: new Graph(nodes.map((node) => order.node(node))),
    original: (text) => text.replace(/id1\d\d/g, (made) => back.get(made) ?? made),
  };
}

class Reordering {
  readonly #chance: Chance;
  readonly #ids: ReadonlyMap<NodeId, NodeId>;

  constructor(chance: Chance, ids: ReadonlyMap<NodeId, NodeId>) {
    this.#chance = chance;
    this.#ids = ids;
  }

  #id(id: NodeId): NodeId {
    return this.#ids.get(id) ?? id;
  }

  #link<T extends Link | undefined>(link: T): T {
    const to = link?.to.map((id) => this.#id(id)) ?? [];
    return (link && Object.assign({}, link, { to: this.#chance.shuffle(to) })) as T;
  }

  #set<T extends LinkSet | "unfiltered" | undefined>(set: T): T {
    if (set === undefined || set === "unfiltered") return set;
    return Object.assign({}, set, { links: this.#chance.shuffle(set.links.map((link) => this.#link(link))) });
  }

  #rules(rules: readonly FilterRule[]): readonly FilterRule[] {
    const peer = (one: Peer): Peer => {
      if (one.kind === "security-group") return { ...one, group: this.#link(one.group) };
      return one.kind === "prefix-list" ? { ...one, list: this.#link(one.list) } : one;
    };
    return this.#chance.shuffle(rules.map((rule) => ({ ...rule, peers: this.#chance.shuffle(rule.peers.map(peer)) })));
  }

  #strategy(entries: readonly StrategyEntry[]): readonly StrategyEntry[] {
    return this.#chance.shuffle(entries.map((entry) => ({ ...entry, provider: this.#link(entry.provider) })));
  }

  node(node: Node): Node {
    const id = this.#id(node.id);
    switch (node.kind) {
      case "vpc":
        return { ...node, id, cidrs: this.#chance.shuffle(node.cidrs) };
      case "subnet":
        return { ...node, id, vpc: this.#link(node.vpc) };
      case "route-table":
      case "nat-gateway":
      case "vpc-endpoint":
        return { ...node, id };
      case "security-group":
        return { ...node, id, vpc: this.#link(node.vpc), rules: this.#rules(node.rules) };
      case "network-acl":
        return {
          ...node,
          id,
          vpc: this.#link(node.vpc),
          entries: this.#rules(node.entries),
          subnets: this.#set(node.subnets),
        };
      case "prefix-list":
        return { ...node, id, ranges: this.#chance.shuffle(node.ranges) };
      case "load-balancer":
        return {
          ...node,
          id,
          securityGroups: this.#set(node.securityGroups),
          subnets: this.#set(node.subnets),
          classicListeners: this.#chance.shuffle(node.classicListeners),
        };
      case "listener":
        return { ...node, id, loadBalancer: this.#link(node.loadBalancer), forwards: this.#set(node.forwards) };
      case "target-group":
        return { ...node, id, vpc: this.#link(node.vpc) };
      case "cluster":
        return { ...node, id, defaultStrategy: this.#strategy(node.defaultStrategy) };
      case "capacity-provider": {
        const { provides } = node;
        if (provides.kind === "host-group")
          return { ...node, id, provides: { ...provides, hosts: this.#link(provides.hosts) } };
        if (provides.kind !== "managed-instances") return { ...node, id };
        const { securityGroups, subnets } = provides;
        return {
          ...node,
          id,
          provides: { ...provides, securityGroups: this.#set(securityGroups), subnets: this.#set(subnets) },
        };
      }
      case "host-group":
        return {
          ...node,
          id,
          subnets: this.#set(node.subnets),
          launches: this.#chance.shuffle(
            node.launches.map((launch) => ({
              ...launch,
              securityGroups: this.#set(launch.securityGroups),
              subnets: this.#set(launch.subnets),
              cluster: this.#link(launch.cluster),
            })),
          ),
        };
      case "task-definition":
        return {
          ...node,
          id,
          containers: this.#chance.shuffle(
            node.containers.map((one) => ({ ...one, portMappings: this.#chance.shuffle(one.portMappings) })),
          ),
        };
      case "service":
        return {
          ...node,
          id,
          cluster: this.#link(node.cluster),
          taskDefinition: this.#link(node.taskDefinition),
          strategy: this.#strategy(node.strategy),
          network: node.network && {
            ...node.network,
            securityGroups: this.#set(node.network.securityGroups),
            subnets: this.#set(node.network.subnets),
          },
          loadBalancers: this.#chance.shuffle(
            node.loadBalancers.map((entry) => ({
              ...entry,
              targetGroup: this.#link(entry.targetGroup),
              alternateTargetGroup: this.#link(entry.alternateTargetGroup),
              classicLoadBalancer: this.#link(entry.classicLoadBalancer),
            })),
          ),
        };
    }
  }
}

/** The first thing that the flows of a graph and those of the reordered one do not have in common. */
export function differences(
  flows: readonly Flow[],
  others: readonly Flow[],
  original: (text: string) => string,
): string | undefined {
  const told = new Map(flows.map((flow) => [keyOf(flow), factsOf(flow, (text) => text)]));
  const found = new Map(others.map((flow) => [keyOf(flow), factsOf(flow, original)]));
  for (const [key, facts] of told) {
    const other = found.get(key);
    if (other === undefined) return `there is no flow ${key}`;
    for (const [name, value] of Object.entries(facts))
      if (other[name] !== value) return `${key} has ${name} ${other[name]} in place of ${value}`;
  }
  const more = [...found.keys()].find((key) => !told.has(key));
  return more === undefined ? undefined : `there is a flow ${more}`;
}

function keyOf({ service, entry, targetGroup, loadBalancer, purpose }: Flow): string {
  return [service.address, entry.span.file.text, targetGroup?.address, loadBalancer?.address, purpose].join(" ");
}

const sorted = (texts: Iterable<string>): string => [...new Set(texts)].sort().join("; ");

/** Symbols that list several ids do so in any order. */
const symbolText = (symbol: string, original: (text: string) => string): string =>
  original(symbol)
    .replace("either:", "")
    .replace(/[^\s|]+(\|[^\s|]+)+/g, (ids) => ids.split("|").sort().join("|"));

function factsOf(flow: Flow, original: (text: string) => string): Record<string, string> {
  return {
    verdict: flow.verdict,
    required: original(flow.requiredText).split(",").sort().join(),
    open: `${formatPorts(flow.open.must)} to ${formatPorts(flow.open.may)}`,
    blocked: formatPorts(flow.blocked),
    because: sorted(flow.because.map(({ symbol }) => symbolText(symbol, original))),
    assumptions: sorted(flow.assumptions.map(({ text }) => original(text))),
    obstacles: sorted(
      (flow.obstacles ?? []).map(({ kind, effect, proof }) => `${kind} ${effect} ${proof !== undefined}`),
    ),
    hops: sorted(flow.hops.map(hopText)),
  };
}

function hopText({ kind, nodes, pairs, required, open, verdict }: Hop): string {
  const names = pairs?.map((pair) => `${pair.from.address}>${pair.to.address}`) ?? [];
  const filters = sorted(nodes.map(({ address }) => address));
  return `${kind} ${filters} ${sorted(names)} ${verdict} ${formatPorts(required)} ${formatPorts(open.must)} ${formatPorts(open.may)}`;
}
