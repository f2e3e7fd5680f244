/** A scalar event of js-yaml into a located scalar: its text, its value by the core schema, and where each character stands. */
import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import type { SourceFile, Span } from "../base/source-file.ts";
import type { LocatedScalar } from "./located.ts";

type Run = { readonly at: number; readonly offset: number };

const STYLES: Readonly<Record<number, LocatedScalar["style"]>> = {
  [SCALAR_STYLE.PLAIN]: "plain",
  [SCALAR_STYLE.SINGLE_QUOTED]: "single",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double",
  [SCALAR_STYLE.LITERAL_BLOCK]: "literal",
  [SCALAR_STYLE.FOLDED_BLOCK]: "folded",
};

export function styleOf({ style }: ScalarEvent): LocatedScalar["style"] {
  return STYLES[style] ?? "plain";
}

/** `emptyAt` is where an absent value would stand. `tag` is the tag as written, or undefined. */
export function locatedScalar(
  file: SourceFile,
  event: ScalarEvent,
  tag: string | undefined,
  emptyAt: number,
): LocatedScalar {
  const local = localTag(tag);
  const tagged = local === undefined ? {} : { tag: local };
  if (event.valueStart < 0) {
    const span: Span = { file, start: emptyAt, end: emptyAt };
    const value = tag === undefined ? null : "";
    return { kind: "scalar", value, text: "", style: "plain", span, ...tagged };
  }
  const text = getScalarValue(file.text, event);
  const style = styleOf(event);
  const quote = style === "single" || style === "double" ? 1 : 0;
  const span: Span = { file, start: event.valueStart - quote, end: event.valueEnd + quote };
  const found = event.fast ? undefined : runsOf(file.text, event, style, text);
  const oneToOne = found?.length === 1 && found[0]!.at === 0 && found[0]!.offset === span.start + quote;
  const runs = oneToOne && text.length === event.valueEnd - event.valueStart ? undefined : found;
  const value = style === "plain" && (tag === undefined || tag.startsWith("!!")) ? resolve(text, tag) : text;
  return { kind: "scalar", value, text, style, span, ...tagged, ...(runs === undefined ? {} : { runs }) };
}

/** A plain scalar that stands in one line, at [start, end). */
export function plainScalar(file: SourceFile, start: number, end: number, tag: string | undefined): LocatedScalar {
  const text = file.text.slice(start, end);
  const span: Span = { file, start, end };
  return tag === undefined
    ? { kind: "scalar", value: resolve(text, undefined), text, style: "plain", span }
    : { kind: "scalar", value: text, text, style: "plain", span, tag };
}

/** Standard tags (`!!str`, `!`, `!<tag:yaml.org,2002:str>`) are no local tags. */
export function localTag(tag: string | undefined): string | undefined {
  return tag === undefined || tag === "!" || tag.startsWith("!!") || tag.startsWith("!<tag:yaml.org,2002:")
    ? undefined
    : tag;
}

/** The value of a plain scalar by the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema). */
function resolve(text: string, tag: string | undefined): string | number | boolean | null {
  if (tag === "!!str") return text;
  switch (text) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return null;
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
  }
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e;
  if (!numeric) return text;
  if (/^[-+]?[0-9]+$/.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  return text;
}

/** Where the characters of `text` stand; undefined where they follow each other in the source. */
function runsOf(source: string, event: ScalarEvent, style: LocatedScalar["style"], text: string): readonly Run[] {
  const { valueStart: start, valueEnd: end } = event;
  if (style === "literal" || style === "folded") return lineRuns(source, start, end, text, Math.max(0, event.indent));
  if (style === "double") return quotedRuns(source, start, end, backslash);
  if (style === "single" && source.slice(start, end).includes("''"))
    return quotedRuns(source, start, end, doubledQuote);
  return lineRuns(source, start, end, text, undefined);
}

/** One run per line that is not empty. `indent` is the block's; undefined for a flow scalar, whose lines are trimmed. */
function lineRuns(
  source: string,
  start: number,
  end: number,
  text: string,
  indent: number | undefined,
): readonly Run[] {
  const runs: Run[] = [];
  let cursor = 0;
  for (let at = start; at < end; ) {
    const newline = source.indexOf("\n", at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    let from = at;
    let to = newline === -1 || newline >= end ? end : newline;
    if (source[to - 1] === "\r") to -= 1;
    if (indent === undefined) {
      if (at !== start) while (from < to && isBlank(source, from)) from += 1;
      if (next < end) while (to > from && isBlank(source, to - 1)) to -= 1;
    } else from = Math.min(to, at + indent);
    if (from < to) {
      while (cursor < text.length && text[cursor] !== source[from]) cursor += 1;
      const found = text.startsWith(source.slice(from, to), cursor)
        ? cursor
        : text.indexOf(source.slice(from, to), cursor);
      if (found !== -1) {
        runs.push({ at: found, offset: from });
        cursor = found + (to - from);
      }
    }
    at = next;
  }
  return runs.length === 0 ? [{ at: 0, offset: start }] : runs;
}

/** How far what stands at an offset reaches as an escape, and how many characters it is; undefined where it is none. */
type EscapeAt = (
  source: string,
  at: number,
  end: number,
) => { readonly next: number; readonly length: number } | undefined;

const doubledQuote: EscapeAt = (source, at) => (source[at] === "'" ? { next: at + 2, length: 1 } : undefined);

/** The escapes of double quotes: https://yaml.org/spec/1.2.2/#57-escaped-characters. */
const backslash: EscapeAt = (source, at, end) => {
  if (source[at] !== "\\") return undefined;
  const escaped = source[at + 1] ?? "";
  if (escaped === "\n" || escaped === "\r") {
    let next = at + 1;
    while (next < end && (isBlank(source, next) || isBreak(source, next))) next += 1;
    return { next, length: 0 };
  }
  const digits = escaped === "x" ? 2 : escaped === "u" ? 4 : escaped === "U" ? 8 : 0;
  const isPair = escaped === "U" && Number.parseInt(source.slice(at + 2, at + 10), 16) > 0xffff;
  return { next: at + 2 + digits, length: isPair ? 2 : 1 };
};

/** A run behind each escape and each line break of a scalar in quotes, whose lines are folded. */
function quotedRuns(source: string, start: number, end: number, escapeAt: EscapeAt): readonly Run[] {
  const runs: Run[] = [{ at: 0, offset: start }];
  let length = 0;
  let blanks = 0;
  for (let at = start; at < end; ) {
    const escaped = escapeAt(source, at, end);
    if (escaped !== undefined) {
      at = escaped.next;
      length += escaped.length;
      blanks = 0;
      runs.push({ at: length, offset: at });
    } else if (isBreak(source, at)) {
      let breaks = 0;
      for (; at < end && (isBlank(source, at) || isBreak(source, at)); at += 1)
        if (source[at] === "\n" || (source[at] === "\r" && source[at + 1] !== "\n")) breaks += 1;
      length += Math.max(1, breaks - 1) - blanks;
      blanks = 0;
      runs.push({ at: length, offset: at });
    } else {
      blanks = isBlank(source, at) ? blanks + 1 : 0;
      length += 1;
      at += 1;
    }
  }
  return runs;
}

function isBreak(source: string, at: number): boolean {
  return source[at] === "\n" || source[at] === "\r";
}

function isBlank(source: string, at: number): boolean {
  return source[at] === " " || source[at] === "\t";
}
