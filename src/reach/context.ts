/** What every part of the engine works with: the graph, its index, the options, and results that need not be found twice. */
import type { Graph } from "../graph/graph.ts";
import { GraphIndex } from "./graph-index.ts";

export interface ReachOptions {
  /** The range of dynamic ports where user data does not say another; both ends included. */
  readonly ephemeral: { readonly first: number; readonly last: number } | undefined;
  /** Every assumption is an unknown. */
  readonly strict: boolean;
}

export class Context {
  readonly graph: Graph;
  readonly options: ReachOptions;
  readonly index: GraphIndex;
  readonly #short = new Map<string, string>();
  readonly #memo = new Map<string, Map<string, unknown>>();

  constructor(graph: Graph, options: ReachOptions) {
    this.graph = graph;
    this.options = options;
    this.index = new GraphIndex(graph);
  }

  /** A short name for a key: equal for equal keys. Keys of keys stay short by it. */
  short(key: string): string {
    let name = this.#short.get(key);
    if (name === undefined) {
      name = this.#short.size.toString(36);
      this.#short.set(key, name);
    }
    return name;
  }

  /** The result of `make`, found once for each kind and key. A kind always has results of one type. */
  memo<T>(kind: string, key: string, make: () => T): T {
    let known = this.#memo.get(kind);
    if (known === undefined) {
      known = new Map();
      this.#memo.set(kind, known);
    }
    if (known.has(key)) return known.get(key) as T;
    const made = make();
    known.set(key, made);
    return made;
  }
}
