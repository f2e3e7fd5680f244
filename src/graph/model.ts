/**
 * The normalized model: what reachability depends on, the same for every dialect.
 *
 * Every property is a `Fact` (known, or unknown with its identity). Nodes name each other by id. A thing that the source
 * refers to but does not define (a security group given as an input variable, a literal id) is an *external* node of its
 * kind: two uses of the same symbol meet in the same node, so identity is never compared as text elsewhere.
 */
import type { Fact } from "../base/fact.ts";
import type { Origin } from "../base/origin.ts";
import type { Span } from "../base/source-file.ts";
import type { Existence, UnknownValue } from "../base/value.ts";
import type { IpRange } from "../sets/ip-range.ts";

/** Unique in a graph: root path, `#`, address; for externals `external:` and the symbol. */
export type NodeId = string;

/** Something taken as given although the source does not prove it. */
export interface Assumption {
  /** Kebab-case kind; `--strict` turns every assumption into an unknown. */
  readonly kind: string;
  /** One sentence for people. */
  readonly text: string;
}

/** A reference to a node. */
export interface Link {
  /** It is exactly one of these; a single one is certain. Never empty. */
  readonly to: readonly NodeId[];
  /** False-able: the reference itself may not be there (a conditional element of a list). */
  readonly exists: Existence;
  readonly origin: Origin;
  /** What had to be assumed to make the reference; under --strict the engine treats the link as leading anywhere. */
  readonly assumption?: Assumption;
}

/** The groups of a thing are its VPC's default group, because none was named. */
export interface DefaultGroup {
  /** A clause that completes "because …", such as `aws_lb.main names no security group`. */
  readonly because: string;
  /** What names none: an interface block, a network configuration, else the header of the thing. */
  readonly span: Span;
}

/** References of one kind to any number of nodes. */
export interface LinkSet {
  readonly links: readonly Link[];
  /** There may be more than `links`, because this is unknown. Likewise the `…Rest` of every other list. */
  readonly rest?: UnknownValue;
}

interface NodeBase {
  readonly id: NodeId;
  /** The Terraform address or CloudFormation logical path, or the symbol of an external node: what people read. */
  readonly address: string;
  /** The root's path; of an external node, that of its first use. */
  readonly root: string;
  /** The header of the definition; of an external node, the first use. */
  readonly span: Span;
  readonly exists: Existence;
  /** Set on a node that the source refers to but does not define: nothing but its identity is known. Its properties are unknown.
   *  It may be the same thing as any other node of its kind, except where `literal`: two different literal ids differ. */
  readonly external?: { readonly unknown: UnknownValue; readonly literal: boolean };
  /** Where a program that wrote the source makes it. */
  readonly constructedAt?: Span;
  /** It stands for any number of like nodes (unknown `count` or `for_each`). */
  readonly repeated?: true;
  /** Set where the node itself is only assumed (the default network ACL that nobody writes down). */
  readonly assumption?: Assumption;
}

export interface Vpc extends NodeBase {
  readonly kind: "vpc";
  /** Primary and secondary ranges of both families. */
  readonly cidrs: readonly Fact<IpRange>[];
  readonly cidrsRest?: UnknownValue;
  /** Destinations of routes to a middlebox that are more specific than `local`. */
  readonly middleboxRoutes: readonly Fact<IpRange>[];
}

export interface Subnet extends NodeBase {
  readonly kind: "subnet";
  readonly vpc: Link | undefined;
  /** One range per family that the subnet has. The symbol of an unknown one is the range's identity. */
  readonly cidrs: readonly Fact<IpRange>[];
  /** Availability zone name or id; undefined where the source does not say. */
  readonly zone: Fact<string> | undefined;
}

/** A protocol by IANA number; `all` is −1. */
export type Protocol = number | "all";

/** One end, as written: a fact of a number, 0–65535 where known and valid. `-1`, absent, or ignored ports are `"all"`. */
export type RulePorts = { readonly from: Fact<number>; readonly to: Fact<number> } | "all";

export type Peer =
  | { readonly kind: "cidr"; readonly range: Fact<IpRange>; readonly exists: Existence }
  | { readonly kind: "security-group"; readonly group: Link; readonly exists: Existence }
  | { readonly kind: "prefix-list"; readonly list: Link; readonly exists: Existence };

/** An entry of a security group or network ACL. */
export interface FilterRule {
  /** The address of the resource that declares it. */
  readonly address: string;
  readonly direction: "ingress" | "egress";
  readonly action: "allow" | "deny";
  /** Rule number, of network ACLs. */
  readonly number?: Fact<number>;
  readonly protocol: Fact<Protocol>;
  readonly ports: RulePorts;
  /** Source of ingress, destination of egress. Empty and no `peersRest`: matches nobody. */
  readonly peers: readonly Peer[];
  readonly peersRest?: UnknownValue;
  readonly exists: Existence;
  /** The block, list element or resource header that is the rule. */
  readonly span: Span;
  /** The tightest place that says the ports (from_port … to_port), for a finding about ports. */
  readonly portsSpan?: Span;
  /** Nobody wrote it: what makes it so, such as `CloudFormation adds this egress rule to a group without any`. */
  readonly implied?: string;
  readonly assumption?: Assumption;
}

/** Rules of one direction are written in the resource itself and as a resource of their own: the next apply removes the latter. */
export interface ConflictingRules {
  readonly direction: "ingress" | "egress";
  /** The block or argument in the resource, else the resource that says by having none that there are none. */
  readonly inline: Span;
  readonly standalone: Span;
  /** Of the rule that stands apart. */
  readonly address: string;
}

export interface SecurityGroup extends NodeBase {
  readonly kind: "security-group";
  readonly vpc: Link | undefined;
  readonly rules: readonly FilterRule[];
  /** There may be further rules in that direction. */
  readonly ingressRest?: UnknownValue;
  readonly egressRest?: UnknownValue;
  /** The default group of its VPC. */
  readonly isDefault: boolean;
  /** Not empty. */
  readonly conflicting?: readonly ConflictingRules[];
}

export interface NetworkAcl extends NodeBase {
  readonly kind: "network-acl";
  readonly vpc: Link | undefined;
  readonly entries: readonly FilterRule[];
  readonly ingressRest?: UnknownValue;
  readonly egressRest?: UnknownValue;
  /** The default ACL of its VPC: applies to every subnet of it that no other ACL claims. */
  readonly isDefault: boolean;
  /** Subnets explicitly associated. */
  readonly subnets: LinkSet;
  /** Not empty. */
  readonly conflicting?: readonly ConflictingRules[];
}

export interface PrefixList extends NodeBase {
  readonly kind: "prefix-list";
  readonly ranges: readonly Fact<IpRange>[];
  readonly rangesRest?: UnknownValue;
  /** Run by AWS (CloudFront, S3): never holds a load balancer or instance of the VPC. */
  readonly awsManaged: boolean;
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
  /** Whether its nodes send to targets in other zones; where not written, always for application load balancers, and unknown for others. */
  readonly crossZone?: Fact<boolean>;
  /** Listeners of a classic load balancer. */
  readonly classicListeners: readonly { readonly instancePort: Fact<number>; readonly span: Span }[];
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
  /** Set where the target group overrides the load balancer's cross-zone setting. */
  readonly crossZone?: Fact<boolean>;
}

export interface StrategyEntry {
  readonly provider: Link;
  readonly weight: Fact<number>;
  readonly base: Fact<number>;
}

export interface Cluster extends NodeBase {
  readonly kind: "cluster";
  readonly name: Fact<string>;
  readonly capacityProviders: LinkSet;
  readonly defaultStrategy: readonly StrategyEntry[];
  readonly defaultStrategyRest?: UnknownValue;
}

export interface CapacityProvider extends NodeBase {
  readonly kind: "capacity-provider";
  readonly provides:
    | { readonly kind: "fargate" }
    | { readonly kind: "host-group"; readonly hosts: Link }
    | { readonly kind: "managed-instances"; readonly securityGroups: LinkSet; readonly subnets: LinkSet }
    | { readonly kind: "unknown"; readonly unknown: UnknownValue };
}

/** One way in which instances of a host group may be started. */
export interface Launch {
  /** The launch template, launch configuration or instance. */
  readonly address: string;
  readonly span: Span;
  /** Of the primary network interface. With no group written: one link to the VPC's default group. */
  readonly securityGroups: LinkSet;
  readonly defaultGroup?: DefaultGroup;
  /** The block of the primary network interface, where there is one: it says the groups. */
  readonly interface?: Span;
  /** Groups are named beside the interface block, where AWS does not take them
   *  (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html). */
  readonly securityGroupsIgnored?: { readonly span: Span };
  /** Set where the launch itself says the subnet (a network interface, an instance). */
  readonly subnets: LinkSet | undefined;
  /** The clusters that its user data makes the instance join; undefined where there is no user data that joins
   *  (an instance without user data joins the cluster named `default`). */
  readonly cluster: Link | undefined;
  /** Why it is not certain that it joins the cluster, or which of several: a condition in user data decides it. */
  readonly clusterDoubt?: UnknownValue;
  /** Set where user data could not be read as a whole. */
  readonly userDataUnread?: UnknownValue;
  /** From ECS_DYNAMIC_HOST_PORT_RANGE or a sysctl in user data. */
  readonly dynamicPorts?: { readonly from: Fact<number>; readonly to: Fact<number> };
  readonly platform: Fact<"linux" | "windows">;
  readonly exists: Existence;
  readonly assumption?: Assumption;
}

/** Container instances that come and go together: an auto scaling group, a lone instance, a spot fleet. */
export interface HostGroup extends NodeBase {
  readonly kind: "host-group";
  readonly source: "auto-scaling-group" | "instance" | "spot-fleet" | "ec2-fleet";
  readonly launches: readonly Launch[];
  readonly launchesRest?: UnknownValue;
  readonly subnets: LinkSet;
  readonly size: { readonly min: Fact<number>; readonly max: Fact<number> } | undefined;
  /** Target groups and classic load balancers with which every instance is registered at the group's own port. */
  readonly targetGroups: LinkSet;
  readonly classicLoadBalancers: LinkSet;
}

export type NetworkMode = "bridge" | "host" | "awsvpc" | "none" | "nat";

export interface PortMapping {
  readonly containerPort: Fact<number> | undefined;
  /** Undefined where not written. */
  readonly hostPort: Fact<number> | undefined;
  readonly containerPortRange?: Fact<string>;
  readonly protocol: Fact<"tcp" | "udp">;
  readonly exists: Existence;
  readonly span: Span;
}

export interface Container {
  readonly name: Fact<string>;
  readonly portMappings: readonly PortMapping[];
  readonly portMappingsRest?: UnknownValue;
  readonly cpu: Fact<number> | undefined;
  readonly memory: Fact<number> | undefined;
  readonly memoryReservation: Fact<number> | undefined;
  readonly exists: Existence;
  readonly span: Span;
}

export interface TaskDefinition extends NodeBase {
  readonly kind: "task-definition";
  readonly networkMode: Fact<NetworkMode>;
  readonly containers: readonly Container[];
  readonly containersRest?: UnknownValue;
  /** `EC2`, `FARGATE`, …; empty where not written. */
  readonly compatibilities: Fact<readonly string[]>;
  readonly platform: Fact<"linux" | "windows">;
  readonly cpu: Fact<number> | undefined;
  readonly memory: Fact<number> | undefined;
}

/** One entry of a service's load balancers. */
export interface ServiceLoadBalancer {
  readonly targetGroup: Link | undefined;
  /** Blue/green: the other target group. */
  readonly alternateTargetGroup: Link | undefined;
  readonly classicLoadBalancer: Link | undefined;
  readonly containerName: Fact<string>;
  readonly containerPort: Fact<number>;
  readonly exists: Existence;
  readonly span: Span;
}

export interface Service extends NodeBase {
  readonly kind: "service";
  readonly cluster: Link;
  readonly taskDefinition: Link | undefined;
  /** Undefined where not written: the strategy decides. */
  readonly launchType: Fact<"EC2" | "FARGATE" | "EXTERNAL" | "MANAGED_INSTANCES"> | undefined;
  readonly strategy: readonly StrategyEntry[];
  readonly strategyRest?: UnknownValue;
  /** awsvpc: the task interface's groups (the VPC's default group where none is written) and subnets. */
  readonly network:
    | {
        readonly securityGroups: LinkSet;
        readonly defaultGroup?: DefaultGroup;
        readonly subnets: LinkSet;
        readonly span: Span;
      }
    | undefined;
  readonly loadBalancers: readonly ServiceLoadBalancer[];
  readonly loadBalancersRest?: UnknownValue;
  readonly schedulingStrategy: Fact<"REPLICA" | "DAEMON">;
  readonly desiredCount: Fact<number> | undefined;
  readonly deployment: { readonly minimumHealthyPercent: Fact<number>; readonly maximumPercent: Fact<number> };
  readonly placementConstraints: readonly { readonly type: Fact<string>; readonly span: Span }[];
}

export type Node =
  | Vpc
  | Subnet
  | SecurityGroup
  | NetworkAcl
  | PrefixList
  | LoadBalancer
  | Listener
  | TargetGroup
  | Cluster
  | CapacityProvider
  | HostGroup
  | TaskDefinition
  | Service;

export type NodeKind = Node["kind"];
export type NodeOf<K extends NodeKind> = Extract<Node, { readonly kind: K }>;
