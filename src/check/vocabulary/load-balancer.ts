/** Load balancers, their listeners and target groups, as rules see them. */
import type { UnknownValue } from "../../base/value.ts";
import type { Graph, TargetGroup } from "../../graph/model.ts";
import { answeredPorts, closedIn, closedNames, openClients, unansweredText } from "./clients.ts";
import { addressOfNode, type EntityRecord, factText, MOST_TOLD, openOf, own } from "./entity.ts";
import { admitted, openAdmission } from "./exposure.ts";
import { earlierOnSamePort, inZoneTaken, onlySubnet, zonesTwice, zonesTwiceText } from "./layout.ts";
import { linkedMany, linkedOne, linkingMany, openLinks } from "./links.ts";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html, with `SSL` of classic load balancers. */
export const PROTOCOLS = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC", "SSL"];

export const targetGroup: EntityRecord<"targetGroup"> = {
  description: "A target group.",
  select: (world) =>
    own(world, world.graph.of("target-group")).map((targetGroup) => ({ kind: "targetGroup", targetGroup })),
  properties: {
    address: addressOfNode(({ targetGroup }) => targetGroup),
    protocol: {
      type: "choice",
      description: "The protocol in which it is sent to; `HTTP` where none is written.",
      of: PROTOCOLS,
      read: ({ targetGroup }) => targetGroup.protocol,
    },
    port: {
      type: "number",
      description: "The port of targets that are registered without one. ECS registers tasks with theirs.",
      read: ({ targetGroup }) => targetGroup.port,
    },
    targetType: {
      type: "choice",
      description: "What is registered with it; `instance` where none is written.",
      of: ["instance", "ip", "lambda", "alb"],
      read: ({ targetGroup }) => targetGroup.targetType,
    },
    hasListener: {
      type: "flag",
      description:
        "A listener, or one of its rules, forwards to it. Unknown where there is a listener whose target groups are not all known, or where the target group is outside the scan or given to a module that is.",
      read: ({ targetGroup }, { facts }) => facts.hasListener(targetGroup),
      why: ({ targetGroup }, { graph }) => openListeners(graph, targetGroup),
    },
    healthCheck: {
      type: "one",
      kind: "healthCheck",
      description: "Its health check.",
      read: ({ targetGroup }) => [{ kind: "healthCheck", owner: targetGroup, check: targetGroup.healthCheck }],
    },
    vpc: {
      type: "one",
      kind: "vpc",
      description: "Unknown where it is not in the source, false where none is written.",
      read: ({ targetGroup }, world) => linkedOne(world, targetGroup.vpc, "vpc", (vpc) => ({ kind: "vpc", vpc })),
    },
    listeners: {
      type: "many",
      kind: "listener",
      description: "The listeners that forward to it, themselves or by one of their rules.",
      read: ({ targetGroup }, world) =>
        linkingMany(
          world,
          targetGroup,
          "listener",
          ({ forwards }) => forwards,
          (listener) => ({ kind: "listener", listener }),
        ),
    },
  },
  placeholders: { targetGroup: ({ targetGroup }) => targetGroup.address },
  identity: ({ targetGroup }) => [targetGroup.id],
  place: ({ targetGroup }) => targetGroup.span,
  nodes: ({ targetGroup }) => [targetGroup],
};

export const loadBalancer: EntityRecord<"loadBalancer"> = {
  description: "A load balancer.",
  select: (world) =>
    own(world, world.graph.of("load-balancer")).map((loadBalancer) => ({ kind: "loadBalancer", loadBalancer })),
  properties: {
    address: addressOfNode(({ loadBalancer }) => loadBalancer),
    type: {
      type: "choice",
      description: "Application, network and gateway load balancers, or a classic one.",
      of: ["application", "network", "gateway", "classic"],
      read: ({ loadBalancer }) => loadBalancer.type,
    },
    internal: {
      type: "flag",
      description: "It has private addresses only. Unknown where the source leaves it open.",
      read: ({ loadBalancer: { internal } }) => internal,
    },
    securityGroups: {
      type: "many",
      kind: "securityGroup",
      description: "Its security groups; a network load balancer may have none.",
      read: ({ loadBalancer: { securityGroups } }, world) =>
        linkedMany(
          world,
          securityGroups === "unfiltered" ? { links: [] } : securityGroups,
          "security-group",
          (securityGroup) => ({ kind: "securityGroup", securityGroup }),
        ),
    },
    subnets: {
      type: "many",
      kind: "subnet",
      description: "The subnets of its nodes.",
      read: ({ loadBalancer }, world) =>
        linkedMany(world, loadBalancer.subnets, "subnet", (subnet) => ({ kind: "subnet", subnet })),
    },
    onlySubnet: {
      type: "one",
      kind: "subnet",
      description:
        "Its subnet, where it has only one; false where it has several, or where a list of them is not known.",
      read: ({ loadBalancer }, world) => onlySubnet(world, loadBalancer),
    },
    inZoneTaken: {
      type: "many",
      kind: "subnet",
      description:
        "Its subnets that are in the zone of one before them. Zones of which nothing is known are the same where one value gives both, and not compared else; nor are those of subnets under two conditions, which may be alternatives.",
      read: ({ loadBalancer }, { graph }) => inZoneTaken(graph, loadBalancer),
      why: ({ loadBalancer: { subnets } }, { graph }) => [
        ...openLinks(graph, subnets),
        ...openOf(...subnets.links.flatMap(({ to }) => to.map((id) => graph.get("subnet", id)?.zone))),
      ],
    },
    listeners: {
      type: "many",
      kind: "listener",
      description: "Its listeners; those of a classic load balancer are none.",
      read: ({ loadBalancer }, world) =>
        linkingMany(
          world,
          loadBalancer,
          "listener",
          (listener) => ({ links: [listener.loadBalancer] }),
          (listener) => ({ kind: "listener", listener }),
        ),
    },
  },
  placeholders: {
    loadBalancer: ({ loadBalancer }) => loadBalancer.address,
    "loadBalancer.zonesTwice": ({ loadBalancer }, { graph }) => zonesTwiceText(graph, loadBalancer),
  },
  identity: ({ loadBalancer }) => [loadBalancer.id],
  place: ({ loadBalancer }) => loadBalancer.span,
  places: { subnet: ({ loadBalancer: { subnets } }) => subnets.links[0]?.origin.span },
  related: ({ loadBalancer }, tell, { graph }) => {
    for (const { address, zone } of zonesTwice(graph, loadBalancer).flatMap(({ subnet, taken }) => [taken, subnet]))
      tell(`the zone of ${address} is written here`, zone?.origin.span);
  },
  nodes: ({ loadBalancer }) => [loadBalancer],
};

export const listener: EntityRecord<"listener"> = {
  description: "A listener of an application, network or gateway load balancer.",
  select: (world) => own(world, world.graph.of("listener")).map((listener) => ({ kind: "listener", listener })),
  properties: {
    address: addressOfNode(({ listener }) => listener),
    port: { type: "number", description: "The port on which clients connect.", read: ({ listener }) => listener.port },
    protocol: {
      type: "choice",
      description: "The protocol in which clients connect. False for every value where none is written.",
      of: PROTOCOLS,
      read: ({ listener: { protocol } }) => (protocol === undefined ? [] : protocol),
    },
    admitted: {
      type: "flag",
      description:
        "A security group of its load balancer admits somebody to its port, or the load balancer has none. Unknown where the load balancer, one of its groups or the port is.",
      read: ({ listener }, { graph }) => admitted(graph, listener),
      why: ({ listener }, { graph }) => openAdmission(graph, listener),
    },
    closedIn: {
      type: "many",
      kind: "subnet",
      description:
        "The subnets of its load balancer whose network ACL admits nobody to its port. None where the port or the load balancer is not known, and for listeners that do not take TCP.",
      read: ({ listener }, world) => closedIn(listener, world),
    },
    answeredPorts: {
      type: "ports",
      description:
        "The ports of clients, of 1024–65535, to which the network ACLs of its load balancer's subnets let answers out: in each of them, to somebody at least. All of them where the port or the load balancer is not known, and for listeners that do not take TCP.",
      read: ({ listener }, world) => answeredPorts(listener, world),
      why: ({ listener }, world) => openClients(listener, world),
    },
    loadBalancer: {
      type: "one",
      kind: "loadBalancer",
      description: "Unknown where it is not in the source.",
      read: ({ listener }, world) =>
        linkedOne(world, listener.loadBalancer, "load-balancer", (loadBalancer) => ({
          kind: "loadBalancer",
          loadBalancer,
        })),
    },
    earlierOnSamePort: {
      type: "many",
      kind: "listener",
      description:
        "Those before it that take the same port of the same load balancer. Ports of which nothing is known, and listeners under two conditions, which may be alternatives, are not compared.",
      read: ({ listener }, { graph }) => earlierOnSamePort(graph, listener),
    },
    targetGroups: {
      type: "many",
      kind: "targetGroup",
      description: "The target groups to which it forwards, by its default action or by one of its rules.",
      read: ({ listener }, world) =>
        linkedMany(world, listener.forwards, "target-group", (targetGroup) => ({ kind: "targetGroup", targetGroup })),
    },
  },
  placeholders: {
    listener: ({ listener }) => listener.address,
    "listener.port": ({ listener: { port } }) => (port === undefined ? "its port" : factText(port)),
    "listener.protocol": ({ listener: { protocol } }) => (protocol === undefined ? "its protocol" : factText(protocol)),
    "listener.closedIn": ({ listener }, world) => closedNames(listener, world),
    "listener.unanswered": ({ listener }, world) => unansweredText(listener, world),
  },
  identity: ({ listener }) => [listener.id],
  place: ({ listener }) => listener.span,
  places: {
    listener: ({ listener }) => listener.span,
    listenerPort: ({ listener }) => listener.port?.origin.span,
    listenerProtocol: ({ listener }) => listener.protocol?.origin.span,
  },
  related: ({ listener }, tell, { graph }) => {
    for (const { entity } of earlierOnSamePort(graph, listener).members.slice(0, MOST_TOLD))
      if (entity.kind === "listener" && entity.listener.port !== undefined)
        tell(`${entity.listener.address} takes the port here`, entity.listener.port.origin.span);
  },
  nodes: ({ listener }) => [listener],
};

/** What leaves open whether a listener forwards to the target group: those that do may not exist, and others may forward to it too. */
function openListeners(graph: Graph, { id, external, listenersRest }: TargetGroup): readonly UnknownValue[] {
  const listeners = graph.of("listener");
  const forwarding = listeners.filter(({ forwards }) => forwards.links.some(({ to }) => to.includes(id)));
  return [
    ...openOf(external?.unknown, listenersRest, ...forwarding.map(({ exists }) => exists)),
    ...listeners.flatMap(({ forwards }) => openLinks(graph, forwards)),
  ];
}
