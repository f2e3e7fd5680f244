/** Turns the judged pairs of a flow, and what else stands in the way, into its verdict. */
import type { Assumption, UnknownValue } from "../../base/value.ts";

import type { Bounds, PortSet } from "../../sets/port-set.ts";
import { intersectPorts, noPorts, subtractPorts, unionOfPorts } from "../../sets/port-set.ts";
import { type Hindrance, shuts } from "../asked/hindrances.ts";
import type { Need } from "../asked/needs.ts";

import { distinctAssumptions, rootsOf, unknownFor } from "../certainty/unknowns.ts";
import type { FlowVerdict } from "../flow.ts";
import type { JudgedPair } from "./judged-pair.ts";
import type { Proofs, Ways as Taken } from "./proof.ts";

/** The ways that packets of a flow may take, and what stands in all of them. */
export interface Ways extends Taken {
  readonly hindrances: readonly Hindrance[];
  /** These, and those of the pairs. */
  readonly inTheWay: readonly Hindrance[];
}

/** What pairs come to together, whatever stands in all of their ways. */
export interface Together {
  readonly required: PortSet;
  readonly requiredText: string;
  /** Certainly open: on every pair that needs the port, or may. Possibly open: on some pair. */
  readonly open: Bounds<PortSet>;
  /** Every pair is. */
  readonly isShut: boolean;
  readonly isOpen: boolean;
  /** What stands in single ways. */
  readonly hindrances: readonly Hindrance[];
  readonly assumptions: readonly Assumption[];
}

export function together(pairs: readonly JudgedPair[]): Together {
  const needs = [...new Set(pairs.map(({ need }) => need))];
  const required = unionOfPorts(needs.map(shown));
  const may = intersectPorts(unionOfPorts(pairs.map(({ open }) => open.may)), required);
  const lacking = unionOfPorts(pairs.map(({ need, open }) => subtractPorts(need.ports, open.must)));
  return {
    required,
    requiredText: [...new Set(needs.map(({ text }) => text))].sort().join(","),
    open: { must: subtractPorts(required, lacking), may },
    isShut: pairs.every((pair) => pair.isShut),
    isOpen: pairs.length > 0 && pairs.every((pair) => pair.isOpen),
    hindrances: pairs.flatMap(({ pair }) => pair.hindrances),
    assumptions: distinctAssumptions(pairs.flatMap(({ assumptions }) => assumptions)),
  };
}

function shown(need: Need): PortSet {
  return need.kind === "each" ? need.ports : noPorts;
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
export function judge(ways: Ways, pairs: Together, proofs: Proofs): Judgement {
  const { required, requiredText } = pairs;
  const verdict = verdictOf(ways, pairs, proofs);
  return {
    verdict,
    required,
    requiredText,
    open: openPorts(ways, pairs),
    blocked: verdict === "blocked" ? required : verdict === "partial" ? closedPorts(ways.pairs) : noPorts,
    because: verdict === "undetermined" ? rootsOf(reasons(ways)) : [],
  };
}

function verdictOf({ hindrances, inTheWay, doubt }: Ways, pairs: Together, { closes }: Proofs): FlowVerdict {
  if (hindrances.some(shuts) || (doubt.length === 0 && pairs.isShut)) return "blocked";
  if (closes) return "partial";
  return pairs.isOpen && inTheWay.every(({ effect }) => effect === "beside") ? "reachable" : "undetermined";
}

/** Needed ports that are closed on a pair which certainly exists, or on each that there may be. */
function closedPorts(pairs: readonly JudgedPair[]): PortSet {
  const certain = pairs.flatMap(({ doubts, closed }) => (doubts.length === 0 ? [closed] : []));
  return unionOfPorts([...certain, pairs.map(({ closed }) => closed).reduce(intersectPorts)]);
}

function openPorts({ hindrances, inTheWay }: Ways, { open }: Together): Bounds<PortSet> {
  if (hindrances.some(shuts)) return { must: noPorts, may: noPorts };
  const clear = inTheWay.every((one) => one.effect === "beside" || shuts(one));
  return clear ? open : { must: noPorts, may: open.may };
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
    : [
        unknownFor("error", `${kind}: ${text}`, text, {
          hint: CORRECTION[kind] ?? "correct what is written there",
          span,
        }),
      ];
}

/** What to correct, where it is more than one place that may be wrong. */
const CORRECTION: Readonly<Partial<Record<Hindrance["kind"], string>>> = {
  "port-not-mapped": "map that port in the task definition, or register one that it maps",
  "container-not-found": "register a container of the task definition by its name",
  "mapped-for-another-protocol": "map the port for the protocol in which it is sent to, or send in another",
  "vpc-mismatch": "put both into one VPC",
};
