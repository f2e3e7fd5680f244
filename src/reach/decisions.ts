/** Says which filter rules decided a hop. */
import { isNoPorts, noPorts, portsMeet, portsWithin, subtractPorts, unionPorts } from "../sets/port-set.ts";
import type { FilterOutcome, Share } from "./filter-outcome.ts";
import type { Decision } from "./flow.ts";
import type { Need } from "./need.ts";
import { rootsOf } from "./unknowns.ts";

/**
 * In the order in which they are evaluated: the denies that close a needed port, and of the allows those that open one which no
 * allow before them opens; a single allow that opens all stands alone.
 */
export function decisionsOf(outcome: FilterOutcome, need: Need): readonly Decision[] {
  const allows = outcome.shares.filter(({ rule }) => rule.action === "allow");
  const whole = allows.find(({ ports }) => portsWithin(need.ports, ports.must));
  if (whole !== undefined && portsWithin(need.ports, outcome.open.must)) return [decision(whole, "admits")];
  const closed = subtractPorts(need.ports, outcome.open.must);
  let opened = noPorts;
  const decisions: Decision[] = [];
  for (const share of outcome.shares) {
    if (share.rule.action === "deny") {
      if (portsMeet(share.ports.may, closed)) decisions.push(decision(share, "denies"));
      continue;
    }
    const adds = isNoPorts(share.ports.must) || !portsWithin(share.ports.may, opened);
    opened = unionPorts(opened, share.ports.must);
    if (adds) decisions.push(decision(share, "admits"));
  }
  return decisions;
}

function decision({ rule, node, ports, because }: Share, role: Decision["role"]): Decision {
  if (!isNoPorts(ports.must) || because.length === 0) return { rule, node, role };
  const symbols = rootsOf(because).map(({ symbol }) => symbol);
  return { rule, node, role, why: `depends on ${symbols.join(", ")}` };
}
