/** Answers the engine's questions about who refers to a node, each at the cost of the answer. */
import type { FilterRule, NetworkAcl, SecurityGroup } from "../../graph/filters.ts";
import type { Graph, Link, NodeId } from "../../graph/model.ts";
import type { Listener } from "../../graph/network.ts";
import type { HostGroup, Launch, Service } from "../../graph/workload.ts";

export interface HostLaunch {
  readonly host: HostGroup;
  readonly launch: Launch;
}

/** Instances that are registered with a target group as a whole, at its own port. */
export interface HostRegistration {
  readonly host: HostGroup;
  readonly link: Link;
}

/** A rule of a security group that names another one as its peer. */
export interface NamingRule {
  readonly group: SecurityGroup;
  readonly rule: FilterRule;
}

export class GraphIndex {
  readonly #graph: Graph;
  readonly #listeners = new Map<NodeId, Listener[]>();
  readonly #listenersAt = new Map<NodeId, Listener[]>();
  readonly #vagueListenersAt = new Map<NodeId, Listener[]>();
  readonly #openListeners = new Map<string, Listener[]>();
  readonly #vagueListeners = new Map<string, Listener[]>();
  readonly #launches = new Map<NodeId, HostLaunch[]>();
  readonly #assumedLaunches = new Map<string, HostLaunch[]>();
  readonly #externalClusters: readonly NodeId[];
  readonly #vagueLaunches: HostLaunch[] = [];
  readonly #openHosts = new Map<string, HostGroup[]>();
  readonly #aclClaims = new Map<NodeId, NetworkAcl[]>();
  readonly #vagueAcls: NetworkAcl[] = [];
  readonly #vagueAclsOf = new Map<string, NetworkAcl[]>();
  readonly #defaultAcls: readonly NetworkAcl[];
  readonly #registered = new Map<NodeId, HostRegistration[]>();
  readonly #services = new Map<NodeId, Service[]>();
  readonly #allServices: readonly Service[];
  /** Those in clusters that may be any other one. */
  readonly #vagueServices: readonly Service[];
  readonly #groups: readonly SecurityGroup[];
  /** Made on the first question: only where a flow is closed does somebody ask. */
  #naming: ReadonlyMap<NodeId, readonly NamingRule[]> | undefined;
  readonly #rules = new WeakMap<
    SecurityGroup | NetworkAcl,
    Readonly<Record<"ingress" | "egress", readonly FilterRule[]>>
  >();

  constructor(graph: Graph) {
    this.#graph = graph;
    for (const listener of graph.of("listener")) {
      for (const id of new Set(listener.forwards.links.flatMap(({ to }) => to))) add(this.#listeners, id, listener);
      const { rest, links } = listener.forwards;
      const leadsElsewhere = (id: NodeId): boolean =>
        graph.node(id)?.external !== undefined || graph.node(id) === undefined;
      const vague =
        rest !== undefined || links.some(({ to, assumption }) => assumption !== undefined || to.some(leadsElsewhere));
      for (const id of listener.loadBalancer.to) {
        add(this.#listenersAt, id, listener);
        if (vague) add(this.#vagueListenersAt, id, listener);
      }
      if (rest !== undefined) add(this.#openListeners, listener.root, listener);
      if (rest !== undefined || links.some(({ to }) => to.some((id) => graph.node(id)?.external?.literal === false)))
        add(this.#vagueListeners, listener.root, listener);
    }
    for (const host of graph.of("host-group")) {
      for (const link of host.targetGroups.links) for (const id of link.to) add(this.#registered, id, { host, link });
      if (host.launchesRest !== undefined && host.external === undefined) add(this.#openHosts, host.root, host);
      for (const launch of host.launches) {
        if (launch.cluster === undefined) this.#vagueLaunches.push({ host, launch });
        else for (const id of launch.cluster.to) add(this.#launches, id, { host, launch });
        if (launch.cluster?.assumption !== undefined) add(this.#assumedLaunches, host.root, { host, launch });
      }
    }
    this.#externalClusters = [...this.#launches.keys()].filter((id) => external(graph, id));
    this.#allServices = graph.of("service");
    for (const service of this.#allServices) for (const id of service.cluster.to) add(this.#services, id, service);
    this.#vagueServices = this.#allServices.filter(({ cluster }) => cluster.to.some((id) => this.#isVague(id)));
    this.#groups = graph.of("security-group");
    const acls = graph.of("network-acl");
    for (const acl of acls) {
      for (const link of acl.subnets.links) for (const id of link.to) add(this.#aclClaims, id, acl);
      if (acl.subnets.rest === undefined && !acl.subnets.links.some(({ to }) => to.some((id) => external(graph, id))))
        continue;
      this.#vagueAcls.push(acl);
      add(this.#vagueAclsOf, acl.root, acl);
    }
    this.#defaultAcls = acls.filter(({ isDefault }) => isDefault);
  }

  /** The listeners that have a link to the target group. */
  listenersOf(targetGroup: NodeId): readonly Listener[] {
    return this.#listeners.get(targetGroup) ?? [];
  }

  /** The listeners of the load balancer, and those that may be. */
  listenersAt(loadBalancer: NodeId): readonly Listener[] {
    return this.#listenersAt.get(loadBalancer) ?? [];
  }

  /** Those of them that may lead to a target group that the source defines and they do not name. */
  vagueListenersAt(loadBalancer: NodeId): readonly Listener[] {
    return this.#vagueListenersAt.get(loadBalancer) ?? [];
  }

  /** The listeners of a root that may forward to more target groups than they name. */
  openListeners(root: string): readonly Listener[] {
    return this.#openListeners.get(root) ?? [];
  }

  /** The same, and those that name one which is not known. */
  vagueListeners(root: string): readonly Listener[] {
    return this.#vagueListeners.get(root) ?? [];
  }

  /** The launches whose user data joins the cluster, or may. */
  launchesJoining(cluster: NodeId): readonly HostLaunch[] {
    return this.#launches.get(cluster) ?? [];
  }

  /** The launches whose user data names no cluster. */
  launchesWithoutCluster(): readonly HostLaunch[] {
    return this.#vagueLaunches;
  }

  /** The host groups of a root of which it is not known what they launch, or what besides. */
  openHosts(root: string): readonly HostGroup[] {
    return this.#openHosts.get(root) ?? [];
  }

  /** The launches of a root of which it is only taken as given which cluster they join. */
  assumedLaunches(root: string): readonly HostLaunch[] {
    return this.#assumedLaunches.get(root) ?? [];
  }

  /** The services that run in the cluster, or may. */
  servicesPerhapsIn(cluster: NodeId): readonly Service[] {
    return this.#isVague(cluster)
      ? this.#allServices
      : [...(this.#services.get(cluster) ?? []), ...this.#vagueServices];
  }

  /** It may be any other node of its kind. */
  #isVague(id: NodeId): boolean {
    const node = this.#graph.node(id);
    return node === undefined || node.external !== undefined;
  }

  /** The clusters that some user data joins. */
  joinedClusters(): Iterable<NodeId> {
    return this.#launches.keys();
  }

  /** Those of them that the source does not define. */
  joinedExternalClusters(): Iterable<NodeId> {
    return this.#externalClusters;
  }

  /** The network ACLs that have a link to the subnet. */
  aclsClaiming(subnet: NodeId): readonly NetworkAcl[] {
    return this.#aclClaims.get(subnet) ?? [];
  }

  /** The network ACLs, of a root or of all, that may apply to more subnets than the source defines. */
  vagueAcls(root: string | undefined): readonly NetworkAcl[] {
    return root === undefined ? this.#vagueAcls : (this.#vagueAclsOf.get(root) ?? []);
  }

  /** The host groups that register their instances with the target group, or may. */
  registeredWith(targetGroup: NodeId): readonly HostRegistration[] {
    return this.#registered.get(targetGroup) ?? [];
  }

  defaultAcls(): readonly NetworkAcl[] {
    return this.#defaultAcls;
  }

  /** The rules of security groups that name the group as their peer. */
  rulesNaming(group: NodeId): readonly NamingRule[] {
    this.#naming ??= namingRules(this.#groups);
    return this.#naming.get(group) ?? [];
  }

  /** The filter rules of a security group or network ACL in one direction. */
  rulesOf(node: SecurityGroup | NetworkAcl, direction: "ingress" | "egress"): readonly FilterRule[] {
    let rules = this.#rules.get(node);
    if (rules === undefined) {
      const all = node.kind === "security-group" ? node.rules : node.entries;
      rules = {
        ingress: all.filter((rule) => rule.direction === "ingress"),
        egress: all.filter((rule) => rule.direction === "egress"),
      };
      this.#rules.set(node, rules);
    }
    return rules[direction];
  }
}

function namingRules(groups: readonly SecurityGroup[]): ReadonlyMap<NodeId, readonly NamingRule[]> {
  const naming = new Map<NodeId, NamingRule[]>();
  for (const group of groups)
    for (const rule of group.rules)
      for (const peer of rule.peers)
        if (peer.kind === "security-group" && peer.group.to.length === 1)
          add(naming, peer.group.to[0]!, { group, rule });
  return naming;
}

function external(graph: Graph, id: NodeId): boolean {
  return graph.node(id)?.external !== undefined;
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
