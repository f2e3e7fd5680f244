/** References between nodes of the graph → the entities that rules find at their other end. */
import { and, type Truth } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Graph, Link, LinkSet, Node, NodeKind, NodeOf, Service, TaskDefinition } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { type Entity, existence, type Many, type One, openOf } from "./entity.ts";

type Wrap<K extends NodeKind> = (node: NodeOf<K>) => Entity;

/** The one node to which the link leads; unknown where one to which it may lead is not in the graph, absent where nothing is written. */
export function linkedOne<K extends NodeKind>({ graph }: World, link: Link | undefined, kind: K, wrap: Wrap<K>): One {
  if (link === undefined) return "absent";
  const nodes = link.to.map((id) => graph.get(kind, id));
  return nodes.every((node) => node !== undefined) ? nodes.map(wrap) : "unknown";
}

/** All to which the links lead. Of a link that leads to one of several, none of these is certain. */
export function linkedMany<K extends NodeKind>({ graph }: World, set: LinkSet, kind: K, wrap: Wrap<K>): Many {
  const { links, rest } = set;
  const members = links.flatMap(({ to, exists }) =>
    to.flatMap((id) => {
      const node = graph.get(kind, id);
      const certain: Truth = to.length === 1 ? existence(exists) : "unknown";
      return node === undefined ? [] : [{ entity: wrap(node), exists: certain }];
    }),
  );
  const isWhole = links.every(({ to }) => to.every((id) => graph.get(kind, id) !== undefined));
  return {
    members,
    mayBeMore: rest !== undefined || !isWhole,
    why: () => openLinks(graph, set),
  };
}

/** What leaves open where links lead, or whether they are there. */
export function openLinks(graph: Graph, { links, rest }: LinkSet): readonly UnknownValue[] {
  const ends = links.flatMap(({ to }) => to.map((id) => graph.node(id)?.external?.unknown));
  return [rest, ...links.map(({ exists }) => exists), ...ends].flatMap((one) => openOf(one));
}

/** What leaves open whether those nodes of a kind that name one are there and name it. */
export function openNames<K extends NodeKind>(
  graph: Graph,
  to: Node | undefined,
  kind: K,
  linksOf: (node: NodeOf<K>) => LinkSet,
): readonly UnknownValue[] {
  if (to === undefined) return [];
  const naming = graph.of(kind).flatMap((node) => {
    const links = linksOf(node).links.filter((link) => link.to.includes(to.id));
    return links.length === 0 ? [] : [...openOf(node.exists), ...openLinks(graph, { links })];
  });
  return [...openOf(to.external?.unknown), ...naming];
}

/** The nodes of a kind that name this one by a link; a literal id or a value from elsewhere may name it too. */
export function linkingMany<K extends NodeKind>(
  { graph }: World,
  to: Node,
  kind: K,
  linksOf: (node: NodeOf<K>) => LinkSet,
  wrap: Wrap<K>,
): Many {
  const members = graph.of(kind).flatMap((node) => {
    const links = linksOf(node).links.filter((link) => link.to.includes(to.id));
    const certain = links.some((link) => link.to.length === 1 && link.exists === true);
    return links.length === 0
      ? []
      : [{ entity: wrap(node), exists: and(certain ? "true" : "unknown", existence(node.exists)) }];
  });
  const isVague = ({ links, rest }: LinkSet): boolean =>
    rest !== undefined || links.some((link) => link.to.some((id) => graph.node(id)?.external?.literal === false));
  const vague = graph.of(kind).filter((node) => isVague(linksOf(node)));
  const mayBeMore = to.external !== undefined || vague.length > 0;
  return {
    members,
    mayBeMore,
    why: () => {
      const ofVague = vague.flatMap((node) => openLinks(graph, linksOf(node)));
      return [...openNames(graph, to, kind, linksOf), ...ofVague];
    },
  };
}

/** The task definitions that a service may run, as far as they are in the graph. */
export function tasksOf({ taskDefinition }: Service, graph: Graph): readonly TaskDefinition[] {
  return (taskDefinition?.to ?? []).flatMap((id) => graph.get("task-definition", id) ?? []);
}
