/** What Application Auto Scaling makes of the number of a service's tasks: any between the least and the most that it keeps. */
import type { Fact } from "../../base/fact.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Service } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asNumber, optional } from "../facts.ts";
import { bothExist, unsettled } from "../value.ts";
import type { View } from "../view.ts";
import { scaledBy } from "./scaled-services.ts";

/** Of so many numbers of tasks each is looked at; a wider range is as good as any number. */
const MOST_NUMBERS = 1000;

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
export function scalings(context: Context): void {
  for (const view of context.managed("scalable-target")) {
    scale(context, view, view.views("scheduledActions").written);
  }
  // A scheduled action moves both bounds.
  for (const view of context.managed("scheduled-scaling")) scale(context, view, true);
}

function scale(context: Context, view: View, isScheduled: boolean): void {
  for (const { service, because } of scaledBy(context, view)) {
    const isNamed = because.length === 0;
    const text = `${view.resource.address} ${isNamed ? "lets" : "may let"} auto scaling choose how many tasks of ${service.address} run`;
    const bounds = [view.spelt("minCapacity"), view.spelt("maxCapacity")];
    const hint = `choose ${bounds.join(" and ")} so that it is the same with the least and with the most tasks`;
    const open = isScheduled ? [] : boundsOf(view).flatMap((one) => (one?.known === false ? [one.unknown] : []));
    const unknown = {
      ...unsettled(`tasks of ${service.id}`, text, "computed", view.span, hint),
      from: [...because, ...open],
    };
    context.put({
      ...service,
      desiredCount: kept(unknown, isScheduled ? undefined : numbers(view), service.desiredCount, isNamed, view),
    });
  }
}

/** A service of which something that is not known may choose how many tasks run. */
export function perhapsScaled(service: Service, unknown: UnknownValue): Service {
  const { desiredCount: asked, span } = service;
  const origin = asked?.origin ?? ({ kind: "literal", span } as const);
  return {
    ...service,
    desiredCount: { known: false, unknown: asked?.known === false ? asked.unknown : unknown, origin },
  };
}

/** Any of the numbers; where it is not certain that those of this service are kept, what is asked for as well. */
function kept(
  unknown: UnknownValue,
  among: readonly number[] | undefined,
  asked: Fact<number> | undefined,
  isNamed: boolean,
  view: View,
): Fact<number> {
  const origin = asked?.origin ?? { kind: "literal", span: view.span };
  const isCertain = isNamed && bothExist(view.resource.exists, view.exists) === true;
  const others = isCertain ? [] : asked?.known ? [asked.value] : asked?.among;
  if (among === undefined || others === undefined) return { known: false, unknown, origin };
  const all = [...new Set([...others, ...among])];
  return all.length === 1 ? { known: true, value: all[0]!, origin } : { known: false, unknown, among: all, origin };
}

/** Those from the least to the most that are kept; undefined where it can be any. */
function numbers(view: View): readonly number[] | undefined {
  const [least, most] = boundsOf(view);
  if (!least?.known || !most?.known || most.value - least.value >= MOST_NUMBERS) return undefined;
  return Array.from({ length: Math.max(0, most.value - least.value + 1) }, (_, more) => least.value + more);
}

function boundsOf(view: View): readonly [Fact<number> | undefined, Fact<number> | undefined] {
  return [optional(view, "minCapacity", asNumber), optional(view, "maxCapacity", asNumber)];
}
