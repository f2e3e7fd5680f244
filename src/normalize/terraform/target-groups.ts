/** Terraform's target groups, listeners and listener rules into nodes. */
import type { Context } from "../context.ts";
import { asBoolean, asNumber, asString, asSwitch, byDefault, optional } from "../facts.ts";
import { type ActionNames, addForwards, type Forwarding, forwardsOf, listenerNode } from "../listener.ts";
import { linkAt, requiredLink } from "../reference.ts";
import {
  defaultCheckProtocol,
  type HealthCheckNames,
  healthCheckOf,
  protocolOf,
  targetGroupNode,
} from "../target-group.ts";
import { only } from "../view.ts";

const CHECK: HealthCheckNames = { enabled: "enabled", port: "port", protocol: "protocol" };
const ACTION: ActionNames = {
  group: "target_group_arn",
  forward: "forward",
  groups: "target_group",
  groupOfForward: "arn",
};

export function targetGroups(context: Context): void {
  for (const view of context.managed("aws_lb_target_group", "aws_alb_target_group")) {
    const check = only(view.views("health_check"));
    const parts = {
      targetType: optional(view, "target_type", asString),
      protocol: optional(view, "protocol", asString),
      port: optional(view, "port", asNumber),
      vpc: linkAt(context, "vpc", view, "vpc_id"),
      addressType: optional(view, "ip_address_type", asString),
      preserveClientIp: optional(view, "preserve_client_ip", asBoolean),
      crossZone: optional(view, "load_balancing_cross_zone_enabled", asSwitch),
    };
    // Once the block exists the provider's default is HTTP, whatever the group's protocol
    // (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group).
    const otherwise =
      check === undefined ? defaultCheckProtocol(protocolOf(view, parts), view.span) : byDefault("HTTP", check.span);
    context.put(
      targetGroupNode(view, {
        ...parts,
        healthCheck: healthCheckOf(check, check?.span ?? view.span, CHECK, otherwise),
      }),
    );
  }
}

export function listeners(context: Context): void {
  for (const view of context.managed("aws_lb_listener", "aws_alb_listener")) {
    const loadBalancer = requiredLink(context, "load-balancer", view, "load_balancer_arn");
    const forwards = forwardsOf(context, view.views("default_action"), ACTION);
    context.put(
      listenerNode(
        view,
        loadBalancer,
        optional(view, "port", asNumber),
        optional(view, "protocol", asString),
        forwards,
      ),
    );
  }
}

export function listenerRules(context: Context): void {
  const rules = context.managed("aws_lb_listener_rule", "aws_alb_listener_rule").map((view): Forwarding => {
    const listener = requiredLink(context, "listener", view, "listener_arn");
    return { view, listener, forwards: forwardsOf(context, view.views("action"), ACTION) };
  });
  addForwards(context, rules);
}
