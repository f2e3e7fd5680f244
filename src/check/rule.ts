/** A policy rule as read from YAML and validated by schemas/rule.schema.json; each field's meaning stands in the schema. */
import type { Severity } from "../base/diagnostic.ts";

/** What a rule can be about; `entity.ts` says what each has. */
export type EntityKind =
  | "hop"
  | "flow"
  | "obstacle"
  | "service"
  | "registration"
  | "container"
  | "portMapping"
  | "targetGroup"
  | "loadBalancer"
  | "filter"
  | "filterRule";

/** One of the values, or any of several. */
export type ChoiceCondition = string | readonly string[];

/** Bounds of a number, both inclusive. */
export interface NumberCondition {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Relations to a set of ports (`80`, `32768-65535`, `22,80-90`) or of addresses (CIDR blocks); all of them must hold. */
export interface SetCondition {
  readonly meets?: string | number;
  readonly covers?: string | number;
  readonly within?: string | number;
  readonly outside?: string | number;
}

/** Relations to the nodes that an entity leads to. */
export interface ManyCondition {
  readonly some?: Pattern;
  readonly every?: Pattern;
  readonly none?: Pattern;
}

export type Condition = ChoiceCondition | boolean | number | NumberCondition | SetCondition | ManyCondition | Pattern;

/** Properties of an entity with what they must be, joined by `and`, beside the connectives `not`, `anyOf` and `proven`. */
export interface Pattern {
  readonly [property: string]: Condition | readonly Pattern[];
}

/** Exactly one entity kind and the pattern that selects among its entities. */
export type Selection = { readonly [kind in EntityKind]?: Pattern };

export interface SeverityCase {
  readonly severity: Severity;
  /** A pattern of the rule's entity; the first case that holds gives the severity. */
  readonly when: Pattern;
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
  readonly require?: Pattern;
  /** The place of the entity that a finding marks; its default where absent. */
  readonly at?: string;
  /** Templates with placeholders such as `{service}`. */
  readonly message: { readonly violated: string; readonly undetermined: string };
  readonly repair?: string;
}
