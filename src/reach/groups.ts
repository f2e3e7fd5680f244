/** The security groups of an interface: those that it certainly carries, those that it may carry, and why. */
import type { Origin } from "../base/origin.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, Link, LinkSet, SecurityGroup } from "../graph/model.ts";
import type { Context, Identity } from "./context.ts";
import { whichTarget } from "./identity.ts";
import { doubts, exists, type Given, notInScan, surer, unassumed, unknownFor, withGiven } from "./unknowns.ts";

/** A group as it is carried. Equal ones are one object. */
export interface Member {
  readonly group: SecurityGroup;
  /** Whether every interface certainly carries it. */
  readonly certain: boolean;
  /** What holds where an interface carries the group. */
  readonly given: Given;
}

/**
 * What filters and other filters' rules see of an interface's groups, without the reasons: equal sets are one object, so that what is
 * found for one interface holds for all that carry the same.
 */
export interface GroupSet {
  readonly members: readonly Member[];
  /** It may carry further groups. */
  readonly open: boolean;
  /** The unknown list that the groups are, where that is all that is known of them, so that it is certain not to be empty. */
  readonly list: Identity | undefined;
  /** Where links lead to one of several groups: the set with each choice, of which one is the case. */
  readonly choices: readonly GroupSet[];
}

/** Why a group is carried, or may be. */
export interface Membership {
  /** Where it is not certain: why. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Where the group was chosen. */
  readonly origin: Origin;
}

/** The groups of one interface with the reasons, which travel beside what is found for the set. */
export interface InterfaceGroups {
  readonly set: GroupSet;
  readonly memberships: ReadonlyMap<SecurityGroup, Membership>;
  /** Why it may carry further groups. */
  readonly open: readonly UnknownValue[];
  /** What is taken as given of its groups: that they are these and no others, and what their rules are. */
  readonly assumptions: readonly Assumption[];
}

/** `owner` is whose groups they are, for people. */
export function interfaceGroups(context: Context, groups: LinkSet, given: Given, owner: string): InterfaceGroups {
  const memberships = new Map<SecurityGroup, Membership>();
  const members = new Map<SecurityGroup, Given>();
  const open: UnknownValue[] = groups.rest === undefined ? [] : [groups.rest];
  const taken: Assumption[] = [];
  for (const link of groups.links) {
    if (link.assumption !== undefined && context.options.strict) {
      open.push(unassumed(link.assumption, link.origin.span));
      continue;
    }
    const because = [...doubts(link.exists, given), ...(link.to.length > 1 ? [whichTarget(context.graph, link)] : [])];
    for (const id of link.to) {
      const group = context.graph.get("security-group", id);
      if (group === undefined) {
        open.push(notInScan("security-group", id));
        continue;
      }
      const assumptions = [group.assumption, link.assumption].flatMap((one) => (one === undefined ? [] : [one]));
      taken.push(...assumptions);
      const [known, more] = [memberships.get(group), { because, assumptions, origin: link.origin }];
      memberships.set(group, known === undefined ? more : surer(known, more));
      // Carried for one reason or another: only what holds for each of them holds.
      const own = known === undefined ? [link.exists] : [];
      members.set(group, withGiven(context, given, ...own, group.exists));
    }
  }
  if (memberships.size === 0 && open.length === 0)
    open.push(
      unknownFor(
        "missing-source",
        `groups of ${owner}`,
        `${owner} names no security group, and the default is not known`,
        { hint: `name the security groups of ${owner}` },
      ),
    );
  // Where none of them is there, the interface has the default group of its VPC.
  const lists = groups.links.length > 0 && !groups.links.some((link) => exists(link.exists, given));
  if (lists && open.length === 0) open.push(...groups.links.flatMap((link) => doubts(link.exists, given)));
  // By id, so that the order in which they are written makes no other set.
  const listed = [...memberships]
    .sort(([a], [b]) => (a.id < b.id ? -1 : 1))
    .map(([group, { because }]) => context.ask(member, group, because.length === 0, members.get(group)!));
  const list =
    groups.links.length === 0 && groups.rest !== undefined ? context.identity(groups.rest.symbol) : undefined;
  const choices = choicesOf(groups).map((choice) => interfaceGroups(context, choice, given, owner).set);
  const set = context.ask(groupSet, context.list(listed), open.length > 0, list, context.list(choices));
  return { set, memberships, open, assumptions: taken };
}

/** Interfaces of which nothing is known. */
export function unknownGroups(context: Context, because: readonly UnknownValue[]): InterfaceGroups {
  const set = context.ask(groupSet, context.list([]), true, undefined, context.list([]));
  return { set, memberships: new Map(), open: because, assumptions: [] };
}

function member(_: Context, group: SecurityGroup, certain: boolean, given: Given): Member {
  return { group, certain, given };
}

function groupSet(
  _: Context,
  members: readonly Member[],
  open: boolean,
  list: Identity | undefined,
  choices: readonly GroupSet[],
): GroupSet {
  return { members, open, list, choices };
}

/** More choices than these are left as they are: some groups that the interface may carry. */
const MOST_CHOICES = 16;

/** Every way in which the links that lead to one of several groups can turn out; none where there is no such link. */
function choicesOf({ links, rest }: LinkSet): readonly LinkSet[] {
  const count = links.reduce((product, { to }) => product * to.length, 1);
  if (count === 1 || count > MOST_CHOICES) return [];
  const ways = links.reduce<readonly (readonly Link[])[]>(
    (made, link) => made.flatMap((before) => link.to.map((id) => [...before, { ...link, to: [id] }])),
    [[]],
  );
  return ways.map((chosen) => ({ links: chosen, ...(rest === undefined ? {} : { rest }) }));
}
