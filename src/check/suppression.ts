/** A finding's span and its text → the comment `reachlint:ignore rule-id reason` that suppresses it. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";

export interface Suppression {
  readonly reason: string;
  /** The comment, from its marker. */
  readonly span: Span;
}

/** `#` and `//` begin comments in HCL, `#` in YAML; several rules are joined by commas. */
const COMMENT = /(?:#|\/\/)\s*reachlint:ignore\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)[ \t]*(.*)$/;

/** The comment at the first of these places that has one. */
export function suppressionAt(ruleId: string, spans: readonly Span[]): Suppression | undefined {
  for (const span of spans) {
    const found = suppressionOf(ruleId, span);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The comment on the line where the span starts, or on a line of its own right above it. */
export function suppressionOf(ruleId: string, span: Span): Suppression | undefined {
  const { line } = span.file.position(span.start);
  for (const at of [line, line - 1]) {
    const text = span.file.line(at);
    const found = COMMENT.exec(text);
    if (found === null || (at !== line && text.slice(0, found.index).trim() !== "")) continue;
    if (!found[1]!.split(",").some((id) => id.trim() === ruleId)) continue;
    const start = span.file.lineStarts[at - 1]! + found.index;
    return { reason: found[2]!.trim(), span: { file: span.file, start, end: start + found[0].trimEnd().length } };
  }
  return undefined;
}

/** A suppression holds without a reason too, but asks for one. */
export function withoutReason({ reason, span }: Suppression): Diagnostic | undefined {
  if (reason !== "") return undefined;
  return {
    code: "suppression-without-reason",
    severity: "note",
    message: "this suppression does not say why",
    span,
    hint: "write the reason after the rule's id",
  };
}
