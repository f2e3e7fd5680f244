/** What passes at a subnet, whichever network ACL it has: for each packet, what the first entry that matches says; nothing where none matches. */
import type { UnknownValue } from "../../base/value.ts";
import type { FilterRule, NetworkAcl } from "../../graph/filters.ts";

import { intersectPorts, isNoPorts, noPorts, portsWithin, unionPorts } from "../../sets/port-set.ts";
import {
  intersectTraffic,
  noTraffic,
  portsOnEvery,
  portsOnSome,
  subtractTraffic,
  type TrafficSet,
  trafficOf,
  unionTraffic,
} from "../../sets/traffic-set.ts";
import type { ReachContext } from "../certainty/context.ts";
import { STEPS } from "../certainty/judging-steps.ts";
import { type Given, unassumed, unknownFor, withGiven } from "../certainty/unknowns.ts";
import type { SubnetFilter } from "./acl-of-subnet.ts";
import { bare, type FilterAnswer, type Share, unfiltered } from "./filter-answer.ts";
import { type Candidate, candidatesOf, matchRule, type Passage, type RuleMatch } from "./rule-match.ts";

/** What passes at a subnet in one direction, whichever network ACL it has. */
export function filterAtSubnet(
  context: ReachContext,
  filter: SubnetFilter,
  passage: Passage,
  given: Given,
): FilterAnswer {
  const answers = filter.options.map((acl) =>
    acl === undefined ? filterUnseen(context, filter, passage) : filterByAcl(context, acl, passage, given),
  );
  const [only] = answers;
  if (answers.length === 1) {
    if (filter.because.length === 0 && filter.assumptions.length === 0) return only!;
    return {
      ...only!,
      because: [...filter.because, ...only!.because],
      assumptions: [...filter.assumptions, ...only!.assumptions],
    };
  }
  return {
    ...bare,
    nodes: answers.flatMap(({ nodes }) => nodes),
    open: {
      must: answers.map(({ open }) => open.must).reduce(intersectPorts),
      may: answers.map(({ open }) => open.may).reduce(unionPorts),
    },
    shares: answers.flatMap(({ shares }) => shares),
    because: [...filter.because, ...answers.flatMap(({ because }) => because)],
    assumptions: filter.assumptions,
    ways: answers,
  };
}

function filterUnseen(context: ReachContext, { unseen }: SubnetFilter, { need }: Passage): FilterAnswer {
  const answer = unfiltered(context, need);
  if (unseen.length === 0) return answer;
  return { ...answer, open: { must: noPorts, may: need.ports }, because: unseen };
}

interface Entry {
  readonly rule: FilterRule;
  readonly match: RuleMatch;
  readonly must: TrafficSet;
  readonly may: TrafficSet;
  /** Undefined where the place in the order is not known. */
  readonly number: number | undefined;
  readonly because: readonly UnknownValue[];
}

/** Entries are evaluated by ascending number, the first match decides
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-rules). */
function filterByAcl(context: ReachContext, acl: NetworkAcl, passage: Passage, given: Given): FilterAnswer {
  return context.ask(filter, acl, passage, withGiven(context, given, acl.exists));
}

function filter(context: ReachContext, acl: NetworkAcl, passage: Passage, given: Given): FilterAnswer {
  const { need, remote } = passage;
  const { needed, possible } = remote.addresses;
  const candidates = candidatesOf(context, acl, passage, given);
  // Each entry may divide what those before it left in several parts.
  context.pay(STEPS.answer + candidates.length + STEPS.comparison * candidates.length ** 2);
  const entries = entriesOf(context, acl, passage, candidates, given);
  const rest = entriesInDoubt(context, acl, passage.direction);
  const surely = allowedForSure(entries);
  const perhaps = entries.every(isCertain) ? surely : allowedPerhaps(entries);
  const must = rest.length > 0 ? noPorts : portsOnEvery(surely, needed);
  const may = rest.length > 0 ? need.ports : portsOnSome(perhaps, possible);
  return {
    ...bare,
    nodes: [acl],
    open: { must, may },
    shares: sharesOf(acl, entries, passage),
    because: rest,
    assumptions: [
      ...(acl.assumption === undefined ? [] : [acl.assumption]),
      ...entries.flatMap(({ match }) => match.assumptions),
      ...(portsWithin(need.ports, may) ? [] : remote.addresses.assumptions),
    ],
  };
}

function entriesInDoubt(
  context: ReachContext,
  acl: NetworkAcl,
  direction: "ingress" | "egress",
): readonly UnknownValue[] {
  const rest = direction === "ingress" ? acl.ingressRest : acl.egressRest;
  if (rest !== undefined) return [rest];
  if (acl.external !== undefined) return [acl.external.unknown];
  return acl.assumption !== undefined && context.options.strict ? [unassumed(acl.assumption, acl.span)] : [];
}

/** The entries of the direction that may match, in order; those without a known number first. */
function entriesOf(
  context: ReachContext,
  acl: NetworkAcl,
  passage: Passage,
  candidates: readonly Candidate[],
  given: Given,
): readonly Entry[] {
  const uses = context.ask(usesOfNumbers, acl, passage.direction === "ingress");
  const entries = candidates.flatMap((candidate): Entry[] => {
    const { rule } = candidate;
    const match = matchRule(context, candidate, passage.remote, given);
    if (match === undefined) return [];
    const number = rule.number?.known ? rule.number.value : undefined;
    const clash = number !== undefined && uses.get(number)! > 1;
    const because = [
      ...(rule.number?.known ? [] : [rule.number?.unknown ?? unnumbered(rule)]),
      ...(clash ? [twice(acl, rule, number)] : []),
    ];
    const may = trafficOf(match.may.addresses, match.may.ports);
    const same = match.must.addresses === match.may.addresses && match.must.ports === match.may.ports;
    const must = same ? may : trafficOf(match.must.addresses, match.must.ports);
    return [{ rule, match, must: clash ? noTraffic : must, may, number, because }];
  });
  return entries.sort((a, b) => (a.number ?? -1) - (b.number ?? -1));
}

/** It is known when its turn comes, and for which packets. */
function isCertain({ must, may, number }: Entry): boolean {
  return must === may && number !== undefined;
}

function usesOfNumbers({ index }: ReachContext, acl: NetworkAcl, into: boolean): ReadonlyMap<number, number> {
  const counted = new Map<number, number>();
  for (const { number } of index.rulesOf(acl, into ? "ingress" : "egress"))
    if (number?.known) counted.set(number.value, (counted.get(number.value) ?? 0) + 1);
  return counted;
}

function unnumbered(rule: FilterRule): UnknownValue {
  return unknownFor("error", `number of ${rule.address}`, `${rule.address} has no rule number`, { span: rule.span });
}

function twice(acl: NetworkAcl, rule: FilterRule, number: number): UnknownValue {
  const text = `${acl.address} has rule number ${number} more than once for ${rule.direction}, which AWS refuses`;
  return unknownFor("error", `rule ${number} of ${acl.id} ${rule.direction}`, text, { span: rule.span });
}

/**
 * From the last entry to the first: an allow adds what it surely matches, a deny takes away what it may match. Allows without a
 * known number count as last here and denies as first, which leaves what is allowed in every order.
 */
function allowedForSure(entries: readonly Entry[]): TrafficSet {
  return fold(entries, "deny", (allowed, { rule, must, may }) =>
    rule.action === "allow" ? unionTraffic(allowed, must) : subtractTraffic(allowed, may),
  );
}

/** The same with the roles changed: what is allowed in some order and some reality. */
function allowedPerhaps(entries: readonly Entry[]): TrafficSet {
  return fold(entries, "allow", (allowed, { rule, must, may }) =>
    rule.action === "allow" ? unionTraffic(allowed, may) : subtractTraffic(allowed, must),
  );
}

/** Applies the entries from last to first, where those of action `early` come before others of the same or no number. */
function fold(
  entries: readonly Entry[],
  early: "allow" | "deny",
  apply: (allowed: TrafficSet, entry: Entry) => TrafficSet,
): TrafficSet {
  const place = ({ rule, number }: Entry): number =>
    number ?? (rule.action === early ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  const ordered = [...entries].sort((a, b) => {
    const left = place(a);
    const right = place(b);
    if (left !== right) return left < right ? -1 : 1;
    return Number(b.rule.action === early) - Number(a.rule.action === early);
  });
  return ordered.reduceRight(apply, noTraffic);
}

/** The entries that have a say about a needed port: those that match what no certain entry before them has decided. */
function sharesOf(acl: NetworkAcl, entries: readonly Entry[], { remote, need }: Passage): readonly Share[] {
  const { needed, possible } = remote.addresses;
  let undecided = trafficOf(possible, need.ports);
  const shares: Share[] = [];
  for (const { rule, match, must, may, number, because } of entries) {
    const said = intersectTraffic(may, undecided);
    if (said.slices.length === 0) continue;
    const surely = intersectTraffic(must, undecided);
    shares.push({
      rule,
      node: acl,
      ports: { must: portsOnEvery(surely, needed), may: portsOnSome(said, possible) },
      because: [...because, ...match.because],
      assumptions: match.assumptions,
      through: match.through,
      throughRest: match.throughRest,
    });
    if (number !== undefined) undecided = subtractTraffic(undecided, must);
    if (isNoPorts(portsOnSome(undecided, possible))) break;
  }
  return shares;
}
