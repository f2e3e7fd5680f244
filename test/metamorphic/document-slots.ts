/** The entries of a mapping and the elements of a list in YAML or JSON → the places of their whole texts, which may change places. */
import type { SourceFile, Span } from "../../src/base/source-file.ts";
import type { LocatedEntry, LocatedMapping, LocatedSequence } from "../../src/parse/located.ts";

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

/** The text to take away so that one entry or element is gone; undefined where it cannot be told. */
export function without(node: LocatedMapping | LocatedSequence, at: number): Span | undefined {
  const { file, start, end } = node.span;
  const slots = slotsOf(node);
  if (slots === undefined) return undefined;
  if (!/[{[]/.test(file.text[start] ?? "")) return slots[at];
  // In brackets the comma goes too: that before it, or of the first that behind it. A tag stands before the span of its node.
  if (at > 0) return { file, start: slots[at - 1]!.end, end: slots[at]!.end };
  const comma = file.text.indexOf(",", slots[0]!.end);
  return comma === -1 || comma >= end ? undefined : { file, start: start + 1, end: comma + 1 };
}

/** The text of an entry's value with its tag, from behind the colon; undefined where it stands in some other way. */
export function writtenValue({ value: { span } }: LocatedEntry): Span | undefined {
  const { file, start } = span;
  // A tag stands before the span of its node, and a value of several lines ends with the last of them.
  const colon = file.text.lastIndexOf(":", start - 1);
  if (!/^\s*(?:!\S+\s*)?$/.test(file.text.slice(colon + 1, start))) return undefined;
  const end = start + file.text.slice(start, span.end).trimEnd().length;
  return end <= colon ? undefined : { file, start: colon + 1, end };
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
