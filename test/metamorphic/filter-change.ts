/** What a change of filter rules is: one rule more or less open than it was, or a name less in a list of security groups or addresses. */
import type { Span } from "../../src/base/source-file.ts";
import type { Change, Edit } from "./change.ts";

export const KINDS = [
  "a rule dropped",
  "a rule widened",
  "a rule narrowed",
  "a peer narrowed",
  "a name dropped",
] as const;

/** How rules are written, and where lists of names stand. */
export const FORMS = [
  "Terraform: rules in a group",
  "Terraform: rules of a group apart",
  "Terraform: entries in an ACL",
  "Terraform: entries of an ACL apart",
  "Terraform: names of groups and addresses",
  "CloudFormation: rules in a group",
  "CloudFormation: rules of a group apart",
  "CloudFormation: entries of an ACL apart",
  "CloudFormation: names of groups and addresses",
] as const;

export type Form = (typeof FORMS)[number];

/**
 * What it does to everything that passes. `closes`: less or as much; `opens`: more or as much; `either` where AWS does not say, so that
 * nothing follows of what passes.
 */
export type Effect = "closes" | "opens" | "either";

export interface FilterChange extends Change {
  readonly kind: (typeof KINDS)[number];
  readonly form: Form;
  readonly effect: Effect;
  /** Of the rule as it was written, which is one or, where it is repeated, several of the graph; absent where a name is dropped. */
  readonly rule?: Span;
  readonly dialect: "Terraform" | "CloudFormation";
}

/** The ways in which one rule is changed. */
export interface Ways {
  readonly rule: Span;
  readonly form: Form;
  readonly action: "allow" | "deny";
  readonly drop: readonly Edit[] | undefined;
  readonly widen: readonly Edit[] | undefined;
  /** To a port that nothing needs. */
  readonly narrow: readonly Edit[] | undefined;
  /** To an address that nothing has. */
  readonly narrowPeers: readonly Edit[] | undefined;
  /** What dropping it does, where that is not what an allow or a deny less does. */
  readonly dropped?: Effect;
}

export function changesOf({
  rule,
  form,
  action,
  drop,
  widen,
  narrow,
  narrowPeers,
  dropped,
}: Ways): readonly FilterChange[] {
  const [less, more] = action === "allow" ? (["closes", "opens"] as const) : (["opens", "closes"] as const);
  const dialect = form.startsWith("Terraform") ? "Terraform" : "CloudFormation";
  const { file, start } = rule;
  return (
    [
      ["a rule dropped", drop, dropped ?? less],
      ["a rule widened", widen, more],
      ["a rule narrowed", narrow, less],
      ["a peer narrowed", narrowPeers, less],
    ] as const
  ).flatMap(([kind, edits, effect]) =>
    edits === undefined
      ? []
      : [{ kind, form, effect, rule, edits, dialect, what: `${kind}: ${file.path}:${file.position(start).line}` }],
  );
}

/** Of those that are kept for documentation (https://www.rfc-editor.org/rfc/rfc5737, https://www.rfc-editor.org/rfc/rfc3849). */
export const NOBODY = { 4: "192.0.2.1/32", 6: "2001:db8:ffff::1/128" } as const;

export function edit({ file, start, end }: Span, text: string): Edit {
  return { path: file.path, start, end, text };
}
