/** How many rules of a security group or network ACL AWS counts against its quotas. */
import type { Fact } from "../../base/fact.ts";
import type { FilterRule, NetworkAcl, Peer, SecurityGroup } from "../../graph/model.ts";

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
