/** Scheduled actions, which move how few and how many instances a group may have. */
import type { Fact } from "../../base/fact.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { HostGroup } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import { asNumber, optional } from "../facts.ts";
import { mentionedBy, type Named } from "../references/mentioned.ts";
import { unsettled } from "../value.ts";
import type { View } from "../view.ts";

const GROUPS: Named = { kind: "auto-scaling-group", family: "host-group", nameOf: "autoScalingGroupName" };

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html */
export function schedules(context: Context): void {
  for (const view of context.managed("scheduled-group")) {
    const name = view.value("autoScalingGroupName");
    for (const { resource, because } of name === undefined ? [] : mentionedBy(context, GROUPS, view, name)) {
      const group = context.node("host-group", nodeId(resource));
      if (group?.size === undefined) continue;
      const { min, max } = group.size;
      const bound = (own: Fact<number>, of: string): Fact<number> => moved(group, own, view, of, because);
      context.put({ ...group, size: { min: bound(min, "minSize"), max: bound(max, "maxSize") } });
    }
  }
}

/** Either what is written of the group or what the action says. What is absent it leaves as it is; so does Terraform's -1. */
function moved(
  { id, address }: HostGroup,
  own: Fact<number>,
  view: View,
  name: string,
  because: readonly UnknownValue[],
): Fact<number> {
  const to = optional(view, name, asNumber);
  if (to === undefined || (to.known && (to.value === -1 || (own.known && own.value === to.value)))) return own;
  const text = `${view.resource.address} ${because.length === 0 ? "moves" : "may move"} how many instances ${address} may have`;
  const hint = `choose ${view.spelt(name)} so that it is the same with the numbers of both`;
  const moving = unsettled(`${name} of ${id}`, text, "computed", view.spanOf(name), hint);
  const { origin } = own;
  const all = [own, to].map((one) => (one.known ? [one.value] : one.among));
  const unknown = { ...moving, from: [...because, ...[own, to].flatMap((one) => (one.known ? [] : [one.unknown]))] };
  if (all.includes(undefined)) return { known: false, unknown, origin };
  return { known: false, unknown, among: [...new Set(all.flatMap((one) => one ?? []))], origin };
}
