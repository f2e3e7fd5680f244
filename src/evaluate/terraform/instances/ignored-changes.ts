/** What a resource leaves to others once it is made: `lifecycle { ignore_changes = […] }`. */
import type { Block, Expression } from "../../../parse/hcl/syntax.ts";
import { argument } from "../configuration/module-configuration.ts";
import { writtenText } from "../language/types/text.ts";

/**
 * The names of attributes and nested blocks, `all` for every one; undefined where there are none
 * (https://developer.hashicorp.com/terraform/language/meta-arguments/ignore_changes). Up to Terraform 0.11 they were texts, `"*"` for all.
 */
export function ignoredChanges({ body }: Block): ReadonlySet<string> | undefined {
  const names = body.blocks
    .filter(({ type }) => type === "lifecycle")
    .flatMap((lifecycle) => {
      const written = argument(lifecycle, "ignore_changes")?.expression;
      if (written === undefined) return [];
      return (written.kind === "tuple" ? written.elements : [written]).flatMap((one) => nameOf(one) ?? []);
    });
  return names.length === 0 ? undefined : new Set(names);
}

/** `tags` of `tags["x"]`, `default_action` of `default_action[0].target_group_arn`. */
function nameOf(expression: Expression): string | undefined {
  if (expression.kind === "variable") return expression.name;
  if (expression.kind === "get-attribute" || expression.kind === "index" || expression.kind === "splat")
    return nameOf(expression.target);
  const text = writtenText(expression);
  return text === "*" ? "all" : text?.split(/[.[]/, 1)[0];
}
