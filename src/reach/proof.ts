/** What is proven of a flow, and on which pairs: the only source of findings about reachability. */
import type { UnknownValue } from "../base/value.ts";
import { noPorts, type PortSet, unionPorts } from "../sets/port-set.ts";
import { type Hindrance, shuts } from "./hindrance.ts";
import { type Closing, closesAny, closesNothing, type JudgedHop, type JudgedPair } from "./judged-pair.ts";

/** The ways that packets of a flow may take. */
export interface Ways {
  readonly pairs: readonly JudgedPair[];
  /** Where set, that nothing gets through proves nothing (see Hosts). */
  readonly doubt: readonly UnknownValue[];
}

/**
 * That something holds of a flow, not only of a way that packets might take: it is on a pair that certainly exists, or it closes each way
 * that there may be. Nothing but the judging of pairs and of what stands in their way leads to one.
 */
export class Proof {
  /** Required ports that certainly do not pass. */
  readonly closed: PortSet;
  /** Nothing passes, whichever port is needed. */
  readonly whole: boolean;

  static readonly #open = new Proof(closesNothing);

  private constructor({ ports, whole }: Closing) {
    this.closed = ports;
    this.whole = whole;
  }

  /** Something is proven not to pass. */
  get closes(): boolean {
    return closesAny({ ports: this.closed, whole: this.whole });
  }

  /** What is proven at each hop and of each hindrance of the ways. */
  static ofWays(ways: Ways): Proofs {
    const proving = provingPairs(ways);
    const hops = new Map<JudgedHop, Proof>();
    const hindrances = new Map<Hindrance, Proof>();
    const every = ways.pairs.length > 0 && !ways.pairs.some(({ doubts }) => doubts.length === 0);
    const common = every && proving.size > 0 ? commonClosers(ways.pairs) : [];
    for (const pair of ways.pairs) {
      const certain = ways.doubt.length === 0 && pair.doubts.length === 0;
      if (!certain && !proving.has(pair)) continue;
      for (const one of pair.hops) {
        if (one.detour.length > 0) continue;
        if (certain) hops.set(one, closesAny(one.closes) ? new Proof(one.closes) : Proof.#open);
        else if (closesAny(one.closes) && (common.length === 0 || common.some((other) => sameFilter(one, other))))
          hops.set(one, new Proof(one.closes));
      }
      for (const one of pair.pair.hindrances)
        if (one.doubt === undefined && (certain || shuts(one)))
          hindrances.set(one, new Proof({ ports: noPorts, whole: shuts(one) }));
    }
    return { hops, hindrances, closes: proving.size > 0 };
  }

  /** That something which stands in all ways of a flow is there. */
  static ofHindrance(one: Hindrance): Proof | undefined {
    return one.doubt === undefined ? new Proof({ ports: noPorts, whole: shuts(one) }) : undefined;
  }

  /** What several prove together of one filter. */
  static together(proofs: readonly Proof[]): Proof | undefined {
    const [first, ...rest] = proofs;
    if (first === undefined || rest.every((one) => one === first)) return first;
    const ports = rest.reduce((all, { closed }) => unionPorts(all, closed), first.closed);
    return new Proof({ ports, whole: proofs.some(({ whole }) => whole) });
  }
}

export interface Proofs {
  readonly hops: ReadonlyMap<JudgedHop, Proof>;
  readonly hindrances: ReadonlyMap<Hindrance, Proof>;
  /** Something needed is proven not to get through on some pair. */
  readonly closes: boolean;
}

/** The pairs on which what is shut is shut for the flow: those that certainly exist, or, where none of these is, every pair, if each is. */
function provingPairs({ pairs, doubt }: Ways): ReadonlySet<JudgedPair> {
  if (doubt.length > 0) return new Set();
  const shut = pairs.filter(({ isPartlyShut }) => isPartlyShut);
  const certain = shut.filter(({ doubts }) => doubts.length === 0);
  if (certain.length > 0) return new Set(certain);
  return new Set(shut.length === pairs.length ? shut : []);
}

/** Closing hops of the first pair whose filter closes something on every other pair too: whichever way packets take, it is at fault. */
function commonClosers([first, ...rest]: readonly JudgedPair[]): readonly JudgedHop[] {
  return (first?.hops ?? []).filter(
    (hop) =>
      closesAny(hop.closes) &&
      rest.every(({ hops }) => hops.some((other) => closesAny(other.closes) && sameFilter(hop, other))),
  );
}

function sameFilter({ hop: a }: JudgedHop, { hop: b }: JudgedHop): boolean {
  const [left, right] = [a.answer?.nodes ?? [], b.answer?.nodes ?? []];
  return a.kind === b.kind && left.length === right.length && left.every((node, at) => node === right[at]);
}
