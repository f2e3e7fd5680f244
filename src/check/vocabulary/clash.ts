/** What AWS does not take of filters: entries of one number, rules that say the same, and more of them than the quotas let there be. */
import { groupBy, remembered } from "../../base/collections.ts";
import { type Fact, sameFact } from "../../base/fact.ts";
import { all, and, any, or, type Truth, truthOf } from "../../base/truth.ts";
import type { FilterRule, Link, NetworkAcl, Peer, Protocol, SecurityGroup } from "../../graph/model.ts";
import { formatRange, type IpRange } from "../../sets/ip-set.ts";
import { existence } from "./entity.ts";

/** With more rules than AWS takes of any filter, that there are so many is what is wrong (see `countedRules`). */
const MOST_RULES = 1000;

/** Those beside which AWS refuses it. */
export function refusedBeside(filter: SecurityGroup | NetworkAcl, rule: FilterRule): readonly Clash[] {
  if ((filter.kind === "security-group" ? filter.rules : filter.entries).length > MOST_RULES) return [];
  return filter.kind === "security-group" ? sameRuleBefore(filter, rule) : sameNumberBefore(filter, rule);
}

/** Whether the filter has rules of its own in the direction, which replace this one that stands apart. */
export function overruled(filter: SecurityGroup | NetworkAcl, rule: FilterRule): Truth {
  return overruling(filter, rule).length > 0 ? existence(rule.exists) : "false";
}

/** The places at which the filter lists those. */
export function overruling({ conflicting }: SecurityGroup | NetworkAcl, rule: FilterRule): Conflicting {
  if (conflicting === undefined) return [];
  const byRule = remembered(conflictsByRule, conflicting, () => groupBy(conflicting, ruleOf));
  return byRule.get(ruleOf(rule)) ?? [];
}

type Conflicting = NonNullable<SecurityGroup["conflicting"]>;

function ruleOf({ address, direction }: Pick<FilterRule, "address" | "direction">): string {
  return `${direction} ${address}`;
}

/** Each of thousands of rules is looked for among as many. */
const conflictsByRule = new WeakMap<Conflicting, ReadonlyMap<string, Conflicting>>();

/** The entries before it that may have its number in its direction, each with whether it certainly has. */
function sameNumberBefore({ entries }: NetworkAcl, entry: FilterRule): readonly Clash[] {
  const { number } = entry;
  if (number === undefined) return [];
  return clashes(entries, entry, (other) => (other.number === undefined ? "false" : sameFact(other.number, number)));
}

/**
 * The rules before it that may say the same, each a resource of its own as it is. A rule for ICMP is not compared, as its types are not
 * known here. EC2 compares protocol, ports and each peer
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html).
 */
function sameRuleBefore({ address, rules }: SecurityGroup, rule: FilterRule): readonly Clash[] {
  const apart = rules.filter((one) => one.address !== address);
  if (!apart.includes(rule)) return [];
  return clashes(apart, rule, (other) =>
    other.address === rule.address
      ? "false"
      : all([sameProtocol(other.protocol, rule.protocol), samePorts(other, rule), peersMeet(other, rule)]),
  );
}

export interface Clash {
  readonly with: FilterRule;
  readonly truth: Truth;
}

/** Those of the rules before one in its direction with which it clashes or may. Alternatives of one rule stand at one place. */
function clashes(rules: readonly FilterRule[], rule: FilterRule, same: (other: FilterRule) => Truth): readonly Clash[] {
  const before = rules.slice(0, rules.indexOf(rule));
  return before.flatMap((other) => {
    if (other.direction !== rule.direction || other.span === rule.span) return [];
    const truth = all([existence(other.exists), existence(rule.exists), same(other)]);
    return truth === "false" ? [] : [{ with: other, truth }];
  });
}

function sameProtocol(a: Fact<Protocol>, b: Fact<Protocol>): Truth {
  const isIcmp = (fact: Fact<Protocol>): boolean => fact.known && (fact.value === 1 || fact.value === 58);
  return isIcmp(a) || isIcmp(b) ? "false" : sameFact(a, b);
}

function samePorts({ ports: a }: FilterRule, { ports: b }: FilterRule): Truth {
  if (a === "all" || b === "all") return truthOf(a === b);
  return and(sameFact(a.from, b.from), sameFact(a.to, b.to));
}

/** Whether both name one peer. */
function peersMeet(a: FilterRule, b: FilterRule): Truth {
  const isOpen = a.peersRest !== undefined || b.peersRest !== undefined;
  const met = any(a.peers.flatMap((one) => b.peers.map((other) => samePeer(one, other))));
  return isOpen ? or(met, "unknown") : met;
}

function samePeer(a: Peer, b: Peer): Truth {
  const both = and(existence(a.exists), existence(b.exists));
  if (a.kind === "cidr") return b.kind === "cidr" ? and(both, sameRange(a.range, b.range)) : "false";
  if (a.kind === "security-group") return b.kind === a.kind ? and(both, sameLink(a.group, b.group)) : "false";
  return b.kind === a.kind ? and(both, sameLink(a.list, b.list)) : "false";
}

function sameRange(a: Fact<IpRange>, b: Fact<IpRange>): Truth {
  return sameFact(rangeText(a), rangeText(b));
}

function rangeText(fact: Fact<IpRange>): Fact<string> {
  if (fact.known) return { ...fact, value: formatRange(fact.value) };
  const { among, ...open } = fact;
  return among === undefined ? open : { ...open, among: among.map(formatRange) };
}

/** Whether both lead to one node. Nodes with different names may be the same where a name comes from outside: that is not taken for a doubt. */
export function sameLink(a: Link, b: Link): Truth {
  if (!a.to.some((id) => b.to.includes(id))) return "false";
  return a.to.length === 1 && b.to.length === 1 ? "true" : "unknown";
}

/**
 * The most rules that it has in one direction for one family of addresses: each peer of a rule is one, those without a family are one of both
 * (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html). Lists of which nothing is known are not counted.
 */
export function countedRules(filter: SecurityGroup | NetworkAcl): Fact<number> {
  const rules = filter.kind === "security-group" ? filter.rules : filter.entries;
  const origin = { kind: "literal", span: filter.span } as const;
  const most = (peers: (rule: FilterRule) => readonly Peer[]): number =>
    Math.max(
      ...(["ingress", "egress"] as const).flatMap((direction) =>
        ([4, 6] as const).map(
          (family) =>
            rules
              .filter((rule) => rule.direction === direction && rule.implied === undefined)
              .flatMap(peers)
              .filter((peer) => counts(peer, family)).length,
        ),
      ),
    );
  const least = most(({ exists, peers }) => (exists === true ? peers.filter((peer) => peer.exists === true) : []));
  const greatest = most(({ peers }) => peers);
  const doubt = rules.flatMap((rule) => [rule, ...rule.peers]).find(({ exists }) => exists !== true)?.exists;
  if (least === greatest || doubt === undefined || doubt === true) return { known: true, value: least, origin };
  const among = Array.from({ length: greatest - least + 1 }, (_, more) => least + more);
  return { known: false, unknown: doubt, among, origin };
}

function counts(peer: Peer, family: 4 | 6): boolean {
  return peer.kind !== "cidr" || (peer.range.known && peer.range.value.family === family);
}
