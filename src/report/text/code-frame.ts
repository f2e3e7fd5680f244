/** A span → the lines of source around it, with what it marks underlined. */
import type { SourceFile, Span } from "../../base/source-file.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import { displayWidth, type Style } from "./lines.ts";

export interface Frame {
  readonly span: Span;
  /** Colour of the underline. */
  readonly mark: (text: string) => string;
  /** Lines of context before and after. */
  readonly context: number;
}

/** A span over more lines than this is shown by its beginning and end. */
const MOST_LINES = 6;

/** The place, then the lines with their numbers behind a bar; the place alone where the file gives values. */
export function codeFrame({ span, mark, context }: Frame, style: Style, margin: string): readonly string[] {
  const { file } = span;
  const from = file.position(span.start);
  const to = file.position(Math.max(span.start, span.end - 1));
  const last = Math.min(to.line + context, lineCount(file));
  const first = Math.max(1, from.line - context);
  const gutter = String(last).length;
  const head = `${" ".repeat(gutter)} ${style.dim("╭─")} ${style.link(plain(placeText(span)))}`;
  if (file.givesValues || !file.isAtHand) return [margin + head];
  const bar = style.dim("│");
  const lines = [head];
  for (let line = first; line <= last; line += 1) {
    if (to.line - from.line >= MOST_LINES && line === from.line + MOST_LINES - 2) {
      lines.push(`${" ".repeat(gutter)} ${style.dim("⋮")}`);
      line = to.line;
    }
    const shown = cut(file.line(line), line, from, to, Math.max(40, style.width - margin.length - gutter - 4));
    lines.push(`${style.dim(String(line).padStart(gutter))} ${bar} ${shown.text}`.trimEnd());
    if (shown.marked === 0) continue;
    const under = `${" ".repeat(shown.before)}${mark("━".repeat(shown.marked))}`;
    lines.push(`${" ".repeat(gutter)} ${bar} ${under}`);
  }
  return lines.map((line) => margin + line);
}

interface Shown {
  readonly text: string;
  /** Columns before the underline, and of it; 0 where the line is only context. */
  readonly before: number;
  readonly marked: number;
}

type At = { readonly line: number; readonly column: number };

/** The line with tabs as two blanks, cut to the width so that the marked part is seen. */
function cut(text: string, line: number, from: At, to: At, width: number): Shown {
  const inside = line >= from.line && line <= to.line;
  const indent = text.length - text.trimStart().length;
  const start = line === from.line ? from.column - 1 : indent;
  const end = line === to.line ? to.column : text.trimEnd().length;
  let [left, right] = ["", ""];
  let begin = 0;
  let stop = text.length;
  if (text.length > width) {
    begin = inside && end > width - 1 ? Math.max(0, Math.min(start - Math.floor(width / 3), text.length - width)) : 0;
    stop = Math.min(text.length, begin + width - 2);
    left = begin > 0 ? "…" : "";
    right = stop < text.length ? "…" : "";
  }
  const clip = (a: number, b: number): string =>
    show(text.slice(Math.max(begin, a), Math.max(begin, Math.min(stop, b))));
  const marked = inside ? displayWidth(clip(start, Math.max(end, start + 1))) : 0;
  return {
    text: left + clip(begin, stop) + right,
    before: displayWidth(left + clip(begin, start)),
    marked: inside ? Math.max(1, marked) : 0,
  };
}

function show(text: string): string {
  return plain(text.replaceAll("\t", "  "));
}

function lineCount({ lineStarts, text }: SourceFile): number {
  return text.endsWith("\n") ? lineStarts.length - 1 : lineStarts.length;
}
