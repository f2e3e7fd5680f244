/** A template's Rules into constraints on its parameters
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html). */
import type { Context } from "../stack/context.ts";
import { combine, type Formula, negate } from "../stack/formula.ts";
import type { Stack } from "../stack/stack.ts";
import { entryAt } from "../template/template.ts";
import type { SymbolTable } from "./decisions.ts";

/** Where its condition holds, each of a rule's assertions holds. Rules that say nothing of open parameters are left out. */
export function addRules(stack: Stack, symbols: SymbolTable): void {
  if (symbols.rules.length > 0) return;
  const context: Context = { ...stack.context(false), symbolic: true };
  for (const { node: value } of stack.section("Rules").entries) {
    const condition = entryAt(value, "RuleCondition")?.value;
    const assertions = entryAt(value, "Assertions")?.value;
    if (assertions?.kind !== "sequence") continue;
    const holds = assertions.elements.flatMap((assertion): Formula[] => {
      const node = entryAt(assertion, "Assert")?.value;
      return node === undefined ? [] : [stack.formulaAt(node, context)];
    });
    const all = combine("and", holds);
    const rule = condition === undefined ? all : combine("or", [negate(stack.formulaAt(condition, context)), all]);
    if (rule.kind !== "constant") symbols.rules.push(rule);
  }
}
