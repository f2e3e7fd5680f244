/** The nodes of one world of a group of roots, by id and by kind. */
import type { Node, NodeKind, NodeOf } from "./model.ts";
import type { NodeId } from "./node.ts";

export class Graph {
  readonly #nodes: ReadonlyMap<NodeId, Node>;
  readonly #byKind = new Map<NodeKind, Node[]>();

  /** Later nodes of the same id replace earlier ones. */
  constructor(nodes: Iterable<Node>) {
    const all = new Map<NodeId, Node>();
    for (const node of nodes) all.set(node.id, node);
    this.#nodes = all;
    for (const node of all.values()) {
      const group = this.#byKind.get(node.kind);
      if (group === undefined) this.#byKind.set(node.kind, [node]);
      else group.push(node);
    }
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
