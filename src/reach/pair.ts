/** What gets from one place to another: six filters, one after the other. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption } from "../graph/model.ts";
import type { Bounds } from "../sets/bounds.ts";
import { isNoPorts, noPorts, type PortSet, portBounds, portsWithin } from "../sets/port-set.ts";
import { aclOfSubnet, type SubnetFilter } from "./acl-of-subnet.ts";
import type { Addresses } from "./addresses.ts";
import type { Context } from "./context.ts";
import { type FilterAnswer, unfiltered } from "./filter-answer.ts";
import type { HopKind } from "./flow.ts";
import type { GroupSet } from "./groups.ts";
import { comesFromOutside, outsideAssumption, sameNode } from "./identity.ts";
import { answerNeed, type Need } from "./need.ts";
import type { Place } from "./places.ts";
import { type Passage, passageOf } from "./rule-match.ts";
import type { Remote } from "./rule-peers.ts";
import { filterBySecurityGroups } from "./security-group-filter.ts";
import { filterAtSubnet } from "./subnet-filter.ts";
import { type Given, unknownFor } from "./unknowns.ts";

/** What one filter comes to for a pair. */
export interface PairHop {
  readonly kind: HopKind;
  /** At which end the filter stands. */
  readonly at: "source" | "target";
  readonly passage: Passage;
  /** Undefined where no filter stands: both sides are in one subnet, or no security group is there. */
  readonly answer: FilterAnswer | undefined;
}

/** The same for all pairs between the same places with the same groups and addresses. */
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
  context: Context,
  { source, target }: { readonly source: End; readonly target: End },
  need: Need,
  protocol: number,
  given: Given,
): PairAnswer {
  const { place, groups, addresses } = target;
  return context.ask(
    between,
    protocol,
    given,
    need,
    place,
    groups,
    addresses,
    source.place,
    source.groups,
    source.addresses,
  );
}

function between(
  context: Context,
  protocol: number,
  given: Given,
  need: Need,
  targetPlace: Place,
  targetGroups: GroupSet | undefined,
  targetAddresses: Addresses,
  sourcePlace: Place,
  sourceGroups: GroupSet | undefined,
  sourceAddresses: Addresses,
): PairAnswer {
  const source = { place: sourcePlace, groups: sourceGroups, addresses: sourceAddresses };
  const target = { place: targetPlace, groups: targetGroups, addresses: targetAddresses };
  const hops = hopsOf(context, source, target, need, protocol, given);
  let open = throughAll(
    hops.filter(({ passage }) => passage.need !== answerNeed),
    need,
  );
  const answers = throughAll(
    hops.filter(({ passage }) => passage.need === answerNeed),
    answerNeed,
  );
  if (!portsWithin(answerNeed.ports, answers.must)) open = { must: noPorts, may: open.may };
  if (isNoPorts(answers.may)) open = { must: noPorts, may: noPorts };
  return { hops, open };
}

/** What passes all of the hops. */
function throughAll(hops: readonly PairHop[], { ports }: Need): Bounds<PortSet> {
  return hops.reduce((left, { answer }) => (answer === undefined ? left : portBounds.intersect(left, answer.open)), {
    must: ports,
    may: ports,
  } as Bounds<PortSet>);
}

function hopsOf(
  context: Context,
  source: End,
  target: End,
  need: Need,
  protocol: number,
  given: Given,
): readonly PairHop[] {
  const sourceFilter = aclOfSubnet(context, source.place, given);
  const targetFilter = aclOfSubnet(context, target.place, given);
  const together = sameSubnet(context, source.place, target.place);
  const acl = (filter: SubnetFilter, passage: Passage): FilterAnswer | undefined => {
    if (together.sameFor === "all") return undefined;
    const answer = filterAtSubnet(context, filter, passage, given);
    if (together.sameFor === "unknown") return perhapsSkipped(answer, passage.need, together.because);
    if (together.assumptions.length === 0 || answer.nodes.length === 0) return answer;
    return { ...answer, assumptions: [...answer.assumptions, ...together.assumptions] };
  };
  const group = ({ groups }: End, passage: Passage): FilterAnswer | undefined =>
    groups === undefined ? undefined : context.ask(filterBySecurityGroups, groups, passage);
  const out = (remote: Remote, ports: Need): Passage => passageOf(context, "egress", remote, ports, protocol);
  const into = (remote: Remote, ports: Need): Passage => passageOf(context, "ingress", remote, ports, protocol);
  // A network ACL knows addresses, no groups.
  const from = { groups: undefined, addresses: source.addresses };
  const to = { groups: undefined, addresses: target.addresses };
  const [leaving, entering] = [out(target, need), into(source, need)];
  const [outOfSubnet, intoSubnet] = [out(to, need), into(from, need)];
  const [returning, arriving] = [out(from, answerNeed), into(to, answerNeed)];
  return [
    { kind: "load-balancer-egress", at: "source", passage: leaving, answer: group(source, leaving) },
    { kind: "load-balancer-acl-out", at: "source", passage: outOfSubnet, answer: acl(sourceFilter, outOfSubnet) },
    { kind: "target-acl-in", at: "target", passage: intoSubnet, answer: acl(targetFilter, intoSubnet) },
    { kind: "target-ingress", at: "target", passage: entering, answer: group(target, entering) },
    { kind: "return-target-acl-out", at: "target", passage: returning, answer: acl(targetFilter, returning) },
    { kind: "return-load-balancer-acl-in", at: "source", passage: arriving, answer: acl(sourceFilter, arriving) },
  ];
}

interface Together {
  /** For which packets source and target are in the same subnet, where no network ACL filters
   *  (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-basics). */
  readonly sameFor: "all" | "none" | "unknown";
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

function sameSubnet(context: Context, source: Place, target: Place): Together {
  const [from, to] = [source.subnet, target.subnet];
  const truth = from === undefined || to === undefined ? "unknown" : sameNode(context.graph, from.id, to.id);
  if (truth === "false") return { sameFor: "none", because: [], assumptions: [] };
  if (truth === "true" && from?.repeated === undefined) return { sameFor: "all", because: [], assumptions: [] };
  const defined = [from, to].some((subnet) => subnet !== undefined && subnet.external === undefined);
  const names = [source, target].flatMap(({ subnet, names }) =>
    subnet === undefined ? names : (subnet.external?.unknown ?? []),
  );
  if (truth === "unknown" && defined && !context.options.strict && names.every(comesFromOutside))
    return { sameFor: "none", because: [], assumptions: names.map((name) => outsideAssumption(name, "subnet")) };
  const text = `it is not known whether the load balancer and the target are both in ${to?.address}`;
  const why =
    to === undefined || names.length > 0
      ? names
      : [unknownFor("derived", `same subnet ${to.id}`, text, { span: to.span })];
  return { sameFor: "unknown", because: why, assumptions: [] };
}

function perhapsSkipped(answer: FilterAnswer, need: Need, because: readonly UnknownValue[]): FilterAnswer {
  if (portsWithin(need.ports, answer.open.must)) return answer;
  const open = { must: answer.open.must, may: unfiltered(need).open.may };
  return { ...answer, open, because: [...answer.because, ...because] };
}
