/** Load balancers, application, network, gateway and classic, and their listeners, into nodes, with the defaults of AWS. */
import type { Fact } from "../../base/fact.ts";
import type { HealthCheck, Link, LinkSet, LoadBalancer, NodeId } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import {
  asAddress,
  asBoolean,
  asNumber,
  asString,
  byDefault,
  CROSS_ZONE,
  mapFact,
  optional,
  required,
  settingAt,
} from "../facts.ts";
import { leftOpen } from "../ignored-changes.ts";
import { groupsOrDefault } from "../references/companion.ts";
import {
  boundLinks,
  furtherLinks,
  join,
  linkSetAt,
  requiredLink,
  singleLinkAt,
  subnetsOf,
  subnetsToGive,
} from "../references/reference.ts";
import { bothExist, derived, given } from "../value.ts";
import { only, type View, type Views } from "../view.ts";

export function loadBalancers(context: Context): void {
  for (const view of context.managed("load-balancer")) context.put(loadBalancer(context, view));
  for (const view of context.managed("classic-load-balancer")) context.put(classic(context, view));
}

/** A network load balancer that says nothing sends to no other zone (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html). */
function loadBalancer(context: Context, view: View): LoadBalancer {
  const mappings = view.views("subnetMappings");
  const mapped = mappings.views.map((mapping) =>
    boundLinks(singleLinkAt(context, "subnet", mapping, "subnetId"), mapping.exists),
  );
  const further = join([...mapped, furtherLinks(mappings.rest)]);
  // Only one of both is written; a plan and facts tell the same subnets twice.
  const isMapped = further.rest === undefined && further.links.some(({ exists }) => exists === true);
  const subnets = isMapped ? further : subnetsToGive(context, view, "subnets", further);
  const type = mapFact(required(view, "type", asString, "application"), loadBalancerType);
  const written = settingAt(view, "loadBalancerAttributes", "enableCrossZoneLoadBalancing", CROSS_ZONE, asBoolean);
  const crossZone = written ?? (type.known && type.value === "network" ? byDefault(false, view.span) : undefined);
  return {
    ...baseOf(view),
    kind: "load-balancer",
    type,
    internal: isInternal(view),
    addressType: required(view, "ipAddressType", asString, "ipv4"),
    ...groupsOf(context, view, type, subnets),
    subnets,
    ...given({ crossZone, nodeAddresses: nodeAddresses(mappings.views, mapped) }),
    classicListeners: [],
  };
}

/** `mapped`: the subnet of each mapping. Only network load balancers take addresses
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SubnetMapping.html). */
function nodeAddresses(mappings: readonly View[], mapped: readonly LinkSet[]): LoadBalancer["nodeAddresses"] {
  const all = mappings.flatMap((mapping, at) => {
    const address = optional(mapping, "privateIpv4Address", asAddress);
    const [subnet] = mapped[at]!.links;
    return address === undefined || subnet === undefined ? [] : [{ subnet, address }];
  });
  return all.length === 0 ? undefined : all;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html */
function classic(context: Context, view: View): LoadBalancer {
  const check = only(view.views("healthCheck"));
  const subnets = subnetsOf(context, view, "subnets");
  const type = byDefault<"classic">("classic", view.span);
  return {
    ...baseOf(view),
    kind: "load-balancer",
    type,
    internal: isInternal(view),
    addressType: byDefault("ipv4", view.span),
    ...groupsOf(context, view, type, subnets),
    subnets,
    crossZone: required(view, "crossZone", asBoolean, meaningOf(view).classicCrossZone),
    classicListeners: classicListeners(view.views("listeners")),
    ...(check === undefined
      ? {}
      : { classicHealthCheck: classicHealthCheck(required(check, "target", asString, "TCP:80"), check.span) }),
  };
}

/** By its scheme, or by an argument of its own where the dialect has no schemes. */
function isInternal(view: View): Fact<boolean> {
  if (view.spelt("scheme") === undefined) return required(view, "internal", asBoolean, false);
  return mapFact(required(view, "scheme", asString, "internet-facing"), (scheme) => scheme === "internal");
}

/**
 * Without groups a network load balancer is unfiltered
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html) and an application or classic
 * one carries the default group of its VPC (https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html).
 */
function groupsOf(
  context: Context,
  view: View,
  type: LoadBalancer["type"],
  subnets: LinkSet,
): Pick<LoadBalancer, "securityGroups" | "defaultGroup"> {
  const groups = linkSetAt(context, "security-group", view, "securityGroups");
  const { address, root } = view.resource;
  const isWritten = groups.links.length > 0 || groups.rest !== undefined;
  if (!isWritten && !type.known) {
    const rest = derived(`${address}.security_groups`, `the type of ${address} is unknown`, [type.unknown]);
    return { securityGroups: { links: [], rest } };
  }
  if (!isWritten && type.known && (type.value === "network" || type.value === "gateway"))
    return { securityGroups: "unfiltered" };
  return groupsOrDefault(context, groups, subnets, { root, span: view.span }, address);
}

/** The listeners of a classic load balancer. An unknown number of further ones is one whose port is not known. */
function classicListeners(listeners: Views): LoadBalancer["classicListeners"] {
  const { views, other } = listeners;
  return [...views, ...(other === undefined ? [] : [other])].map((listener) => ({
    instancePort: required(listener, "instancePort", asNumber, 0),
    exists: listener.exists,
    span: listener.span,
  }));
}

/** The type as ELB spells it. */
function loadBalancerType(text: string): "application" | "network" | "gateway" {
  return text === "network" || text === "gateway" ? text : "application";
}

const TARGET = /^([A-Za-z]+):(\d+)(\/.*)?$/;

/** The health check of a classic load balancer, `TCP:5000` or `HTTP:80/ping`. */
function classicHealthCheck(target: Fact<string>, span: HealthCheck["span"]): HealthCheck {
  return {
    enabled: byDefault(true, span),
    port: mapFact(target, (text) => {
      const match = TARGET.exec(text.trim());
      return match === null ? "traffic-port" : Number(match[2]);
    }),
    protocol: mapFact(target, (text) => (TARGET.exec(text.trim())?.[1] ?? "TCP").toUpperCase()),
    span,
  };
}

export function listeners(context: Context): void {
  for (const view of context.managed("listener")) {
    context.put({
      ...baseOf(view),
      kind: "listener",
      loadBalancer: requiredLink(context, "load-balancer", view, "loadBalancerArn"),
      port: optional(view, "port", asNumber),
      protocol: optional(view, "protocol", asString),
      forwards: forwardsOf(context, view, "defaultActions"),
    });
  }
}

export function listenerRules(context: Context): void {
  const rules = context.managed("listener-rule").map((view): Forwarding => {
    const listener = requiredLink(context, "listener", view, "listenerArn");
    return { view, listener, forwards: forwardsOf(context, view, "actions") };
  });
  addForwards(context, rules);
}

/** The target groups that actions forward to, alone or weighted. */
function forwardsOf(context: Context, view: View, argument: string): LinkSet {
  const actions = view.views(argument);
  const sets = actions.views.flatMap((action) => [
    boundLinks(singleLinkAt(context, "target-group", action, "targetGroupArn"), action.exists),
    ...action.views("forwardConfig").views.flatMap((forward) => {
      const groups = forward.views("targetGroups");
      const each = groups.views.map((group) => {
        const forwarded = singleLinkAt(context, "target-group", group, "forwardedGroup");
        return boundLinks(forwarded, bothExist(bothExist(group.exists, forward.exists), action.exists));
      });
      return [...each, furtherLinks(groups.rest)];
    }),
  ]);
  const { links, ...rest } = join([...sets, furtherLinks(actions.rest)]);
  const other = leftOpen(context, view, argument);
  return { links: other === undefined ? links : links.map((link) => ({ ...link, leftOpen: other })), ...rest };
}

/** What a rule of a listener, or a deployment, forwards beside its default action. */
export interface Forwarding {
  readonly view: View;
  readonly listener: Link;
  readonly forwards: LinkSet;
}

/** Adds what rules forward to the listeners that they may belong to. */
export function addForwards(context: Context, all: readonly Forwarding[]): void {
  const byListener = new Map<NodeId, LinkSet[]>();
  for (const { view, listener, forwards } of all) {
    const exists = bothExist(view.resource.exists, listener.exists);
    for (const id of listener.to) byListener.set(id, [...(byListener.get(id) ?? []), boundLinks(forwards, exists)]);
  }
  for (const [id, sets] of byListener) {
    const node = context.node("listener", id);
    if (node !== undefined) context.put({ ...node, forwards: join([node.forwards, ...sets]) });
  }
}
