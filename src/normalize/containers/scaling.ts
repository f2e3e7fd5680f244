/** What Application Auto Scaling makes of the number of a service's tasks: any between the least and the most that it keeps. */
import type { Fact } from "../../base/fact.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { type Context, nodeId } from "../context.ts";
import { asNumber, asString, optional } from "../facts.ts";
import { resourcesOf } from "../references/reference.ts";
import { bothExist, unsettled } from "../value.ts";
import type { View } from "../view.ts";

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
  const value = view.value("resourceId");
  const name = value === undefined ? undefined : lastPart(value);
  if (name === undefined) return;
  const { root, scope, address } = view.resource;
  for (const resource of resourcesOf(context, "service", name, { root, scope })) {
    const service = context.node("service", nodeId(resource));
    if (service === undefined) continue;
    const text = `${address} lets auto scaling choose how many tasks of ${service.address} run`;
    const bounds = [view.spelt("minCapacity"), view.spelt("maxCapacity")];
    const hint = `choose ${bounds.join(" and ")} so that it is the same with the least and with the most tasks`;
    const open = isScheduled ? [] : boundsOf(view).flatMap((one) => (one?.known === false ? [one.unknown] : []));
    const unknown = { ...unsettled(`tasks of ${service.id}`, text, "computed", view.span, hint), from: open };
    context.put({
      ...service,
      desiredCount: kept(unknown, isScheduled ? undefined : numbers(view), service.desiredCount, view),
    });
  }
}

/** Any of the numbers; where it is not certain that they are kept, what is asked for as well. */
function kept(
  unknown: UnknownValue,
  among: readonly number[] | undefined,
  asked: Fact<number> | undefined,
  view: View,
): Fact<number> {
  const origin = asked?.origin ?? { kind: "literal", span: view.span };
  const isCertain = bothExist(view.resource.exists, view.exists) === true;
  const others = isCertain ? [] : asked?.known ? [asked.value] : undefined;
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

/** The name of the service in `service/CLUSTER/NAME`. */
function lastPart(value: Value): Value | undefined {
  const text = asString(value);
  if (text !== undefined) return named(text);
  if (value.kind !== "text") return undefined;
  const last = value.parts.at(-1)!;
  return typeof last === "string" ? named(last) : last;
}

function named(text: string): Value | undefined {
  const at = text.lastIndexOf("/");
  return at === -1 ? undefined : { kind: "string", value: text.slice(at + 1) };
}
