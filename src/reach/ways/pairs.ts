/** Pairs the sources of a load balancer with the targets of a service, as far as the load balancer sends from one to the other. */
import type { Truth } from "../../base/truth.ts";
import type { Assumption, UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type { LoadBalancer, Subnet, TargetGroup } from "../../graph/network.ts";
import { sameZone } from "../../graph/zones.ts";

import { rangesMeet } from "../../sets/ip-set.ts";
import { type Hindrance, shuts } from "../asked/hindrances.ts";
import type { ReachContext } from "../certainty/context.ts";
import { STEPS } from "../certainty/judging-steps.ts";
import { sameNode } from "../certainty/links.ts";
import { NONE, unassumed, unknownFor } from "../certainty/unknowns.ts";
import { vpcOf } from "../sides/addresses.ts";

import type { Source } from "../sides/sources.ts";
import type { Target } from "../sides/targets.ts";
import { apartness, foreignGroups } from "./apart.ts";

export interface Pair {
  /** Undefined where the load balancer does not send to the target at all: a hindrance says why. */
  readonly source: Source | undefined;
  readonly target: Target;
  /** Why it is not certain that packets take this way; empty where it is. */
  readonly because: readonly UnknownValue[];
  /** What stands in this way besides filters. */
  readonly hindrances: readonly Hindrance[];
  /** Why packets may not take it although the filters let them. */
  readonly doubt: readonly UnknownValue[];
  /** What is taken as given of where the two sides are. */
  readonly assumptions: readonly Assumption[];
  /** The way may lead through a middlebox, after which security groups do not know the sender. */
  readonly detour: readonly UnknownValue[];
}

/** `doubt`: why it is not certain that there is any of them. */
export function pairsOf(
  context: ReachContext,
  sources: readonly Source[],
  targets: readonly Target[],
  loadBalancer: LoadBalancer | undefined,
  targetGroup: TargetGroup | undefined,
  doubt: readonly UnknownValue[],
): readonly Pair[] {
  context.pay(STEPS.pair * sources.length * targets.length);
  const across = crossZone(loadBalancer, targetGroup);
  const atSources = sources.map((source) => [
    ...foreignLoadBalancer(context, source, loadBalancer, targetGroup),
    ...foreignGroups(context, source.placement, source.groups),
  ]);
  return targets.flatMap((target): readonly Pair[] => {
    const because = [...target.placement.because, ...target.because, ...doubt];
    const zones = sources.map((source) => inOneZone(source, target));
    const away = otherVpc(context, target, targetGroup, loadBalancer);
    // A node that does not send there would, if it were elsewhere.
    const taken = sources.flatMap(({ placement }) => placement.assumptions);
    const missed = away !== undefined && shuts(away) ? away : unservedZone(target, zones, loadBalancer);
    if (missed !== undefined)
      return [
        {
          source: undefined,
          target,
          because,
          hindrances: [missed],
          doubt: [],
          assumptions: [...target.assumptions, ...taken],
          detour: [],
        },
      ];
    const served = zoneDoubt(context, sources, zones, loadBalancer);
    const atTarget = foreignGroups(context, target.placement, target.groups);
    return sources.flatMap((source, at): readonly Pair[] => {
      const same = zones[at]!;
      if (across.truth === "false" && same === "false") return [];
      // Why nothing is known of a load balancer is said of its place, and what else is not known of it follows from that.
      const isSaid = loadBalancer === undefined || across.truth === "true" || same === "true";
      const apart = isSaid ? NONE : [whyApart(across, source, target)];
      return [
        {
          source,
          target,
          because: [...source.placement.because, ...because, ...apart],
          hindrances: [...(away === undefined ? NONE : [away]), ...atSources[at]!, ...atTarget],
          doubt: served.because,
          assumptions: [...served.assumptions, ...taken],
          detour: detour(context, source, target),
        },
      ];
    });
  });
}

/**
 * An instance must be in the VPC of its target group, and ECS registers tasks of the load balancer's VPC only, though a target group could
 * take an address of another one
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html). Of network load balancers it is known to work
 * in peered VPCs, though nothing documents it (https://github.com/aws/containers-roadmap/issues/116).
 */
function otherVpc(
  context: ReachContext,
  { placement }: Target,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer | undefined,
): Hindrance | undefined {
  const { subnet } = placement.place;
  if (targetGroup?.vpc === undefined || subnet?.vpc === undefined) return undefined;
  const apart = apartness(context, targetGroup.vpc, subnet.vpc);
  if (apart === undefined) return undefined;
  const text = `${targetGroup.address} and ${subnet.address} are in different VPCs`;
  const instance = targetGroup.targetType.known && targetGroup.targetType.value === "instance";
  const type = loadBalancer?.type;
  const mayRegister = !instance && type?.known === true && type.value === "network";
  return {
    kind: "vpc-mismatch",
    text,
    span: targetGroup.vpc.origin.span,
    effect: instance ? "shuts" : "obscures",
    doubt: apart.doubt ?? (mayRegister ? [registersElsewhere(targetGroup)] : undefined),
  };
}

function registersElsewhere({ id, address, span }: TargetGroup): UnknownValue {
  const text = `ECS may register tasks of a peered VPC with ${address}, as its load balancer is a network load balancer`;
  const hint = "put both into one VPC, which is documented to work";
  return unknownFor("unsupported", `registration across VPCs with ${id}`, text, { span, hint });
}

/** A load balancer sends to target groups of its own VPC. */
function foreignLoadBalancer(
  context: ReachContext,
  source: Source,
  loadBalancer: LoadBalancer | undefined,
  targetGroup: TargetGroup | undefined,
): readonly Hindrance[] {
  const from = source.placement.place.subnet;
  if (from?.vpc === undefined || targetGroup?.vpc === undefined || loadBalancer === undefined) return NONE;
  const apart = apartness(context, from.vpc, targetGroup.vpc);
  if (apart === undefined) return NONE;
  const text = `${loadBalancer.address} and ${targetGroup.address} are in different VPCs`;
  return [{ kind: "vpc-mismatch", text, span: targetGroup.vpc.origin.span, effect: "shuts", doubt: apart.doubt }];
}

/** A route to a middlebox replaces the local route to a subnet
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority). */
export function detour(context: ReachContext, source: Source, target: Target): readonly UnknownValue[] {
  const from = source.placement.place.subnet;
  const to = target.placement.place.subnet;
  if (from !== undefined && to !== undefined && sameNode(context.graph, from.id, to.id) === "true") return [];
  const vpcs = new Set([vpcOf(context, from), vpcOf(context, to)]);
  return [...vpcs].flatMap((vpc) =>
    (vpc?.middleboxRoutes ?? []).flatMap((route) => {
      if (!route.known) return [route.unknown];
      if (![from, to].some((subnet) => mayHold(subnet, route.value))) return [];
      const text = `a route of ${vpc?.address} leads traffic inside the VPC through a middlebox`;
      return [unknownFor("unsupported", `middlebox of ${vpc?.id}`, text, { span: route.origin.span })];
    }),
  );
}

function mayHold(subnet: Subnet | undefined, range: Parameters<typeof rangesMeet>[0]): boolean {
  if (subnet === undefined || subnet.cidrs.length === 0) return true;
  return subnet.cidrs.some((fact) => !fact.known || rangesMeet(fact.value, range));
}

/** Whether nodes send to targets in other zones: application load balancers do unless the target group says no; of network load
 *  balancers it is a setting (https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#cross-zone-load-balancing). */
function crossZone(
  loadBalancer: LoadBalancer | undefined,
  targetGroup: TargetGroup | undefined,
): { readonly truth: Truth; readonly because: UnknownValue } {
  const name = loadBalancer?.address ?? "the load balancer";
  const unset = unknownFor(
    "computed",
    `cross-zone sending of ${name}`,
    `it is not known whether ${name} sends to other zones`,
    { hint: "say on the load balancer or the target group whether it balances across zones" },
  );
  const type = loadBalancer?.type;
  const application = type?.known && type.value === "application";
  // Where nothing says more, it matters of which type the load balancer is, unless it sends there as any type.
  if (targetGroup?.crossZone === undefined && type?.known === false) {
    const set = loadBalancer?.crossZone;
    return { truth: set?.known && set.value ? "true" : "unknown", because: type.unknown };
  }
  const fact = targetGroup?.crossZone ?? (application ? undefined : loadBalancer?.crossZone);
  if (fact === undefined) return { truth: application ? "true" : "unknown", because: unset };
  return fact.known
    ? { truth: fact.value ? "true" : "false", because: unset }
    : { truth: "unknown", because: fact.unknown };
}

/** Why packets may not go from one to the other where the load balancer may not send to other zones. */
function whyApart(
  across: ReturnType<typeof crossZone>,
  { placement: from }: Source,
  { placement: to }: Target,
): UnknownValue {
  if (across.truth === "unknown") return across.because;
  const [one, other] = [from.place.subnet?.address ?? "a subnet", to.place.subnet?.address ?? "a subnet"];
  const text = `it is not known whether ${one} and ${other} are in one zone, and the load balancer sends to no other`;
  const hint = "write the availability zones of the subnets, or let the load balancer balance across zones";
  const zones = [from, to].flatMap(({ place: { subnet } }) =>
    subnet?.zone?.known === false ? [subnet.zone.unknown] : [],
  );
  return { ...unknownFor("computed", `zones of ${one} and ${other}`, text, { hint }), from: zones };
}

function inOneZone(source: Source, target: Target): Truth {
  const [left, right] = [source.placement.place.subnet, target.placement.place.subnet];
  if (left !== undefined && left.id === right?.id) return "true";
  if (left?.zone === undefined || right?.zone === undefined) return "unknown";
  return sameZone(left.zone, right.zone);
}

/** `same`: whether each source is in the zone of the target. A target in a zone where the load balancer has no subnet is never used
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html, Target.NotInUse). */
function unservedZone(
  { placement: { place } }: Target,
  same: readonly Truth[],
  loadBalancer: LoadBalancer | undefined,
): Hindrance | undefined {
  const { subnet } = place;
  if (loadBalancer === undefined || subnet?.zone === undefined) return undefined;
  if (!same.every((truth) => truth === "false")) return undefined;
  const zone = describeFact(subnet.zone);
  const text = `${loadBalancer.address} has no subnet in ${zone}, the zone of ${subnet.address}`;
  return { kind: "zone-not-served", text, span: loadBalancer.span, effect: "shuts", doubt: undefined };
}

/**
 * `same`: whether each source is in the zone of a target. Where the target is not certain to be in a zone that the load balancer serves: why. Zones that are not known are assumed to be
 * served; a subnet that the load balancer may have does not serve its zone for certain.
 */
function zoneDoubt(
  context: ReachContext,
  sources: readonly Source[],
  same: readonly Truth[],
  loadBalancer: LoadBalancer | undefined,
): { readonly because: readonly UnknownValue[]; readonly assumptions: readonly Assumption[] } {
  const isCertain = ({ placement }: Source): boolean => placement.because.length === 0;
  if (loadBalancer === undefined || sources.some((source, at) => same[at] === "true" && isCertain(source)))
    return { because: [], assumptions: [] };
  const near = sources.filter((_, at) => same[at] !== "false");
  if (!near.some(isCertain) && near.every(({ placement }) => placement.place.subnet !== undefined))
    return { because: near.flatMap(({ placement }) => placement.because), assumptions: [] };
  const text = `${loadBalancer.address} has a subnet in the zone of every target for which the zones are not known`;
  const assumption = { kind: "zone-served", text };
  if (context.options.strict) return { because: [unassumed(assumption, loadBalancer.span)], assumptions: [] };
  return { because: [], assumptions: [assumption] };
}
