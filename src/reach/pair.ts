/** Judges one pair of a source and a target: six filters, one after the other. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, Subnet } from "../graph/model.ts";
import type { Bounds } from "../sets/bounds.ts";
import {
  intersectPorts,
  isNoPorts,
  noPorts,
  type PortSet,
  portBounds,
  portsWithin,
  subtractPorts,
} from "../sets/port-set.ts";
import { aclOfSubnet, type SubnetFilter } from "./acl-of-subnet.ts";
import type { Addresses } from "./addresses.ts";
import type { Context } from "./context.ts";
import { type FilterOutcome, reasonsFor, unfiltered } from "./filter-outcome.ts";
import type { HopKind } from "./flow.ts";
import type { InterfaceGroups } from "./groups.ts";
import { comesFromOutside, outsideAssumption, sameNode } from "./identity.ts";
import { answerNeed, type Need, portReasons } from "./need.ts";
import type { Place } from "./places.ts";
import type { Passage } from "./rule-match.ts";
import type { Remote } from "./rule-peers.ts";
import { filterBySecurityGroups } from "./security-group-filter.ts";
import type { Source } from "./sources.ts";
import { filterAtSubnet } from "./subnet-filter.ts";
import type { Target } from "./targets.ts";
import { type Given, unknownFor } from "./unknowns.ts";

/** What one filter comes to for a pair. */
export interface PairHop {
  readonly kind: HopKind;
  readonly need: Need;
  /** Undefined where no filter stands: both sides are in one subnet, or no security group is there. */
  readonly outcome: FilterOutcome | undefined;
}

export interface PairOutcome {
  /** Equal for the same filters asked the same question. */
  readonly key: string;
  readonly from: Subnet | undefined;
  readonly to: Subnet | undefined;
  readonly need: Need;
  readonly hops: readonly PairHop[];
  /** The needed ports that get through, with their answers. */
  readonly open: Bounds<PortSet>;
  /** Some answers are proven not to get back. */
  readonly impaired: boolean;
  /** The unknowns that would settle it. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

export interface PairQuestion {
  readonly source: Source;
  readonly target: Target;
  readonly targetAddresses: Addresses;
  readonly need: Need;
  readonly protocol: number;
  readonly given: Given;
}

export function judgePair(context: Context, question: PairQuestion): PairOutcome {
  const { source, target, targetAddresses, need, protocol, given } = question;
  const key = [source.key, target.key, targetAddresses.key, need.key, protocol, given.key].join("|");
  return context.memo("pair", key, () => {
    const hops = hopsOf(context, question);
    const forth = hops.filter(({ need }) => need !== answerNeed);
    const back = hops.filter(({ need }) => need === answerNeed);
    let open = forth.reduce(
      (left, { outcome }) => (outcome === undefined ? left : portBounds.intersect(left, outcome.open)),
      {
        must: need.ports,
        may: need.ports,
      },
    );
    const answers = back.reduce(
      (left, { outcome }) => (outcome === undefined ? left : portBounds.intersect(left, outcome.open)),
      {
        must: answerNeed.ports,
        may: answerNeed.ports,
      },
    );
    if (!portsWithin(answerNeed.ports, answers.must)) open = { must: noPorts, may: open.may };
    if (isNoPorts(answers.may)) open = { must: noPorts, may: noPorts };
    const unsettled = subtractPorts(open.may, open.must);
    const unsettledAnswers = isNoPorts(unsettled) ? noPorts : subtractPorts(answers.may, answers.must);
    return {
      key: context.short(key),
      from: source.place.subnet,
      to: target.place.subnet,
      need,
      hops,
      open,
      impaired: !portsWithin(answerNeed.ports, answers.may),
      because: [
        ...portReasons(need, open),
        ...forth.flatMap((hop) => hopReasons(hop, unsettled)),
        ...back.flatMap((hop) => hopReasons(hop, unsettledAnswers)),
      ],
      assumptions: [
        ...source.place.assumptions,
        ...target.assumptions,
        ...hops.flatMap(({ outcome }) => outcome?.assumptions ?? []),
      ],
    };
  });
}

/** The unknowns that would settle what a hop leaves open of these ports. */
function hopReasons({ outcome }: PairHop, ports: PortSet): readonly UnknownValue[] {
  if (outcome === undefined) return [];
  const unsettled = intersectPorts(ports, subtractPorts(outcome.open.may, outcome.open.must));
  return isNoPorts(unsettled) ? [] : reasonsFor(outcome, unsettled);
}

function hopsOf(context: Context, question: PairQuestion): readonly PairHop[] {
  const { source, target, targetAddresses, need, protocol, given } = question;
  const sourceFilter = aclOfSubnet(context, source.place, given);
  const targetFilter = aclOfSubnet(context, target.place, given);
  const together = sameSubnet(context, source.place, target.place);
  const asSource = remoteOf(source.groups, source.addresses);
  const asTarget = remoteOf(target.groups, targetAddresses);
  const acl = (filter: SubnetFilter, passage: Passage): FilterOutcome | undefined => {
    if (together.sameFor === "all") return undefined;
    const key = `${filter.key}|${passageKey(passage)}|${given.key}`;
    const outcome = context.memo("subnet filter outcome", key, () => filterAtSubnet(context, filter, passage, given));
    if (together.sameFor === "unknown") return perhapsSkipped(outcome, passage.need, together.because);
    if (together.assumptions.length === 0 || outcome.nodes.length === 0) return outcome;
    return { ...outcome, assumptions: [...outcome.assumptions, ...together.assumptions] };
  };
  const group = (groups: InterfaceGroups | undefined, passage: Passage): FilterOutcome | undefined => {
    if (groups === undefined) return undefined;
    const key = `${groups.key}|${passageKey(passage)}|${given.key}`;
    return context.memo("security group outcome", key, () => filterBySecurityGroups(context, groups, passage));
  };
  const out = (remote: Remote, ports: Need): Passage => ({ direction: "egress", remote, need: ports, protocol });
  const into = (remote: Remote, ports: Need): Passage => ({ direction: "ingress", remote, need: ports, protocol });
  const hop = (kind: HopKind, ports: Need, outcome: FilterOutcome | undefined): PairHop => ({
    kind,
    need: ports,
    outcome,
  });
  return [
    hop("load-balancer-egress", need, group(source.groups, out(asTarget, need))),
    hop("load-balancer-acl-out", need, acl(sourceFilter, out(asTarget, need))),
    hop("target-acl-in", need, acl(targetFilter, into(asSource, need))),
    hop("target-ingress", need, group(target.groups, into(asSource, need))),
    hop("return-target-acl-out", answerNeed, acl(targetFilter, out(asSource, answerNeed))),
    hop("return-load-balancer-acl-in", answerNeed, acl(sourceFilter, into(asTarget, answerNeed))),
  ];
}

function remoteOf(groups: InterfaceGroups | undefined, addresses: Addresses): Remote {
  return { groups, addresses, key: `${groups?.key ?? "-"}/${addresses.key}` };
}

function passageKey({ direction, remote, need, protocol }: Passage): string {
  return `${direction}|${remote.key}|${need.key}|${protocol}`;
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
  const names = [source, target].flatMap(({ subnet, because }) =>
    subnet === undefined ? because : (subnet.external?.unknown ?? []),
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

function perhapsSkipped(outcome: FilterOutcome, need: Need, because: readonly UnknownValue[]): FilterOutcome {
  if (portsWithin(need.ports, outcome.open.must)) return outcome;
  const open = { must: outcome.open.must, may: unfiltered(need).open.may };
  return { ...outcome, open, because: [...outcome.because, ...because] };
}
