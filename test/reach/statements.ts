/**
 * What a flow states of every reality in which it exists and what it assumes holds, and whether one reality contradicts it.
 *
 * `reachable`: on every pair of a node and a target, whatever addresses they have, every needed port gets through, and every answer.
 * `blocked`: on no pair does any needed port get through with an answer.
 * `partial`: on some pair, some needed port or some answer does not get through; a target in a zone that is not served is such a pair.
 * `open.must`: gets through on every pair that needs it, with all answers; what is not in `open.may` on none.
 * `blocked` (the ports): does not get through on some pair that needs it.
 * `undetermined`: nothing, but it names an unknown.
 * A hop: on the pairs of subnets that it names, its filter lets `open.must` through and nothing of `required` that is not in `open.may`.
 * What is proven closed at a hop does not get through a filter of its kind on some pair, be it one that the load balancer does not use.
 * A violated finding about hops: on some pair, a filter of its kind does not let everything through that is needed there.
 * Both say nothing where no packets are sent at all.
 *
 * Nothing is stated of realities in which AWS refuses the service, nor where no pair exists. Where a middlebox or another VPC is on the
 * way, nobody can say what gets through behind it.
 */
import type { Finding } from "../../src/check/finding.ts";
import type { Graph } from "../../src/graph/model.ts";
import type { Flow, Hop } from "../../src/reach/flow.ts";
import { isNoPorts, noPorts, type PortSet } from "../../src/sets/port-set.ts";
import { hasPort } from "../sets/has-port.ts";
import { heldAddresses, honoured } from "./assumptions.ts";
import { type Chance, type Reality, writtenAs } from "./completions.ts";
import { Attempt, type Dynamic, type Ports, placesOf, type Side, type Way, waysOf } from "./connections.ts";
import { FILTERS, type Filter } from "./simulator.ts";

const FORTH = FILTERS.filter((filter) => !filter.startsWith("return"));
const BACK = FILTERS.filter((filter) => filter.startsWith("return"));
const ANSWERS: Ports = [{ first: 1024, last: 65535 }];

/** What the pairs of a flow come to in one reality; the same for the flow under --strict. */
export class Pairs {
  readonly ways: readonly Way[];
  readonly attempts: readonly Attempt[];
  /** False where AWS refuses what the reality has there, or where there is nothing. */
  readonly possible: boolean;
  readonly #bounds: readonly number[];
  readonly #answers: readonly number[];

  constructor(reality: Reality, flow: Flow, dynamic: Dynamic | undefined, bounds: readonly number[], chance: Chance) {
    const found = placesOf(reality, flow).map((place) => waysOf(reality, place, flow.purpose, dynamic, chance));
    this.ways = found.flatMap((one) => one ?? []);
    const spoken = this.ways.every(({ protocol }) => (protocol === 17) === (flow.protocol === "udp"));
    this.possible = this.ways.length > 0 && spoken && !found.includes(undefined);
    this.attempts = this.ways.flatMap((way) =>
      way.from.addresses.map(
        (source, at) => new Attempt(reality.graph, way, source, way.to.addresses[at % way.to.addresses.length]!),
      ),
    );
    this.#bounds = bounds;
    this.#answers = asked(ANSWERS, bounds);
  }

  /** Whether packets are sent on some pair. */
  get sent(): boolean {
    return this.ways.some(({ sends }) => sends !== "never");
  }

  /** The needed ports between which all rules decide alike. */
  ports({ ports }: Way, more: readonly number[] = []): readonly number[] {
    return asked(ports, [...this.#bounds, ...more]);
  }

  arrives(attempt: Attempt, port: number): boolean {
    return attempt.way.sends === "always" && FORTH.every((filter) => attempt.lets(filter, port));
  }

  /** Whether all answers get back. */
  answersAll(attempt: Attempt): boolean {
    return this.#answers.every((port) => BACK.every((filter) => attempt.lets(filter, port)));
  }

  /** Whether some answer gets back. */
  answersSome(attempt: Attempt): boolean {
    return this.#answers.some((port) => BACK.every((filter) => attempt.lets(filter, port)));
  }

  /** The ports that are asked of a filter. */
  portsAt(filter: Filter, way: Way, more: readonly number[] = []): readonly number[] {
    return filter.startsWith("return") ? asked(ANSWERS, [...this.#answers, ...more]) : this.ports(way, more);
  }
}

/** One flow in one reality. */
export class FlowInReality {
  readonly #flow: Flow;
  readonly #reality: Reality;
  readonly #pairs: Pairs;
  /** Attempts that may be held against the flow when they fail. */
  readonly #held: readonly Attempt[];
  /** Whether the reality speaks of the flow. */
  readonly counts: boolean;

  constructor(graph: Graph, reality: Reality, flow: Flow, pairs: Pairs) {
    this.#flow = flow;
    this.#reality = reality;
    this.#pairs = pairs;
    this.counts = pairs.possible && honoured(graph, reality, flow, pairs.ways);
    this.#held = pairs.attempts.filter(({ way: { from, to, sends }, source }) => {
      return sends !== "chance" && heldAddresses(reality, flow, from, to.subnet).includes(source);
    });
  }

  /** What contradicts the flow; undefined where nothing does. */
  contradiction(): string | undefined {
    if (!this.counts) return undefined;
    const hops = this.#flow.hops.filter(
      ({ verdict, required }) => verdict !== "not-applicable" && !isNoPorts(required),
    );
    return this.#ofVerdict() ?? this.#ofPorts() ?? first(hops, (hop) => this.#ofHop(hop));
  }

  #ofVerdict(): string | undefined {
    const pairs = this.#pairs;
    const closed = (attempt: Attempt): number | undefined =>
      pairs.ports(attempt.way).find((port) => !pairs.arrives(attempt, port));
    switch (this.#flow.verdict) {
      case "reachable":
        return first(this.#held, (attempt) => {
          const port = closed(attempt);
          if (port !== undefined) return this.#told(attempt.way, `port ${port} does not get through`);
          return pairs.answersAll(attempt) ? undefined : this.#told(attempt.way, "an answer does not get back");
        });
      case "blocked":
        return first(pairs.attempts, (attempt) => {
          const port = pairs.ports(attempt.way).find((one) => pairs.arrives(attempt, one));
          if (port === undefined || !pairs.answersSome(attempt)) return undefined;
          return this.#told(attempt.way, `port ${port} gets through`);
        });
      case "partial": {
        const fails = pairs.attempts.some(
          (attempt) => attempt.way.sends !== "always" || closed(attempt) !== undefined || !pairs.answersAll(attempt),
        );
        return fails ? undefined : this.#told(pairs.ways[0]!, "everything gets through");
      }
      default:
        return undefined;
    }
  }

  #ofPorts(): string | undefined {
    const { required, open, blocked } = this.#flow;
    if (isNoPorts(required)) return undefined;
    const pairs = this.#pairs;
    const more = [open.must, open.may, blocked].flatMap(ends);
    const held = new Set(this.#held);
    const passes = (attempt: Attempt, port: number): boolean =>
      pairs.arrives(attempt, port) && pairs.answersSome(attempt);
    const found = first(pairs.attempts, (attempt) =>
      first(pairs.ports(attempt.way, more), (port) => {
        if (!hasPort(required, port)) return undefined;
        if (!hasPort(open.may, port) && passes(attempt, port))
          return this.#told(attempt.way, `port ${port}, which is not in open.may, gets through`);
        if (!hasPort(open.must, port) || !held.has(attempt)) return undefined;
        if (pairs.arrives(attempt, port) && pairs.answersAll(attempt)) return undefined;
        return this.#told(attempt.way, `port ${port} of open.must does not get through`);
      }),
    );
    if (found !== undefined) return found;
    const everywhere = asked(blocked.intervals, more).find((port) => {
      const needing = pairs.attempts.filter(({ way }) => hasPort({ intervals: way.ports }, port));
      return needing.length > 0 && needing.every((attempt) => passes(attempt, port));
    });
    if (everywhere === undefined) return undefined;
    return this.#told(pairs.ways[0]!, `port ${everywhere} of blocked gets through everywhere`);
  }

  #ofHop(hop: Hop): string | undefined {
    const { kind, required, open, verdict, proof } = hop;
    const closed = this.#refutedAt(kind, proof?.closed ?? noPorts);
    if (closed !== undefined) return closed;
    const held = new Set(this.#held);
    const more = [open.must, open.may].flatMap(ends);
    const others = this.#flow.hops.filter((other) => other !== hop && other.kind === kind);
    // Hops that do not name all of their pairs are held where there is no other that can be meant.
    if (hop.pairs === undefined && others.length > 0) return undefined;
    const meant = this.#pairs.attempts.filter(
      ({ way }) =>
        way.sends === "always" &&
        this.#filters(hop, way) &&
        this.#names(hop, way) &&
        !others.some((other) => this.#names(other, way)),
    );
    return first(meant, (attempt) =>
      first(this.#pairs.portsAt(kind, attempt.way, more), (port) => {
        if (!hasPort(required, port)) return undefined;
        const passes = attempt.lets(kind, port);
        if (passes && !hasPort(open.may, port))
          return this.#told(attempt.way, `${kind} is ${verdict} and lets port ${port} through`);
        if (passes || !hasPort(open.must, port) || !held.has(attempt)) return undefined;
        return this.#told(attempt.way, `${kind} is ${verdict} and does not let port ${port} through`);
      }),
    );
  }

  /** A port that is proven closed at a kind of filter, and gets through such filters everywhere. */
  #refutedAt(kind: Filter, closed: PortSet): string | undefined {
    const { attempts, sent } = this.#pairs;
    const wrong = asked(closed.intervals, ends(closed)).find((port) =>
      attempts.every((attempt) => attempt.lets(kind, port)),
    );
    if (!sent || wrong === undefined) return undefined;
    return this.#told(
      attempts[0]!.way,
      `${kind} is proven to close port ${wrong}, which gets through there everywhere`,
    );
  }

  /** Whether the filter of the hop may be the one of the pair: its groups are all that the interface carries. */
  #filters({ kind, nodes }: Hop, { from, to }: Way): boolean {
    const side = kind === "load-balancer-egress" ? from : kind === "target-ingress" ? to : undefined;
    const ids = new Set(nodes.flatMap(({ id }) => this.#reality.is(id)));
    return side?.groups.every((id) => ids.has(id)) ?? true;
  }

  /** Whether the hop speaks of the pair; where it names no subnets, it speaks of all. */
  #names({ pairs, from, to }: Hop, way: Way): boolean {
    const is = (one: Hop["from"], side: Side): boolean => one?.id === writtenAs(side.named);
    if (pairs !== undefined && pairs.length > 0)
      return pairs.some((pair) => is(pair.from, way.from) && is(pair.to, way.to));
    return (from === undefined && to === undefined && pairs === undefined) || (is(from, way.from) && is(to, way.to));
  }

  /** What contradicts a violated finding about hops of these kinds: everything that is needed gets through such filters everywhere. */
  refutes(kinds: readonly string[], finding: Finding): string | undefined {
    if (!this.counts || !this.#pairs.sent) return undefined;
    const filters = FILTERS.filter((filter) => kinds.includes(filter));
    const shuts = (attempt: Attempt): boolean =>
      filters.some((filter) => this.#pairs.portsAt(filter, attempt.way).some((port) => !attempt.lets(filter, port)));
    if (this.#pairs.attempts.some(shuts)) return undefined;
    return this.#told(this.#pairs.ways[0]!, `${finding.ruleId} is violated, and everything gets through there`);
  }

  #told({ from, to, ports }: Way, what: string): string {
    const { id, verdict } = this.#flow;
    const needed = ports.map(({ first, last }) => `${first}-${last}`).join();
    return `${id} is ${verdict} (${needed}), but from ${from.subnet} to ${to.subnet} ${what}`;
  }
}

function first<T>(values: readonly T[], tell: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const told = tell(value);
    if (told !== undefined) return told;
  }
  return undefined;
}

const ends = ({ intervals }: PortSet): readonly number[] =>
  intervals.flatMap(({ first, last }) => [first - 1, first, last, last + 1]);

/** The ends of the needed ports, and those of the others that are needed. */
function asked(needed: Ports, bounds: readonly number[]): readonly number[] {
  const ports = new Set<number>();
  for (const { first, last } of needed) {
    ports.add(first).add(last);
    for (const port of bounds) if (first <= port && port <= last) ports.add(port);
  }
  return [...ports];
}

/** Every port at which some rule of the graph begins or ends, and its neighbours: between two of them all rules decide alike. */
export function boundsOf(graph: Graph): readonly number[] {
  const found = new Set<number>();
  const rules = [
    ...graph.of("security-group").flatMap(({ rules }) => rules),
    ...graph.of("network-acl").flatMap(({ entries }) => entries),
  ];
  for (const { ports } of rules)
    if (ports !== "all")
      for (const fact of [ports.from, ports.to])
        if (fact.known)
          found
            .add(fact.value - 1)
            .add(fact.value)
            .add(fact.value + 1);
  return [...found].filter((port) => port >= 0 && port <= 65535);
}
