/** Gives every unknown of a graph a value, the same one wherever its symbol stands: one of the realities that the graph allows. */
import type { Fact } from "../../src/base/fact.ts";
import type { Existence, UnknownValue } from "../../src/base/value.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { FilterRule, Link, LinkSet, Node, NodeId, Peer, RulePorts, SecurityGroup } from "../../src/graph/model.ts";
import type { IpRange } from "../../src/sets/ip-range.ts";
import { idOf, known, link, range, rule } from "./graph-builder.ts";

/** Small numbers from a seed (mulberry32), so that a failing case can be run again. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 to count − 1. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

const PORTS = [1, 80, 1024, 8080, 32767, 32768, 40000, 49152, 60999, 61000, 65535];
const RANGES = [
  "0.0.0.0/0",
  "10.0.0.0/16",
  "10.0.1.0/24",
  "10.0.2.0/25",
  "10.0.11.0/24",
  "10.0.12.128/25",
  "192.168.0.0/16",
  "::/0",
];
const RULES = ["all * any", "tcp 32768-65535 10.0.0.0/16", "tcp 1024-40000 any", "tcp 8080 any", "udp * any"];

interface Choices {
  readonly chance: Chance;
  readonly bySymbol: Map<string, unknown>;
  /** External groups by id: the group that each turns out to be. */
  readonly groups: ReadonlyMap<NodeId, NodeId>;
  readonly groupIds: readonly NodeId[];
}

/** `given` exist. Undefined where the choice contradicts itself: something refers to what does not exist. */
export function complete(graph: Graph, chance: Chance, given: readonly Existence[]): Graph | undefined {
  const groups = graph.of("security-group");
  const groupIds = groups.map(({ id }) => id);
  const same = new Map<NodeId, NodeId>();
  for (const { id, external } of groups)
    if (external !== undefined) same.set(id, chance.below(3) === 0 ? chance.pick(groupIds) : id);
  const resolved = new Map([...same].map(([id, to]) => [id, same.get(to) === to || !same.has(to) ? to : id]));
  const choices: Choices = { chance, bySymbol: new Map(), groups: resolved, groupIds };
  for (const existence of given) if (existence !== true) choices.bySymbol.set(existence.symbol, true);
  for (const vpc of graph.of("vpc"))
    for (const fact of vpc.cidrs) rangeOf(choices, fact, ["10.0.0.0/16", "10.0.0.0/15"]);
  const nodes: Node[] = [];
  for (const node of graph.nodes()) if (truth(choices, node.exists)) nodes.push(...completed(choices, graph, node));
  const made = new Graph(nodes);
  const missing = nodes.some((node) => linksIn(node).some((id) => made.node(id) === undefined));
  return missing ? undefined : made;
}

/** The groups and subnets that a node refers to. */
function linksIn(node: Node): readonly NodeId[] {
  const sets: (LinkSet | undefined)[] = [];
  if (node.kind === "load-balancer")
    sets.push(node.subnets, node.securityGroups === "unfiltered" ? undefined : node.securityGroups);
  if (node.kind === "host-group") sets.push(node.subnets, ...node.launches.map(({ securityGroups }) => securityGroups));
  if (node.kind === "service") sets.push(node.network?.subnets, node.network?.securityGroups);
  if (node.kind === "network-acl") sets.push(node.subnets);
  return sets.flatMap((set) => set?.links.flatMap(({ to }) => to) ?? []);
}

function chosen<T>({ bySymbol }: Choices, symbol: string, make: () => T): T {
  if (!bySymbol.has(symbol)) bySymbol.set(symbol, make());
  return bySymbol.get(symbol) as T;
}

function truth(choices: Choices, existence: Existence): boolean {
  return existence === true || chosen(choices, existence.symbol, () => choices.chance.below(2) === 0);
}

function settled<T>(choices: Choices, fact: Fact<T>, values: readonly T[]): Fact<T> {
  if (fact.known) return fact;
  return known(chosen(choices, fact.unknown.symbol, () => choices.chance.pick(fact.among ?? values)));
}

function rangeOf(choices: Choices, fact: Fact<IpRange>, texts: readonly string[] = RANGES): Fact<IpRange> {
  return settled(choices, fact, texts.map(range));
}

function linksOf(choices: Choices, { links, open }: LinkSet, more: () => readonly NodeId[]): LinkSet {
  const written = links.flatMap((one) => {
    const certain = linkOf(choices, one);
    return certain === undefined ? [] : [certain];
  });
  const rest = open === undefined ? [] : chosen(choices, open.symbol, more);
  return { links: [...written, ...rest.map(linkTo)] };
}

const linkTo = (id: NodeId): Link => ({ ...link("x"), to: [id] });

/** Undefined where the link is not there. Links between the same nodes turn out the same. */
function linkOf(choices: Choices, one: Link): Link | undefined {
  if (!truth(choices, one.exists)) return undefined;
  const id =
    one.to.length === 1
      ? one.to[0]!
      : chosen(choices, `either ${one.origin.span.file.text}`, () => choices.chance.pick(one.to));
  return linkTo(choices.groups.get(id) ?? id);
}

function someGroups({ chance, groupIds, groups }: Choices): readonly NodeId[] {
  return Array.from({ length: 1 + chance.below(2) }, () => {
    const id = chance.pick(groupIds);
    return groups.get(id) ?? id;
  });
}

function ruleOf(choices: Choices, one: FilterRule): readonly FilterRule[] {
  if (!truth(choices, one.exists)) return [];
  const peers = one.peers.flatMap((peer): Peer[] => {
    if (!truth(choices, peer.exists)) return [];
    if (peer.kind === "cidr") return [{ ...peer, range: rangeOf(choices, peer.range), exists: true }];
    if (peer.kind === "prefix-list") return [peer];
    const group = linkOf(choices, peer.group);
    return group === undefined ? [] : [{ ...peer, group, exists: true }];
  });
  const { peersOpen, number, ...rest } = one;
  const listed = peersOpen === undefined ? [] : chosen(choices, peersOpen.symbol, () => someGroups(choices));
  const ports: RulePorts =
    one.ports === "all"
      ? "all"
      : { from: settled(choices, one.ports.from, PORTS), to: settled(choices, one.ports.to, PORTS) };
  const order = Array.from({ length: 20 }, (_, at) => 51 + 10 * at);
  return [
    {
      ...rest,
      exists: true,
      protocol: settled(choices, one.protocol, [6, 17, "all"]),
      ports,
      ...(number === undefined ? {} : { number: settled(choices, number, order) }),
      peers: [...peers, ...listed.map((id): Peer => ({ kind: "security-group", group: linkTo(id), exists: true }))],
    },
  ];
}

/** Rules that a group or ACL may have beyond those that are written. */
function moreRules(
  { chance }: Choices,
  open: UnknownValue | undefined,
  direction: "ingress" | "egress",
  number?: () => string,
): FilterRule[] {
  if (open === undefined) return [];
  return Array.from({ length: chance.below(3) }, () => rule(direction, `${number?.() ?? ""}${chance.pick(RULES)}`));
}

function completed(choices: Choices, graph: Graph, node: Node): readonly Node[] {
  const { chance } = choices;
  switch (node.kind) {
    case "security-group":
      return groupOf(choices, node);
    case "network-acl": {
      const { ingressOpen, egressOpen, ...rest } = node;
      const number = (): string => `${52 + chance.below(300) * 10} ${chance.pick(["allow", "deny"])} `;
      const more = [
        ...moreRules(choices, ingressOpen, "ingress", number),
        ...moreRules(choices, egressOpen, "egress", number),
      ];
      const entries = [...node.entries.flatMap((one) => ruleOf(choices, one)), ...more];
      return [{ ...rest, exists: true, entries, subnets: linksOf(choices, node.subnets, () => []) }];
    }
    case "vpc":
      return [{ ...node, cidrs: node.cidrs.map((fact) => rangeOf(choices, fact)) }];
    case "subnet": {
      const third = 20 + graph.of("subnet").indexOf(node);
      return [
        {
          ...node,
          cidrs: node.cidrs.map((fact) => rangeOf(choices, fact, [`10.0.${third}.0/24`, `10.0.${third}.128/25`])),
        },
      ];
    }
    case "load-balancer": {
      const { securityGroups, crossZone, ...rest } = node;
      const groups =
        securityGroups === "unfiltered" ? securityGroups : linksOf(choices, securityGroups, () => someGroups(choices));
      const across = crossZone === undefined ? {} : { crossZone: settled(choices, crossZone, [true, false]) };
      return [
        {
          ...rest,
          ...across,
          exists: true,
          securityGroups: groups,
          subnets: linksOf(choices, node.subnets, () => [idOf("extra")]),
        },
      ];
    }
    case "target-group": {
      const { preserveClientIp, ...rest } = node;
      const { port } = node.healthCheck;
      return [
        {
          ...rest,
          exists: true,
          healthCheck: { ...node.healthCheck, port: settled(choices, port, ["traffic-port", ...PORTS]) },
          preserveClientIp:
            preserveClientIp === undefined ? undefined : settled(choices, preserveClientIp, [true, false]),
        },
      ];
    }
    case "host-group":
      return [
        {
          ...node,
          launches: node.launches
            .filter(({ exists }) => truth(choices, exists))
            .map((one) => ({
              ...one,
              exists: true,
              securityGroups: linksOf(choices, one.securityGroups, () => someGroups(choices)),
            })),
          subnets: linksOf(choices, node.subnets, () => [idOf("extra")]),
        },
      ];
    case "task-definition":
      return [
        {
          ...node,
          containers: node.containers.map((one) => ({
            ...one,
            portMappings: one.portMappings.map((mapping) => ({
              ...mapping,
              containerPort:
                mapping.containerPort === undefined ? undefined : settled(choices, mapping.containerPort, PORTS),
              hostPort: mapping.hostPort === undefined ? undefined : settled(choices, mapping.hostPort, [0, ...PORTS]),
            })),
          })),
        },
      ];
    case "service": {
      const { network } = node;
      return [
        {
          ...node,
          exists: true,
          network:
            network === undefined
              ? undefined
              : {
                  ...network,
                  securityGroups: linksOf(choices, network.securityGroups, () => someGroups(choices)),
                  subnets: linksOf(choices, network.subnets, () => [idOf("extra")]),
                },
          loadBalancers: node.loadBalancers.map((one) => ({
            ...one,
            containerPort: settled(choices, one.containerPort, PORTS),
          })),
        },
      ];
    }
    default:
      return [node];
  }
}

function groupOf(choices: Choices, node: SecurityGroup): readonly Node[] {
  if ((choices.groups.get(node.id) ?? node.id) !== node.id) return [];
  const { ingressOpen, egressOpen, external, ...rest } = node;
  const more = [
    ...moreRules(choices, ingressOpen ?? external?.unknown, "ingress"),
    ...moreRules(choices, egressOpen ?? external?.unknown, "egress"),
  ];
  return [{ ...rest, exists: true, rules: [...node.rules.flatMap((one) => ruleOf(choices, one)), ...more] }];
}
