/** Says which filter rules decided a hop. */
import { isNoPorts, noPorts, portsMeet, portsWithin, subtractPorts, unionPorts } from "../sets/port-set.ts";
import type { Context } from "./context.ts";
import { type FilterAnswer, reasonsOf, type Share, type Sides } from "./filter-answer.ts";
import type { Decision } from "./flow.ts";
import { nearestMiss, ruleElsewhere } from "./nearest-miss.ts";
import type { Passage } from "./rule-match.ts";
import { rootsOf } from "./unknowns.ts";

/**
 * In the order in which they are evaluated: the denies that close a needed port, and of the allows those that open one which no
 * allow before them opens; a single allow that opens all stands alone. Where nothing opens a port and no entry denies it, the rule that
 * comes closest to opening something. Of several network ACLs only one is there: each decides for itself.
 */
export function decisionsOf(
  context: Context,
  answer: FilterAnswer,
  passage: Passage,
  sides: Sides,
): readonly Decision[] {
  const { need } = passage;
  const { shares, open, nodes, ways } = answer;
  if (ways.length > 0 && nodes[0]?.kind === "network-acl")
    return ways.flatMap((way) => decisionsOf(context, way, passage, sides));
  if (isNoPorts(open.may) && !shares.some(({ rule }) => rule.action === "deny")) {
    const nearest = nearestMiss(context, nodes, passage, sides);
    const elsewhere = ruleElsewhere(context, passage, sides);
    const misses = [nearest, elsewhere].filter((one) => one !== undefined);
    if (misses.length > 0) return misses;
  }
  const whole = shares.find(({ rule, ports }) => rule.action === "allow" && portsWithin(need.ports, ports.must));
  if (whole !== undefined && portsWithin(need.ports, open.must)) return [decision(whole, "admits", sides)];
  const closed = subtractPorts(need.ports, open.must);
  let opened = noPorts;
  const decisions: Decision[] = [];
  for (const share of shares) {
    if (share.rule.action === "deny") {
      if (portsMeet(share.ports.may, closed)) decisions.push(decision(share, "denies", sides));
      continue;
    }
    const adds = isNoPorts(share.ports.must) || !portsWithin(share.ports.may, opened);
    opened = unionPorts(opened, share.ports.must);
    if (adds) decisions.push(decision(share, "admits", sides));
  }
  return decisions;
}

function decision(share: Share, role: Decision["role"], sides: Sides): Decision {
  const { rule, node, ports } = share;
  const because = isNoPorts(ports.must) ? reasonsOf(share, sides) : [];
  if (because.length === 0) return { rule, node, role };
  const symbols = rootsOf(because).map(({ symbol }) => symbol);
  return { rule, node, role, why: `depends on ${symbols.join(", ")}` };
}
