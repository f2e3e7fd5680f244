/** Which connections a load balancer opens to the containers of a service, in a graph in which everything is known. */
import type { Graph } from "../../src/graph/graph.ts";
import type { LoadBalancer, Service, Subnet, TargetGroup } from "../../src/graph/model.ts";
import type { Chance } from "./completions.ts";
import { type Connection, type Endpoint, only, targets, value } from "./simulator.ts";

export interface Question {
  readonly service: string;
  readonly targetGroup: string;
  readonly loadBalancer: string;
  readonly purpose: "traffic" | "health-check";
  readonly dynamic: { readonly first: number; readonly last: number };
}

/** The ports that must be open on a target, as intervals. */
export type Ports = readonly { readonly first: number; readonly last: number }[];

/** All pairs of one node of the load balancer (or one client) and one target, with the ports needed there. */
export interface Way {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: number;
  readonly ports: Ports;
  /** Whether the load balancer has a node in the zone of the target; else it never sends there. */
  readonly served: boolean;
}

export function connection({ from, to, protocol }: Way, port: number, sourcePort: number): Connection {
  return { from, to, protocol, port, sourcePort };
}

export function waysOf(graph: Graph, question: Question, chance: Chance): readonly Way[] {
  const service = graph.get("service", question.service)!;
  const targetGroup = graph.get("target-group", question.targetGroup)!;
  const loadBalancer = graph.get("load-balancer", question.loadBalancer)!;
  const zonal = value(loadBalancer.type) === "network" && !value(loadBalancer.crossZone!);
  const zones = targets(loadBalancer.subnets).map((id) => value(graph.get("subnet", id)!.zone!));
  const ways: Way[] = [];
  for (const target of interfacesOf(graph, service))
    for (const subnetId of targets(loadBalancer.subnets)) {
      const [node, own] = [graph.get("subnet", subnetId)!, graph.get("subnet", target.subnet)!];
      if (zonal && zones.includes(value(own.zone!)) && value(node.zone!) !== value(own.zone!)) continue;
      ways.push({
        from: senderIn(loadBalancer, targetGroup, node, question.purpose, chance),
        to: {
          family: 4,
          address: addressIn(own, chance),
          groups: target.groups,
          subnet: target.subnet,
          filtered: true,
        },
        protocol: question.purpose === "health-check" || value(targetGroup.protocol) !== "UDP" ? 6 : 17,
        ports: portsOf(graph, service, targetGroup, question),
        served: zones.includes(value(own.zone!)),
      });
    }
  return ways;
}

function interfacesOf(graph: Graph, service: Service): readonly { groups: readonly string[]; subnet: string }[] {
  const mode = value(graph.get("task-definition", only(service.taskDefinition!))!.networkMode);
  if (mode === "awsvpc") {
    const groups = targets(service.network!.securityGroups);
    return targets(service.network!.subnets).map((subnet) => ({ groups, subnet }));
  }
  const cluster = only(service.cluster);
  return graph
    .of("host-group")
    .flatMap((host) =>
      host.launches
        .filter((launch) => launch.cluster !== undefined && only(launch.cluster) === cluster)
        .flatMap((launch) =>
          targets(launch.subnets ?? host.subnets).map((subnet) => ({ groups: targets(launch.securityGroups), subnet })),
        ),
    );
}

function senderIn(
  loadBalancer: LoadBalancer,
  targetGroup: TargetGroup,
  subnet: Subnet,
  purpose: Question["purpose"],
  chance: Chance,
): Endpoint {
  const { securityGroups } = loadBalancer;
  const filtered = securityGroups !== "unfiltered";
  const groups = filtered ? targets(securityGroups) : [];
  const node = { family: 4, address: addressIn(subnet, chance), groups, subnet: subnet.id, filtered } as const;
  const udp = value(targetGroup.protocol) === "UDP";
  const usual = value(targetGroup.targetType) === "instance";
  const kept = targetGroup.preserveClientIp === undefined ? usual : value(targetGroup.preserveClientIp);
  if (value(loadBalancer.type) !== "network" || purpose === "health-check" || !(udp || kept)) return node;
  return {
    ...node,
    address: BigInt(chance.pick([0x0a000105, 0x0a000c90, 0xc0a80001, 0xcb007105, chance.below(2 ** 32)])),
  };
}

/** AWS uses neither the first four addresses nor the last one. */
function addressIn(subnet: Subnet, chance: Chance): bigint {
  const { first, last } = value(subnet.cidrs[0]!);
  return chance.pick([first + 4n, last - 1n, first + 4n + BigInt(chance.below(Number(last - first) - 4))]);
}

function portsOf(graph: Graph, service: Service, targetGroup: TargetGroup, { purpose, dynamic }: Question): Ports {
  const fixed = value(targetGroup.healthCheck.port);
  if (purpose === "health-check" && fixed !== "traffic-port") return [{ first: fixed, last: fixed }];
  const { networkMode, containers } = graph.get("task-definition", only(service.taskDefinition!))!;
  const mode = value(networkMode);
  const port = value(service.loadBalancers[0]!.containerPort);
  if (mode === "awsvpc" || mode === "host") return [{ first: port, last: port }];
  const { hostPort } = containers[0]!.portMappings[0]!;
  const host = hostPort === undefined ? 0 : value(hostPort);
  return host === 0 ? [dynamic] : [{ first: host, last: host }];
}
