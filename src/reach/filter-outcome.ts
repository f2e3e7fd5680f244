/** What a filter comes to for a passage: the ports it lets through, and the rules that had a say. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, FilterRule, NetworkAcl, SecurityGroup } from "../graph/model.ts";
import type { Bounds } from "../sets/bounds.ts";
import { exactly } from "../sets/bounds.ts";
import { type PortSet, portsMeet } from "../sets/port-set.ts";
import type { Decision } from "./flow.ts";
import type { Need } from "./need.ts";

/** The say of one rule. */
export interface Share {
  readonly rule: FilterRule;
  readonly node: SecurityGroup | NetworkAcl;
  /** Needed ports that it certainly, and possibly, decides. */
  readonly ports: Bounds<PortSet>;
  /** Why the two differ. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

export interface FilterOutcome {
  /** The security groups or network ACLs; empty where nothing filters. */
  readonly nodes: readonly (SecurityGroup | NetworkAcl)[];
  /** Within the needed ports. */
  readonly open: Bounds<PortSet>;
  readonly shares: readonly Share[];
  /** Unknowns that may open or close any port. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Where nothing is open and no deny says so: the rule that comes closest to opening something. */
  readonly nearest: Decision | undefined;
}

/** Nothing filters. */
export function unfiltered(need: Need): FilterOutcome {
  return { nodes: [], open: exactly(need.ports), shares: [], because: [], assumptions: [], nearest: undefined };
}

/** The unknowns that would settle whether these ports pass. */
export function reasonsFor(outcome: FilterOutcome, ports: PortSet): readonly UnknownValue[] {
  return [
    ...outcome.because,
    ...outcome.shares.flatMap((share) => (portsMeet(share.ports.may, ports) ? share.because : [])),
  ];
}
