/** What a rule found: the thing that people and code scanning see. */
import type { Severity } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import type { Flow } from "../reach/flow.ts";

export interface Related {
  readonly message: string;
  readonly span: Span;
}

export interface Finding {
  readonly ruleId: string;
  readonly verdict: "violated" | "undetermined";
  readonly severity: Severity;
  readonly message: string;
  /** The primary span, as tight as can be. */
  readonly span: Span;
  readonly related: readonly Related[];
  /** The first of the flows that it breaks; undefined where it is about no flow. */
  readonly flow: Flow | undefined;
  /** All flows that it breaks: one line may cut off many services. */
  readonly flows: readonly Flow[];
  /** Stable across unrelated edits: rule, addresses, and flow; never line numbers. Hex. */
  readonly fingerprint: string;
  readonly suppressed: { readonly reason: string; readonly span: Span } | undefined;
  /** The repair in words: the minimal rule, with source security group and exact ports. */
  readonly repair: string | undefined;
  /** The world in which it holds; empty where in all. */
  readonly when: readonly string[];
}
