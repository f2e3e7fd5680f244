/** Flows, and what stands in their way besides filters, as rules see them. */
import { groupBy } from "../../base/collections.ts";
import { truthOf } from "../../base/truth.ts";
import { identifyFact } from "../../graph/describe.ts";
import type { Node, ServiceLoadBalancer } from "../../graph/model.ts";
import type { Flow, ObstacleKind } from "../../reach/flow.ts";
import type { Bounds, PortSet } from "../../sets/port-set.ts";
import { allPorts, isNoPorts, noPorts, subtractPorts } from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import { type EntityRecord, firstOf, namesOf, type One, openOf, type Tell, tableOf } from "./entity.ts";
import { flowPlaceholders } from "./flow-placeholders.ts";
import { obstacleDoubts } from "./obstacle-doubts.ts";

export const flow: EntityRecord<"flow"> = {
  description:
    "The path from one load balancer through one target group to one container of a service, for traffic or for health checks.",
  // Of one that was not judged it is told why, and rules have nothing to add.
  select: ({ flows }) => flows.flatMap((flow) => (flow.unjudged === true ? [] : [{ kind: "flow", flow }])),
  properties: {
    purpose: {
      type: "choice",
      description: "Always known.",
      of: ["traffic", "health-check"],
      read: ({ flow }) => [flow.purpose],
    },
    portMapping: {
      type: "choice",
      description:
        "How the container gets the port that the load balancer must reach: `dynamic` (the agent picks a host port), `static` (a host port is written), `task` (the task has an interface of its own). Unknown where the network mode or the host port is.",
      of: ["dynamic", "static", "task"],
      read: ({ flow }) => (flow.portMapping === "unknown" ? undefined : [flow.portMapping]),
      why: ({ flow: { taskDefinition, mapping } }) => openOf(taskDefinition?.networkMode, mapping?.hostPort),
    },
    protocol: {
      type: "choice",
      description: "Always known.",
      of: ["tcp", "udp"],
      read: ({ flow }) => [flow.protocol],
    },
    required: {
      type: "ports",
      description:
        "The ports that the load balancer must reach. Where not even they are known, every relation is unknown.",
      read: ({ flow }) => requiredPorts(flow),
    },
    open: {
      type: "ports",
      description:
        "Those of them that it reaches on every pair of subnets. What is not proven to be closed may be reached.",
      read: ({ flow }) => openPorts(flow),
    },
    repeatsTraffic: {
      type: "flag",
      description:
        "The flow is a health check for which the traffic of the same registration needs the same ports of the same protocol, so that a defect of it is one of the traffic too. Always known.",
      read: ({ flow }, world) => truthOf(repeatedTraffic(flow, world) !== undefined),
    },
    obstacles: {
      type: "many",
      kind: "obstacle",
      description: "What stands in its way besides filters. Always known.",
      read: ({ flow }) => ({
        members: obstaclesOf(flow).map((entity) => ({ entity, exists: "true" })),
        mayBeMore: false,
      }),
    },
    service: {
      type: "one",
      kind: "service",
      description: "The service to which it leads.",
      read: ({ flow }) => [{ kind: "service", service: flow.service }],
    },
    registration: {
      type: "one",
      kind: "registration",
      description: "The entry of the service by which it leads there.",
      read: ({ flow }) => [{ kind: "registration", service: flow.service, entry: flow.entry }],
    },
    mapping: {
      type: "one",
      kind: "portMapping",
      description: "The port mapping that the service registers. Unknown where it is not known or not there.",
      read: ({ flow }) => mappingOf(flow),
    },
    targetGroup: {
      type: "one",
      kind: "targetGroup",
      description: "Unknown where the target group is not known; false where there is none (a classic load balancer).",
      read: ({ flow }) => targetGroupOf(flow),
    },
    loadBalancer: {
      type: "one",
      kind: "loadBalancer",
      description: "Unknown where the load balancer is not known.",
      read: ({ flow: { loadBalancer } }) =>
        loadBalancer === undefined ? "unknown" : [{ kind: "loadBalancer", loadBalancer }],
    },
  },
  placeholders: flowPlaceholders((read) => (subject) => read(subject.flow)),
  identity: ({ flow }) => flowIdentity(flow),
  place: ({ flow }) => flow.entry.span,
  places: {
    registration: ({ flow }) => flow.entry.span,
    service: ({ flow }) => flow.service.span,
    targetGroup: ({ flow }) => flow.targetGroup?.span,
    targetType: ({ flow }) => flow.targetGroup?.targetType.origin.span,
    healthCheck: ({ flow }) => {
      const check = flow.targetGroup?.healthCheck ?? flow.loadBalancer?.classicHealthCheck;
      return check?.port.origin.span ?? check?.span;
    },
    portMapping: ({ flow }) => flow.mapping?.span,
    loadBalancer: ({ flow }) => flow.loadBalancer?.span,
  },
  related: ({ flow }, tell) => tellOfFlows([{ flow }], tell),
  nodes: ({ flow }) => flowNodes(flow),
  why: ({ flow }) => flow.because,
  flows: ({ flow }) => [flow],
};

const OBSTACLES: Readonly<Record<ObstacleKind, string>> = {
  "zone-not-served": "the load balancer has no subnet in the zone of a target subnet",
  "vpc-mismatch": "the two sides, or a security group and its interface, are in different VPCs",
  "target-type-mismatch":
    "the target group takes another type of target than the tasks are; AWS does not register them",
  "load-balancer-type": "AWS does not register such tasks behind a load balancer of this type",
  "network-mode": "AWS does not register tasks of this network mode there",
  "launch-type": "AWS does not register services of this launch type there",
  "classic-port": "a classic load balancer sends to other ports than the container's",
  "port-not-mapped": "the service names a port that its task definition does not map",
  "container-not-found": "the service names a container that its task definition does not have",
  "mapped-for-another-protocol":
    "packets come by TCP to a host port that is mapped for UDP, or by UDP to one that is mapped for TCP",
  "health-port-not-mapped": "nothing listens on the health check's port",
  "no-listener": "no listener forwards to the target group",
  "left-to-others":
    "what leads there may be another than the one that is written: ignore_changes leaves it to others and --strict does not take it to be that one, or a macro is given it",
  "no-instances": "no instance joins the cluster",
  "hosts-registered":
    "the instances themselves are registered with the target group too, at its own port, beside dynamic host ports",
  "middlebox-route": "a route leads the traffic through an appliance",
  "closed-each-way":
    "whichever of the ways that the source leaves open packets take, it is closed, but each at another filter, so that no single one is proven to be at fault",
};

export const obstacle: EntityRecord<"obstacle"> = {
  description: "Something other than a filter that stands between a load balancer and a container.",
  select: ({ flows }) => flows.flatMap(obstaclesOf),
  properties: {
    kind: {
      type: "choice",
      description: `Always known.\n\n${tableOf(OBSTACLES)}`,
      of: Object.keys(OBSTACLES),
      read: ({ obstacle }) => [obstacle.kind],
    },
    certain: {
      type: "flag",
      description: "True where it is proven that it is there, on a way that packets certainly take; else unknown.",
      read: ({ obstacle }) => (obstacle.proof !== undefined ? "true" : "unknown"),
      why: ({ flow, obstacle }, world) => obstacleDoubts(flow, obstacle, world),
    },
    flow: {
      type: "one",
      kind: "flow",
      description: "The flow in whose way it stands.",
      read: ({ flow }) => [{ kind: "flow", flow }],
    },
  },
  placeholders: {
    ...flowPlaceholders((read) => (subject) => namesOf(subject.all, read)),
    obstacle: ({ all }) => firstOf(all.map(({ obstacle }) => obstacle.text)),
  },
  /** Of one of them, whatever their order. */
  identity: ({ all }) =>
    all
      .map(({ flow, obstacle }) => [...flowIdentity(flow), obstacle.kind, obstacle.text])
      .reduce((least, one) => (JSON.stringify(one) < JSON.stringify(least) ? one : least)),
  place: ({ obstacle }) => obstacle.span,
  related: ({ all }, tell) => tellOfFlows(all, tell),
  nodes: ({ flow }) => flowNodes(flow),
  why: ({ flow }) => flow.because,
  flows: ({ all }) => [...new Set(all.map(({ flow }) => flow))],
};

function obstaclesOf(flow: Flow) {
  return (flow.obstacles ?? []).map((obstacle) => ({ kind: "obstacle" as const, flow, obstacle }));
}

/** The ends of a flow. Its own id also names the worlds in which it holds, which change with conditions that are not its matter. */
function flowIdentity({ service, entry, targetGroup, loadBalancer, purpose }: Flow): readonly string[] {
  const ends = [service.id, targetGroup?.id ?? "", loadBalancer?.id ?? ""];
  return [...ends, identifyFact(entry.containerName), identifyFact(entry.containerPort), purpose];
}

export function flowNodes({ service, taskDefinition, targetGroup, loadBalancer }: Flow): readonly Node[] {
  return [service, taskDefinition, targetGroup, loadBalancer].filter((node) => node !== undefined);
}

/** The first in full, of the others where they begin. */
export function tellOfFlows([first, ...others]: readonly { readonly flow: Flow }[], tell: Tell): void {
  const { mapping, portMapping, targetGroup, loadBalancer } = first!.flow;
  tellOfEntry(first!.flow, tell);
  tell(`the container's port is ${MAPPED[portMapping]} here`, mapping?.span);
  tell(`the target group ${targetGroup?.address}`, targetGroup?.span);
  tell(`the load balancer ${loadBalancer?.address}`, loadBalancer?.span);
  for (const { flow } of others) tellOfEntry(flow, tell);
}

function tellOfEntry({ service, entry, container }: Flow, tell: Tell): void {
  tell(`${service.address} registers ${container.name ?? "its container"} here`, entry.span);
}

const MAPPED: Readonly<Record<Flow["portMapping"], string>> = {
  dynamic: "mapped to a dynamic host port",
  static: "mapped to a fixed host port",
  task: "opened on the task's own interface",
  unknown: "mapped",
};

const anyPorts: Bounds<PortSet> = { must: noPorts, may: allPorts };

function requiredPorts({ required }: Flow): Bounds<PortSet> {
  return isNoPorts(required) ? anyPorts : { must: required, may: required };
}

/** The ports that pass on every pair: those that are not proven closed may be. */
function openPorts({ required, open, blocked }: Flow): Bounds<PortSet> {
  return isNoPorts(required) ? anyPorts : { must: open.must, may: subtractPorts(required, blocked) };
}

function mappingOf({ mapping, taskDefinition: task }: Flow): One {
  const container = task?.containers.find(({ portMappings }) => portMappings.some((one) => one === mapping));
  if (mapping === undefined || task === undefined || container === undefined) return "unknown";
  return [{ kind: "portMapping", task, container, mapping }];
}

function targetGroupOf(flow: Flow): One {
  if (flow.targetGroup !== undefined) return [{ kind: "targetGroup", targetGroup: flow.targetGroup }];
  // An entry that may name either has a flow for each.
  const { targetGroup, classicLoadBalancer } = flow.entry;
  const type = flow.loadBalancer?.type;
  const classic = targetGroup === undefined || (type?.known && type.value === "classic");
  return classic && classicLoadBalancer !== undefined ? "absent" : "unknown";
}

const trafficOf = new WeakMap<World, ReadonlyMap<ServiceLoadBalancer, readonly Flow[]>>();

/** The flow of the traffic that goes the same way as a health check and needs the same ports of the same protocol. */
export function repeatedTraffic(flow: Flow, world: World): Flow | undefined {
  if (flow.purpose === "traffic") return undefined;
  let traffic = trafficOf.get(world);
  if (traffic === undefined) {
    const flows = world.flows.filter(({ purpose }) => purpose === "traffic");
    traffic = groupBy(flows, ({ entry }) => entry);
    trafficOf.set(world, traffic);
  }
  return traffic
    .get(flow.entry)
    ?.find(
      ({ targetGroup, loadBalancer, protocol, requiredText }) =>
        targetGroup?.id === flow.targetGroup?.id &&
        loadBalancer?.id === flow.loadBalancer?.id &&
        protocol === flow.protocol &&
        requiredText === flow.requiredText,
    );
}
