/** Turns the judged pairs of a flow, and what else stands in the way, into its verdict. */
import type { UnknownValue } from "../base/value.ts";
import type { Bounds } from "../sets/bounds.ts";
import { intersectPorts, noPorts, type PortSet, subtractPorts, unionOfPorts } from "../sets/port-set.ts";
import type { FlowVerdict } from "./flow.ts";
import { type Hindrance, shuts } from "./hindrance.ts";
import type { JudgedPair } from "./judged-pair.ts";
import type { Need } from "./need.ts";
import type { Proofs, Ways as Taken } from "./proof.ts";
import { rootsOf, unknownFor } from "./unknowns.ts";

/** The ways that packets of a flow may take, and what stands in all of them. */
export interface Ways extends Taken {
  readonly hindrances: readonly Hindrance[];
  /** These, and those of the pairs. */
  readonly inTheWay: readonly Hindrance[];
}

export interface Judgement {
  readonly verdict: FlowVerdict;
  readonly required: PortSet;
  readonly requiredText: string;
  readonly open: Bounds<PortSet>;
  readonly blocked: PortSet;
  readonly because: readonly UnknownValue[];
}

/**
 * `blocked` where something shuts every pair, `reachable` where every pair that there may be is open, `partial` where something is proven
 * to shut a needed port or some answers on a pair, else `undetermined`.
 */
export function judge(ways: Ways, proofs: Proofs): Judgement {
  const { pairs, hindrances } = ways;
  const needs = pairs.map(({ need }) => need);
  const required = unionOfPorts(needs.map(shown));
  const requiredText = [...new Set(needs.map(({ text }) => text))].sort().join(",");
  const verdict = verdictOf(ways, proofs);
  const stopped = hindrances.some(shuts);
  return {
    verdict,
    required,
    requiredText,
    open: stopped ? { must: noPorts, may: noPorts } : openPorts(ways, required),
    blocked: verdict === "blocked" ? required : verdict === "partial" ? closedPorts(pairs) : noPorts,
    because: verdict === "undetermined" ? rootsOf(reasons(ways)) : [],
  };
}

function shown(need: Need): PortSet {
  return need.kind === "each" ? need.ports : noPorts;
}

function verdictOf({ pairs, hindrances, inTheWay, doubt }: Ways, { closes }: Proofs): FlowVerdict {
  if (hindrances.some(shuts)) return "blocked";
  if (doubt.length === 0 && pairs.every(({ isShut }) => isShut)) return "blocked";
  if (closes) return "partial";
  const clear = !inTheWay.some(({ effect }) => effect !== "beside");
  return clear && pairs.length > 0 && pairs.every(({ isOpen }) => isOpen) ? "reachable" : "undetermined";
}

/** Needed ports that are closed on a pair which certainly exists, or on each that there may be. */
function closedPorts(pairs: readonly JudgedPair[]): PortSet {
  const certain = pairs.flatMap(({ doubts, closed }) => (doubts.length === 0 ? [closed] : []));
  return unionOfPorts([...certain, pairs.map(({ closed }) => closed).reduce(intersectPorts)]);
}

/** Certainly open: on every pair that needs the port. Possibly open: on some pair. */
function openPorts({ pairs, inTheWay }: Ways, required: PortSet): Bounds<PortSet> {
  const fixed = pairs.filter(({ need }) => need.kind === "each");
  const may = intersectPorts(unionOfPorts(pairs.map(({ open }) => open.may)), required);
  const lacking = unionOfPorts(fixed.map(({ need, open }) => subtractPorts(need.ports, open.must)));
  const clear = !inTheWay.some((one) => one.effect !== "beside" && !shuts(one));
  return { must: clear ? subtractPorts(required, lacking) : noPorts, may };
}

function reasons({ pairs, inTheWay, doubt }: Ways): readonly UnknownValue[] {
  return [
    ...inTheWay.flatMap(reasonsOf),
    ...doubt,
    ...pairs.flatMap((pair) => {
      if (pair.isOpen) return [];
      return [...pair.reasons(), ...(pair.isPartlyShut ? pair.doubts : [])];
    }),
  ];
}

/** Why what stands in the way leaves the path open: itself, or what speaks against it. */
function reasonsOf({ kind, text, span, effect, doubt }: Hindrance): readonly UnknownValue[] {
  // Where the tasks run is among the reasons of the pairs.
  if (kind === "no-instances" || effect === "beside" || (effect === "shuts" && doubt === undefined)) return [];
  return doubt !== undefined
    ? doubt
    : [unknownFor("error", `${kind}: ${text}`, text, { hint: "correct what is written there", span })];
}
