/** A literal text, as it is decoded, into the places where its characters stand in the source. */
import { type Span, textOf } from "../../../../base/source-file.ts";
import type { TextRun } from "../../../../base/value.ts";

/** A string without these characters holds no JSON, script or configuration file that anyone reads. */
export function hasStructure(text: string): boolean {
  return /[[{\n]/.test(text);
}

/** A string of more runs than this is not made by hand: their places are not kept. */
const MAX_RUNS = 20_000;

/** Those of a string of that length; undefined where they do not add up to it (normalization changed its length). */
export function runsThatFit(runs: readonly TextRun[], length: number): readonly TextRun[] | undefined {
  const total = runs.reduce((sum, run) => sum + run.length, 0);
  return total === length && runs.length <= MAX_RUNS ? runs.filter((run) => run.length > 0) : undefined;
}

/**
 * Aligns the decoded text with the source: escapes (`\"`, `$${`), the indentation that `<<-` takes away and carriage returns are
 * skipped. Only a `quoted` string has backslash escapes. What cannot be aligned is one run with the whole span.
 */
export function literalRuns(value: string, span: Span, quoted: boolean): readonly TextRun[] {
  const source = textOf(span);
  if (source === value) return [{ length: value.length, origin: { kind: "literal", span }, verbatim: true }];
  const runs: TextRun[] = [];
  let at = 0;
  let from = 0;
  while (at < value.length) {
    from = skipIndentation(value, at, source, from);
    const start = at;
    const begin = from;
    while (at < value.length && value[at] === source[from] && escapeAt(source, from, quoted) === undefined) {
      at++;
      from++;
      if (value[at - 1] === "\n") break;
    }
    if (at > start) runs.push(run(at - start, span, begin, from, true));
    else {
      const escaped = escapeAt(source, from, quoted);
      if (escaped === undefined || !value.startsWith(escaped.text, at)) {
        runs.push(run(value.length - at, span, Math.min(from, source.length), source.length, false));
        return runs;
      }
      runs.push(run(escaped.text.length, span, from, from + escaped.length, false));
      at += escaped.text.length;
      from += escaped.length;
    }
  }
  return runs;
}

function run(length: number, span: Span, start: number, end: number, verbatim: boolean): TextRun {
  const origin = {
    kind: "literal",
    span: { file: span.file, start: span.start + start, end: span.start + end },
  } as const;
  return verbatim ? { length, origin, verbatim } : { length, origin };
}

/** At the start of a line the source may be indented further than the value. */
function skipIndentation(value: string, at: number, source: string, from: number): number {
  let next = from;
  if (source[next] === "\r" && value[at] === "\n") next++;
  const lineStart = at === 0 || value[at - 1] === "\n";
  if (!lineStart) return next;
  const rest = /^[ \t]*/.exec(value.slice(at, at + 200))![0].length;
  const there = /^[ \t]*/.exec(source.slice(next, next + 200))![0].length;
  return there > rest ? next + there - rest : next;
}

function escapeAt(
  source: string,
  from: number,
  quoted: boolean,
): { readonly text: string; readonly length: number } | undefined {
  if (source[from] !== "$" && source[from] !== "%" && source[from] !== "\\") return undefined;
  const three = source.slice(from, from + 3);
  if (three === "$${" || three === "%%{") return { text: three.slice(1), length: 3 };
  if (!quoted || source[from] !== "\\") return undefined;
  const simple = ESCAPES.get(source[from + 1] ?? "");
  if (simple !== undefined) return { text: simple, length: 2 };
  const unicode = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(source.slice(from, from + 10));
  const code = unicode === null ? undefined : Number.parseInt(unicode[1] ?? unicode[2] ?? "", 16);
  if (unicode === null || code === undefined || code > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(code), length: unicode[0].length };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
