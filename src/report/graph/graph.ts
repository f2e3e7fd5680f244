/** The resource graphs of a scan → JSON, or a picture in the language of Mermaid or Graphviz. */

import type { Root } from "../../evaluate/resource.ts";
import type { Graph, Link, Node, NodeId } from "../../graph/model.ts";
import { jsonText, mermaidText, plain } from "../escape.ts";
import { location } from "../location.ts";

/** Roots that are deployed together, in every world that there is of them; first that of the defaults. */
export interface DrawnGroup {
  readonly roots: readonly Root[];
  readonly worlds: readonly { readonly when: readonly string[]; readonly graph: Graph }[];
}

/** Every world: `{ "graphs": [ { "when", "nodes", "edges" } ] }`. */
export function renderGraphJson(groups: readonly DrawnGroup[]): string {
  const all = groups.flatMap(({ roots, worlds }) => worlds.map((world) => ({ roots, ...world })));
  return jsonText({
    graphs: all.map(({ roots, when, graph }) => ({
      when,
      nodes: graph.nodes().map((node) => ({
        id: node.id,
        kind: node.kind,
        address: node.address,
        root: roots.find(({ id }) => id === node.root)?.path ?? node.root,
        external: node.external !== undefined,
        exists: node.exists === true ? "certain" : "possible",
        location: location(node.span),
      })),
      edges: graph.nodes().flatMap(edgesOf),
    })),
  });
}

/** https://mermaid.js.org/syntax/flowchart.html ; dashed where a reference is not certain. */
export function renderMermaid(groups: readonly DrawnGroup[]): string {
  const { name, nodes, edges } = picture(groups);
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${name(node.id)}["${label(node).map(mermaidText).join("<br/>")}"]`),
    ...edges.map(
      ({ from, to, label: text, certain }) =>
        `  ${name(from)} ${certain ? "-->" : "-.->"}|"${mermaidText(text)}"| ${name(to)}`,
    ),
    "",
  ].join("\n");
}

/** https://graphviz.org/doc/info/lang.html ; dashed where a reference is not certain. */
export function renderDot(groups: readonly DrawnGroup[]): string {
  const { name, nodes, edges } = picture(groups);
  return [
    "digraph resources {",
    "  rankdir=LR; fontname=Helvetica;",
    // Fonts of browsers may be wider than the one that Graphviz measures.
    '  node [shape=box, style=rounded, fontname=Helvetica, fontsize=11, margin="0.2,0.055"];',
    "  edge [fontname=Helvetica, fontsize=9];",
    ...nodes.map((node) => `  ${name(node.id)} [label=${quoted(label(node))}];`),
    ...edges.map(
      ({ from, to, label: text, certain }) =>
        `  ${name(from)} -> ${name(to)} [label=${quoted([text])}${certain ? "" : ", style=dashed"}];`,
    ),
    "}",
    "",
  ].join("\n");
}

interface Picture {
  readonly name: (id: NodeId) => string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** Of the first world of each group. */
function picture(groups: readonly DrawnGroup[]): Picture {
  const nodes = groups.flatMap(({ worlds }) => worlds.slice(0, 1).flatMap(({ graph }) => graph.nodes()));
  const names = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const edges = nodes.flatMap(edgesOf).filter(({ to }) => names.has(to));
  return { name: (id) => names.get(id)!, nodes, edges };
}

function label({ kind, address, external }: Node): readonly string[] {
  return [`${kind}${external === undefined ? "" : " (not in the source)"}`, address];
}

/** As a text of Graphviz, whose quotes and backslashes are escaped; lines broken. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => plain(line).replace(/["\\]/g, "\\$&")).join("\\n")}"`;
}

/** A reference of a node to another, by the name of the property that holds it. */
interface Edge {
  readonly from: NodeId;
  readonly to: NodeId;
  /** `securityGroups`, `rules.peers.group`: the way of properties to the reference. */
  readonly label: string;
  /** False where it may lead elsewhere, or may not be there. */
  readonly certain: boolean;
}

/** In the order of the node's properties; what occurs several times is told once. */
function edgesOf(node: Node): readonly Edge[] {
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
