/**
 * Groups and ACLs whose rules of one direction are written both in the resource and as resources of their own. The provider takes the
 * rules in the resource for all that there are and removes the others at the next apply
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group, …/network_acl).
 */
import type { Span } from "../../base/source-file.ts";
import { isOf } from "../../catalogue/catalogue.ts";
import type { ConflictingRules, FilterRule, NodeId } from "../../graph/model.ts";
import { type Context, nodeId } from "../context.ts";
import type { LooseRule } from "../filters/loose-rules.ts";
import type { View } from "../view.ts";

export function markConflicts(context: Context, loose: readonly LooseRule[]): void {
  const owners = new Map(
    context
      .managed("security-group", "default-security-group", "network-acl", "default-network-acl")
      .filter(({ resource }) => resource.type.startsWith("aws_"))
      .map((view) => [nodeId(view.resource), view] as const),
  );
  const found = new Map<NodeId, ConflictingRules[]>();
  // Of a rule that only may be there, its own existence says so.
  for (const { view, target, rule } of loose) {
    const [id, other] = target.to;
    const owner = id === undefined || other !== undefined ? undefined : owners.get(id);
    const inline = owner === undefined ? undefined : inlineAt(owner, rule.direction);
    if (id === undefined || inline === undefined) continue;
    const { span: standalone, address } = view.resource;
    found.set(id, [...(found.get(id) ?? []), { direction: rule.direction, inline, standalone, address }]);
  }
  for (const [id, conflicting] of found) {
    const node = context.node("security-group", id) ?? context.node("network-acl", id);
    if (node !== undefined) context.put({ ...node, conflicting });
  }
}

/** Where the resource itself says all rules of a direction; undefined where it does not, or only may. */
function inlineAt(owner: View, direction: FilterRule["direction"]): Span | undefined {
  const { type, body } = owner.resource;
  const block = owner.views(direction).views.find(({ exists }) => exists === true);
  const argument = body.attributes.get(direction);
  if (argument !== undefined && argument.computed !== true && argument.value.kind === "list") return argument.span;
  if (argument === undefined && block !== undefined) return block.span;
  // Its entries are all that there are, also where it has none
  // (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_network_acl).
  return isOf("default-network-acl", type) && argument === undefined ? owner.span : undefined;
}
