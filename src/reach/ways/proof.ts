/** What is proven of a flow, and on which pairs: the only source of findings about reachability. */
import { CLASS } from "../../base/passing.ts";
import type { UnknownValue } from "../../base/value.ts";
import { intersectPorts, noPorts, type PortSet, unionPorts } from "../../sets/port-set.ts";
import { type Hindrance, shuts } from "../asked/hindrances.ts";
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
  readonly [CLASS] = "proof";
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
  static ofWays({ pairs, doubt }: Ways): Proofs {
    const hops = new Map<JudgedHop, Proof>();
    const hindrances = new Map<Hindrance, Proof>();
    let closes = false;
    const certain = doubt.length === 0 ? pairs.filter(({ doubts }) => doubts.length === 0) : [];
    for (const pair of certain) {
      for (const one of pair.hops)
        if (one.detour.length === 0) {
          const closing = closesAny(one.closes);
          hops.set(one, closing ? new Proof(one.closes) : Proof.#open);
          closes ||= closing;
        }
      for (const one of pair.pair.hindrances)
        if (one.doubt === undefined) {
          hindrances.set(one, new Proof({ ports: noPorts, whole: shuts(one) }));
          closes ||= shuts(one);
        }
    }
    const whole = pairs.every(({ isShut }) => isShut);
    if (!closes && certain.some(({ isShutApart }) => isShutApart))
      return { hops, hindrances, closes: true, eachWay: { whole, proof: new Proof({ ports: noPorts, whole }) } };
    const every = pairs.length > 0 && pairs.every(({ isPartlyShut, doubts }) => isPartlyShut && doubts.length > 0);
    if (closes || !every) return { hops, hindrances, closes, eachWay: undefined };
    // No pair certainly exists, but each that there may be is shut: at one filter or for one reason, or each at another.
    const common = commonClosings(pairs);
    const reasons = commonHindrances(pairs);
    const apart = common.length === 0 && reasons.length === 0;
    if (doubt.length > 0) return { hops, hindrances, closes, eachWay: apart ? { whole, proof: undefined } : undefined };
    for (const { hop, closing } of common) hops.set(hop, new Proof(closing));
    for (const one of reasons) hindrances.set(one, new Proof({ ports: noPorts, whole: true }));
    const eachWay = apart ? { whole, proof: new Proof({ ports: noPorts, whole }) } : undefined;
    return { hops, hindrances, closes: true, eachWay };
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
  /** Set where every way is shut, as a `whole` or on some of the ports, but no single filter or reason is proven to be at fault; the proof
   *  is absent where that these are the ways is only taken as given. */
  readonly eachWay: { readonly whole: boolean; readonly proof: Proof | undefined } | undefined;
}

/** What a filter closes on every pair, at each hop of it: whichever way packets take, it is at fault. */
function commonClosings(
  pairs: readonly JudgedPair[],
): readonly { readonly hop: JudgedHop; readonly closing: Closing }[] {
  const [first, ...rest] = pairs;
  return (first?.hops ?? []).flatMap((hop) => {
    const all = [hop, ...rest.flatMap(({ hops }) => hops.find((other) => sameFilter(hop, other)) ?? [])];
    if (all.length < pairs.length) return [];
    const ports = all.map(({ closes }) => closes.ports).reduce(intersectPorts);
    const closing = { ports, whole: all.every(({ closes }) => closes.whole) };
    return closesAny(closing) ? all.map((one) => ({ hop: one, closing })) : [];
  });
}

/** What shuts every pair for one reason: of one kind, at one place. */
function commonHindrances(pairs: readonly JudgedPair[]): readonly Hindrance[] {
  const all = pairs.map(({ pair }) => pair.hindrances.filter(shuts));
  const same = (a: Hindrance, b: Hindrance): boolean =>
    a.kind === b.kind && a.span.file === b.span.file && a.span.start === b.span.start;
  const [first, ...rest] = all;
  const common = (first ?? []).filter((one) => rest.every((others) => others.some((other) => same(one, other))));
  return all.flat().filter((one) => common.some((other) => same(one, other)));
}

function sameFilter({ hop: a }: JudgedHop, { hop: b }: JudgedHop): boolean {
  const [left, right] = [a.answer?.nodes ?? [], b.answer?.nodes ?? []];
  return a.kind === b.kind && left.length === right.length && left.every((node, at) => node === right[at]);
}
