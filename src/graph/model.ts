/**
 * The normalized model: what reachability depends on, the same for every dialect.
 *
 * Every property is a `Fact` (known, or unknown with its identity). Nodes name each other by id. A thing that the source
 * refers to but does not define (a security group given as an input variable, a literal id) is an *external* node of its
 * kind: two uses of the same symbol meet in the same node, so identity is never compared as text elsewhere.
 */
import { groupBy } from "../base/collections.ts";
import type { Span } from "../base/source-file.ts";
import type { Assumption, Existence, Origin, UnknownValue } from "../base/value.ts";
import type { NetworkAcl, PrefixList, SecurityGroup } from "./filters.ts";
import type {
  Listener,
  LoadBalancer,
  NatGateway,
  RouteTable,
  Subnet,
  TargetGroup,
  Vpc,
  VpcEndpoint,
} from "./network.ts";
import type { CapacityProvider, Cluster, HostGroup, Service, TaskDefinition } from "./workload.ts";

export type * from "./filters.ts";
export type * from "./network.ts";
export type * from "./network.ts";
export type * from "./workload.ts";

/** A new kind of node stands here, and in the file of its idea. */
export type Node =
  | Vpc
  | VpcEndpoint
  | Subnet
  | RouteTable
  | NatGateway
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

/** Unique in a graph: root path, `#`, address; for externals `external:` and the symbol. */
export type NodeId = string;

/** A reference to a node. */
export interface Link {
  /** It is exactly one of these; a single one is certain. Never empty. */
  readonly to: readonly NodeId[];
  /** Of several: what decides which it is, where that is known. */
  readonly chosenBy?: UnknownValue;
  /** False-able: the reference itself may not be there (a conditional element of a list). */
  readonly exists: Existence;
  readonly origin: Origin;
  /** What had to be assumed to make the reference; under --strict the engine treats the link as leading anywhere. */
  readonly assumption?: Assumption;
  /** Why another may stand in its place; absent where it is as it is written. */
  readonly leftOpen?: UnknownValue;
}

/** References of one kind to any number of nodes. */
export interface LinkSet {
  readonly links: readonly Link[];
  /** There may be more than `links`, because this is unknown. Likewise the `…Rest` of every other list. */
  readonly rest?: UnknownValue;
}

export interface NodeBase {
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
  /** Why it may be another thing than the one that is written, or none; absent where it is as it is written. */
  readonly rewritten?: UnknownValue;
  /** Set where the node itself is only assumed (the default network ACL that nobody writes down). */
  readonly assumption?: Assumption;
}

/** The nodes of one world of a group of roots, by id and by kind. */
export class Graph {
  readonly #nodes: ReadonlyMap<NodeId, Node>;
  readonly #byKind: ReadonlyMap<NodeKind, readonly Node[]>;

  /** Later nodes of the same id replace earlier ones. */
  constructor(nodes: Iterable<Node>) {
    const all = new Map<NodeId, Node>();
    for (const node of nodes) all.set(node.id, node);
    this.#nodes = all;
    this.#byKind = groupBy(all.values(), ({ kind }) => kind);
  }

  /** In order of insertion. */
  nodes(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  node(id: NodeId): Node | undefined {
    return this.#nodes.get(id);
  }

  /** The node where it is of that kind. */
  get<K extends NodeKind>(kind: K, id: NodeId): NodeOf<K> | undefined {
    const node = this.#nodes.get(id);
    return node?.kind === kind ? (node as NodeOf<K>) : undefined;
  }

  /** All nodes of a kind in order of insertion. */
  of<K extends NodeKind>(kind: K): readonly NodeOf<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly NodeOf<K>[];
  }
}
