/** Which connections a load balancer opens to the containers of a service, in a graph in which everything is known. */
import type { Graph } from "../../src/graph/model.ts";
import type { LoadBalancer, Subnet, TargetGroup } from "../../src/graph/network.ts";
import type { Service, ServiceLoadBalancer, TaskDefinition } from "../../src/graph/workload.ts";

import type { Flow } from "../../src/reach/flow.ts";
import type { IpRange } from "../../src/sets/ip-set.ts";
import { type Chance, type Reality, rangeOf } from "./completions.ts";
import { type Interface, interfacesOf, nameOf } from "./placement.ts";
import { aclOf, sendsTo } from "./sending.ts";
import { type Endpoint, type Filter, lets, only, type Packets, value } from "./simulator.ts";

export type Dynamic = { readonly first: number; readonly last: number };

/** The ports that must be open on a target, as intervals. */
export type Ports = readonly Dynamic[];

/** One pair of a node of the load balancer (or its clients) and a target. */
export interface Way {
  readonly from: Side;
  readonly to: Side;
  readonly protocol: number;
  readonly ports: Ports;
  /** `never`: the load balancer does not send there, whatever the filters let through; `chance`: nobody can say what becomes of packets. */
  readonly sends: "always" | "never" | "chance";
  readonly unserved: boolean;
  readonly target: Interface;
}

/** One end with several of the addresses that it can have. */
export interface Side extends Omit<Endpoint, "address"> {
  readonly addresses: readonly bigint[];
  /** By which node the subnet is named. */
  readonly named: string;
  readonly client: boolean;
}

/** What a flow is in a reality; it may be several, where it leads over a load balancer that is not known. */
export interface Place {
  readonly service: Service;
  readonly entry: ServiceLoadBalancer;
  readonly targetGroup: TargetGroup | undefined;
  readonly loadBalancer: LoadBalancer;
  /** Whether the flow names the target group as it is defined; false of an unknown one that turned out to be it. */
  readonly targetGroupShown: boolean;
}

export function placesOf(reality: Reality, flow: Flow): readonly Place[] {
  const { graph } = reality;
  const service = graph.get("service", flow.service.id);
  const entry = service?.loadBalancers.find(({ span }) => span === flow.entry.span);
  if (service === undefined || entry === undefined) return [];
  const balancers = flow.loadBalancer === undefined ? undefined : reality.is(flow.loadBalancer.id);
  const among = (ids: readonly string[]) =>
    ids.filter((id) => balancers?.includes(id) ?? true).map((id) => graph.get("load-balancer", id)!);
  if (flow.targetGroup === undefined) {
    const classic = entry.classicLoadBalancer;
    // AWS refuses an entry with both: one of them is empty.
    if (classic === undefined || entry.targetGroup !== undefined) return [];
    return among([only(classic)]).map((loadBalancer) => {
      return { service, entry, targetGroup: undefined, loadBalancer, targetGroupShown: true };
    });
  }
  if (entry.classicLoadBalancer !== undefined) return [];
  const [id] = reality.is(flow.targetGroup.id);
  const targetGroup = id === undefined ? undefined : graph.get("target-group", id);
  const linked = [entry.targetGroup, entry.alternateTargetGroup].some(
    (link) => link !== undefined && only(link) === id,
  );
  if (targetGroup === undefined || !linked) return [];
  const listening = graph
    .of("listener")
    .filter(({ forwards, root }) =>
      forwards.links.some(
        (link) => only(link) === id && (reality.vague.get(link) !== "listed" || root === flow.targetGroup!.root),
      ),
    )
    .map(({ loadBalancer }) => only(loadBalancer));
  const targetGroupShown = id === flow.targetGroup.id;
  return among([...new Set(listening)]).map((loadBalancer) => {
    return { service, entry, targetGroup, loadBalancer, targetGroupShown };
  });
}

/** Undefined where AWS refuses what the reality has there, so that it cannot be. */
export function waysOf(
  reality: Reality,
  place: Place,
  purpose: Flow["purpose"],
  dynamic: Dynamic | undefined,
  chance: Chance,
): readonly Way[] | undefined {
  const { graph } = reality;
  const { service, entry, targetGroup, loadBalancer } = place;
  const task = service.taskDefinition && graph.get("task-definition", only(service.taskDefinition));
  if (task === undefined) return undefined;
  const health = targetGroup?.healthCheck ?? loadBalancer.classicHealthCheck;
  if (purpose === "health-check" && (health === undefined || !value(health.enabled))) return undefined;
  const mode = value(task.networkMode);
  const targets = interfacesOf(reality, service, mode);
  const mapped = portOf(task, entry, mode);
  if (targets === undefined || mapped === undefined) return undefined;
  const family = targetGroup !== undefined && value(targetGroup.addressType) === "ipv6" ? 6 : 4;
  const protocol = protocolOf(targetGroup, mapped.protocol, purpose);
  const ownsPort = mode === "awsvpc" || mode === "host";
  const checked = purpose === "health-check" && health !== undefined && value(health.port) !== "traffic-port";
  // A container that is mapped for another protocol than its target group's is none.
  if (!ownsPort && !checked && protocol !== (mapped.protocol === "udp" ? 17 : 6)) return undefined;
  const across = sendsAcross(loadBalancer, targetGroup);
  const nodes = loadBalancer.subnets.links.map((link) => ({ id: only(link), named: nameOf(reality, link) }));
  const zone = (id: string): string => value(graph.get("subnet", id)!.zone!);
  const zones = new Set(nodes.map(({ id }) => zone(id)));
  // AWS makes no load balancer in two VPCs.
  if (new Set(nodes.flatMap(({ id }) => graph.get("subnet", id)!.vpc?.to ?? [])).size > 1) return undefined;
  // Nor does it send to a target group of another one: where the source does not show the VPC of a subnet, its range tells. Nor is a
  // subnet in a VPC that does not have its range.
  const subnets = [...nodes.map(({ id }) => id), ...targets.map(({ subnet }) => subnet)];
  if (subnets.some((id) => isElsewhere(reality, graph.get("subnet", id)!, targetGroup))) return undefined;
  const ways: Way[] = [];
  for (const target of targets) {
    const unserved = !zones.has(zone(target.subnet));
    const ports = neededPorts(reality, place, purpose, mapped.port, target, task, dynamic);
    const aclAtTarget = aclOf(reality, target.subnet, target.named);
    if (aclAtTarget === "impossible") return undefined;
    for (const node of nodes) {
      if (!across && !unserved && zone(node.id) !== zone(target.subnet)) continue;
      const own = graph.get("subnet", target.subnet)!;
      const acl = aclOf(reality, node.id, node.named);
      if (acl === "impossible") return undefined;
      const from = senderIn(reality, place, { ...node, acl }, purpose, family, chance);
      const to: Side = {
        family,
        addresses: addressesIn(own, family, chance),
        groups: target.groups,
        subnet: target.subnet,
        named: target.named,
        filtered: true,
        client: false,
        acl: aclAtTarget,
      };
      const sent = neededPorts(reality, place, "traffic", mapped.port, target, task, dynamic);
      const sends = sendsTo(reality, place, purpose, mode, { ports, sent }, node.id, own);
      const written = node.named === node.id && target.named === target.subnet;
      // What the source does not show of the two sides is in one VPC: AWS refuses what it has in two.
      if (sends.apart === "perhaps" || (sends.apart === "shown" && !written)) return undefined;
      ways.push({ from, to, protocol, ports, sends: unserved ? "never" : sends.sends, unserved, target });
    }
  }
  return ways;
}

/** Whether a subnet has no range in its VPC, where that is not the one that the source names for it. */
function isElsewhere({ graph, vague }: Reality, { vpc, cidrs }: Subnet, targetGroup: TargetGroup | undefined): boolean {
  const found = vpc === undefined ? targetGroup?.vpc : vague.has(vpc) ? vpc : undefined;
  if (found === undefined) return false;
  const four = (facts: Subnet["cidrs"]) => facts.map((fact) => value(fact)).filter(({ family }) => family === 4);
  const around = four(graph.get("vpc", only(found))?.cidrs ?? []);
  const within = ({ first, last }: IpRange): boolean => around.some((one) => one.first <= first && last <= one.last);
  return around.length > 0 && !four(cidrs).some(within);
}

/** Packets of a pair between two of the addresses that its ends can have. */
export class Attempt {
  readonly way: Way;
  readonly source: bigint;
  readonly #graph: Graph;
  readonly #packets: Packets;
  readonly #found = new Map<Filter, Map<number, boolean>>();

  constructor(graph: Graph, way: Way, source: bigint, target: bigint) {
    this.#graph = graph;
    this.way = way;
    this.source = source;
    this.#packets = {
      from: { ...way.from, address: source },
      to: { ...way.to, address: target },
      protocol: way.protocol,
    };
  }

  lets(filter: Filter, port: number): boolean {
    let found = this.#found.get(filter);
    if (found === undefined) {
      found = new Map();
      this.#found.set(filter, found);
    }
    let passes = found.get(port);
    if (passes === undefined) {
      passes = lets(this.#graph, filter, this.#packets, port);
      found.set(port, passes);
    }
    return passes;
  }
}

/** The registered port: that of the container or of the host, where 0 is a dynamic one. Undefined where AWS refuses the service. */
function portOf(
  { containers }: TaskDefinition,
  { containerName, containerPort }: ServiceLoadBalancer,
  mode: string,
): { readonly port: number; readonly protocol: string } | undefined {
  const named = containers.filter(({ name }) => value(name) === value(containerName));
  const port = value(containerPort);
  const mappings = named.flatMap(({ portMappings }) =>
    portMappings.filter((mapping) => mapping.containerPort !== undefined && value(mapping.containerPort) === port),
  );
  const [mapping] = mappings;
  if (named.length !== 1 || mapping === undefined || mappings.length > 1) return undefined;
  const protocol = value(mapping.protocol);
  if (mode === "awsvpc" || mode === "host") return { port, protocol };
  return { port: mapping.hostPort === undefined ? 0 : value(mapping.hostPort), protocol };
}

/** A target group of TCP_UDP speaks what the container does. */
function protocolOf(targetGroup: TargetGroup | undefined, mapped: string, purpose: Flow["purpose"]): number {
  if (purpose === "health-check") return 6;
  const written = targetGroup === undefined ? "TCP" : value(targetGroup.protocol);
  if (written === "UDP") return 17;
  if (written === "TCP_UDP") return mapped === "udp" ? 17 : 6;
  return 6;
}

function sendsAcross(loadBalancer: LoadBalancer, targetGroup: TargetGroup | undefined): boolean {
  if (targetGroup?.crossZone !== undefined) return value(targetGroup.crossZone);
  return value(loadBalancer.type) === "application" || value(loadBalancer.crossZone!);
}

function neededPorts(
  reality: Reality,
  { targetGroup, loadBalancer }: Place,
  purpose: Flow["purpose"],
  port: number,
  { launch }: Interface,
  task: TaskDefinition,
  dynamic: Dynamic | undefined,
): Ports {
  const health = targetGroup?.healthCheck ?? loadBalancer.classicHealthCheck;
  const fixed = health === undefined ? "traffic-port" : value(health.port);
  if (purpose === "health-check" && fixed !== "traffic-port") return [{ first: fixed, last: fixed }];
  if (port !== 0) return [{ first: port, last: port }];
  if (launch?.dynamicPorts !== undefined)
    return [{ first: value(launch.dynamicPorts.from), last: value(launch.dynamicPorts.to) }];
  if (dynamic !== undefined) return [dynamic];
  if (launch?.userDataUnread !== undefined && reality.values.get(rangeOf(launch.address)) === false)
    return [{ first: 20000, last: 30000 }];
  const windows = [launch?.platform, task.platform].some(
    (platform) => platform !== undefined && value(platform) === "windows",
  );
  return [{ first: windows ? 49152 : 32768, last: 65535 }];
}

function senderIn(
  reality: Reality,
  { targetGroup, loadBalancer }: Place,
  {
    id,
    named,
    acl,
  }: { readonly id: string; readonly named: string; readonly acl: Exclude<Endpoint["acl"], undefined> },
  purpose: Flow["purpose"],
  family: 4 | 6,
  chance: Chance,
): Side {
  const { securityGroups } = loadBalancer;
  const subnet = reality.graph.get("subnet", id)!;
  const filtered = securityGroups !== "unfiltered";
  const own: Side = {
    family,
    addresses: addressesIn(subnet, family, chance),
    groups: filtered ? securityGroups.links.map(only) : [],
    subnet: id,
    named,
    filtered,
    client: false,
    acl,
  };
  if (value(loadBalancer.type) !== "network" || purpose === "health-check" || targetGroup === undefined) return own;
  const udp = ["UDP", "TCP_UDP"].includes(value(targetGroup.protocol));
  const usual = value(targetGroup.targetType) === "instance";
  const kept = targetGroup.preserveClientIp === undefined ? usual : value(targetGroup.preserveClientIp);
  if (!udp && !kept) return own;
  const four = [0x0a000105, 0x0a000c90, 0xc0a80001, 0xcb007105, chance.below(2 ** 32)].map(BigInt);
  const six = [0n, 0x20010db8n << 96n, (0x20010db8n << 96n) + 77n, (1n << 128n) - 1n];
  return { ...own, addresses: family === 4 ? four : six, client: true };
}

/** AWS uses neither the first four addresses nor the last one. */
function addressesIn(subnet: Subnet, family: 4 | 6, chance: Chance): readonly bigint[] {
  const range = subnet.cidrs.map((fact) => value(fact)).find((one) => one.family === family)!;
  const { first, last }: IpRange = range;
  return [
    first + 4n,
    last - 1n,
    first + 4n + BigInt(chance.below(Number(last - first > 1000n ? 1000n : last - first) - 4)),
  ];
}
