/** Parts of a graph as short texts, for expectations that read like the facts they test. */
import type { Fact } from "../../src/base/fact.ts";
import { describeFact, describeFilterRule } from "../../src/graph/describe.ts";
import type { Graph, Link, LinkSet, NodeId, NodeKind, NodeOf } from "../../src/graph/model.ts";

/** The node of a kind whose address ends so. */
export function nodeAt<K extends NodeKind>(graph: Graph, kind: K, address: string): NodeOf<K> {
  const found = graph.of(kind).filter((node) => node.address === address || node.address.endsWith(`.${address}`));
  if (found.length !== 1) throw new Error(`${found.length} nodes of kind ${kind} at ${address}`);
  return found[0]!;
}

/** The rules of a group: `ingress allow tcp 80 from …`, `?` where it may exist; `ingress …?` where there may be more. */
export function rulesAt(graph: Graph, address: string): readonly string[] {
  const group = nodeAt(graph, "security-group", address);
  const rules = group.rules.map(
    (rule) => `${rule.direction} ${describeFilterRule(rule)}${rule.exists === true ? "" : " ?"}`,
  );
  const open = [
    ...(group.ingressRest === undefined ? [] : [`ingress … ${group.ingressRest.symbol}`]),
    ...(group.egressRest === undefined ? [] : [`egress … ${group.egressRest.symbol}`]),
  ];
  return [...rules, ...open];
}

export function entriesAt(graph: Graph, address: string): readonly string[] {
  return nodeAt(graph, "network-acl", address).entries.map(
    (rule) => `${rule.direction} ${describeFilterRule(rule)}${rule.exists === true ? "" : " ?"}`,
  );
}

export function linked(graph: Graph, link: Link | undefined): string {
  if (link === undefined) return "";
  return link.to.map((id) => addressOf(graph, id)).join(" or ") + (link.exists === true ? "" : " ?");
}

export function linkedAll(graph: Graph, set: LinkSet | undefined): readonly string[] {
  if (set === undefined) return [];
  const links = set.links.map((link) => linked(graph, link));
  return set.rest === undefined ? links : [...links, `… ${set.rest.symbol}`];
}

function addressOf(graph: Graph, id: NodeId): string {
  const node = graph.node(id);
  if (node === undefined) return `dangling ${id}`;
  return node.external === undefined ? node.address : `external ${node.address}`;
}

export function fact<T>(of: Fact<T> | undefined): string {
  if (of === undefined) return "";
  const text = describeFact(of, (value) => (typeof value === "object" ? JSON.stringify(value) : String(value)));
  if (of.known) return text;
  return of.among === undefined ? `?${text}` : `?${text} of ${of.among.join("|")}`;
}
