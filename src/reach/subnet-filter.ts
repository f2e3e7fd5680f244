/** What passes at a subnet in one direction, whichever network ACL it has. */
import { intersectPorts, noPorts, unionPorts } from "../sets/port-set.ts";
import type { SubnetFilter } from "./acl-of-subnet.ts";
import type { Context } from "./context.ts";
import { type FilterOutcome, unfiltered } from "./filter-outcome.ts";
import { filterByNetworkAcl } from "./network-acl-filter.ts";
import type { Passage } from "./rule-match.ts";
import type { Given } from "./unknowns.ts";

export function filterAtSubnet(context: Context, filter: SubnetFilter, passage: Passage, given: Given): FilterOutcome {
  const outcomes = filter.options.map((acl) =>
    acl === undefined ? filterUnseen(filter, passage) : filterByNetworkAcl(context, acl, passage, given),
  );
  return {
    nodes: outcomes.flatMap(({ nodes }) => nodes),
    open: {
      must: outcomes.map(({ open }) => open.must).reduce(intersectPorts),
      may: outcomes.map(({ open }) => open.may).reduce(unionPorts),
    },
    shares: outcomes.flatMap(({ shares }) => shares),
    because: [...filter.because, ...outcomes.flatMap(({ because }) => because)],
    assumptions: [...filter.assumptions, ...outcomes.flatMap(({ assumptions }) => assumptions)],
    nearest: outcomes.find(({ nearest }) => nearest !== undefined)?.nearest,
  };
}

function filterUnseen({ unseen }: SubnetFilter, { need }: Passage): FilterOutcome {
  const outcome = unfiltered(need);
  if (unseen.length === 0) return outcome;
  return { ...outcome, open: { must: noPorts, may: need.ports }, because: unseen };
}
