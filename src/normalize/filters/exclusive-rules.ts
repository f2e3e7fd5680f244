/** Resources that list the only rules a security group may have. */
import type { UnknownValue } from "../../base/value.ts";
import type { NodeId } from "../../graph/model.ts";
import { unknownsIn } from "../../values/unknown.ts";
import { type Context, nodeId } from "../context.ts";
import { linkAt } from "../references/reference.ts";
import { bothExist, unsettled } from "../value.ts";
import type { View } from "../view.ts";
import type { LooseRule } from "./loose-rules.ts";

/** One such resource, with the groups that it may be of. */
interface Exclusive {
  readonly view: View;
  readonly groups: readonly NodeId[];
}

/**
 * The rules of which each that such a resource does not name may be removed by it, as those that are written in the group may
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_rules_exclusive).
 */
export function withExclusive(context: Context, loose: readonly LooseRule[]): readonly LooseRule[] {
  const exclusive = context.managed("exclusive-security-group-rules").map(
    (view): Exclusive => ({
      view,
      groups: linkAt(context, "security-group", view, "groupId")?.to ?? [],
    }),
  );
  for (const { view, groups } of exclusive) for (const id of groups) removeInline(context, id, view);
  if (exclusive.length === 0) return loose;
  return loose.map((one) => {
    const removing = exclusive.find(
      ({ view, groups }) => one.target.to.some((id) => groups.includes(id)) && !names(view, one),
    );
    if (removing === undefined) return one;
    return { ...one, rule: { ...one.rule, exists: bothExist(one.rule.exists, removed(removing.view, one)) } };
  });
}

/** A rule that is written in its group has no id that could be listed. */
function removeInline(context: Context, id: NodeId, { resource: { address }, span }: View): void {
  const group = context.node("security-group", id);
  if (group === undefined) return;
  const text = `${address} removes what it does not list, and cannot list the rules that ${group.address} has in itself`;
  const hint = `write the rules of ${group.address} as resources of their own`;
  const unknown = unsettled(`${address} without what is in ${id}`, text, "error", span, hint);
  const rules = group.rules.map((rule) => ({ ...rule, exists: bothExist(rule.exists, unknown) }));
  context.put({ ...group, rules });
}

function names(view: View, { view: { resource }, rule }: LooseRule): boolean {
  const ids = view.value(`${rule.direction}RuleIds`);
  return (ids === undefined ? [] : unknownsIn(ids)).some(
    ({ ref }) => ref !== undefined && nodeId({ root: ref.root, address: ref.address }) === nodeId(resource),
  );
}

function removed({ resource, span }: View, { rule }: LooseRule): UnknownValue {
  const text = `${resource.address} removes what it does not list, and does not name ${rule.address}`;
  const hint = `list the id of ${rule.address} in ${resource.address}, or remove the one of them that is not meant`;
  return unsettled(`${resource.address} without ${rule.address}`, text, "error", span, hint);
}
