/** The security groups of an interface: those that it certainly carries, those that it may carry. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, Link, LinkSet, SecurityGroup } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { whichTarget } from "./identity.ts";
import { doubts, type Given, unassumed, unknownFor, withGiven } from "./unknowns.ts";

export interface Member {
  readonly group: SecurityGroup;
  readonly certain: boolean;
  /** Where not certain: why. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** What holds where the interface carries the group. */
  readonly given: Given;
}

export interface InterfaceGroups {
  readonly members: readonly Member[];
  /** It may carry further groups, because these are unknown. */
  readonly open: readonly UnknownValue[];
  /** The symbol of the list that `open` stands for, where it is one list. */
  readonly openSymbol: string | undefined;
  /** Whether the unknown list is all that is known of the groups, so that it is certain not to be empty. */
  readonly onlyOpen: boolean;
  /** Where links lead to one of several groups: the interface with each choice, of which one is the case. */
  readonly choices: readonly InterfaceGroups[];
  /** Equal for equal groups. */
  readonly key: string;
}

export function interfaceGroups(context: Context, groups: LinkSet, given: Given): InterfaceGroups {
  const members: Member[] = [];
  const open: UnknownValue[] = groups.open === undefined ? [] : [groups.open];
  for (const link of groups.links) {
    if (link.assumption !== undefined && context.options.strict) {
      open.push(unassumed(link.assumption, link.origin.span));
      continue;
    }
    const because = [...doubts(link.exists, given), ...(link.to.length > 1 ? [whichTarget(context.graph, link)] : [])];
    for (const id of link.to) {
      const group = context.graph.get("security-group", id);
      if (group === undefined) {
        open.push(unknownFor("missing-source", `security-group:${id}`, `${id} is not in the scan`));
        continue;
      }
      members.push({
        group,
        certain: because.length === 0,
        because,
        assumptions: [group.assumption, link.assumption].flatMap((one) => (one === undefined ? [] : [one])),
        given: withGiven(given, link.exists, group.exists),
      });
    }
  }
  if (members.length === 0 && open.length === 0)
    open.push(
      unknownFor("missing-source", "no-security-group", "no security group is given and the default is not known"),
    );
  const key = [
    ...members.map(({ group, certain, because }) =>
      certain ? group.id : [group.id, ...because.map(({ symbol }) => symbol)].join("?"),
    ),
    ...open.map(({ symbol }) => `*${symbol}`),
  ].join(",");
  return {
    members,
    open,
    openSymbol: groups.open?.symbol,
    onlyOpen: groups.links.length === 0,
    choices: choicesOf(groups).map((choice) => interfaceGroups(context, choice, given)),
    key: context.short(key),
  };
}

/** Interfaces of which nothing is known. */
export function unknownGroups(because: readonly UnknownValue[]): InterfaceGroups {
  const key = because.map(({ symbol }) => `*${symbol}`).join(",");
  return { members: [], open: because, openSymbol: undefined, onlyOpen: false, choices: [], key };
}

/** More choices than these are left as they are: some groups that the interface may carry. */
const MOST_CHOICES = 16;

/** Every way in which the links that lead to one of several groups can turn out; none where there is no such link. */
function choicesOf({ links, open }: LinkSet): readonly LinkSet[] {
  const count = links.reduce((product, { to }) => product * to.length, 1);
  if (count === 1 || count > MOST_CHOICES) return [];
  const ways = links.reduce<readonly (readonly Link[])[]>(
    (made, link) => made.flatMap((before) => link.to.map((id) => [...before, { ...link, to: [id] }])),
    [[]],
  );
  return ways.map((chosen) => ({ links: chosen, ...(open === undefined ? {} : { open }) }));
}
