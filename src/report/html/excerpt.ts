/** A span → the lines of source around it, with what it marks. */
import type { Span } from "../../base/source-file.ts";
import { placeText } from "../location.ts";
import { html, type Markup } from "./markup.ts";

/** A span over more lines than this is shown by its beginning. */
const MOST_LINES = 8;

/** A line is cut to this many UTF-16 units around what is marked: generated templates have all on one. */
const LONGEST_LINE = 200;

/** How much of a cut line stands before what is marked. */
const BEFORE_MARK = 60;

/** With `context` lines before and after; the place alone where the file gives values. */
export function excerpt(span: Span, context: number): Markup {
  const { file } = span;
  if (file.givesValues || !file.isAtHand)
    return html`<figure class="source"><figcaption>${placeText(span)}</figcaption></figure>`;
  const from = file.position(span.start);
  const to = file.position(Math.max(span.start, span.end - 1));
  const end = Math.min(to.line, from.line + MOST_LINES - 1);
  const last = Math.min(end + context, file.lineStarts.length - (file.text.endsWith("\n") ? 1 : 0));
  const lines: Markup[] = [];
  for (let line = Math.max(1, from.line - context); line <= last; line += 1) {
    const text = file.line(line);
    const inside = line >= from.line && line <= end;
    const start = !inside ? text.length : line === from.line ? from.column - 1 : text.search(/\S|$/);
    const stop = !inside ? text.length : line === to.line ? to.column : text.trimEnd().length;
    lines.push(lineOf(line, cut(text, start, stop)));
  }
  if (end < to.line) lines.push(html`<span class="line"><span class="number">⋮</span></span>`);
  return html`<figure class="source"><figcaption>${placeText(span)}</figcaption><pre tabindex="0" role="group" aria-label="source of ${placeText(span)}"><code>${lines}</code></pre></figure>`;
}

interface Cut {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

function lineOf(line: number, { before, marked, after }: Cut): Markup {
  const mark = marked === "" ? undefined : html`<mark>${marked}</mark>`;
  return html`<span class="line${mark === undefined ? "" : " marked"}"><span class="number">${line}</span><span class="text">${before}${mark}${after}</span></span>
`;
}

/** In three parts, of which the middle one, from `start` to `stop`, is marked. */
function cut(text: string, start: number, stop: number): Cut {
  const begin =
    text.length <= LONGEST_LINE ? 0 : Math.max(0, Math.min(start - BEFORE_MARK, text.length - LONGEST_LINE));
  const end = Math.min(text.length, begin + LONGEST_LINE);
  const part = (a: number, b: number): string =>
    text.slice(Math.max(begin, a), Math.max(begin, Math.min(end, b))).replaceAll("\t", "  ");
  return {
    before: `${begin > 0 ? "…" : ""}${part(0, start)}`,
    marked: part(start, stop),
    after: `${part(stop, text.length)}${end < text.length ? "…" : ""}`,
  };
}
