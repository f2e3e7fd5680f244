/** All rules and the user's choice among them → the rules that run. */
import { type Severity, UsageError } from "../base/diagnostic.ts";
import type { Rule } from "./rule.ts";

export interface RuleChoice {
  /** Ids of rules that do not run. */
  readonly disable: readonly string[];
  /** Another severity for a rule, for all its cases; the last of a rule counts. */
  readonly severity: readonly (readonly [id: string, severity: Severity])[];
}

/** In the order of their ids. Throws a UsageError where two rules have one id, or where a chosen id is of no rule. */
export function chooseRules(rules: readonly Rule[], choice: RuleChoice): readonly Rule[] {
  const twice = rules.find(({ id }, at) => rules.findIndex((other) => other.id === id) !== at);
  if (twice !== undefined) throw new UsageError(`there are two rules ${twice.id}`, "give the added rule another id");
  for (const id of [...choice.disable, ...choice.severity.map(([of]) => of)]) {
    if (!rules.some((rule) => rule.id === id))
      throw new UsageError(`there is no rule ${id}`, "reachlint rules lists them");
  }
  const severities = new Map(choice.severity);
  return rules
    .filter(({ id }) => !choice.disable.includes(id))
    .map((rule) => {
      const severity = severities.get(rule.id);
      if (severity === undefined) return rule;
      const { severityCases: _, ...rest } = rule;
      return { ...rest, severity };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
