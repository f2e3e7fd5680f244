/**
 * The normalized model: what reachability depends on, the same for every dialect.
 *
 * Every property is a `Fact` (known, or unknown with its identity). Nodes name each other by id. A thing that the source
 * refers to but does not define (a security group given as an input variable, a literal id) is an *external* node of its
 * kind: two uses of the same symbol meet in the same node, so identity is never compared as text elsewhere.
 */
import type { NetworkAcl, PrefixList, SecurityGroup } from "./filters.ts";
import type { Listener, LoadBalancer, Subnet, TargetGroup, Vpc } from "./network.ts";
import type { CapacityProvider, Cluster, HostGroup, Service, TaskDefinition } from "./workload.ts";

export type * from "./filters.ts";
export type * from "./network.ts";
export type * from "./node.ts";
export type * from "./workload.ts";

/** A new kind of node stands here, and in the file of its idea. */
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
