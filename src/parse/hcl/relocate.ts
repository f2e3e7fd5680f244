/** Turns a syntax tree of a string's value into that of its place in the file: the same nodes with other spans. */
import { offsetInside, type Span } from "../../base/source-file.ts";
import type { LocatedScalar } from "../located.ts";

/** The value with every span in it, of whatever node or diagnostic, moved from the string's value to the string's file. */
export function relocate<T>(value: T, string: LocatedScalar): T {
  return mapSpans(value, ({ start, end }) => {
    const from = offsetInside(string, start);
    return { file: string.span.file, start: from, end: Math.max(from, offsetInside(string, end)) };
  });
}

/** The value with every span in it exchanged. */
export function mapSpans<T>(value: T, move: (span: Span) => Span): T {
  return mapped(value, move) as T;
}

function mapped(value: unknown, move: (span: Span) => Span): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => mapped(element, move));
  if (isSpan(value)) return move(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapped(part, move)]));
}

function isSpan(value: object): value is Span {
  return "file" in value && "start" in value;
}
