/** The result of the engine: one flow per (service, load balancer entry, target group, load balancer, purpose). */

import type { Span } from "../base/source-file.ts";
import type { Assumption, Origin, UnknownValue } from "../base/value.ts";
import type { FilterRule, NetworkAcl, SecurityGroup } from "../graph/filters.ts";
import type { LoadBalancer, Subnet, TargetGroup } from "../graph/network.ts";
import type { PortMapping, Service, ServiceLoadBalancer, TaskDefinition } from "../graph/workload.ts";

import type { Bounds, PortSet } from "../sets/port-set.ts";
import type { DynamicRange } from "./asked/needs.ts";

import type { Proof } from "./ways/proof.ts";

export type HopKind =
  | "load-balancer-egress"
  | "load-balancer-acl-out"
  | "target-acl-in"
  | "target-ingress"
  | "return-target-acl-out"
  | "return-load-balancer-acl-in";

export type HopVerdict = "open" | "partial" | "closed" | "undetermined" | "not-applicable";
export type FlowVerdict = "reachable" | "partial" | "blocked" | "undetermined";

/** A filter rule that had a say in a hop. */
export interface DecidingRule {
  readonly rule: FilterRule;
  readonly node: SecurityGroup | NetworkAcl;
  /** `admits` lets required ports through; `denies` a deny entry or the absence of any; `nearest` admits nothing but comes closest;
   *  `elsewhere` would admit everything, but is in a group that the interface does not carry. */
  readonly role: "admits" | "denies" | "nearest" | "elsewhere";
  /** Of a nearest miss: why it misses, such as `admits tcp 8080 from aws_security_group.alb; needs 32768-65535`. */
  readonly why?: string;
  /** Where a person would change what is written, with the way of that value: the ports, the peer, or the choice of the group. */
  readonly at?: Origin;
}

export interface Hop {
  readonly kind: HopKind;
  /** The security groups or the network ACL that filter here; empty where nothing filters. */
  readonly nodes: readonly (SecurityGroup | NetworkAcl)[];
  /** For ACL hops, the pair of subnets; for group hops undefined where it holds for all. */
  readonly from: Subnet | undefined;
  readonly to: Subnet | undefined;
  /** Of ACL hops, every pair of subnets that it holds for; `from` and `to` are the first of them. */
  readonly pairs?: readonly { readonly from: Subnet; readonly to: Subnet }[];
  /** The ports that must pass here: the flow's required ports, or 1024–65535 on return hops. */
  readonly required: PortSet;
  /** Where these are dynamic host ports: whether they are the default range. */
  readonly range?: DynamicRange;
  /** What the filter lets through, within `required`. That it closes ports is proven of the flow only where `proof` says so. */
  readonly open: Bounds<PortSet>;
  /** `closed` and `partial` are proven; where a filter closes ports on a way that may not exist, it is `undetermined`. */
  readonly verdict: HopVerdict;
  /** What is proven of the flow here; absent where it is not certain that packets come this way. */
  readonly proof?: Proof;
  readonly decidedBy: readonly DecidingRule[];
  /** The unknowns that would settle an undetermined hop. */
  readonly because: readonly UnknownValue[];
  /** Where a finding about this hop points: the tight span of the nearest rule's ports, else the node's header. */
  readonly span: Span;
}

/**
 * Something other than a filter that stands between load balancer and container:
 * `zone-not-served` the load balancer has no subnet in the zone of a target subnet; `vpc-mismatch` the two sides are in different
 * VPCs; `target-type-mismatch`, `load-balancer-type`, `network-mode`, `launch-type` combinations that AWS does not register;
 * `classic-port` a classic load balancer sends to other ports than the container's; `port-not-mapped`, `container-not-found` the
 * service names a port or container that the task definition does not have; `mapped-for-another-protocol` packets come by TCP to a port that is
 * mapped for UDP, or the other way round; `health-port-not-mapped` nothing listens on the health-check port; `no-listener` no listener forwards to the target group; `left-to-others` what leads to it may be another; `no-instances` nothing joins the cluster;
 * `hosts-registered` the instances themselves are registered too, at the target group's port; `middlebox-route` traffic takes a detour;
 * `closed-each-way` whichever way packets take is closed, but each at another filter.
 */
export type ObstacleKind =
  | "zone-not-served"
  | "vpc-mismatch"
  | "target-type-mismatch"
  | "load-balancer-type"
  | "network-mode"
  | "launch-type"
  | "classic-port"
  | "port-not-mapped"
  | "container-not-found"
  | "mapped-for-another-protocol"
  | "health-port-not-mapped"
  | "no-listener"
  | "left-to-others"
  | "no-instances"
  | "hosts-registered"
  | "middlebox-route"
  | "closed-each-way";

export interface Obstacle {
  readonly kind: ObstacleKind;
  /** A clause for people, such as `aws_lb.main has no subnet in eu-west-1c, the zone of aws_subnet.c`. */
  readonly text: string;
  readonly span: Span;
  /** `shuts`: nothing gets through; `beside`: something is wrong there that says nothing of the path, such as a registration that AWS
   *  refuses; `obscures`: because of it the path itself is not known. */
  readonly effect: "shuts" | "beside" | "obscures";
  /** That it is there is proven; absent where the source leaves it open. */
  readonly proof?: Proof;
}

export interface Flow {
  /** Stable readable id: root, service address, target group, load balancer and purpose. */
  readonly id: string;
  readonly root: string;
  readonly service: Service;
  readonly entry: ServiceLoadBalancer;
  readonly taskDefinition: TaskDefinition | undefined;
  readonly container: { readonly name: string | undefined; readonly port: number | undefined };
  /** The port mapping that the service registers; undefined where it is not known or not there. */
  readonly mapping?: PortMapping;
  readonly targetGroup: TargetGroup | undefined;
  readonly loadBalancer: LoadBalancer | undefined;
  readonly purpose: "traffic" | "health-check";
  readonly portMapping: "dynamic" | "static" | "task" | "unknown";
  readonly protocol: "tcp" | "udp";
  /** Empty where not even the ports are known (then a `because` says so); a symbolic port is in `requiredText` only. */
  readonly required: PortSet;
  /** `32768-65535`, or the symbol of an unknown port. */
  readonly requiredText: string;
  readonly verdict: FlowVerdict;
  /** Of the required ports, over all pairs. */
  readonly open: Bounds<PortSet>;
  /** Required ports that are proven closed on some pair. */
  readonly blocked: PortSet;
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  readonly hops: readonly Hop[];
  /** What stands in the way besides filters; absent where nothing does. */
  readonly obstacles?: readonly Obstacle[];
  /** It is open because nothing is known that runs the service's tasks. */
  readonly unstaffed?: true;
  /** It is open because there is too much to judge: nothing was looked at. */
  readonly unjudged?: true;
  /** The world, `["UseNacl = true"]`; empty where it holds in all. */
  readonly when: readonly string[];
}
