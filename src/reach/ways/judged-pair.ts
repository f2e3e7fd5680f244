/** A source and a target with all that is found of the way between them, and how certain it is that packets take it. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { Subnet } from "../../graph/network.ts";

import type { Bounds, PortSet } from "../../sets/port-set.ts";
import { intersectPorts, isNoPorts, noPorts, portsWithin, subtractPorts } from "../../sets/port-set.ts";
import { shuts } from "../asked/hindrances.ts";
import { answerNeed, type Need, portReasons } from "../asked/needs.ts";

import type { ReachContext } from "../certainty/context.ts";
import { type Given, NONE } from "../certainty/unknowns.ts";
import { assumptionsOf, reasonsFor, type Sides } from "../filters/filter-answer.ts";
import type { Addresses } from "../sides/addresses.ts";
import type { Target } from "../sides/targets.ts";
import { answerFor, type PairAnswer, type PairHop } from "./pair.ts";
import type { Pair } from "./pairs.ts";

/** A hop of one pair. */
export interface JudgedHop {
  readonly hop: PairHop;
  /** How both sides of its filter are given. */
  readonly sides: Sides;
  /** What it certainly closes of what must pass, if packets take this way. */
  readonly closes: Closing;
  /** Why it says nothing of the flow, although packets take this way: they may pass through something else before. */
  readonly detour: readonly UnknownValue[];
}

/** Needed ports that certainly do not pass, and whether nothing passes, whichever port is needed. */
export interface Closing {
  readonly ports: PortSet;
  readonly whole: boolean;
}

export const closesNothing: Closing = { ports: noPorts, whole: false };

export function closesAny({ ports, whole }: Closing): boolean {
  return whole || !isNoPorts(ports);
}

/** What all pairs of a flow have in common. */
export interface Setting {
  /** IANA number: 6 or 17. */
  readonly protocol: number;
  /** Those of each target. */
  readonly addresses: ReadonlyMap<Target, Addresses>;
  readonly given: Given;
}

/** Made by `judge` only, so that nothing else can say what is closed between two places. */
export class JudgedPair {
  readonly pair: Pair;
  readonly need: Need;
  /** Empty where the load balancer does not send to the target at all. */
  readonly hops: readonly JudgedHop[];
  /** The needed ports that get through, with their answers. */
  readonly open: Bounds<PortSet>;
  /** What is taken as given. */
  readonly assumptions: readonly Assumption[];
  /** Where both are known: between which subnets it leads. */
  readonly subnets: { readonly from: Subnet; readonly to: Subnet } | undefined;

  private constructor(
    pair: Pair,
    need: Need,
    hops: readonly JudgedHop[],
    open: Bounds<PortSet>,
    assumptions: readonly Assumption[],
  ) {
    this.pair = pair;
    this.need = need;
    this.hops = hops;
    this.open = open;
    this.assumptions = assumptions;
    const { from, to } = this;
    this.subnets = from === undefined || to === undefined ? undefined : { from, to };
  }

  static judge(
    context: ReachContext,
    pair: Pair,
    { need, assumptions }: { readonly need: Need; readonly assumptions: readonly Assumption[] },
    { protocol, addresses, given }: Setting,
  ): JudgedPair {
    const { source, target, detour, doubt } = pair;
    const shut = pair.hindrances.some(shuts);
    const nothing = { must: noPorts, may: noPorts };
    if (source === undefined) return new JudgedPair(pair, need, [], nothing, [...assumptions, ...pair.assumptions]);
    const answer = answerFor(
      context,
      {
        source: { place: source.placement.place, groups: source.groups?.set, addresses: source.addresses },
        target: {
          place: target.placement.place,
          groups: target.groups.set,
          addresses: addresses.get(target)!,
        },
      },
      need,
      protocol,
      given,
    );
    const hops = judgedHops(answer, pair);
    const taken = [...assumptions, ...pair.assumptions, ...target.assumptions];
    for (const { hop, sides } of hops)
      if (hop.answer !== undefined) taken.push(...assumptionsOf(hop.answer, sides, hop.passage.need));
    const straight = detour.length === 0 ? answer.open : { must: noPorts, may: beforeDetour(hops, need) };
    const open = shut ? nothing : doubt.length === 0 ? straight : { must: noPorts, may: straight.may };
    return new JudgedPair(pair, need, hops, open, taken);
  }

  get from(): Subnet | undefined {
    return this.pair.source?.placement.place.subnet;
  }

  get to(): Subnet | undefined {
    return this.pair.target.placement.place.subnet;
  }

  /** Why it is not certain that packets take this way; empty where it is. */
  get doubts(): readonly UnknownValue[] {
    return this.pair.because;
  }

  /** Nothing gets through, if packets take this way. */
  get isShut(): boolean {
    return isNoPorts(this.open.may);
  }

  get isOpen(): boolean {
    return portsWithin(this.need.ports, this.open.must);
  }

  /** Something needed certainly does not get through, or some answers do not, if packets take this way. Of a port that is not known,
   *  part of the possible ports being closed proves nothing. */
  get isPartlyShut(): boolean {
    return this.isShutApart || this.pair.hindrances.some(shuts) || this.hops.some(({ closes }) => closesAny(closes));
  }

  /** Nothing gets through, although no filter and no reason alone is at fault: of a port that is not known, what one filter lets through
   *  another one closes. */
  get isShutApart(): boolean {
    if (this.need.kind === "each" || this.hops.length === 0) return false;
    return this.isShut && !this.pair.hindrances.some(shuts) && !this.hops.some(({ closes }) => closesAny(closes));
  }

  /** The needed ports that certainly do not get through, if packets take this way. */
  get closed(): PortSet {
    return this.need.kind === "each" ? subtractPorts(this.need.ports, this.open.may) : noPorts;
  }

  /** The filters that shut it, by their names, or what else does: of several that each do, the first. */
  closers(): readonly string[] {
    const closing = this.hops.find(({ closes }) => closesAny(closes));
    if (closing !== undefined) return [namesAt(closing)];
    if (this.isShutApart) return this.hops.filter(takesAway).map(namesAt);
    return this.pair.hindrances.map(({ text }) => text);
  }

  /** The unknowns that would settle what gets through. */
  reasons(): readonly UnknownValue[] {
    const { detour, doubt } = this.pair;
    if (detour.length > 0 && !this.isShut) return [...detour, ...doubt];
    const unsettled = subtractPorts(this.open.may, this.open.must);
    const settled = isNoPorts(unsettled);
    return [
      ...portReasons(this.need, this.open),
      ...this.hops.flatMap(({ hop, sides }) => {
        if (hop.answer === undefined || settled) return [];
        const { must, may } = hop.answer.open;
        const own = subtractPorts(may, must);
        const ports = hop.passage.need === answerNeed ? own : intersectPorts(own, unsettled);
        return isNoPorts(ports) ? [] : reasonsFor(hop.answer, sides, ports);
      }),
      ...(settled ? [] : doubt),
    ];
  }
}

function namesAt({ hop }: JudgedHop): string {
  return (hop.answer?.nodes ?? []).map(({ address }) => address).join(" and ");
}

/** Some of the ports that the needed one may be. */
function takesAway({ hop: { answer, passage } }: JudgedHop): boolean {
  const { kind, ports } = passage.need;
  return kind === "one" && answer !== undefined && !portsWithin(ports, answer.open.may);
}

function judgedHops({ hops }: PairAnswer, { source, target, detour }: Pair): readonly JudgedHop[] {
  const atSource = { own: source?.groups, remote: target.groups };
  const atTarget = { own: target.groups, remote: source?.groups };
  return hops.map((hop, at) => {
    const beyond = at >= LEAVING ? detour : NONE;
    const closes = beyond.length > 0 ? closesNothing : closingOf(hop);
    return { hop, sides: hop.at === "source" ? atSource : atTarget, closes, detour: beyond };
  });
}

/** Behind a middlebox only what leaves the load balancer's subnet is as computed: the first two hops. */
const LEAVING = 2;

/** What a hop closes, whatever the others let through; of one port that is not known, it closes all that it may be or nothing. */
function closingOf({ answer, passage }: PairHop): Closing {
  if (answer === undefined) return closesNothing;
  const { kind, ports } = passage.need;
  if (kind === "each" && portsWithin(ports, answer.open.may)) return closesNothing;
  if (kind === "each") return { ports: subtractPorts(ports, answer.open.may), whole: isNoPorts(answer.open.may) };
  return { ports: noPorts, whole: isNoPorts(intersectPorts(ports, answer.open.may)) };
}

function beforeDetour(hops: readonly JudgedHop[], { ports }: Need): PortSet {
  return hops
    .slice(0, LEAVING)
    .reduce((left, { hop }) => (hop.answer === undefined ? left : intersectPorts(left, hop.answer.open.may)), ports);
}
