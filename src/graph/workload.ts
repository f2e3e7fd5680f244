/** What runs containers: services, tasks, clusters, and the instances in them. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Assumption, Existence, UnknownValue } from "../base/value.ts";
import type { Link, LinkSet, NodeBase, NodeId } from "./model.ts";
import type { DefaultGroup } from "./network.ts";

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
  /** Of Service Connect, for services that name none. */
  readonly namespace?: Namespace;
}

export interface CapacityProvider extends NodeBase {
  readonly kind: "capacity-provider";
  readonly provides:
    | { readonly kind: "fargate" }
    | { readonly kind: "host-group"; readonly hosts: Link }
    | { readonly kind: "managed-instances"; readonly securityGroups: LinkSet; readonly subnets: LinkSet }
    | { readonly kind: "unknown"; readonly unknown: UnknownValue };
}

/** How large an instance is, as EC2 has it: the operating system and the ECS agent leave less to tasks. */
export interface InstanceType {
  /** `m5.large` */
  readonly name: string;
  /** In units of ECS, 1024 of which are a vCPU. */
  readonly cpu: number;
  /** In MiB. */
  readonly memory: number;
  /** So many network interfaces it takes, its own among them. */
  readonly interfaces: number;
  /** So many tasks with an interface of their own it takes where the account's setting `awsvpcTrunking` is on; absent where that is none more. */
  readonly trunkedTasks?: number | "unknown";
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
  readonly securityGroupsIgnored?: { readonly span: Span; readonly exists: Existence };
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
  /** Whether the primary network interface gets a public address; undefined where its subnet decides. */
  readonly publicAddress?: Fact<boolean>;
  /** Its user data names a proxy, or gives the instance an address, by which the agent may reach what it has no way to else. */
  readonly ownWayOut?: true;
  readonly platform: Fact<"linux" | "windows">;
  /** There may be instances of each of these types; absent where none is named. */
  readonly instanceTypes?: readonly Fact<InstanceType>[];
  readonly exists: Existence;
  /** That there are such instances, and that they join what they are told to, rests on these; under `--strict` they are unknowns. */
  readonly assumptions: readonly Assumption[];
}

/** Container instances that come and go together: an auto scaling group, a lone instance, a spot fleet. */
export interface HostGroup extends NodeBase {
  readonly kind: "host-group";
  readonly source: "auto-scaling-group" | "instance" | "spot-fleet" | "ec2-fleet";
  readonly launches: readonly Launch[];
  readonly launchesRest?: UnknownValue;
  readonly subnets: LinkSet;
  readonly size: { readonly min: Fact<number>; readonly max: Fact<number> } | undefined;
  /** Whether the account's setting `awsvpcTrunking` is on; absent where instances of their types take no more tasks by it. */
  readonly trunking?: Fact<boolean>;
  /** Target groups and classic load balancers with which every instance is registered at the group's own port. */
  readonly targetGroups: LinkSet;
  readonly classicLoadBalancers: LinkSet;
}

export type NetworkMode = "bridge" | "host" | "awsvpc" | "none" | "nat";

export interface PortMapping {
  /** By which Service Connect publishes the port; absent where none is written. */
  readonly name?: Fact<string>;
  readonly containerPort: Fact<number> | undefined;
  /** Undefined where not written. */
  readonly hostPort: Fact<number> | undefined;
  readonly containerPortRange?: Fact<string>;
  readonly protocol: Fact<"tcp" | "udp">;
  readonly exists: Existence;
  readonly span: Span;
}

/** Where an image is pulled from: a private registry of ECR, one on the internet for everybody, or any other. */
export type Registry = "ecr" | "public" | "other";

/** Where a secret is kept: in Secrets Manager, or in the parameter store of Systems Manager. */
export type SecretStore = "secrets-manager" | "parameter-store";

export interface Secret {
  readonly store: Fact<SecretStore>;
  readonly exists: Existence;
}

export interface Container {
  readonly name: Fact<string>;
  /** Absent where no image is written. */
  readonly registry?: Fact<Registry>;
  /** Absent where none is written. */
  readonly logDriver?: Fact<string>;
  /** What it needs to be started. Absent where there are none. */
  readonly secrets?: readonly Secret[];
  readonly secretsRest?: UnknownValue;
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
  /** Why another may stand in its place; absent where it is as it is written. */
  readonly leftOpen?: UnknownValue;
}

/** A namespace of Cloud Map, in which services find each other. */
export interface Namespace {
  /** Two with the same are the same: that of its resource where it is in the source, else the name or ARN as written. */
  readonly name: Fact<string>;
  /** The source makes it, and no output hands it out: whoever is in it is in the source. */
  readonly inSource: boolean;
}

/** A port that a service publishes by Service Connect. */
export interface ConnectEndpoint {
  /** The name of a port mapping of the task definition. */
  readonly portName: Fact<string>;
  /** The port on which the proxy listens, where not that of the mapping. */
  readonly ingressPortOverride?: Fact<number>;
  readonly exists: Existence;
}

/** What a service publishes by Service Connect to the other services of a namespace; those that publish nothing are clients only. */
export interface ServiceConnect {
  readonly enabled: Fact<boolean>;
  /** Absent where none is written: it is that of the cluster. */
  readonly namespace?: Namespace;
  readonly endpoints: readonly ConnectEndpoint[];
  readonly exists: Existence;
}

/** A service of Cloud Map with which ECS registers the tasks of a service, so that others find them (service discovery). */
export interface DiscoveryEntry {
  readonly containerName?: Fact<string>;
  readonly containerPort?: Fact<number>;
  /** Of the task's own interface; in place of container name and port. */
  readonly port?: Fact<number>;
  /** Of the DNS records that are made of each task: `A`, `AAAA`, `SRV`. Empty where tasks are found by the API only. */
  readonly recordTypes: Fact<readonly string[]>;
  readonly exists: Existence;
  readonly span: Span;
}

export interface Service extends NodeBase {
  readonly kind: "service";
  /** The service that a task set belongs to, where that is in the source. */
  readonly taskSetOf?: NodeId;
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
        /** Whether the interface gets a public address. */
        readonly publicAddress: Fact<boolean>;
        readonly exists: Existence;
        readonly span: Span;
      }
    | undefined;
  readonly loadBalancers: readonly ServiceLoadBalancer[];
  readonly loadBalancersRest?: UnknownValue;
  /** Absent where nothing is written of it. */
  readonly connect?: ServiceConnect;
  /** Target groups of VPC Lattice with which it registers its tasks; absent where there is none. */
  readonly lattice?: readonly { readonly exists: Existence; readonly span: Span }[];
  /** Where it connects to gateways of Amazon ECS, whose load balancers AWS makes; absent where there is none. */
  readonly gateways?: readonly { readonly exists: Existence; readonly span: Span }[];
  /** Absent where there is none. */
  readonly discovery?: readonly DiscoveryEntry[];
  readonly schedulingStrategy: Fact<"REPLICA" | "DAEMON">;
  readonly desiredCount: Fact<number> | undefined;
  readonly deployment: {
    /** ECS replaces the tasks in place, and the percentages hold: neither another controller nor a second set of tasks. */
    readonly rolling: Fact<boolean>;
    readonly minimumHealthyPercent: Fact<number>;
    readonly maximumPercent: Fact<number>;
  };
  readonly placementConstraints: readonly { readonly type: Fact<string>; readonly span: Span }[];
}
