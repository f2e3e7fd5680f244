/** CloudFormation's load balancers, application, network, gateway and classic, into nodes. */
import type { Fact } from "../../base/fact.ts";
import type { LoadBalancer } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asBoolean, asString, byDefault, mapFact, required } from "../facts.ts";
import { classicHealthCheck, classicListeners, loadBalancerNode, loadBalancerType } from "../load-balancer.ts";
import { join, linkSet, linkSetAt } from "../reference.ts";
import { siteOf } from "../site.ts";
import { derived, single } from "../value.ts";
import { only, type View } from "../view.ts";
import { attributeAt } from "./attributes.ts";

export function loadBalancers(context: Context): void {
  for (const view of context.managed("AWS::ElasticLoadBalancingV2::LoadBalancer")) {
    const mappings = view.views("SubnetMappings");
    const mapped = mappings.views.map((mapping) =>
      linkSet(context, "subnet", single(mapping.value("SubnetId")), siteOf(mapping, "SubnetId")),
    );
    const rest = mappings.open === undefined ? [] : [{ links: [], rest: mappings.open }];
    context.put(
      loadBalancerNode(context, view, {
        type: mapFact(required(view, "Type", asString, "application"), loadBalancerType),
        internal: isInternal(view),
        addressType: required(view, "IpAddressType", asString, "ipv4"),
        groups: linkSetAt(context, "security-group", view, "SecurityGroups"),
        crossZone: attributeAt(view.views("LoadBalancerAttributes"), "load_balancing.cross_zone.enabled", asBoolean),
        subnets: join([linkSetAt(context, "subnet", view, "Subnets"), ...mapped, ...rest]),
      }),
    );
  }
  for (const view of context.managed("AWS::ElasticLoadBalancing::LoadBalancer")) context.put(classic(context, view));
}

function isInternal(view: View): Fact<boolean> {
  return mapFact(required(view, "Scheme", asString, "internet-facing"), (scheme) => scheme === "internal");
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-elasticloadbalancing-loadbalancer.html */
function classic(context: Context, view: View): LoadBalancer {
  const check = only(view.views("HealthCheck"));
  const subnets = linkSetAt(context, "subnet", view, "Subnets");
  const inZones = `default subnets of ${view.resource.address}`;
  const zoned = subnets.links.length === 0 && view.value("AvailabilityZones") !== undefined;
  const everywhere = zoned
    ? [{ links: [], rest: derived(inZones, "they are the default subnets of its zones", []) }]
    : [];
  return loadBalancerNode(context, view, {
    type: byDefault("classic", view.span),
    internal: isInternal(view),
    addressType: byDefault("ipv4", view.span),
    groups: linkSetAt(context, "security-group", view, "SecurityGroups"),
    subnets: join([subnets, ...everywhere]),
    crossZone: required(view, "CrossZone", asBoolean, false),
    classicListeners: classicListeners(view.views("Listeners"), "InstancePort"),
    classicHealthCheck:
      check === undefined ? undefined : classicHealthCheck(required(check, "Target", asString, "TCP:80"), check.span),
  });
}
