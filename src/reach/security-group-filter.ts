/** What the security groups of an interface let through: what one of their rules allows; nothing else. */
import type { UnknownValue } from "../base/value.ts";
import {
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portsWithin,
  subtractPorts,
  unionOfPorts,
} from "../sets/port-set.ts";
import { type Product, portsOnEvery, unionOfTraffic } from "../sets/traffic-set.ts";
import type { Context } from "./context.ts";
import type { FilterOutcome, Share } from "./filter-outcome.ts";
import type { InterfaceGroups, Member } from "./groups.ts";
import { nearestMiss } from "./nearest-miss.ts";
import { matchRule, type Passage } from "./rule-match.ts";
import { unassumed } from "./unknowns.ts";

/**
 * Security groups only allow, remember connections, and add up: what counts is the union of their rules in the direction of
 * the first packet (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html).
 */
export function filterBySecurityGroups(context: Context, groups: InterfaceGroups, passage: Passage): FilterOutcome {
  const outcome = filterByUnion(context, groups, passage);
  const { need, remote } = passage;
  const others = remote.groups === undefined ? [undefined] : waysOf(remote.groups);
  const ways = waysOf(groups).flatMap((own) => others.map((other) => ({ own, other })));
  if (ways.length === 1 || portsWithin(need.ports, outcome.open.must)) return outcome;
  const outcomes = ways.map(({ own, other }) =>
    filterByUnion(context, own, { ...passage, remote: { ...remote, groups: other } }),
  );
  return {
    ...outcome,
    open: {
      must: outcomes.map(({ open }) => open.must).reduce(intersectPorts),
      may: unionOfPorts(outcomes.map(({ open }) => open.may)),
    },
    assumptions: outcomes.flatMap(({ assumptions }) => assumptions),
  };
}

function waysOf(groups: InterfaceGroups): readonly InterfaceGroups[] {
  return groups.choices.length > 0 ? groups.choices : [groups];
}

function filterByUnion(context: Context, groups: InterfaceGroups, passage: Passage): FilterOutcome {
  const shares: Share[] = [];
  const full: PortSet[] = [];
  const partial: Product[] = [];
  const open: UnknownValue[] = [...groups.open];
  for (const member of groups.members) {
    const doubt = rulesInDoubt(context, member, passage.direction);
    open.push(...doubt);
    for (const rule of context.index.rulesOf(member.group, passage.direction)) {
      const match = matchRule(context, rule, passage, member.given);
      if (match === undefined) continue;
      const certain = member.certain && !isAssumed(context, member);
      if (certain) {
        if (!isNoPorts(match.everywhere)) full.push(match.everywhere);
        else partial.push(match.must);
      }
      shares.push({
        rule,
        node: member.group,
        ports: { must: certain ? match.everywhere : noPorts, may: match.may.ports },
        because: [...member.because, ...match.because],
        assumptions: [...member.assumptions, ...match.assumptions],
      });
    }
  }
  const { need, remote } = passage;
  const together = partial.length === 0 ? noPorts : portsOnEvery(unionOfTraffic(partial), remote.addresses.needed);
  const must = intersectPorts(unionOfPorts([...full, together]), need.ports);
  const may = open.length > 0 ? need.ports : unionOfPorts(shares.map((share) => share.ports.may));
  return {
    nodes: groups.members.map(({ group }) => group),
    open: { must, may },
    shares,
    because: portsWithin(need.ports, must) ? [] : open,
    assumptions: [
      ...neededAssumptions(shares, must),
      ...(portsWithin(need.ports, may) ? [] : remote.addresses.assumptions),
    ],
    nearest: isNoPorts(may)
      ? nearestMiss(
          context,
          groups.members.map(({ group, given }) => ({ node: group, given })),
          passage,
        )
      : undefined,
  };
}

/** Whether the rules of a group are only taken to be what the graph says, and --strict does not take them so. */
function isAssumed(context: Context, { group }: Member): boolean {
  return group.assumption !== undefined && context.options.strict;
}

/** Why a group may have further rules in a direction. */
function rulesInDoubt(context: Context, member: Member, direction: "ingress" | "egress"): readonly UnknownValue[] {
  const { group } = member;
  const open = direction === "ingress" ? group.ingressOpen : group.egressOpen;
  if (open !== undefined) return [open];
  if (group.external !== undefined) return [group.external.unknown];
  return isAssumed(context, member) ? [unassumed(group.assumption!, group.span)] : [];
}

/** The assumptions without which less would be open. */
function neededAssumptions(shares: readonly Share[], must: PortSet): FilterOutcome["assumptions"] {
  const without = unionOfPorts(
    shares.filter(({ assumptions }) => assumptions.length === 0).map(({ ports }) => ports.must),
  );
  const missing = subtractPorts(must, without);
  if (isNoPorts(missing)) return [];
  return shares.flatMap(({ assumptions, ports }) => (isNoPorts(intersectPorts(ports.may, missing)) ? [] : assumptions));
}
