/**
 * Gives every unknown of a graph a value, the same one wherever its symbol stands: one of the realities that the graph allows. What the
 * graph only assumes may not hold in a reality; which of it does, the reality says.
 */
import type { Fact } from "../../src/base/fact.ts";
import type { Assumption, Existence, UnknownValue } from "../../src/base/value.ts";
import { Graph, type Link, type LinkSet, type Node, type NodeId, type NodeKind } from "../../src/graph/model.ts";
import type { Chance } from "./chance.ts";
import { NetworkCompletion } from "./complete-network.ts";
import { NodeCompletion } from "./complete-node.ts";
import { link } from "./graph-builder.ts";
import { addOutside } from "./outside.ts";

export { Chance } from "./chance.ts";

export interface Reality {
  /** Everything in it is known and exists. */
  readonly graph: Graph;
  /** What a node of the uncertain graph turns out to be; nothing where it does not exist. */
  readonly is: (id: NodeId) => readonly NodeId[];
  /** Links that no one wrote like this: of a member of an unknown list `listed`, of what an external node turned out to be that node. */
  readonly vague: ReadonlyMap<Link, NodeId | "listed">;
  /** Links of network ACLs that certainly are as they are. */
  readonly sure: ReadonlySet<Link>;
  /** What the unknowns turned out to be, by symbol. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Whether an assumption of the graph's own holds. */
  readonly holds: (assumption: string) => boolean;
  /** What is not in the source at all. */
  readonly outside: ReadonlySet<NodeId>;
}

/** How the coin falls for what may exist: as chance has it, or one way for all. */
export type Lean = "any" | "all" | "none";

/** The choices that make a reality. */
export class Choices {
  readonly graph: Graph;
  readonly chance: Chance;
  readonly values = new Map<string, unknown>();
  readonly vague = new Map<Link, NodeId | "listed">();
  readonly sure = new Set<Link>();
  readonly outside = new Set<NodeId>();
  /** Nodes that only this reality has. */
  readonly made: Node[] = [];
  readonly #same = new Map<NodeId, NodeId>();
  readonly #chosen = new Map<Link, NodeId>();
  readonly #lean: Lean;
  readonly #faithful: number;

  constructor(graph: Graph, chance: Chance, lean: Lean) {
    this.graph = graph;
    this.chance = chance;
    this.#lean = lean;
    this.#faithful = chance.pick([1, 0.9, 0.5]);
    for (const node of chance.shuffle(graph.nodes())) if (node.external !== undefined) this.#identify(node);
  }

  /** An external node is something that the source does not define, or a node of its kind, but two literal ids are never the same. */
  #identify(node: Node): void {
    const alike = this.graph
      .of(node.kind)
      .filter(({ id, external, repeated }) => id !== node.id && external?.literal !== true && repeated === undefined)
      .map(({ id }) => id);
    const other = alike.length > 0 && this.chance.happens(0.4) ? this.chance.pick(alike) : node.id;
    const end = this.#end(other);
    const literal = (id: NodeId): boolean => this.graph.node(id)?.external?.literal === true;
    const taken = literal(node.id) && [...this.#same].some(([id]) => literal(id) && this.#end(id) === end);
    if (end !== node.id && !taken) this.#same.set(node.id, end);
  }

  #end(id: NodeId): NodeId {
    const next = this.#same.get(id);
    return next === undefined ? id : this.#end(next);
  }

  is(id: NodeId): NodeId {
    return this.#end(id);
  }

  value<T>(symbol: string, make: () => T): T {
    if (!this.values.has(symbol)) this.values.set(symbol, make());
    return this.values.get(symbol) as T;
  }

  truth(existence: Existence): boolean {
    if (existence === true) return true;
    const lean = { any: undefined, all: true, none: false }[this.#lean];
    return this.value(existence.symbol, () => lean ?? this.chance.happens(0.5));
  }

  holds(assumption: Assumption | undefined): boolean {
    if (assumption === undefined) return true;
    return this.value(`assumption ${assumption.text}`, () => this.chance.happens(this.#faithful));
  }

  settle<T>(fact: Fact<T>, values: readonly NoInfer<T>[]): Fact<T> {
    if (fact.known) return fact;
    const value = this.value(fact.unknown.symbol, () => this.chance.pick(fact.among ?? values));
    return { known: true, value, origin: fact.origin };
  }

  /** Undefined where the link is not there. Where its assumption does not hold, it leads anywhere. */
  link(one: Link, kind: NodeKind): Link | undefined {
    if (!this.truth(one.exists)) return undefined;
    return this.certainLink(one, kind);
  }

  certainLink(one: Link, kind: NodeKind): Link {
    let id = this.#chosen.get(one);
    if (id === undefined) {
      const any = this.graph.of(kind).map((node) => node.id);
      id = this.chance.pick(this.holds(one.assumption) || any.length === 0 ? one.to : any);
      this.#chosen.set(one, id);
    }
    const made = this.to(this.is(id));
    if (made.to[0] !== id) this.vague.set(made, id);
    return made;
  }

  to(id: NodeId): Link {
    return { ...link("x"), to: [id] };
  }

  links({ links, rest }: LinkSet, kind: NodeKind, more: () => readonly NodeId[]): LinkSet {
    const written = links.flatMap((one) => {
      const found = this.link(one, kind);
      return found === undefined ? [] : this.copies(found);
    });
    return { links: [...written, ...this.listed(rest, more)] };
  }

  /** Links to what an unknown list holds. */
  listed(open: UnknownValue | undefined, more: () => readonly NodeId[]): readonly Link[] {
    if (open === undefined) return [];
    return this.value(open.symbol, more).map((id) => {
      const made = this.to(this.is(id));
      this.vague.set(made, "listed");
      return made;
    });
  }

  /** A link to a repeated node leads to all that it stands for. */
  copies(one: Link): readonly Link[] {
    const id = one.to[0]!;
    return this.graph.node(id)?.repeated === undefined ? [one] : [one, this.to(copyOf(id))];
  }
}

const AGAIN = " again";

/** The second of the nodes that a repeated one stands for. */
export const copyOf = (id: NodeId): NodeId => `${id}${AGAIN}`;

/** The node that the source shows: of the second that a repeated one stands for, the repeated one. */
export const writtenAs = (id: NodeId): NodeId => (id.endsWith(AGAIN) ? id.slice(0, -AGAIN.length) : id);

/** A reality in which `given` exist. */
export function complete(graph: Graph, chance: Chance, given: readonly Existence[], lean: Lean = "any"): Reality {
  const choices = new Choices(graph, chance, lean);
  for (const existence of given) if (existence !== true) choices.values.set(existence.symbol, true);
  const network = new NetworkCompletion(choices);
  const completion = new NodeCompletion(choices, network);
  bringAbout(choices);
  const nodes = graph
    .nodes()
    .filter((node) => choices.truth(node.exists) && choices.is(node.id) === node.id)
    .flatMap((node) => completion.complete(node));
  const made = new Graph([...nodes, ...choices.made]);
  const whole = addOutside(choices, network, made);
  chooseHidden(choices, whole);
  return {
    graph: whole,
    is: (id) => {
      const own = choices.is(id);
      const found = [own, copyOf(own)].filter((one) => made.node(one) !== undefined);
      return found;
    },
    vague: choices.vague,
    sure: choices.sure,
    values: choices.values,
    holds: (text) => choices.values.get(`assumption ${text}`) !== false,
    outside: choices.outside,
  };
}

/** What the source says nothing of: network ACLs of subnets that it does not show, ranges that unread user data sets. */
function chooseHidden({ graph, values, chance }: Choices, whole: Graph): void {
  const shown = (id: NodeId | undefined): boolean => {
    const node = graph.node(id ?? "");
    return node !== undefined && node.external === undefined;
  };
  for (const subnet of whole.of("subnet")) {
    if (!shown(writtenAs(subnet.id)) || !shown(subnet.vpc?.to[0])) values.set(closedAt(subnet.id), chance.happens(0.2));
    values.set(claimAt(subnet.id), chance.below(6));
  }
  for (const host of whole.of("host-group"))
    for (const { address, userDataUnread } of host.launches)
      if (userDataUnread !== undefined) values.set(rangeOf(address), chance.happens(0.7));
}

/** The symbols under which a reality keeps whether the network ACL of a subnet that nobody shows is closed, which of several ACLs that
 *  claim a subnet it has, and whether the dynamic ports of a launch with unread user data are the usual ones. */
export const closedAt = (subnet: NodeId): string => `closed ACL of ${subnet}`;
export const claimAt = (subnet: NodeId): string => `claim of ${subnet}`;
export const rangeOf = (launch: string): string => `usual range of ${launch}`;

/** What is referred to exists: nothing can be made with a reference to what is not there. */
function bringAbout(choices: Choices): void {
  const { graph } = choices;
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of graph.nodes()) {
      if (!choices.truth(node.exists)) continue;
      const needed = [
        choices.is(node.id),
        ...linksOf(node).flatMap(([one, kind]) => choices.link(one, kind)?.to ?? []),
      ];
      for (const id of needed) {
        const exists = graph.node(id)?.exists ?? true;
        if (exists === true || choices.truth(exists)) continue;
        choices.values.set(exists.symbol, true);
        changed = true;
      }
    }
  }
}

/** The references without which a node cannot be made. */
function linksOf(node: Node): readonly (readonly [Link, NodeKind])[] {
  const of = (kind: NodeKind, ...sets: readonly (LinkSet | "unfiltered" | undefined)[]) =>
    sets.flatMap((set) =>
      set === undefined || set === "unfiltered" ? [] : set.links.map((one) => [one, kind] as const),
    );
  const one = (kind: NodeKind, found: Link | undefined) => (found === undefined ? [] : [[found, kind] as const]);
  switch (node.kind) {
    case "load-balancer":
      return [...of("subnet", node.subnets), ...of("security-group", node.securityGroups)];
    case "host-group":
      return [
        ...of("subnet", node.subnets, ...node.launches.map(({ subnets }) => subnets)),
        ...of("security-group", ...node.launches.map(({ securityGroups }) => securityGroups)),
        ...node.launches.flatMap(({ cluster }) => one("cluster", cluster)),
      ];
    case "service":
      return [
        ...of("subnet", node.network?.subnets),
        ...of("security-group", node.network?.securityGroups),
        ...one("cluster", node.cluster),
        ...one("task-definition", node.taskDefinition),
      ];
    case "capacity-provider": {
      const { provides } = node;
      if (provides.kind === "managed-instances")
        return [...of("subnet", provides.subnets), ...of("security-group", provides.securityGroups)];
      return provides.kind === "host-group" ? one("host-group", provides.hosts) : [];
    }
    case "listener":
      return one("load-balancer", node.loadBalancer);
    case "target-group":
    case "subnet":
      return one("vpc", node.vpc);
    default:
      return [];
  }
}
