/** A node of the resource graph → its references to other nodes, each with the name of the property that holds it. */
import type { Link, Node, NodeId } from "../../graph/model.ts";

export interface Edge {
  readonly from: NodeId;
  readonly to: NodeId;
  /** `securityGroups`, `rules.peers.group`: the way of properties to the reference. */
  readonly label: string;
  /** False where it may lead elsewhere, or may not be there. */
  readonly certain: boolean;
}

/** In the order of the node's properties; what occurs several times is told once. */
export function edgesOf(node: Node): readonly Edge[] {
  const found = new Map<string, Edge>();
  collect(node, [], (link, label) => {
    for (const to of link.to) {
      const certain = link.to.length === 1 && link.exists === true;
      const key = `${label}\n${to}`;
      found.set(key, { from: node.id, to, label, certain: certain || (found.get(key)?.certain ?? false) });
    }
  });
  return [...found.values()];
}

function collect(at: unknown, path: readonly string[], found: (link: Link, label: string) => void): void {
  if (typeof at !== "object" || at === null) return;
  if (Array.isArray(at)) {
    for (const element of at) collect(element, path, found);
    return;
  }
  if (isLink(at)) {
    found(at, path.filter((step) => step !== "links").join("."));
    return;
  }
  if (isOpaque(at)) return;
  for (const [name, value] of Object.entries(at)) collect(value, [...path, name], found);
}

/** Facts, unknowns and spans: what the source says and where it does so, which holds no reference of the graph. */
function isOpaque(at: object): boolean {
  return "known" in at || "cause" in at || "file" in at;
}

function isLink(at: object): at is Link {
  return "to" in at && Array.isArray(at.to) && "exists" in at && "origin" in at;
}
