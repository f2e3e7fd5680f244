/** What the security groups of an interface let through: what one of their rules allows; nothing else. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { SecurityGroup } from "../../graph/filters.ts";

import { intersectPorts, isNoPorts, noPorts, type PortSet, portsWithin, unionOfPorts } from "../../sets/port-set.ts";
import { type Product, portsOnEvery, unionOfTraffic } from "../../sets/traffic-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { STEPS } from "../certainty/judging-steps.ts";
import { unassumed } from "../certainty/unknowns.ts";
import type { GroupSet } from "../sides/interfaces.ts";
import { bare, type FilterAnswer, type Share, unfiltered } from "./filter-answer.ts";
import { candidatesOf, matchRule, type Passage, passageOf } from "./rule-match.ts";

/**
 * Security groups only allow, remember connections, and add up: what counts is the union of their rules in the direction of
 * the first packet (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html).
 */
export function filterBySecurityGroups(context: ReachContext, groups: GroupSet, passage: Passage): FilterAnswer {
  const answer = filterByUnion(context, groups, passage);
  const { need, remote, direction, protocol } = passage;
  const others = remote.groups === undefined ? [undefined] : waysOf(remote.groups);
  const ways = waysOf(groups).flatMap((own) => others.map((other) => ({ own, other })));
  if (ways.length === 1 || portsWithin(need.ports, answer.open.must)) return answer;
  const answers = ways.map(({ own, other }) => {
    const one = passageOf(context, direction, { ...remote, groups: other }, need, protocol);
    return context.ask(filterByUnion, own, one);
  });
  return {
    ...answer,
    open: {
      must: answers.map(({ open }) => open.must).reduce(intersectPorts),
      may: unionOfPorts(answers.map(({ open }) => open.may)),
    },
    assumptions: [],
    ways: answers,
  };
}

function waysOf(groups: GroupSet): readonly GroupSet[] {
  return groups.choices.length > 0 ? groups.choices : [groups];
}

function filterByUnion(context: ReachContext, groups: GroupSet, passage: Passage): FilterAnswer {
  const { need, remote, direction } = passage;
  const nodes = groups.members.map(({ group }) => group);
  const alone = sayOf(context, groups, passage, true).shares.filter(({ ports }) => portsWithin(need.ports, ports.must));
  if (alone.length > 0) return { ...unfiltered(context, need), nodes, shares: alone };
  const { shares, full, partial } = sayOf(context, groups, passage, false);
  const together = partial.length === 0 ? noPorts : portsOnEvery(unionOfTraffic(partial), remote.addresses.needed);
  const must = intersectPorts(unionOfPorts([...full, together]), need.ports);
  const because = groups.members.flatMap(({ group }) => rulesInDoubt(context, group, direction));
  const hasMore = groups.hasRest || because.length > 0;
  const may = hasMore ? need.ports : unionOfPorts(shares.map((share) => share.ports.may));
  const settled = portsWithin(need.ports, must);
  return {
    ...bare,
    nodes,
    open: { must, may },
    shares,
    because: settled ? [] : because,
    ownRest: groups.hasRest && !settled,
    assumptions: portsWithin(need.ports, may) ? [] : remote.addresses.assumptions,
    closing: portsWithin(need.ports, may) ? [] : assumedPeers(context, groups, passage),
  };
}

interface Say {
  readonly shares: readonly Share[];
  /** What single rules certainly admit of every address of the other side. */
  readonly full: readonly PortSet[];
  /** What rules certainly admit of some addresses. */
  readonly partial: readonly Product[];
}

/** What the rules say; where `alone`, only those that may admit everything by themselves. */
function sayOf(context: ReachContext, groups: GroupSet, passage: Passage, alone: boolean): Say {
  const shares: Share[] = [];
  const full: PortSet[] = [];
  const partial: Product[] = [];
  for (const { group, certain: carried, given } of groups.members) {
    const certain = carried && !isAssumed(context, group);
    const candidates = candidatesOf(context, group, passage, given);
    context.pay(candidates.length * (1 + STEPS.comparison * (passage.remote.groups?.members.length ?? 0)));
    for (const candidate of candidates) {
      if (alone && !portsWithin(passage.need.ports, candidate.certain)) continue;
      const match = matchRule(context, candidate, passage.remote, given);
      if (match === undefined) continue;
      if (certain) {
        if (!isNoPorts(match.everywhere)) full.push(match.everywhere);
        else partial.push(match.must);
      }
      shares.push({
        rule: candidate.rule,
        node: group,
        ports: { must: certain ? match.everywhere : noPorts, may: match.may.ports },
        because: match.because,
        assumptions: match.assumptions,
        through: match.through,
        throughRest: match.throughRest,
      });
    }
  }
  return { shares, full, partial };
}

/** Whether the rules of a group are only taken to be what the graph says, and --strict does not take them so. */
function isAssumed({ options }: ReachContext, { assumption }: SecurityGroup): boolean {
  return assumption !== undefined && options.strict;
}

/** Why a group may have further rules in a direction. */
function rulesInDoubt(
  context: ReachContext,
  group: SecurityGroup,
  direction: Passage["direction"],
): readonly UnknownValue[] {
  const rest = direction === "ingress" ? group.ingressRest : group.egressRest;
  if (rest !== undefined) return [rest];
  if (group.external !== undefined) return [group.external.unknown];
  return isAssumed(context, group) ? [unassumed(group.assumption!, group.span)] : [];
}

/** What had to be assumed to say whom the rules that may match name. */
function assumedPeers(context: ReachContext, { members }: GroupSet, passage: Passage): readonly Assumption[] {
  const rules = members.flatMap(({ group, given }) => candidatesOf(context, group, passage, given));
  return rules.flatMap(({ rule }) =>
    rule.peers.flatMap((peer) => {
      const link = peer.kind === "security-group" ? peer.group : peer.kind === "prefix-list" ? peer.list : undefined;
      return link?.assumption ?? [];
    }),
  );
}
