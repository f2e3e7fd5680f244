import type { UnknownValue } from "../../src/base/value.ts";
import type { Link, Node, NodeId } from "../../src/graph/model.ts";
import type { LoadBalancer, TargetGroup } from "../../src/graph/network.ts";
import type {
  CapacityProvider,
  HostGroup,
  Launch,
  Service,
  ServiceLoadBalancer,
  StrategyEntry,
  TaskDefinition,
} from "../../src/graph/workload.ts";
import { type NetworkCompletion, PORTS, unwritten } from "./complete-network.ts";
import type { Choices } from "./completions.ts";
import { container, known } from "./graph-builder.ts";

export class NodeCompletion {
  readonly #choices: Choices;
  readonly #network: NetworkCompletion;

  constructor(choices: Choices, network: NetworkCompletion) {
    this.#choices = choices;
    this.#network = network;
  }

  complete(node: Node): readonly Node[] {
    switch (node.kind) {
      case "vpc":
        return [this.#network.vpc(node)];
      case "subnet":
        return this.#network.subnet(node);
      case "route-table":
      case "nat-gateway":
      case "vpc-endpoint":
        return [node];
      case "security-group":
        return [this.#network.group(node)];
      case "network-acl":
        return [this.#network.acl(node)];
      case "prefix-list":
        return [
          {
            ...node,
            ranges: [
              ...node.ranges.map((one) => this.#network.range(one)),
              ...this.#network.moreRanges(node.rangesRest, node.awsManaged),
            ],
          },
        ];
      case "load-balancer":
        return [this.#balancer(node)];
      case "listener":
        return [
          {
            ...node,
            exists: true,
            loadBalancer: this.#choices.certainLink(node.loadBalancer, "load-balancer"),
            forwards: this.#choices.links(node.forwards, "target-group", () =>
              this.#network.some(this.#network.own("target-group", node.root)),
            ),
          },
        ];
      case "target-group":
        return [this.#target(node)];
      case "cluster":
        return [
          {
            ...node,
            exists: true,
            name: this.#choices.settle(node.name, ["main", "default"]),
            defaultStrategy: this.#strategy(node.defaultStrategy, node.defaultStrategyRest),
          },
        ];
      case "capacity-provider":
        return [this.#provider(node)];
      case "host-group":
        return [this.#hosts(node)];
      case "task-definition":
        return [this.#task(node)];
      case "service":
        return [this.#service(node)];
    }
  }

  #balancer(node: LoadBalancer): LoadBalancer {
    const { crossZone, ...rest } = node;
    const type = this.#choices.settle(node.type, ["application", "network"]);
    const network = type.known && type.value === "network";
    return {
      ...rest,
      exists: true,
      type,
      internal: this.#choices.settle(node.internal, [true, false]),
      securityGroups: this.#network.groups(node.securityGroups, network),
      subnets: this.#choices.links(node.subnets, "subnet", () => this.#network.subnetList(node.root)),
      crossZone: this.#choices.settle(crossZone ?? unwritten<boolean>(`cross-zone of ${node.id}`, node), [true, false]),
      classicListeners: node.classicListeners
        .filter(({ exists }) => this.#choices.truth(exists))
        .map((one) => ({
          ...one,
          exists: true as const,
          instancePort: this.#choices.settle(one.instancePort, PORTS),
        })),
    };
  }

  #target(node: TargetGroup): TargetGroup {
    const { preserveClientIp, crossZone, vpc, ...rest } = node;
    const { port, enabled } = node.healthCheck;
    return {
      ...rest,
      exists: true,
      vpc: vpc === undefined ? undefined : this.#choices.certainLink(vpc, "vpc"),
      targetType: this.#choices.settle(node.targetType, ["instance", "ip"]),
      protocol: this.#choices.settle(node.protocol, ["HTTP", "TCP", "UDP"]),
      addressType: this.#choices.settle(node.addressType, ["ipv4", "ipv4", "ipv6"]),
      healthCheck: {
        ...node.healthCheck,
        enabled: this.#choices.settle(enabled, [true, false]),
        port: this.#choices.settle(port, ["traffic-port", ...PORTS]),
      },
      preserveClientIp:
        preserveClientIp === undefined ? undefined : this.#choices.settle(preserveClientIp, [true, false]),
      ...(crossZone === undefined ? {} : { crossZone: this.#choices.settle(crossZone, [true, false]) }),
    };
  }

  #strategy(entries: readonly StrategyEntry[], open: UnknownValue | undefined): readonly StrategyEntry[] {
    const { chance, graph } = this.#choices;
    const written = entries.flatMap(({ provider, weight, base }) => {
      const link = this.#choices.link(provider, "capacity-provider");
      const settled = { weight: this.#choices.settle(weight, [0, 1]), base: this.#choices.settle(base, [0, 1]) };
      return link === undefined ? [] : [{ provider: link, ...settled }];
    });
    const any = graph.of("capacity-provider").map(({ id }) => id);
    const listed = this.#choices.listed(open, () => (chance.happens(0.5) ? [] : this.#network.some(any)));
    return [...written, ...listed.map((provider) => ({ provider, weight: known(1), base: known(0) }))];
  }

  #provider(node: CapacityProvider): CapacityProvider {
    const { provides } = node;
    if (provides.kind === "host-group")
      return {
        ...node,
        exists: true,
        provides: { ...provides, hosts: this.#choices.certainLink(provides.hosts, "host-group") },
      };
    if (provides.kind === "managed-instances")
      return {
        ...node,
        exists: true,
        provides: {
          kind: "managed-instances",
          securityGroups: this.#network.carried(provides.securityGroups),
          subnets: this.#choices.links(provides.subnets, "subnet", () => this.#network.subnetList(node.root)),
        },
      };
    return { ...node, exists: true };
  }

  #hosts(node: HostGroup): HostGroup {
    const { launchesRest, ...rest } = node;
    const written = node.launches
      .filter(
        ({ exists, assumptions }) =>
          this.#choices.truth(exists) && assumptions.every((assumption) => this.#choices.holds(assumption)),
      )
      .map((one) => this.#launch(one, node.root));
    const subnets = this.#choices.links(node.subnets, "subnet", () => this.#network.subnetList(node.root));
    const more =
      launchesRest !== undefined && this.#choices.value(launchesRest.symbol, () => this.#choices.chance.happens(0.6));
    const [some] = this.#choices.graph.of("host-group").flatMap(({ launches }) => launches);
    const extra = more && some !== undefined ? [this.#anyLaunch(some, node)] : [];
    return { ...rest, exists: true, launches: [...written, ...extra], subnets };
  }

  /** One that the source does not show; it joins what the others of its group join. */
  #anyLaunch(some: Launch, node: HostGroup): Launch {
    const { dynamicPorts, userDataUnread, assumptions: _, ...rest } = some;
    const joined = node.launches.find(({ cluster }) => cluster !== undefined)?.cluster;
    return {
      ...rest,
      assumptions: [],
      address: `another launch of ${node.address}`,
      exists: true,
      platform: this.#choices.settle(some.platform, ["linux", "windows"]),
      securityGroups: { links: [this.#choices.to(this.#network.spareGroup())] },
      subnets: undefined,
      cluster: joined === undefined ? undefined : this.#choices.link(joined, "cluster"),
    };
  }

  #launch(one: Launch, root: string): Launch {
    const { chance } = this.#choices;
    const { dynamicPorts, cluster, subnets } = one;
    const unread = cluster === undefined && one.userDataUnread !== undefined;
    const joins = (): NodeId | undefined => {
      const own = this.#network.own("cluster", root);
      return own.length === 0 || chance.happens(0.4) ? undefined : chance.pick(own);
    };
    const found = unread
      ? this.#choices.value<NodeId | undefined>(`cluster of ${one.userDataUnread!.symbol}`, joins)
      : undefined;
    const [low, high] = [PORTS.filter((port) => port <= 40000), PORTS.filter((port) => port >= 40000)];
    return {
      ...one,
      exists: true,
      securityGroups: this.#network.carried(one.securityGroups),
      subnets:
        subnets === undefined
          ? undefined
          : this.#choices.links(subnets, "subnet", () => this.#network.subnetList(root)),
      cluster: cluster === undefined ? this.#vague(found) : this.#joined(cluster),
      ...(dynamicPorts === undefined
        ? {}
        : {
            dynamicPorts: {
              from: this.#choices.settle(dynamicPorts.from, low),
              to: this.#choices.settle(dynamicPorts.to, high),
            },
          }),
      platform: this.#choices.settle(one.platform, ["linux", "windows"]),
    };
  }

  #joined(cluster: Link): Link | undefined {
    const [id] = this.#choices.link(cluster, "cluster")?.to ?? [];
    if (this.#choices.holds(cluster.assumption)) return this.#choices.link(cluster, "cluster");
    return this.#vague(id);
  }

  /** A link that no one wrote. */
  #vague(id: NodeId | undefined): Link | undefined {
    if (id === undefined) return undefined;
    const made = this.#choices.to(this.#choices.is(id));
    this.#choices.vague.set(made, "listed");
    return made;
  }

  #task(node: TaskDefinition): TaskDefinition {
    const open = node.containersRest !== undefined && this.#choices.chance.happens(0.8);
    const mode = this.#choices.settle(node.networkMode, ["bridge", "host", "awsvpc"]);
    const more = open
      ? [container("web", [{ container: 8080, ...this.#choices.chance.pick([{}, { host: 80 }, { host: 8080 }]) }])]
      : [];
    return {
      ...node,
      exists: true,
      networkMode: mode,
      platform: this.#choices.settle(node.platform, ["linux", "linux", "windows"]),
      containers: [
        ...more,
        ...node.containers
          .filter(({ exists }) => this.#choices.truth(exists))
          .map((one) => ({
            ...one,
            exists: true as const,
            name: this.#choices.settle(one.name, ["web", "app"]),
            portMappings: one.portMappings
              .filter(({ exists }) => this.#choices.truth(exists))
              .map((mapping) => ({
                ...mapping,
                exists: true as const,
                containerPort:
                  mapping.containerPort === undefined ? undefined : this.#choices.settle(mapping.containerPort, PORTS),
                hostPort:
                  mapping.hostPort === undefined ? undefined : this.#choices.settle(mapping.hostPort, [0, ...PORTS]),
                protocol: this.#choices.settle(mapping.protocol, ["tcp", "udp"]),
              })),
          })),
      ],
    };
  }

  /** An entry is one of a target group or one of a classic load balancer, never both. */
  #either(one: ServiceLoadBalancer): ServiceLoadBalancer {
    if (one.targetGroup === undefined || one.classicLoadBalancer === undefined) return one;
    return this.#choices.chance.happens(0.5)
      ? { ...one, targetGroup: undefined }
      : { ...one, classicLoadBalancer: undefined };
  }

  #service(node: Service): Service {
    const { network, launchType } = node;
    return {
      ...node,
      exists: true,
      cluster: this.#choices.certainLink(node.cluster, "cluster"),
      taskDefinition:
        node.taskDefinition === undefined
          ? undefined
          : this.#choices.certainLink(node.taskDefinition, "task-definition"),
      launchType: launchType === undefined ? undefined : this.#choices.settle(launchType, ["EC2", "FARGATE"]),
      strategy: this.#strategy(node.strategy, node.strategyRest),
      network:
        network === undefined
          ? undefined
          : {
              ...network,
              securityGroups: this.#network.carried(network.securityGroups),
              subnets: this.#choices.links(network.subnets, "subnet", () => this.#network.subnetList(node.root)),
            },
      loadBalancers: node.loadBalancers
        .filter(({ exists }) => this.#choices.truth(exists))
        .map((one) => this.#either(one))
        .map((one) => ({
          ...one,
          exists: true,
          targetGroup: one.targetGroup && this.#choices.link(one.targetGroup, "target-group"),
          alternateTargetGroup:
            one.alternateTargetGroup && this.#choices.link(one.alternateTargetGroup, "target-group"),
          classicLoadBalancer: one.classicLoadBalancer && this.#choices.link(one.classicLoadBalancer, "load-balancer"),
          containerName: this.#choices.settle(one.containerName, ["web", "app"]),
          containerPort: this.#choices.settle(one.containerPort, PORTS),
        })),
    };
  }
}
