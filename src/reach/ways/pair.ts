/** What gets from one place to another: six filters, one after the other. */
import type { Assumption, UnknownValue } from "../../base/value.ts";

import type { Bounds, PortSet } from "../../sets/port-set.ts";
import { exactly, isNoPorts, noPorts, portBounds, portsWithin } from "../../sets/port-set.ts";
import { answerNeed, type Need } from "../asked/needs.ts";
import type { ReachContext } from "../certainty/context.ts";
import { comesFromOutside, outsideAssumption, sameNode } from "../certainty/links.ts";
import { type Given, unknownFor } from "../certainty/unknowns.ts";
import { aclOfSubnet } from "../filters/acl-of-subnet.ts";
import type { FilterAnswer } from "../filters/filter-answer.ts";
import { filterAtSubnet } from "../filters/network-acls.ts";
import { type Passage, passageOf } from "../filters/rule-match.ts";
import { filterBySecurityGroups } from "../filters/security-groups.ts";
import type { HopKind } from "../flow.ts";
import type { Addresses } from "../sides/addresses.ts";
import type { GroupSet, Place } from "../sides/interfaces.ts";

/** What one filter comes to for a pair. */
export interface PairHop {
  readonly kind: HopKind;
  /** At which end the filter stands. */
  readonly at: "source" | "target";
  readonly passage: Passage;
  /** Undefined where no filter stands: both sides are in one subnet, or no security group is there. */
  readonly answer: FilterAnswer | undefined;
}

export interface PairAnswer {
  readonly hops: readonly PairHop[];
  /** The needed ports that get through, with their answers. */
  readonly open: Bounds<PortSet>;
}

/** One end of a pair. */
export interface End {
  readonly place: Place;
  readonly groups: GroupSet | undefined;
  readonly addresses: Addresses;
}

export function answerFor(
  context: ReachContext,
  { source, target }: { readonly source: End; readonly target: End },
  need: Need,
  protocol: number,
  given: Given,
): PairAnswer {
  const leaving = context.ask(atGroups, false, protocol, need, source.groups, target.groups, target.addresses);
  const entering = context.ask(atGroups, true, protocol, need, target.groups, source.groups, source.addresses);
  const { outward, inward, returning, arriving, open } = context.ask(
    atSubnets,
    protocol,
    given,
    need,
    target.place,
    target.addresses,
    source.place,
    source.addresses,
  );
  return {
    hops: [leaving, outward, inward, entering, returning, arriving],
    open: throughAll([leaving, entering], open),
  };
}

/** What passes all of the hops too. */
function throughAll(hops: readonly PairHop[], open: Bounds<PortSet>): Bounds<PortSet> {
  return hops.reduce(
    (left, { answer }) => (answer === undefined ? left : portBounds.intersect(left, answer.open)),
    open,
  );
}

/** The hop at the security groups of the load balancer, or of the target: the same wherever an end with these addresses is. */
function atGroups(
  context: ReachContext,
  into: boolean,
  protocol: number,
  need: Need,
  own: GroupSet | undefined,
  groups: GroupSet | undefined,
  addresses: Addresses,
): PairHop {
  const passage = passageOf(context, into ? "ingress" : "egress", { groups, addresses }, need, protocol);
  const answer = own === undefined ? undefined : filterBySecurityGroups(context, own, passage);
  if (into) return { kind: "target-ingress", at: "target", passage, answer };
  return { kind: "load-balancer-egress", at: "source", passage, answer };
}

/** The hops at network ACLs between two places: the same for all that are there. */
interface SubnetHops {
  readonly outward: PairHop;
  readonly inward: PairHop;
  readonly returning: PairHop;
  readonly arriving: PairHop;
  /** The needed ports that get through these, with their answers. */
  readonly open: Bounds<PortSet>;
}

function atSubnets(
  context: ReachContext,
  protocol: number,
  given: Given,
  need: Need,
  target: Place,
  targetAddresses: Addresses,
  source: Place,
  sourceAddresses: Addresses,
): SubnetHops {
  const together = sameSubnet(context, source, target);
  const answerAt = (place: Place, passage: Passage): FilterAnswer | undefined => {
    if (together.sameFor === "all") return undefined;
    const answer = filterAtSubnet(context, aclOfSubnet(context, place, given), passage, given);
    if (together.sameFor === "unknown") return perhapsSkipped(answer, passage.need, together.because);
    if (together.assumptions.length === 0 || answer.nodes.length === 0) return answer;
    return { ...answer, assumptions: [...answer.assumptions, ...together.assumptions] };
  };
  // A network ACL knows addresses, no groups.
  const from = { groups: undefined, addresses: sourceAddresses };
  const to = { groups: undefined, addresses: targetAddresses };
  const hop = (kind: HopKind, at: PairHop["at"], direction: Passage["direction"], ports: Need): PairHop => {
    const passage = passageOf(context, direction, at === "source" ? to : from, ports, protocol);
    return { kind, at, passage, answer: answerAt(at === "source" ? source : target, passage) };
  };
  const outward = hop("load-balancer-acl-out", "source", "egress", need);
  const inward = hop("target-acl-in", "target", "ingress", need);
  const returning = hop("return-target-acl-out", "target", "egress", answerNeed);
  const arriving = hop("return-load-balancer-acl-in", "source", "ingress", answerNeed);
  let open = throughAll([outward, inward], exactly(need.ports));
  const answers = throughAll([returning, arriving], exactly(answerNeed.ports));
  if (!portsWithin(answerNeed.ports, answers.must)) open = { must: noPorts, may: open.may };
  if (isNoPorts(answers.may)) open = { must: noPorts, may: noPorts };
  return { outward, inward, returning, arriving, open };
}

interface Together {
  /** For which packets source and target are in the same subnet, where no network ACL filters
   *  (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-basics). */
  readonly sameFor: "all" | "none" | "unknown";
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

function sameSubnet(context: ReachContext, source: Place, target: Place): Together {
  const [from, to] = [source.subnet, target.subnet];
  const truth = from === undefined || to === undefined ? "unknown" : sameNode(context.graph, from.id, to.id);
  if (truth === "false") return { sameFor: "none", because: [], assumptions: [] };
  if (truth === "true" && from?.repeated === undefined) return { sameFor: "all", because: [], assumptions: [] };
  const defined = [from, to].some((subnet) => subnet !== undefined && subnet.external === undefined);
  const names = [source, target].flatMap(({ subnet, names }) =>
    subnet === undefined ? names : (subnet.external?.unknown ?? []),
  );
  const outside = source.anywhere === undefined && target.anywhere === undefined && names.every(comesFromOutside);
  if (truth === "unknown" && defined && !context.options.strict && outside)
    return { sameFor: "none", because: [], assumptions: names.map((name) => outsideAssumption(name, "subnet")) };
  const text = `it is not known whether both sides are in ${to?.address}`;
  const why =
    to === undefined || names.length > 0
      ? names
      : [unknownFor("derived", `same subnet ${to.id}`, text, { span: to.span })];
  return { sameFor: "unknown", because: why, assumptions: [] };
}

function perhapsSkipped(answer: FilterAnswer, need: Need, because: readonly UnknownValue[]): FilterAnswer {
  if (portsWithin(need.ports, answer.open.must)) return answer;
  const open = { must: answer.open.must, may: need.ports };
  return { ...answer, open, because: [...answer.because, ...because] };
}
