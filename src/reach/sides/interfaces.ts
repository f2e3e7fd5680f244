/** The interfaces of one side: where they are and which security groups they carry, for certain or perhaps, and why. */

import type { Span } from "../../base/source-file.ts";
import type { Assumption, Origin, UnknownValue } from "../../base/value.ts";
import type { SecurityGroup } from "../../graph/filters.ts";
import type { Link, LinkSet, NodeId } from "../../graph/model.ts";
import type { Subnet } from "../../graph/network.ts";

import type { Interned, ReachContext } from "../certainty/context.ts";
import { follow } from "../certainty/links.ts";
import { doubts, exists, type Given, surer, unknownFor, withGiven } from "../certainty/unknowns.ts";

/** A subnet, or any number of subnets that are not known. Equal ones are one object, whoever is there. */
export interface Place {
  readonly subnet: Subnet | undefined;
  /** Where the subnet is not known: what stands for it, such as the list that it is in. */
  readonly names: readonly UnknownValue[];
  /** What runs there may be among what the source shows, so that the subnet may be one that it defines. */
  readonly anywhere?: true;
}

/** Interfaces of one side in a place. */
export interface Placement {
  readonly place: Place;
  /** Why it is not certain that there is an interface; empty where it is. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** Why a thing that AWS does not make without a subnet, and that names none, is nowhere; undefined of all others. */
export function withoutSubnet(
  owner: { readonly id: NodeId; readonly address: string; readonly span: Span },
  subnets: LinkSet,
): UnknownValue | undefined {
  if (subnets.links.length > 0 || subnets.rest !== undefined) return undefined;
  const { id, address, span } = owner;
  const hint = `name the subnets of ${address}`;
  return unknownFor("error", `subnets of ${id}`, `${address} names no subnet, without which AWS does not make it`, {
    span,
    hint,
  });
}

/**
 * Never empty: with no subnet at all, one place that is not known. Where nothing but an unknown list is given, an interface is in one of
 * its subnets: AWS makes no load balancer, group or service with an empty list. `owner` is whose subnets they are, for people.
 */
export function placementsOf(
  context: ReachContext,
  subnets: LinkSet,
  given: Given,
  owner: string,
): readonly Placement[] {
  const placements = new Map<Place, Placement>();
  const put = (placement: Placement): void => {
    const known = placements.get(placement.place);
    // Each link is one interface, which is elsewhere where what is taken as given of it does not hold.
    const assumptions = [...(known?.assumptions ?? []), ...placement.assumptions];
    placements.set(placement.place, known === undefined ? placement : { ...surer(known, placement), assumptions });
  };
  for (const link of subnets.links) {
    const { nodes, because, assumptions, elsewhere } = follow(context, "subnet", link, given);
    for (const subnet of nodes) put({ place: context.ask(placeOf, subnet), because, assumptions });
    for (const why of elsewhere) put(unknownPlacement(context, [why]));
  }
  if (subnets.rest !== undefined) {
    const alone = placements.size === 0;
    const place = context.ask(placeAmong, subnets.rest);
    put({ place, because: alone ? [] : [subnets.rest], assumptions: [] });
  }
  if (placements.size === 0)
    put(
      unknownPlacement(context, [
        unknownFor("missing-source", `subnets of ${owner}`, `${owner} names no subnet`, {
          hint: `name the subnets of ${owner}, or scan what defines them too`,
        }),
      ]),
    );
  return [...placements.values()];
}

/** Somewhere, because of these. */
export function unknownPlacement(context: ReachContext, because: readonly UnknownValue[]): Placement {
  return { place: context.ask(placeAmong, ...because), because, assumptions: [] };
}

/** Somewhere, because of these, which do not say whether it is a subnet that the source defines. */
export function placementAnywhere(context: ReachContext, because: readonly UnknownValue[]): Placement {
  return { place: context.ask(placeAnywhere, ...because), because, assumptions: [] };
}

function placeOf(_: ReachContext, subnet: Subnet): Place {
  return { subnet, names: [] };
}

function placeAnywhere(_: ReachContext, ...names: readonly UnknownValue[]): Place {
  return { subnet: undefined, names, anywhere: true };
}

function placeAmong(_: ReachContext, ...names: readonly UnknownValue[]): Place {
  return { subnet: undefined, names };
}

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
  /** Whether it may carry further groups. */
  readonly hasRest: boolean;
  /** The unknown list that the groups are, where that is all that is known of them, so that it is certain not to be empty. */
  readonly list: Interned | undefined;
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
  readonly rest: readonly UnknownValue[];
  /** What is taken as given of its groups: that they are these and no others, and what their rules are. */
  readonly assumptions: readonly Assumption[];
}

/** `owner` is whose groups they are, for people. */
export function interfaceGroups(context: ReachContext, groups: LinkSet, given: Given, owner: string): InterfaceGroups {
  const memberships = new Map<SecurityGroup, Membership>();
  const members = new Map<SecurityGroup, Given>();
  const rest: UnknownValue[] = groups.rest === undefined ? [] : [groups.rest];
  const taken: Assumption[] = [];
  for (const link of groups.links) {
    const { nodes, because, assumptions: assumed, elsewhere } = follow(context, "security-group", link, given);
    rest.push(...elsewhere);
    for (const group of nodes) {
      const assumptions = group.assumption === undefined ? assumed : [group.assumption, ...assumed];
      taken.push(...assumptions);
      const [known, more] = [memberships.get(group), { because, assumptions, origin: link.origin }];
      memberships.set(group, known === undefined ? more : surer(known, more));
      // Carried for one reason or another: only what holds for each of them holds.
      const own = known === undefined ? [link.exists] : [];
      members.set(group, withGiven(context, given, ...own, group.exists));
    }
  }
  if (memberships.size === 0 && rest.length === 0)
    rest.push(
      unknownFor(
        "missing-source",
        `groups of ${owner}`,
        `${owner} names no security group, and the default is not known`,
        {
          hint: `name the security groups of ${owner}`,
        },
      ),
    );
  // Where none of them is there, the interface has the default group of its VPC.
  const lists = groups.links.length > 0 && !groups.links.some((link) => exists(link.exists, given));
  if (lists && rest.length === 0) rest.push(...groups.links.flatMap((link) => doubts(link.exists, given)));
  // By id, so that the order in which they are written makes no other set.
  const listed = [...memberships]
    .sort(([a], [b]) => (a.id < b.id ? -1 : 1))
    .map(([group, { because }]) => context.ask(member, group, because.length === 0, members.get(group)!));
  const list =
    groups.links.length === 0 && groups.rest !== undefined ? context.identity(groups.rest.symbol) : undefined;
  const choices = choicesOf(groups).map((choice) => interfaceGroups(context, choice, given, owner).set);
  const set = context.ask(groupSet, context.list(listed), rest.length > 0, list, context.list(choices));
  return { set, memberships, rest, assumptions: taken };
}

/** Interfaces of which nothing is known. */
export function unknownGroups(context: ReachContext, because: readonly UnknownValue[]): InterfaceGroups {
  const set = context.ask(groupSet, context.list([]), true, undefined, context.list([]));
  return { set, memberships: new Map(), rest: because, assumptions: [] };
}

function member(_: ReachContext, group: SecurityGroup, certain: boolean, given: Given): Member {
  return { group, certain, given };
}

function groupSet(
  _: ReachContext,
  members: readonly Member[],
  hasRest: boolean,
  list: Interned | undefined,
  choices: readonly GroupSet[],
): GroupSet {
  return { members, hasRest, list, choices };
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
