/** How the properties of hops and flows are read. */
import { truthOf } from "../base/truth.ts";
import type { ServiceLoadBalancer } from "../graph/model.ts";
import type { Flow, Hop } from "../reach/flow.ts";
import { type Bounds, exactly } from "../sets/bounds.ts";
import { allPorts, intersectPorts, isNoPorts, noPorts, type PortSet, subtractPorts } from "../sets/port-set.ts";
import type { One, Properties, World } from "./entity.ts";

export const hopProperties: Properties<"hop"> = {
  kind: {
    type: "choice",
    of: [
      "load-balancer-egress",
      "load-balancer-acl-out",
      "target-acl-in",
      "target-ingress",
      "return-target-acl-out",
      "return-load-balancer-acl-in",
    ],
    read: ({ hop }) => [hop.kind],
  },
  blocks: { type: "choice", of: ["none", "part", "all"], read: ({ hop }) => blocks(hop) },
  required: { type: "ports", read: ({ hop }) => ({ must: hop.required, may: hop.required }) },
  open: {
    type: "ports",
    read: ({ hop: { open, required, proof } }) => ({
      must: open.must,
      may: subtractPorts(required, proof?.closed ?? noPorts),
    }),
  },
  blocked: { type: "ports", read: ({ hop }) => blockedPorts(hop) },
  closed: { type: "ports", read: ({ hop }) => exactly(hop.proof?.closed ?? noPorts) },
  range: {
    type: "choice",
    of: ["default", "configured"],
    read: ({ hop }) => (hop.range === undefined ? [] : [hop.range]),
  },
  repeatsTraffic: { type: "flag", read: ({ flow, hop }, world) => truthOf(hopRepeatsTraffic(flow, hop, world)) },
  flow: { type: "one", kind: "flow", read: ({ flow }) => [{ kind: "flow", flow }] },
};

/**
 * How much of what must pass is closed. An undetermined hop may be open, and else counts as the worst that is possible: closed
 * where no required port is proven open, partly closed where one is. So `part` and `all` exclude each other.
 */
function blocks(hop: Hop): readonly string[] {
  switch (hop.verdict) {
    case "closed":
      return ["all"];
    case "partial":
      return ["part"];
    case "undetermined":
      return isNoPorts(intersectPorts(hop.open.must, hop.required)) ? ["all", "none"] : ["part", "none"];
    default:
      return ["none"];
  }
}

/** The required ports that do not pass a hop: what is proven, and what is not proven to pass. */
function blockedPorts({ required, open, proof }: Hop): Bounds<PortSet> {
  return { must: proof?.closed ?? noPorts, may: subtractPorts(required, open.must) };
}

export const flowProperties: Properties<"flow"> = {
  purpose: { type: "choice", of: ["traffic", "health-check"], read: ({ flow }) => [flow.purpose] },
  portMapping: {
    type: "choice",
    of: ["dynamic", "static", "task"],
    read: ({ flow }) => (flow.portMapping === "unknown" ? undefined : [flow.portMapping]),
  },
  protocol: { type: "choice", of: ["tcp", "udp"], read: ({ flow }) => [flow.protocol] },
  required: { type: "ports", read: ({ flow }) => requiredPorts(flow) },
  open: { type: "ports", read: ({ flow }) => openPorts(flow) },
  repeatsTraffic: { type: "flag", read: ({ flow }, world) => truthOf(repeatedTraffic(flow, world) !== undefined) },
  obstacles: {
    type: "many",
    kind: "obstacle",
    read: ({ flow }) => ({
      members: (flow.obstacles ?? []).map((obstacle) => ({
        entity: { kind: "obstacle", flow, obstacle },
        exists: "true",
      })),
      open: false,
    }),
  },
  service: { type: "one", kind: "service", read: ({ flow }) => [{ kind: "service", service: flow.service }] },
  registration: {
    type: "one",
    kind: "registration",
    read: ({ flow }) => [{ kind: "registration", service: flow.service, entry: flow.entry }],
  },
  targetGroup: { type: "one", kind: "targetGroup", read: ({ flow }) => targetGroupOf(flow) },
  loadBalancer: {
    type: "one",
    kind: "loadBalancer",
    read: ({ flow }) =>
      flow.loadBalancer === undefined ? "unknown" : [{ kind: "loadBalancer", loadBalancer: flow.loadBalancer }],
  },
};

export const obstacleProperties: Properties<"obstacle"> = {
  kind: {
    type: "choice",
    of: [
      "zone-not-served",
      "vpc-mismatch",
      "target-type-mismatch",
      "load-balancer-type",
      "network-mode",
      "launch-type",
      "classic-port",
      "port-not-mapped",
      "container-not-found",
      "health-port-not-mapped",
      "no-listener",
      "no-instances",
      "hosts-registered",
      "middlebox-route",
      "closed-each-way",
    ],
    read: ({ obstacle }) => [obstacle.kind],
  },
  certain: { type: "flag", read: ({ obstacle }) => (obstacle.proof !== undefined ? "true" : "unknown") },
  flow: { type: "one", kind: "flow", read: ({ flow }) => [{ kind: "flow", flow }] },
};

const anyPorts: Bounds<PortSet> = { must: noPorts, may: allPorts };

function requiredPorts(flow: Flow): Bounds<PortSet> {
  return isNoPorts(flow.required) ? anyPorts : { must: flow.required, may: flow.required };
}

function targetGroupOf(flow: Flow): One {
  if (flow.targetGroup !== undefined) return [{ kind: "targetGroup", targetGroup: flow.targetGroup }];
  // An entry that may name either has a flow for each.
  const { targetGroup, classicLoadBalancer } = flow.entry;
  const type = flow.loadBalancer?.type;
  const classic = targetGroup === undefined || (type?.known && type.value === "classic");
  return classic && classicLoadBalancer !== undefined ? "absent" : "unknown";
}

/** The ports that pass on every pair: those that are not proven open may be. */
function openPorts({ required, open, blocked }: Flow): Bounds<PortSet> {
  return isNoPorts(required) ? anyPorts : { must: open.must, may: subtractPorts(required, blocked) };
}

const trafficOf = new WeakMap<World, ReadonlyMap<ServiceLoadBalancer, readonly Flow[]>>();

/** The flow of the traffic that goes the same way as a health check and needs the same ports of the same protocol. */
function repeatedTraffic(flow: Flow, world: World): Flow | undefined {
  if (flow.purpose === "traffic") return undefined;
  let traffic = trafficOf.get(world);
  if (traffic === undefined) {
    const found = new Map<ServiceLoadBalancer, Flow[]>();
    for (const one of world.flows)
      if (one.purpose === "traffic") found.set(one.entry, [...(found.get(one.entry) ?? []), one]);
    traffic = found;
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

/** Whether the traffic is told of the same at this filter: what is proven of the health check is proven of it, and what is open is. */
function hopRepeatsTraffic(flow: Flow, { kind, nodes, proof }: Hop, world: World): boolean {
  const same = (repeatedTraffic(flow, world)?.hops ?? []).filter(
    (other) =>
      other.kind === kind &&
      other.nodes.length === nodes.length &&
      other.nodes.every(({ id }, at) => id === nodes[at]?.id),
  );
  if (proof?.closes) return same.some((other) => other.proof?.closes);
  return same.some(({ verdict }) => verdict !== "open");
}
