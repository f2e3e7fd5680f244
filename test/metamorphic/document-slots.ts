/** The entries of a mapping and the elements of a list in YAML or JSON → the places of their whole texts, which may change places. */
import type { SourceFile, Span } from "../../src/base/source-file.ts";
import type { LocatedMapping, LocatedSequence } from "../../src/parse/located.ts";

/** Undefined where they do not stand one below the other, each from the beginning of its line, or one behind the other in brackets. */
export function slotsOf(node: LocatedMapping | LocatedSequence): readonly Span[] | undefined {
  const starts =
    node.kind === "mapping" ? node.entries.map(({ key }) => key.span) : node.elements.map(({ span }) => span);
  if (starts.length < 2) return undefined;
  const { file, start } = node.span;
  if (/[{[]/.test(file.text[start] ?? "") || /^!\S+\s*[{[]/.test(file.text.slice(start, start + 80)))
    return node.kind === "mapping"
      ? node.entries.map(({ key, value }) => ({
          file,
          start: key.span.start,
          end: Math.max(key.span.end, value.span.end),
        }))
      : starts;
  return node.kind === "mapping" ? below(file, starts, /^ *$/, false) : below(file, starts, /^ *- +(?:!\S+ +)?$/, true);
}

/** Whole lines, from that of each start to the next. */
function below(
  file: SourceFile,
  starts: readonly Span[],
  before: RegExp,
  dashes: boolean,
): readonly Span[] | undefined {
  const lines = starts.map(({ start }) => file.position(start).line);
  const indents = lines.map((line, at) => {
    const text = file.text.slice(file.lineStarts[line - 1]!, starts[at]!.start);
    return before.test(text) ? text.search(/[^ ]|$/) : -1;
  });
  const indent = indents[0]!;
  if (indent === -1 || indents.some((one) => one !== indent) || new Set(lines).size < lines.length) return undefined;
  const ends = [...lines.slice(1), endOfLast(file, lines.at(-1)!, indent, dashes)];
  const slots = lines.map((line, at) => ({ file, start: file.lineStarts[line - 1]!, end: lineStart(file, ends[at]!) }));
  return slots.every(({ start, end }) => file.text.slice(start, end).endsWith("\n")) ? slots : undefined;
}

/** The first line that no longer belongs to the last entry. */
function endOfLast(file: SourceFile, from: number, indent: number, dashes: boolean): number {
  const { length } = file.lineStarts;
  for (let line = from + 1; line <= length; line += 1) {
    const text = file.line(line);
    const at = text.search(/\S/);
    if (at === -1 || at > indent) continue;
    // A list may stand right below its key without more indentation.
    if (!dashes && at === indent && /^- /.test(text.slice(at))) continue;
    return line;
  }
  return length + 1;
}

function lineStart(file: SourceFile, line: number): number {
  return file.lineStarts[line - 1] ?? file.text.length;
}
