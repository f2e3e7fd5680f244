/** What a load balancer says of itself into its node, with the defaults of AWS. */
import type { Fact } from "../base/fact.ts";
import type { HealthCheck, LinkSet, LoadBalancer } from "../graph/model.ts";
import { groupsOrDefault } from "./companion.ts";
import { baseOf, type Context } from "./context.ts";
import { asNumber, byDefault, required } from "./facts.ts";
import { derived } from "./value.ts";
import type { View, Views } from "./view.ts";

export interface LoadBalancerParts {
  readonly type: Fact<LoadBalancer["type"] extends Fact<infer T> ? T : never>;
  readonly internal: Fact<boolean>;
  readonly addressType: Fact<string>;
  /** As written; empty where nothing is. */
  readonly groups: LinkSet;
  readonly subnets: LinkSet;
  readonly crossZone: Fact<boolean> | undefined;
  readonly classicListeners?: LoadBalancer["classicListeners"];
  readonly classicHealthCheck?: HealthCheck | undefined;
}

export function loadBalancerNode(context: Context, view: View, parts: LoadBalancerParts): LoadBalancer {
  return {
    ...baseOf(view),
    kind: "load-balancer",
    type: parts.type,
    internal: parts.internal,
    addressType: parts.addressType,
    ...groupsOf(context, view, parts),
    subnets: parts.subnets,
    ...(parts.crossZone === undefined ? {} : { crossZone: parts.crossZone }),
    classicListeners: parts.classicListeners ?? [],
    ...(parts.classicHealthCheck === undefined ? {} : { classicHealthCheck: parts.classicHealthCheck }),
  };
}

/**
 * Without groups a network load balancer is unfiltered
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html) and an application or classic
 * one carries the default group of its VPC (https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html).
 */
function groupsOf(
  context: Context,
  view: View,
  parts: LoadBalancerParts,
): Pick<LoadBalancer, "securityGroups" | "defaultGroup"> {
  const { type, groups } = parts;
  const { address, root } = view.resource;
  const isWritten = groups.links.length > 0 || groups.rest !== undefined;
  if (!isWritten && !type.known) {
    const rest = derived(`${address}.security_groups`, `the type of ${address} is unknown`, [type.unknown]);
    return { securityGroups: { links: [], rest } };
  }
  if (!isWritten && type.known && (type.value === "network" || type.value === "gateway"))
    return { securityGroups: "unfiltered" };
  return groupsOrDefault(context, groups, parts.subnets, { root, span: view.span }, address);
}

/** The listeners of a classic load balancer. An unknown number of further ones is one whose port is not known. */
export function classicListeners(listeners: Views, instancePort: string): LoadBalancer["classicListeners"] {
  const { views, other } = listeners;
  return [...views, ...(other === undefined ? [] : [other])].map((listener) => ({
    instancePort: required(listener, instancePort, asNumber, 0),
    span: listener.span,
  }));
}

/** The type as ELB spells it. */
export function loadBalancerType(text: string): "application" | "network" | "gateway" {
  return text === "network" || text === "gateway" ? text : "application";
}

const TARGET = /^([A-Za-z]+):(\d+)(\/.*)?$/;

/** The health check of a classic load balancer, `TCP:5000` or `HTTP:80/ping`. */
export function classicHealthCheck(target: Fact<string>, span: HealthCheck["span"]): HealthCheck {
  if (!target.known) {
    return {
      enabled: byDefault(true, span),
      port: { known: false, unknown: target.unknown, origin: target.origin },
      protocol: { known: false, unknown: target.unknown, origin: target.origin },
      span,
    };
  }
  const match = TARGET.exec(target.value.trim());
  const port = match === null ? "traffic-port" : Number(match[2]);
  return {
    enabled: byDefault(true, span),
    port: { known: true, value: port, origin: target.origin },
    protocol: { known: true, value: (match?.[1] ?? "TCP").toUpperCase(), origin: target.origin },
    span,
  };
}
