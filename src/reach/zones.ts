/** Whether a load balancer sends to a target in view of their availability zones. */
import { sameFact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, LoadBalancer, TargetGroup } from "../graph/model.ts";
import type { Context } from "./context.ts";
import type { Hindrance } from "./hindrance.ts";
import type { Source } from "./sources.ts";
import type { Target } from "./targets.ts";
import { unassumed, unknownFor } from "./unknowns.ts";

/** Whether nodes send to targets in other zones: application load balancers do unless the target group says no; of network load
 *  balancers it is a setting (https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#cross-zone-load-balancing). */
export function crossZone(
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

export function sameZone(source: Source, target: Target): Truth {
  const [left, right] = [source.placement.place.subnet, target.placement.place.subnet];
  if (left !== undefined && left.id === right?.id) return "true";
  if (left?.zone === undefined || right?.zone === undefined) return "unknown";
  return sameFact(left.zone, right.zone);
}

/** `same`: whether each source is in the zone of the target. A target in a zone where the load balancer has no subnet is never used
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html, Target.NotInUse). */
export function unservedZone(
  { placement: { place } }: Target,
  same: readonly Truth[],
  loadBalancer: LoadBalancer | undefined,
): Hindrance | undefined {
  const { subnet } = place;
  if (loadBalancer === undefined || subnet?.zone === undefined) return undefined;
  if (!same.every((truth) => truth === "false")) return undefined;
  const zone = subnet.zone.known ? subnet.zone.value : subnet.zone.unknown.symbol;
  const text = `${loadBalancer.address} has no subnet in ${zone}, the zone of ${subnet.address}`;
  return { kind: "zone-not-served", text, span: loadBalancer.span, effect: "shuts", doubt: undefined };
}

/**
 * `same`: whether each source is in the zone of a target. Where the target is not certain to be in a zone that the load balancer serves: why. Zones that are not known are assumed to be
 * served; a subnet that the load balancer may have does not serve its zone for certain.
 */
export function zoneDoubt(
  context: Context,
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
