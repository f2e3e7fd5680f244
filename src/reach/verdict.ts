/** Turns the outcomes of all pairs, and what else stands in the way, into the verdict of a flow. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption } from "../graph/model.ts";
import type { Bounds } from "../sets/bounds.ts";
import {
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portsWithin,
  subtractPorts,
  unionOfPorts,
} from "../sets/port-set.ts";
import type { FlowVerdict, Obstacle } from "./flow.ts";
import type { Need } from "./need.ts";
import type { PairOutcome } from "./pair.ts";
import { distinctAssumptions, rootsOf, unknownFor } from "./unknowns.ts";

/** A pair as the verdict sees it. */
export interface JudgedPair {
  readonly outcome: PairOutcome;
  /** Why it is not certain that packets take this way. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** A target that the load balancer never sends to. */
export interface Unserved {
  readonly need: Need;
  readonly obstacle: Obstacle;
  /** Why it is not certain that tasks run there. */
  readonly because: readonly UnknownValue[];
}

export interface Case {
  readonly pairs: readonly JudgedPair[];
  readonly unserved: readonly Unserved[];
  /** Of the whole flow. */
  readonly obstacles: readonly Obstacle[];
  /** Where set, that nothing gets through proves nothing (see Hosts). */
  readonly doubt: readonly UnknownValue[];
}

export interface Judgement {
  readonly verdict: FlowVerdict;
  readonly required: PortSet;
  readonly requiredText: string;
  readonly open: Bounds<PortSet>;
  readonly blocked: PortSet;
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/**
 * `blocked` where something shuts every pair, `reachable` where every pair that there may be is open, `partial` where a certain
 * pair, or each that there may be, is shut for some needed port or some answers, else `undetermined`.
 */
export function judge(given: Case): Judgement {
  const one = { ...given, obstacles: given.obstacles.filter(({ beside }) => beside === undefined) };
  const { pairs, unserved, obstacles } = one;
  const needs = [...pairs.map(({ outcome }) => outcome.need), ...unserved.map(({ need }) => need)];
  const required = unionOfPorts(needs.map(shown));
  const requiredText = [...new Set(needs.map(({ text }) => text))].join(",");
  const verdict = verdictOf(one);
  const stopped = obstacles.some(({ certain }) => certain);
  const closed = unionOfPorts([
    ...(pairs.length === 0 ? [] : [pairs.map(({ outcome }) => closedPorts(outcome)).reduce(intersectPorts)]),
    ...pairs.map(({ outcome, because }) => (because.length === 0 ? closedPorts(outcome) : noPorts)),
    ...unserved.map(({ need, because }) => (because.length === 0 ? shown(need) : noPorts)),
  ]);
  return {
    verdict,
    required,
    requiredText,
    open: stopped ? { must: noPorts, may: noPorts } : openPorts(one, required),
    blocked: verdict === "blocked" ? required : verdict === "partial" ? closed : noPorts,
    because: verdict === "undetermined" ? rootsOf(reasons(one)) : [],
    assumptions: stopped
      ? []
      : distinctAssumptions(pairs.flatMap(({ outcome, assumptions }) => [...assumptions, ...outcome.assumptions])),
  };
}

function shown(need: Need): PortSet {
  return need.kind === "each" ? need.ports : noPorts;
}

function verdictOf({ pairs, unserved, obstacles, doubt }: Case): FlowVerdict {
  if (obstacles.some(({ certain }) => certain)) return "blocked";
  if (doubt.length === 0) {
    if (pairs.every(({ outcome }) => isShut(outcome))) return "blocked";
    if (pairs.some(({ outcome, because }) => because.length === 0 && isPartlyShut(outcome))) return "partial";
    // Whichever pair packets take, something is shut there.
    if (pairs.every(({ outcome }) => isPartlyShut(outcome))) return "partial";
    if (unserved.some(({ because }) => because.length === 0)) return "partial";
  }
  const open = pairs.length > 0 && pairs.every(({ outcome }) => isOpen(outcome));
  return open && unserved.length === 0 && obstacles.length === 0 ? "reachable" : "undetermined";
}

function isShut({ open }: PairOutcome): boolean {
  return isNoPorts(open.may);
}

function isOpen({ open, need }: PairOutcome): boolean {
  return portsWithin(need.ports, open.must);
}

/** Of a port that is not known, part of the possible ports being closed proves nothing. */
function isPartlyShut(outcome: PairOutcome): boolean {
  return outcome.impaired || isShut(outcome) || !isNoPorts(closedPorts(outcome));
}

function closedPorts({ need, open }: PairOutcome): PortSet {
  return need.kind === "each" ? subtractPorts(need.ports, open.may) : noPorts;
}

/** Certainly open: on every pair that needs the port. Possibly open: on some pair. */
function openPorts({ pairs, unserved, obstacles }: Case, required: PortSet): Bounds<PortSet> {
  const fixed = pairs.filter(({ outcome }) => outcome.need.kind === "each").map(({ outcome }) => outcome);
  const may = unionOfPorts(fixed.map(({ open }) => open.may));
  const lacking = unionOfPorts([
    ...fixed.map(({ need, open }) => subtractPorts(need.ports, open.must)),
    ...unserved.map(({ need }) => shown(need)),
  ]);
  return { must: obstacles.length > 0 ? noPorts : subtractPorts(required, lacking), may };
}

function reasons({ pairs, unserved, obstacles, doubt }: Case): readonly UnknownValue[] {
  return [
    ...obstacles.flatMap(({ kind, text, span }) =>
      kind === "no-listener" || kind === "middlebox-route"
        ? []
        : [unknownFor("error", `${kind}: ${text}`, text, { span })],
    ),
    ...doubt,
    ...unserved.flatMap(({ because }) => because),
    ...pairs.flatMap(({ outcome, because }) => {
      if (isOpen(outcome)) return [];
      return [...outcome.because, ...(isPartlyShut(outcome) ? because : [])];
    }),
  ];
}
