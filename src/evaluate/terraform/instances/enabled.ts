/** `enabled` in the `lifecycle` block of a resource or module into whether there is an instance. */
import type { Span } from "../../../base/source-file.ts";
import { BOOL, type UnknownValue } from "../../../base/value.ts";
import type { Block } from "../../../parse/hcl/syntax.ts";
import { symbolOf } from "../../../values/unknown.ts";
import { argument } from "../configuration/module-configuration.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { Scope } from "../language/scope.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure } from "../language/types/values.ts";
import { errorUnknown } from "../language/unknowns.ts";

/** What `enabled` in a `lifecycle` block says. */
interface Enabled {
  readonly exists: boolean | UnknownValue;
  readonly span: Span;
}

/** Undefined where the block does not say. */
export function enabledOf(block: Block, scope: Scope): Enabled | undefined {
  const lifecycle = block.body.blocks.find((inner) => inner.type === "lifecycle");
  const attribute = lifecycle === undefined ? undefined : argument(lifecycle, "enabled");
  if (attribute === undefined) return undefined;
  const { span } = attribute.expression;
  const given = evaluate(attribute.expression, scope);
  const value = convert(given, BOOL);
  const refused = (why: string): Enabled => {
    const message = `The value of enabled must be true or false: ${why}.`;
    scope.report({ code: "invalid-repetition", severity: "error", message, span });
    return { exists: errorUnknown(`enabled(${symbolOf(given)})`, message, span), span };
  };
  if (given.sensitive) return refused("a sensitive value would show in whether there is an instance");
  if (isFailure(value)) return refused(value.failure);
  if (value.kind === "bool") return { exists: value.value, span };
  return value.kind === "unknown" ? { exists: value, span } : refused("it is null");
}
