/** Load balancers and target groups, as rules see them. */
import { truthOf } from "../../base/truth.ts";
import { type EntityRecord, own, possible } from "./entity.ts";

export const targetGroup: EntityRecord<"targetGroup"> = {
  description: "A target group.",
  select: (world) =>
    own(world, world.graph.of("target-group")).map((targetGroup) => ({ kind: "targetGroup", targetGroup })),
  properties: {
    targetType: {
      type: "choice",
      description: "What is registered with it; `instance` where none is written.",
      of: ["instance", "ip", "lambda", "alb"],
      read: ({ targetGroup }) => possible(targetGroup.targetType),
    },
    healthCheckPort: {
      type: "choice",
      description: "Whether the health check goes to each target's own port or to one number.",
      of: ["traffic-port", "fixed"],
      read: ({ targetGroup }) => {
        const port = targetGroup.healthCheck.port;
        const ports = port.known ? [port.value] : port.among;
        return ports?.map((one) => (one === "traffic-port" ? "traffic-port" : "fixed"));
      },
    },
    hasListener: {
      type: "flag",
      description:
        "A listener, or one of its rules, forwards to it. Unknown where there is a listener whose target groups are not all known, or where the target group is outside the scan.",
      read: ({ targetGroup }, { facts }) => facts.hasListener(targetGroup),
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
    type: {
      type: "choice",
      description: "Application, network and gateway load balancers, or a classic one.",
      of: ["application", "network", "gateway", "classic"],
      read: ({ loadBalancer }) => possible(loadBalancer.type),
    },
    internal: {
      type: "flag",
      description: "It has private addresses only. Unknown where the source leaves it open.",
      read: ({ loadBalancer: { internal } }) => (internal.known ? truthOf(internal.value) : "unknown"),
    },
  },
  placeholders: { loadBalancer: ({ loadBalancer }) => loadBalancer.address },
  identity: ({ loadBalancer }) => [loadBalancer.id],
  place: ({ loadBalancer }) => loadBalancer.span,
  nodes: ({ loadBalancer }) => [loadBalancer],
};
