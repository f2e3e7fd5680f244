/** How the properties of hops and flows are read. */
import { truthOf } from "../base/truth.ts";
import type { Flow, Hop } from "../reach/flow.ts";
import type { Bounds } from "../sets/bounds.ts";
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
  open: { type: "ports", read: ({ hop }) => hop.open },
  blocked: { type: "ports", read: ({ hop }) => blockedPorts(hop) },
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

/** The required ports that do not pass a hop. */
export function blockedPorts(hop: Hop): Bounds<PortSet> {
  return { must: subtractPorts(hop.required, hop.open.may), may: subtractPorts(hop.required, hop.open.must) };
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
  open: { type: "ports", read: ({ flow }) => (isNoPorts(flow.required) ? anyPorts : flow.open) },
  repeatsTraffic: { type: "flag", read: ({ flow }, world) => truthOf(repeatsTraffic(flow, world)) },
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
      "middlebox-route",
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
  return flow.entry.targetGroup === undefined && flow.entry.classicLoadBalancer !== undefined ? "absent" : "unknown";
}

const trafficOf = new WeakMap<World, ReadonlySet<string>>();

/** Whether the traffic of the same registration needs the same ports of the same protocol. */
function repeatsTraffic(flow: Flow, world: World): boolean {
  if (flow.purpose === "traffic") return false;
  let traffic = trafficOf.get(world);
  if (traffic === undefined) {
    traffic = new Set(world.flows.filter(({ purpose }) => purpose === "traffic").map(need));
    trafficOf.set(world, traffic);
  }
  return traffic.has(need(flow));
}

function need(flow: Flow): string {
  const { service, entry, targetGroup, loadBalancer, protocol, requiredText } = flow;
  const index = service.loadBalancers.indexOf(entry);
  return JSON.stringify([service.id, index, targetGroup?.id, loadBalancer?.id, protocol, requiredText]);
}
