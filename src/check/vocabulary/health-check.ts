/** Health checks of target groups and classic load balancers, as rules see them. */
import { truthOf } from "../../base/truth.ts";
import type { HealthCheck, LoadBalancer, TargetGroup } from "../../graph/model.ts";
import { type EntityRecord, factText, own, possible } from "./entity.ts";
import { PROTOCOLS } from "./load-balancer.ts";

export const healthCheck: EntityRecord<"healthCheck"> = {
  description: "The health check of a target group or of a classic load balancer.",
  select: (world) => [
    ...own(world, world.graph.of("target-group")).map((owner) => healthCheckOf(owner, owner.healthCheck)),
    ...own(world, world.graph.of("load-balancer")).flatMap((owner) =>
      owner.classicHealthCheck === undefined ? [] : [healthCheckOf(owner, owner.classicHealthCheck)],
    ),
  ],
  properties: {
    enabled: {
      type: "flag",
      description: "Targets are checked at all.",
      read: ({ check: { enabled } }) => enabled,
    },
    protocol: {
      type: "choice",
      description: "The protocol of the check.",
      of: PROTOCOLS,
      read: ({ check }) => check.protocol,
    },
    protocolChosen: {
      type: "flag",
      description:
        "It is not known, but chosen so that it goes with that of the target group, which is not known either.",
      read: ({ check }) => truthOf(check.protocolChosen === true),
    },
    port: {
      type: "choice",
      description: "Whether it goes to each target's own port or to one number.",
      of: ["traffic-port", "fixed"],
      read: ({ check }) => possible(check.port)?.map((one) => (one === "traffic-port" ? "traffic-port" : "fixed")),
    },
    targetGroup: {
      type: "one",
      kind: "targetGroup",
      description: "The target group that is checked; false where it is that of a classic load balancer.",
      read: ({ owner }) => (owner.kind === "target-group" ? [{ kind: "targetGroup", targetGroup: owner }] : "absent"),
    },
  },
  placeholders: {
    healthCheckOf: ({ owner }) => owner.address,
    "healthCheck.protocol": ({ check }) => factText(check.protocol),
  },
  identity: ({ owner }) => [owner.id],
  place: ({ check }) => check.span,
  places: {
    healthCheck: ({ check }) => check.span,
    healthCheckPort: ({ check }) => check.port.origin.span,
    healthCheckProtocol: ({ check }) => check.protocol.origin.span,
  },
  nodes: ({ owner }) => [owner],
};

function healthCheckOf(owner: TargetGroup | LoadBalancer, check: HealthCheck) {
  return { kind: "healthCheck" as const, owner, check };
}
