/** A graph into a form without addresses, spans and origins: twins in two dialects have equal shapes. */
import type { Graph, Node, NodeId } from "../../src/graph/model.ts";

/** Properties that say where a thing stands or how it is called there. */
const PLACES: ReadonlySet<string> = new Set([
  "id",
  "address",
  "root",
  "span",
  "portsSpan",
  "origin",
  "implied",
  "assumption",
  "assumptions",
  "interface",
  "because",
]);

/** A node's properties with each reference as a marker of its target. */
type Shape = string | number | boolean | undefined | readonly Shape[] | { readonly [key: string]: Shape };

/**
 * One line per node, sorted. References are followed: a node is described by what it refers to and by what refers to it, so that two
 * graphs with equal shapes have the same structure whatever their nodes are called.
 */
export function graphShape(graph: Graph): readonly string[] {
  const nodes = graph.nodes();
  const links = new Map<NodeId, { readonly shape: Shape; readonly targets: readonly NodeId[] }>();
  let labels = new Map<NodeId, string>();
  for (const node of nodes) {
    const targets: NodeId[] = [];
    links.set(node.id, { shape: shapeOf(node, targets), targets });
    labels.set(node.id, node.kind);
  }
  for (let round = 0; round < ROUNDS; round++) labels = refined(nodes, links, labels);
  return nodes.map((node) => described(node, links, labels)).sort();
}

/** Enough for any path of references to be told apart from another: service, target group, load balancer, group, VPC. */
const ROUNDS = 6;

function refined(
  nodes: readonly Node[],
  links: ReadonlyMap<NodeId, { readonly shape: Shape; readonly targets: readonly NodeId[] }>,
  labels: ReadonlyMap<NodeId, string>,
): Map<NodeId, string> {
  const backward = new Map<NodeId, string[]>();
  for (const node of nodes) {
    for (const target of links.get(node.id)?.targets ?? []) {
      backward.set(target, [...(backward.get(target) ?? []), labels.get(node.id) ?? ""]);
    }
  }
  const next = new Map<NodeId, string>();
  for (const node of nodes) {
    const from = [...(backward.get(node.id) ?? [])].sort().join();
    next.set(node.id, `${node.kind}-${digest(described(node, links, labels) + from)}`);
  }
  return next;
}

function described(
  node: Node,
  links: ReadonlyMap<NodeId, { readonly shape: Shape }>,
  labels: ReadonlyMap<NodeId, string>,
): string {
  const text = (shape: Shape): string => {
    if (Array.isArray(shape)) return `[${shape.map(text).sort().join()}]`;
    if (typeof shape !== "object") {
      return typeof shape === "string" && shape.startsWith("@") ? (labels.get(shape.slice(1)) ?? "?") : String(shape);
    }
    const entries = Object.entries(shape as { readonly [key: string]: Shape });
    return `{${entries.map(([key, value]) => `${key}:${text(value)}`).join()}}`;
  };
  return `${node.kind} ${text(links.get(node.id)?.shape)}`;
}

function shapeOf(value: unknown, targets: NodeId[]): Shape {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((one) => shapeOf(one, targets));
  if (typeof value !== "object" || value === null) return value as Shape;
  const record = value as Readonly<Record<string, unknown>>;
  if (record.kind === "unknown" && typeof record.symbol === "string") return `?${plainSymbol(record.symbol)}`;
  if (Array.isArray(record.to) && "exists" in record) {
    const to = (record.to as NodeId[]).map((id) => {
      targets.push(id);
      return `@${id}`;
    });
    return { to, exists: shapeOf(record.exists, targets) };
  }
  const entries = Object.entries(record)
    .filter(([key, one]) => !PLACES.has(key) && one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, shapeOf(one, targets)] as const);
  return Object.fromEntries(entries);
}

/** Twins call an input by the same words: `var.source_group`, `SourceGroup`. What is named after a resource has none of its own. */
function plainSymbol(symbol: string): string {
  return symbol
    .replace(/^((?:tasks|subnets|groups|minSize|maxSize) of|what is added to) .*/, "$1")
    .replace(/\bvar\./g, "")
    .replace(/[^A-Za-z0-9]/g, "")
    .toLowerCase();
}

/** A short label of a text (FNV-1a, twice with different starts). */
function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(at), 0x85ebca6b);
  }
  return (a >>> 0).toString(16) + (b >>> 0).toString(16);
}
