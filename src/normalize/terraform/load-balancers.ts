/** Terraform's load balancers, application, network, gateway and classic, into nodes. */
import type { LoadBalancer } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asBoolean, asString, byDefault, mapFact, optional, required } from "../facts.ts";
import { classicHealthCheck, classicListeners, loadBalancerNode, loadBalancerType } from "../load-balancer.ts";
import { join, linkSet, linkSetAt } from "../reference.ts";
import { siteOf } from "../site.ts";
import { derived, single } from "../value.ts";
import { only, type View } from "../view.ts";

export function loadBalancers(context: Context): void {
  for (const view of context.managed("aws_lb", "aws_alb")) {
    const mappings = view.views("subnet_mapping");
    const mapped = mappings.views.map((mapping) =>
      linkSet(context, "subnet", single(mapping.value("subnet_id")), siteOf(mapping, "subnet_id")),
    );
    const rest = mappings.open === undefined ? [] : [{ links: [], rest: mappings.open }];
    context.put(
      loadBalancerNode(context, view, {
        type: mapFact(required(view, "load_balancer_type", asString, "application"), loadBalancerType),
        internal: required(view, "internal", asBoolean, false),
        addressType: required(view, "ip_address_type", asString, "ipv4"),
        groups: linkSetAt(context, "security-group", view, "security_groups"),
        crossZone: optional(view, "enable_cross_zone_load_balancing", asBoolean),
        subnets: join([linkSetAt(context, "subnet", view, "subnets"), ...mapped, ...rest]),
      }),
    );
  }
  for (const view of context.managed("aws_elb")) context.put(classic(context, view));
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb */
function classic(context: Context, view: View): LoadBalancer {
  const check = only(view.views("health_check"));
  const zones = view.value("availability_zones");
  const subnets = linkSetAt(context, "subnet", view, "subnets");
  const inZones = `default subnets of ${view.resource.address}`;
  const everywhere =
    subnets.links.length === 0 && zones !== undefined
      ? [{ links: [], rest: derived(inZones, "they are the default subnets of its zones", []) }]
      : [];
  return loadBalancerNode(context, view, {
    type: byDefault("classic", view.span),
    internal: required(view, "internal", asBoolean, false),
    addressType: byDefault("ipv4", view.span),
    groups: linkSetAt(context, "security-group", view, "security_groups"),
    subnets: join([subnets, ...everywhere]),
    crossZone: required(view, "cross_zone_load_balancing", asBoolean, true),
    classicListeners: classicListeners(view.views("listener"), "instance_port"),
    classicHealthCheck:
      check === undefined ? undefined : classicHealthCheck(required(check, "target", asString, "TCP:80"), check.span),
  });
}
