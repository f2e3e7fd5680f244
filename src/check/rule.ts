/** A policy rule as read from YAML, and the choice among all rules; what the fields mean stands in `rule-schema.ts`. */
import { remembered } from "../base/collections.ts";
import { type Severity, UsageError } from "../base/diagnostic.ts";
import type { EntityKind } from "./vocabulary/entity.ts";

/** One of the values, or any of several. */
export type ChoiceCondition = string | readonly string[];

/** A glob (`prod-*`, any number of characters for `*`), or any of several; or whether the text is written at all. */
export interface TextCondition {
  readonly glob?: string | readonly string[];
  readonly exists?: boolean;
}

/** Comparisons with a number, or with another property of the same entity; or whether it is written at all. */
export interface NumberCondition {
  readonly equals?: number | string;
  readonly atLeast?: number | string;
  readonly atMost?: number | string;
  readonly moreThan?: number | string;
  readonly lessThan?: number | string;
  readonly exists?: boolean;
}

/** Relations to a set of ports (`80`, `32768-65535`, `22,80-90`) or of addresses (CIDR blocks and words such as `internet`); all of them must hold. */
export interface SetCondition {
  readonly meets?: string | number;
  readonly covers?: string | number;
  readonly within?: string | number;
  readonly outside?: string | number;
}

/** Relations to the nodes that an entity leads to: to those of them for which `where` holds. */
export interface ManyCondition {
  readonly where?: EntityPattern;
  readonly some?: EntityPattern;
  readonly every?: EntityPattern;
  readonly none?: EntityPattern;
  readonly count?: number | NumberCondition;
}

export type Condition =
  | ChoiceCondition
  | TextCondition
  | boolean
  | number
  | readonly number[]
  | NumberCondition
  | SetCondition
  | ManyCondition
  | EntityPattern;

/** Properties of an entity with what they must be, joined by `and`, beside the connectives `not`, `anyOf`, `allOf` and `proven`. */
export interface EntityPattern {
  readonly [property: string]: Condition | readonly EntityPattern[];
}

/** Exactly one entity kind and the pattern that selects among its entities. */
export type Selection = { readonly [kind in EntityKind]?: EntityPattern };

export interface SeverityCase {
  readonly severity: Severity;
  /** A pattern of the rule's entity; the first case that holds gives the severity. */
  readonly when: EntityPattern;
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly severityCases?: readonly SeverityCase[];
  readonly rationale: string;
  readonly remediation: string;
  /** Documentation links. */
  readonly references: readonly string[];
  /** What must not be. */
  readonly forbid?: Selection;
  /** With `require`: to which entities the requirement applies. */
  readonly for?: Selection;
  readonly require?: EntityPattern;
  /** The place of the entity that a finding marks; its default where absent. */
  readonly at?: string;
  /** Templates with placeholders such as `{service}`. */
  readonly message: { readonly violated: string; readonly undetermined: string };
  readonly repair?: string;
}

/** The kind of the entities that the rule is about, and the pattern that selects among them. */
export function selectionOf(rule: Rule): readonly [EntityKind, EntityPattern] {
  return remembered(
    selections,
    rule,
    () => Object.entries((rule.forbid ?? rule.for)!)[0] as [EntityKind, EntityPattern],
  );
}

/** Each world is checked with the same rules. */
const selections = new WeakMap<Rule, readonly [EntityKind, EntityPattern]>();

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
