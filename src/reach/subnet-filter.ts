/** What passes at a subnet in one direction, whichever network ACL it has. */
import { intersectPorts, noPorts, unionPorts } from "../sets/port-set.ts";
import type { SubnetFilter } from "./acl-of-subnet.ts";
import type { Context } from "./context.ts";
import { type FilterAnswer, unfiltered } from "./filter-answer.ts";
import { filterByNetworkAcl } from "./network-acl-filter.ts";
import type { Passage } from "./rule-match.ts";
import type { Given } from "./unknowns.ts";

export function filterAtSubnet(context: Context, filter: SubnetFilter, passage: Passage, given: Given): FilterAnswer {
  const answers = filter.options.map((acl) =>
    acl === undefined ? filterUnseen(context, filter, passage) : filterByNetworkAcl(context, acl, passage, given),
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
    nodes: answers.flatMap(({ nodes }) => nodes),
    open: {
      must: answers.map(({ open }) => open.must).reduce(intersectPorts),
      may: answers.map(({ open }) => open.may).reduce(unionPorts),
    },
    shares: answers.flatMap(({ shares }) => shares),
    because: [...filter.because, ...answers.flatMap(({ because }) => because)],
    ownOpen: false,
    assumptions: filter.assumptions,
    closing: [],
    ways: answers,
  };
}

function filterUnseen(context: Context, { unseen }: SubnetFilter, { need }: Passage): FilterAnswer {
  const answer = unfiltered(context, need);
  if (unseen.length === 0) return answer;
  return { ...answer, open: { must: noPorts, may: need.ports }, because: unseen };
}
