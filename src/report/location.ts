/** A span → the place that reports name: path, and lines and columns from 1. */
import type { Span } from "../base/source-file.ts";

/** Columns in UTF-16 units; the end is exclusive. */
export interface Location {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function location({ file, start, end }: Span): Location {
  const from = file.position(start);
  const to = file.position(Math.max(start, end));
  return {
    path: file.path,
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

/** The place, or the file where there is only that; undefined where there is neither. */
export function whereText({ span, path }: { readonly span?: Span; readonly path?: string }): string | undefined {
  return span === undefined ? path : placeText(span);
}

/** `infra/main.tf:12:5`. */
export function placeText(span: Span): string {
  const { line, column } = span.file.position(span.start);
  return `${span.file.path}:${line}:${column}`;
}

/** Platforms show places in files that they have: where a line of another repository is at fault, the first one of the scan that has to do with it. */
export function shownSpan({
  span,
  related,
}: {
  readonly span: Span;
  readonly related: readonly { readonly span: Span }[];
}): Span {
  return span.file.isElsewhere ? (related.find((one) => !one.span.file.isElsewhere)?.span ?? span) : span;
}
