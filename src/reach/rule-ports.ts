/** Which ports a filter rule matches, as far as it is known. */
import type { Fact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type { RulePorts } from "../graph/model.ts";
import { type Bounds, exactly } from "../sets/bounds.ts";
import { allPorts, intersectPorts, noPorts, type PortSet, portRange, unionOfPorts } from "../sets/port-set.ts";
import type { Need } from "./need.ts";
import { NONE } from "./unknowns.ts";

export interface RulePortMatch {
  readonly ports: Bounds<PortSet>;
  /** Why the bounds differ. */
  readonly because: readonly UnknownValue[];
}

const everyPort: RulePortMatch = { ports: exactly(allPorts), because: [] };

/**
 * The ports that a rule for a protocol with ports matches. From a higher port to a lower one it matches nothing. Where the
 * rule's port and the needed one are the same unknown, it matches whichever of them the port turns out to be: the bounds then
 * speak of each port of `need.ports` under the condition that it is the needed one.
 */
export function matchRulePorts(rule: RulePorts, need: Need): RulePortMatch {
  if (rule === "all") return everyPort;
  const { from, to } = rule;
  if (from.known && to.known) return { ports: exactly(portRange(from.value, to.value)), because: NONE };
  const low = end(from, need);
  const high = end(to, need);
  if (low === "needed" && high === "needed") return { ports: exactly(need.ports), because: [] };
  const because = [from, to].flatMap((fact) => (fact.known ? [] : [fact.unknown]));
  if (!from.known && !to.known && from.unknown.symbol === to.unknown.symbol)
    return between(
      from.among?.map((port) => portRange(port, port)),
      because,
    );
  const ranges = (low === "needed" ? [0] : low).flatMap((first) =>
    (high === "needed" ? [65535] : high).map((last) => portRange(first, last)),
  );
  return between(ranges, because);
}

type End = "needed" | readonly number[];

/** The values that an end can have; without a list of choices, the two extreme ones, between which all others lie. */
function end(fact: Fact<number>, need: Need): End {
  if (fact.known) return [fact.value];
  if (fact.unknown.symbol === need.symbol) return "needed";
  return fact.among ?? [0, 65535];
}

function between(ranges: readonly PortSet[] | undefined, because: readonly UnknownValue[]): RulePortMatch {
  if (ranges === undefined) return { ports: { must: noPorts, may: allPorts }, because };
  const must = ranges.reduce(intersectPorts, allPorts);
  return { ports: { must, may: unionOfPorts(ranges) }, because };
}
