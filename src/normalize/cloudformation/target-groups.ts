/** CloudFormation's target groups, listeners and listener rules into nodes. */
import type { Context } from "../context.ts";
import { asBoolean, asNumber, asString, asSwitch, optional } from "../facts.ts";
import { type ActionNames, addForwards, type Forwarding, forwardsOf, listenerNode } from "../listener.ts";
import { linkAt, requiredLink } from "../reference.ts";
import {
  defaultCheckProtocol,
  type HealthCheckNames,
  healthCheckOf,
  protocolOf,
  targetGroupNode,
} from "../target-group.ts";
import { attributeAt } from "./attributes.ts";

const CHECK: HealthCheckNames = {
  enabled: "HealthCheckEnabled",
  port: "HealthCheckPort",
  protocol: "HealthCheckProtocol",
};
const ACTION: ActionNames = {
  group: "TargetGroupArn",
  forward: "ForwardConfig",
  groups: "TargetGroups",
  groupOfForward: "TargetGroupArn",
};

export function targetGroups(context: Context): void {
  for (const view of context.managed("AWS::ElasticLoadBalancingV2::TargetGroup")) {
    const attributes = view.views("TargetGroupAttributes");
    const parts = {
      targetType: optional(view, "TargetType", asString),
      protocol: optional(view, "Protocol", asString),
      port: optional(view, "Port", asNumber),
      vpc: linkAt(context, "vpc", view, "VpcId"),
      addressType: optional(view, "IpAddressType", asString),
      preserveClientIp: attributeAt(attributes, "preserve_client_ip.enabled", asBoolean),
      crossZone: attributeAt(attributes, "load_balancing.cross_zone.enabled", asSwitch),
    };
    const otherwise = defaultCheckProtocol(protocolOf(view, parts), view.span);
    context.put(targetGroupNode(view, { ...parts, healthCheck: healthCheckOf(view, view.span, CHECK, otherwise) }));
  }
}

export function listeners(context: Context): void {
  for (const view of context.managed("AWS::ElasticLoadBalancingV2::Listener")) {
    const loadBalancer = requiredLink(context, "load-balancer", view, "LoadBalancerArn");
    const forwards = forwardsOf(context, view.views("DefaultActions"), ACTION);
    context.put(
      listenerNode(
        view,
        loadBalancer,
        optional(view, "Port", asNumber),
        optional(view, "Protocol", asString),
        forwards,
      ),
    );
  }
}

export function listenerRules(context: Context): void {
  const rules = context.managed("AWS::ElasticLoadBalancingV2::ListenerRule").map((view): Forwarding => {
    const listener = requiredLink(context, "listener", view, "ListenerArn");
    return { view, listener, forwards: forwardsOf(context, view.views("Actions"), ACTION) };
  });
  addForwards(context, rules);
}
