/** A stretch of a decoded text into the span of the source characters that it was decoded from. */
import type { SourceFile, Span } from "./source-file.ts";

/** A text that was decoded from `span`: a scalar of YAML or JSON. */
export interface DecodedText {
  readonly span: Span;
  readonly text: string;
  /** `single`, `double` and `json` stand between quotes, so that the text begins one character after the span. */
  readonly style: string;
  /** Where the decoding is not one to one: each run says which file offset the character `at` of the text came from. */
  readonly runs?: readonly { readonly at: number; readonly offset: number }[];
}

/** The span of characters [start, end) of the decoded text; an end beyond the text is cut off. */
export function spanInside(of: DecodedText, start: number, end: number): Span {
  const file: SourceFile = of.span.file;
  const last = Math.max(start, Math.min(end, of.text.length));
  const from = offsetOf(of, start);
  return { file, start: from, end: last === start ? from : endOf(of, last - 1) };
}

/** Where the source of a character ends: that of an escape where the next character's begins. */
function endOf(of: DecodedText, at: number): number {
  const offset = offsetOf(of, at);
  const escapes = of.style === "double" || of.style === "json";
  return escapes && of.span.file.text[offset] === "\\" ? offsetOf(of, at + 1) : offset + 1;
}

function offsetOf(of: DecodedText, at: number): number {
  const runs = of.runs;
  if (runs === undefined || runs.length === 0) {
    const quoted = of.style === "single" || of.style === "double" || of.style === "json";
    return Math.min(of.span.start + at + (quoted ? 1 : 0), of.span.end);
  }
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.at <= at) low = middle;
    else high = middle - 1;
  }
  const run = runs[low]!;
  return Math.min(run.offset + Math.max(0, at - run.at), of.span.end);
}
