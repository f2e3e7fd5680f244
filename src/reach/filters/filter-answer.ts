/** What a filter comes to for a passage: the ports it lets through, the rules that had a say, and why. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { FilterRule, NetworkAcl, SecurityGroup } from "../../graph/filters.ts";

import type { Bounds, PortSet } from "../../sets/port-set.ts";
import { exactly, isNoPorts, portsMeet, portsWithin, subtractPorts, unionOfPorts } from "../../sets/port-set.ts";
import type { Need } from "../asked/needs.ts";
import type { ReachContext } from "../certainty/context.ts";
import type { InterfaceGroups } from "../sides/interfaces.ts";

/** The say of one rule. What lies in how the sides are given is not in it, but beside it: see `Sides`. */
export interface Share {
  readonly rule: FilterRule;
  readonly node: SecurityGroup | NetworkAcl;
  /** Needed ports that it certainly, and possibly, decides. */
  readonly ports: Bounds<PortSet>;
  /** Why the two differ. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Groups of the other side through which it matches, or may. */
  readonly through: readonly SecurityGroup[];
  /** It may match through groups of the other side that are not known. */
  readonly throughRest: boolean;
}

/** The same for all who ask for the same filter, passage and existences. */
export interface FilterAnswer {
  /** The security groups or network ACLs; empty where nothing filters. */
  readonly nodes: readonly (SecurityGroup | NetworkAcl)[];
  /** Within the needed ports. */
  readonly open: Bounds<PortSet>;
  readonly shares: readonly Share[];
  /** Unknowns that may open or close any port. */
  readonly because: readonly UnknownValue[];
  /** Groups that are not known may open any port. */
  readonly ownRest: boolean;
  readonly assumptions: readonly Assumption[];
  /** What is taken as given of rules that are said not to match. */
  readonly closing: readonly Assumption[];
  /** Where it is one of several: what each comes to, and what is taken as given of it. */
  readonly ways: readonly FilterAnswer[];
}

/** Nothing filters: the same for all who need the same. */
export function unfiltered(context: ReachContext, need: Need): FilterAnswer {
  return context.ask(nothingFilters, need);
}

function nothingFilters(_: ReachContext, { ports }: Need): FilterAnswer {
  return { ...bare, nodes: [], open: exactly(ports), shares: [] };
}

/** What an answer is without. */
export const bare: Omit<FilterAnswer, "nodes" | "open" | "shares"> = {
  because: [],
  ownRest: false,
  assumptions: [],
  closing: [],
  ways: [],
};

/** How the two sides of a filter are given: the interface that it belongs to, and the other one. */
export interface Sides {
  readonly own: InterfaceGroups | undefined;
  readonly remote: InterfaceGroups | undefined;
}

/** The unknowns that would settle whether these ports pass. */
export function reasonsFor(answer: FilterAnswer, sides: Sides, ports: PortSet): readonly UnknownValue[] {
  return [
    ...answer.because,
    ...(answer.ownRest ? (sides.own?.rest ?? []) : []),
    ...answer.shares.flatMap((share) => (portsMeet(share.ports.may, ports) ? reasonsOf(share, sides) : [])),
  ];
}

/** Why a rule decides less for certain than it may. */
export function reasonsOf(
  { node, because, through, throughRest }: Share,
  { own, remote }: Sides,
): readonly UnknownValue[] {
  return [
    ...(node.kind === "security-group" ? (own?.memberships.get(node)?.because ?? []) : []),
    ...because,
    ...through.flatMap((group) => remote?.memberships.get(group)?.because ?? []),
    ...(throughRest ? (remote?.rest ?? []) : []),
  ];
}

/** What is taken as given for what the filter is said to open and to close. */
export function assumptionsOf(answer: FilterAnswer, sides: Sides, need: Need): readonly Assumption[] {
  const { ways, assumptions, open, closing } = answer;
  if (ways.length > 0) return assumptions.concat(ways.flatMap((way) => assumptionsOf(way, sides, need)));
  const taken = assumptions.concat(neededAssumptions(answer, sides));
  if (portsWithin(need.ports, open.may)) return taken;
  // Of a group that one of the sides carries besides, the rules are not known, and rules may name it.
  return taken.concat(closing, sides.own?.assumptions ?? [], sides.remote?.assumptions ?? []);
}

/** The assumptions without which less would be open. */
function neededAssumptions({ shares, open, nodes }: FilterAnswer, sides: Sides): readonly Assumption[] {
  if (nodes[0]?.kind === "network-acl" || isPlain(shares, sides)) return [];
  const certain = shares.filter((share) => assumptionsOfShare(share, sides).length === 0);
  if (certain.length === shares.length) return [];
  const missing = subtractPorts(open.must, unionOfPorts(certain.map(({ ports }) => ports.must)));
  if (isNoPorts(missing)) return [];
  return shares.flatMap((share) => (portsMeet(share.ports.may, missing) ? assumptionsOfShare(share, sides) : []));
}

/** Nothing at all is taken as given for what the rules match. */
function isPlain(shares: readonly Share[], { own, remote }: Sides): boolean {
  if ((own?.assumptions.length ?? 0) > 0 || (remote?.assumptions.length ?? 0) > 0) return false;
  return shares.every(({ assumptions }) => assumptions.length === 0);
}

function assumptionsOfShare({ node, assumptions, through }: Share, { own, remote }: Sides): readonly Assumption[] {
  return [
    ...(node.kind === "security-group" ? (own?.memberships.get(node)?.assumptions ?? []) : []),
    ...assumptions,
    ...through.flatMap((group) => remote?.memberships.get(group)?.assumptions ?? []),
  ];
}
