/** The filters of two graphs → which rules let in or out what certainly did not get through before. */
import { groupBy } from "../base/collections.ts";
import type { Fact } from "../base/fact.ts";
import { describePeer } from "../graph/describe.ts";
import type { FilterRule, NetworkAcl, Peer, Protocol, SecurityGroup } from "../graph/filters.ts";
import type { Graph, NodeId } from "../graph/model.ts";
import { ipSetOf, wholeFamily } from "../sets/ip-set.ts";
import { allPorts, isNoPorts, type PortSet, portRange, unionOfPorts } from "../sets/port-set.ts";
import {
  noTraffic,
  portsOnEvery,
  subtractTraffic,
  type TrafficSet,
  trafficOf,
  unionTraffic,
} from "../sets/traffic-set.ts";

type Filter = SecurityGroup | NetworkAcl;

/** A rule that admits more than before. */
export interface OpenedFilter {
  readonly filter: Filter;
  readonly rule: FilterRule;
  readonly protocol: Protocol;
  /** Those that did not get through before, for some address at least; all of a protocol that has none. */
  readonly ports: PortSet;
  /** From or to where: a range of addresses, a security group or a prefix list. */
  readonly peer: string;
}

/** Of filters that are on both sides. Nothing is told where one of them is not wholly known: it may have been as wide before. */
export function openedFilters(before: readonly Graph[], after: readonly Graph[]): readonly OpenedFilter[] {
  const old = filtersOf(before);
  return [...filtersOf(after)].flatMap(([id, now]) => {
    const then = old.get(id);
    return then === undefined ? [] : DIRECTIONS.flatMap((direction) => openedIn(direction, then, now));
  });
}

const DIRECTIONS = ["ingress", "egress"] as const;
type Direction = (typeof DIRECTIONS)[number];

/** What a filter is in each of the worlds in which it is there. */
type InWorlds = readonly [Filter, ...Filter[]];

function filtersOf(graphs: readonly Graph[]): ReadonlyMap<NodeId, InWorlds> {
  const all = graphs.flatMap((graph): readonly Filter[] => [...graph.of("security-group"), ...graph.of("network-acl")]);
  return groupBy(
    all.filter(({ external }) => external === undefined),
    ({ id }) => id,
  );
}

function openedIn(direction: Direction, then: InWorlds, now: InWorlds): readonly OpenedFilter[] {
  const found = now.flatMap((filter) => {
    const steps = stepsOf(filter, direction);
    const protocols = new Set(steps?.flatMap(({ protocol }) => protocol));
    return [...protocols].flatMap((protocol) => {
      const admitted = then.map((one) => admittedBy(one, direction, protocol));
      return steps === undefined || admitted.includes(undefined)
        ? []
        : widened(filter, steps, protocol, admitted as readonly Admitted[]);
    });
  });
  return [
    ...new Map(found.map((one) => [JSON.stringify([one.rule.span.start, one.rule.address, one.peer]), one])).values(),
  ];
}

/** Traffic by where it comes from or goes to. */
type Admitted = ReadonlyMap<string, TrafficSet>;

/** What a rule says of one peer. */
interface Step {
  readonly rule: FilterRule;
  readonly protocol: Protocol;
  readonly peer: Peer;
  /** Ranges of addresses are compared with each other, a group or list only with itself. */
  readonly side: string;
  readonly traffic: TrafficSet;
}

const ADDRESSES = "addresses";
const ANYWHERE = ipSetOf([wholeFamily(4)]);

/** In the order in which they decide; undefined where something of it is not known. */
function stepsOf(filter: Filter, direction: Direction): readonly Step[] | undefined {
  if ((direction === "ingress" ? filter.ingressRest : filter.egressRest) !== undefined) return undefined;
  const all = filter.kind === "security-group" ? filter.rules : filter.entries;
  const rules = all.filter((rule) => rule.direction === direction);
  const steps = rules.flatMap((rule) => {
    const { protocol, peers, peersRest, exists, number } = rule;
    if (!protocol.known || peersRest !== undefined || exists !== true || number?.known === false) return [undefined];
    return peers.map((peer) => stepOf(rule, protocol.value, peer));
  });
  if (steps.includes(undefined)) return undefined;
  return (steps as readonly Step[]).toSorted((a, b) => numberOf(a) - numberOf(b));
}

function numberOf({ rule: { number } }: Step): number {
  return number?.known ? number.value : 0;
}

function stepOf(rule: FilterRule, protocol: Protocol, peer: Peer): Step | undefined {
  const ports = portsOf(rule, protocol);
  if (ports === undefined || peer.exists !== true) return undefined;
  if (peer.kind === "cidr")
    return peer.range.known
      ? { rule, protocol, peer, side: ADDRESSES, traffic: trafficOf(ipSetOf([peer.range.value]), ports) }
      : undefined;
  const [side, ...others] = (peer.kind === "security-group" ? peer.group : peer.list).to;
  if (side === undefined || others.length > 0) return undefined;
  return { rule, protocol, peer, side, traffic: trafficOf(ANYWHERE, ports) };
}

/** TCP and UDP have ports (https://www.iana.org/assignments/protocol-numbers). */
const WITH_PORTS: readonly Protocol[] = [6, 17];

function portsOf({ ports }: FilterRule, protocol: Protocol): PortSet | undefined {
  if (ports === "all" || !WITH_PORTS.includes(protocol)) return allPorts;
  const [from, to] = [ports.from, ports.to] as readonly Fact<number>[];
  return from?.known && to?.known ? portRange(from.value, to.value) : undefined;
}

/** Whether a rule is about all packets of a protocol. */
function speaksOf(step: Step, protocol: Protocol): boolean {
  return step.protocol === protocol || step.protocol === "all";
}

function admittedBy(filter: Filter, direction: Direction, protocol: Protocol): Admitted | undefined {
  const admitted = new Map<string, TrafficSet>();
  const denied = new Map<string, TrafficSet>();
  const steps = stepsOf(filter, direction);
  for (const step of steps?.filter((one) => speaksOf(one, protocol)) ?? []) {
    const open = subtractTraffic(step.traffic, denied.get(step.side) ?? noTraffic);
    add(step.rule.action === "allow" ? admitted : denied, step.side, open);
  }
  return steps === undefined ? undefined : admitted;
}

function add(to: Map<string, TrafficSet>, side: string, traffic: TrafficSet): void {
  to.set(side, unionTraffic(to.get(side) ?? noTraffic, traffic));
}

/** `steps` are those of the filter now, `before` what it admitted in each world. */
function widened(
  filter: Filter,
  steps: readonly Step[],
  protocol: Protocol,
  before: readonly Admitted[],
): readonly OpenedFilter[] {
  const decided = new Map<string, TrafficSet>();
  return steps
    .filter((step) => speaksOf(step, protocol))
    .flatMap((step) => {
      const { rule, side, peer, traffic } = step;
      const open = subtractTraffic(traffic, decided.get(side) ?? noTraffic);
      add(decided, side, traffic);
      if (rule.action === "deny" || step.protocol !== protocol) return [];
      const more = before.reduce((left, one) => subtractTraffic(left, coveredBy(one, side)), open);
      const ports = unionOfPorts(more.slices.map((slice) => slice.ports));
      return isNoPorts(ports) ? [] : [{ filter, rule, protocol, ports, peer: describePeer(peer) }];
    });
}

/** What is open to everybody is open to a group or list too. */
function coveredBy(admitted: Admitted, side: string): TrafficSet {
  const own = admitted.get(side) ?? noTraffic;
  if (side === ADDRESSES) return own;
  return unionTraffic(own, trafficOf(ANYWHERE, portsOnEvery(admitted.get(ADDRESSES) ?? noTraffic, ANYWHERE)));
}
