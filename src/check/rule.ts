/** A policy rule as read from YAML and validated by schemas/rule.schema.json. */
import type { Severity } from "../base/diagnostic.ts";

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation: string;
  /** Documentation links. */
  readonly references: readonly string[];
  readonly message: string;
}
