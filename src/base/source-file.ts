/** A text of the scan and the places in it: half-open UTF-16 offsets, from which lines and columns are derived. */

import { CLASS } from "./passing.ts";

/** A place in a text as people count: both from 1; columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Longer lines have no further columns where the text is not at hand. */
const MOST_COLUMNS = 65_536;

/** One text of the scan. Line starts are found once, on the first question for a line. */
export class SourceFile {
  readonly [CLASS] = "source-file";
  /** Relative to the working directory, forward slashes. */
  readonly path: string;
  /** The whole text, without a byte order mark. */
  readonly text: string;
  /** Holds values that somebody gives to a configuration, which may be secret: no report shows lines of it. */
  readonly givesValues: boolean;
  /** Of a repository that is not scanned. */
  readonly isElsewhere: boolean;
  #lineStarts: readonly number[] | undefined;

  constructor(path: string, text: string, givesValues = false, isElsewhere = false) {
    this.path = path;
    this.text = text;
    this.givesValues = givesValues;
    this.isElsewhere = isElsewhere;
  }

  /** A file of another repository of which nothing is at hand but where things stand: its offsets are those of `offsetOf`. */
  static elsewhere(path: string): SourceFile {
    return new SourceFile(path, "", false, true);
  }

  /** Whether there is a text to be shown. */
  get isAtHand(): boolean {
    return !this.isElsewhere || this.text !== "";
  }

  /** The offset of a position in a file that is not at hand. */
  static offsetOf({ line, column }: Position): number {
    return (line - 1) * MOST_COLUMNS + Math.min(column, MOST_COLUMNS) - 1;
  }

  /** Offsets at which the lines begin; the first is 0. A line ends at `\n`. */
  get lineStarts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }

  /** The position of an offset (0 to text.length inclusive; offsets outside are clamped). */
  position(offset: number): Position {
    if (!this.isAtHand) return { line: Math.floor(offset / MOST_COLUMNS) + 1, column: (offset % MOST_COLUMNS) + 1 };
    const at = Math.max(0, Math.min(offset, this.text.length));
    const starts = this.lineStarts;
    const line = lowerBound(starts.length, (index) => starts[index]! > at);
    return { line, column: at - starts[line - 1]! + 1 };
  }

  /** The text of a line (from 1) without its line end; empty where there is no such line. */
  line(line: number): string {
    const start = this.lineStarts[line - 1];
    if (start === undefined) return "";
    const next = this.lineStarts[line];
    return this.text.slice(start, next === undefined ? this.text.length : next - 1).replace(/\r$/, "");
  }
}

/** A half-open range [start, end) of UTF-16 offsets in one text. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** The smallest span that holds both; they must be of one file, else the first is returned. */
export function cover(a: Span, b: Span): Span {
  if (a.file !== b.file) return a;
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** The text that a span marks. */
export function textOf(span: Span): string {
  return span.file.text.slice(span.start, span.end);
}

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
  const last = Math.max(start, Math.min(end, of.text.length));
  const from = offsetInside(of, start);
  return { file: of.span.file, start: from, end: last === start ? from : endOf(of, last - 1) };
}

/** Where the source of a character ends: that of an escape where the next character's begins. */
function endOf(of: DecodedText, at: number): number {
  const offset = offsetInside(of, at);
  const escapes = of.style === "double" || of.style === "json";
  return escapes && of.span.file.text[offset] === "\\" ? offsetInside(of, at + 1) : offset + 1;
}

/** Where in the file the character `at` of the decoded text begins. */
export function offsetInside(of: DecodedText, at: number): number {
  const runs = of.runs;
  if (runs === undefined || runs.length === 0) {
    const quoted = of.style === "single" || of.style === "double" || of.style === "json";
    return Math.min(of.span.start + at + (quoted ? 1 : 0), of.span.end);
  }
  const run = runs[Math.max(0, lowerBound(runs.length, (index) => runs[index]!.at > at) - 1)]!;
  return Math.min(run.offset + Math.max(0, at - run.at), of.span.end);
}

/** The least index below the length for which the condition holds, or the length; the condition must not fail above one. */
export function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Folders into which tools lay what others wrote: people change how they use it, not what is there. */
const INSTALLED = /(?:^|\/)\.(?:terraform|terragrunt-cache)\//;

/** Whether a tool laid the file out from elsewhere. */
export function isInstalled({ path }: SourceFile): boolean {
  return INSTALLED.test(path);
}
