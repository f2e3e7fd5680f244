/** Pairs the sources of a load balancer with the targets of a service, as far as the load balancer sends from one to the other. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, LoadBalancer, Subnet, TargetGroup } from "../graph/model.ts";
import { rangesMeet } from "../sets/ip-range.ts";
import { vpcOf } from "./addresses.ts";
import type { Context } from "./context.ts";
import type { Obstacle } from "./flow.ts";
import { sameNode, sameTarget } from "./identity.ts";
import type { Source } from "./sources.ts";
import type { Target } from "./targets.ts";
import { unknownFor } from "./unknowns.ts";
import { crossZone, sameZone, zoneDoubt, zoneObstacle } from "./zones.ts";

export interface Pair {
  readonly source: Source;
  readonly target: Target;
  /** Why it is not certain that packets take this way; empty where it is. */
  readonly because: readonly UnknownValue[];
  /** Why packets may not take it although the filters let them. */
  readonly doubt: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** The way may lead through a middlebox, after which security groups do not know the sender. */
  readonly detour: readonly UnknownValue[];
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** Targets that the load balancer does not send to at all. */
  readonly unserved: readonly { readonly target: Target; readonly obstacle: Obstacle }[];
}

export function pairsOf(
  context: Context,
  sources: readonly Source[],
  targets: readonly Target[],
  loadBalancer: LoadBalancer | undefined,
  targetGroup: TargetGroup | undefined,
): Pairs {
  const pairs: Pair[] = [];
  const unserved: { target: Target; obstacle: Obstacle }[] = [];
  const across = crossZone(loadBalancer, targetGroup);
  for (const target of targets) {
    const away = elsewhere(context, target, targetGroup);
    const obstacle = away?.certain ? away : zoneObstacle(sources, target, loadBalancer);
    if (obstacle !== undefined) {
      unserved.push({ target, obstacle });
      continue;
    }
    const served = zoneDoubt(context, sources, target, loadBalancer);
    for (const source of sources) {
      const same = sameZone(source, target);
      if (across.truth === "false" && same === "false") continue;
      const zones = across.truth === "true" || same === "true" ? [] : [across.because];
      pairs.push({
        source,
        target,
        because: [...source.place.because, ...target.place.because, ...target.because, ...zones],
        doubt: served.because,
        assumptions: served.assumptions,
        detour: detour(context, source, target),
      });
    }
  }
  return { pairs, unserved };
}

/** An instance must be in the VPC of its target group
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html). */
function elsewhere(context: Context, target: Target, targetGroup: TargetGroup | undefined): Obstacle | undefined {
  const { subnet } = target.place;
  if (targetGroup?.vpc === undefined || subnet?.vpc === undefined) return undefined;
  if (sameTarget(context.graph, targetGroup.vpc, subnet.vpc) !== "false") return undefined;
  const text = `${targetGroup.address} and ${subnet.address} are in different VPCs`;
  const instance = targetGroup.targetType.known && targetGroup.targetType.value === "instance";
  return { kind: "vpc-mismatch", text, span: targetGroup.span, certain: instance };
}

/** What speaks against both sides being in one VPC, or groups in the VPC of their interfaces, without proving anything. */
export function vpcObstacles(
  context: Context,
  pairs: readonly Pair[],
  loadBalancer: LoadBalancer | undefined,
  targetGroup: TargetGroup | undefined,
): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  const put = (text: string, span: Obstacle["span"], certain: boolean): void => {
    found.set(text, { kind: "vpc-mismatch", text, span, certain });
  };
  for (const { source, target } of pairs) {
    const from = source.place.subnet;
    if (from?.vpc !== undefined && targetGroup?.vpc !== undefined && loadBalancer !== undefined)
      if (sameTarget(context.graph, from.vpc, targetGroup.vpc) === "false")
        put(`${loadBalancer.address} and ${targetGroup.address} are in different VPCs`, targetGroup.span, true);
    const away = elsewhere(context, target, targetGroup);
    if (away !== undefined) put(away.text, away.span, away.certain);
    for (const { place, groups } of [source, target])
      for (const { group } of groups?.members ?? [])
        if (group.vpc !== undefined && place.subnet?.vpc !== undefined)
          if (sameTarget(context.graph, group.vpc, place.subnet.vpc) === "false")
            put(`${group.address} and ${place.subnet.address} are in different VPCs`, group.span, false);
  }
  return [...found.values()];
}

/** A route to a middlebox replaces the local route to a subnet
 *  (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority). */
function detour(context: Context, source: Source, target: Target): readonly UnknownValue[] {
  const [from, to] = [source.place.subnet, target.place.subnet];
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
