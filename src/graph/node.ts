/** What every node of the graph has, and how nodes name each other. */
import type { Origin } from "../base/origin.ts";
import type { Span } from "../base/source-file.ts";
import type { Assumption, Existence, UnknownValue } from "../base/value.ts";

/** Unique in a graph: root path, `#`, address; for externals `external:` and the symbol. */
export type NodeId = string;

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
  /** Set where the node itself is only assumed (the default network ACL that nobody writes down). */
  readonly assumption?: Assumption;
}
