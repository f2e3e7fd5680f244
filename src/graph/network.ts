/** VPCs, subnets and what routes their packets, load balancers and target groups. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Existence, UnknownValue } from "../base/value.ts";
import type { IpRange } from "../sets/ip-set.ts";
import type { Link, LinkSet, NodeBase } from "./model.ts";

export interface Vpc extends NodeBase {
  readonly kind: "vpc";
  /** Primary and secondary ranges of both families. */
  readonly cidrs: readonly Fact<IpRange>[];
  readonly cidrsRest?: UnknownValue;
  /** Destinations of routes to a middlebox that are more specific than `local`. */
  readonly middleboxRoutes: readonly Fact<IpRange>[];
  /** It may have endpoints that are not in the graph. */
  readonly endpointsRest?: UnknownValue;
}

/** An endpoint by which a VPC reaches a service of AWS, or of somebody else, without the internet. */
export interface VpcEndpoint extends NodeBase {
  readonly kind: "vpc-endpoint";
  readonly vpc: Link | undefined;
  /** The service without AWS's prefix and the region: `ecr.dkr`, `s3`. */
  readonly service: Fact<string>;
  /** Of an interface endpoint; undefined for any other, and where it is not known of which type it is. */
  readonly interfaces?: {
    /** The VPC's default group where none is written. */
    readonly securityGroups: LinkSet;
    /** The names by which everybody knows the service lead to it, in all of its VPC; undefined where that is not written. */
    readonly privateDns: Fact<boolean> | undefined;
  };
  /** Of a gateway endpoint: those in which there is a route to it. */
  readonly routeTables?: LinkSet;
}

export interface Subnet extends NodeBase {
  readonly kind: "subnet";
  readonly vpc: Link | undefined;
  /** One range per family that the subnet has. The symbol of an unknown one is the range's identity. */
  readonly cidrs: readonly Fact<IpRange>[];
  /** Availability zone name or id; undefined where the source does not say. */
  readonly zone: Fact<string> | undefined;
  /** Whether interfaces in it get a public address where they do not say; undefined where nothing is known of it. */
  readonly publicAddresses?: Fact<boolean>;
  /** ARN of the Outpost that it is on; absent where none is written. */
  readonly outpost?: Fact<string>;
  /** Absent where nothing is known of it. */
  readonly routeTable?: Link;
}

/** The groups of a thing are its VPC's default group, because none was named. */
export interface DefaultGroup {
  /** A clause that completes "because …", such as `aws_lb.main names no security group`. */
  readonly because: string;
  /** What names none: an interface block, a network configuration, else the header of the thing. */
  readonly span: Span;
}

/** A listener of a classic load balancer. */
export interface ClassicListener {
  /** The port of the instances to which it sends. */
  readonly instancePort: Fact<number>;
  readonly exists: Existence;
  readonly span: Span;
}

export interface LoadBalancer extends NodeBase {
  readonly kind: "load-balancer";
  readonly type: Fact<"application" | "network" | "gateway" | "classic">;
  readonly internal: Fact<boolean>;
  readonly addressType: Fact<string>;
  /** `unfiltered`: a network load balancer without groups: everything may leave. */
  readonly securityGroups: LinkSet | "unfiltered";
  readonly defaultGroup?: DefaultGroup;
  readonly subnets: LinkSet;
  /** Of a network load balancer: the address that its node in a subnet is given, where one is. */
  readonly nodeAddresses?: readonly { readonly subnet: Link; readonly address: Fact<IpRange> }[];
  /** Whether its nodes send to targets in other zones; where not written, always for application load balancers, and unknown for others. */
  readonly crossZone?: Fact<boolean>;
  readonly classicListeners: readonly ClassicListener[];
  /** Health check of a classic load balancer. */
  readonly classicHealthCheck?: HealthCheck;
}

export interface Listener extends NodeBase {
  readonly kind: "listener";
  readonly loadBalancer: Link;
  readonly port: Fact<number> | undefined;
  readonly protocol: Fact<string> | undefined;
  /** Target groups of its default action and of all its rules. */
  readonly forwards: LinkSet;
}

export interface HealthCheck {
  readonly enabled: Fact<boolean>;
  readonly port: Fact<number | "traffic-port">;
  /** `HTTP`, `TCP`, … in upper case. */
  readonly protocol: Fact<string>;
  /** Set where the protocol is not known because the target group's is not: ELB chooses one that goes with it. */
  readonly protocolChosen?: true;
  readonly span: Span;
}

export interface TargetGroup extends NodeBase {
  readonly kind: "target-group";
  readonly targetType: Fact<"instance" | "ip" | "lambda" | "alb">;
  readonly protocol: Fact<string>;
  readonly port: Fact<number> | undefined;
  readonly vpc: Link | undefined;
  readonly addressType: Fact<"ipv4" | "ipv6">;
  readonly healthCheck: HealthCheck;
  /** Undefined where not set: the default by protocol and target type applies. */
  readonly preserveClientIp: Fact<boolean> | undefined;
  /** Listeners that are not in the source may forward to it. */
  readonly listenersRest?: UnknownValue;
  /** Set where the target group overrides the load balancer's cross-zone setting. */
  readonly crossZone?: Fact<boolean>;
}

/**
 * `appliance`: an instance, a network interface or an endpoint of a firewall, which sends on what it gets as it likes. `other`: a VPN, a transit
 * gateway, a peering connection and the like, at whose other end there is another network.
 */
export type RouteTarget = "internet-gateway" | "nat-gateway" | "egress-only-gateway" | "appliance" | "other";

/** A route beside those within the VPC (`local`), and those of gateway endpoints. */
export interface TableRoute {
  /** The address of the resource that declares it. */
  readonly address: string;
  /** Undefined where a prefix list names it. */
  readonly destination: Fact<IpRange> | undefined;
  readonly target: Fact<RouteTarget>;
  /** Set where it leads to a NAT gateway, or may. */
  readonly natGateway?: Link;
  readonly exists: Existence;
  /** The block, list element or resource header that is the route. */
  readonly span: Span;
}

export interface RouteTable extends NodeBase {
  readonly kind: "route-table";
  readonly vpc: Link | undefined;
  readonly routes: readonly TableRoute[];
  /** There may be further routes. */
  readonly routesRest?: UnknownValue;
}

export interface NatGateway extends NodeBase {
  readonly kind: "nat-gateway";
  /** Undefined for one that is of the whole VPC. */
  readonly subnet: Link | undefined;
  /** It has no public address, and leads to other networks only. */
  readonly isPrivate: Fact<boolean>;
}
