/** Everything that a scan found: the input of every report. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Finding } from "../check/finding.ts";
import type { Rule } from "../check/rule.ts";
import type { NotEvaluated, Root } from "../evaluate/resource.ts";
import type { Flow } from "../reach/flow.ts";

export interface ScanResult {
  readonly version: string;
  readonly roots: readonly Omit<Root, "id">[];
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly Diagnostic[];
  /** The rules that ran, for reports that describe them. */
  readonly rules: readonly Rule[];
  readonly coverage: {
    readonly files: number;
    readonly resources: number;
    readonly notEvaluated: readonly NotEvaluated[];
  };
}
