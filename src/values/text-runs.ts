/** Text in pieces, of which some are not known, and its runs into the origin of any range of its characters. */
import { cover, lowerBound, textOf } from "../base/source-file.ts";
import type { Origin, StringValue, TextRun, TextValue, UnknownValue, Value } from "../base/value.ts";

export type Piece = string | UnknownValue;

/** The same text with neighbouring literals as one and empty ones left out. */
export function mergedPieces(pieces: Iterable<Piece>): Piece[] {
  const parts: Piece[] = [];
  for (const piece of pieces) append(parts, piece);
  return parts;
}

/** Puts a piece behind others, as one with a literal there. */
export function append(parts: Piece[], piece: Piece): void {
  const last = parts.at(-1);
  if (typeof piece === "string" && typeof last === "string") parts[parts.length - 1] = last + piece;
  else if (piece !== "") parts.push(piece);
}

/** The pieces as one value: a string, a text with holes, or the one unknown that it is. */
export function joinedPieces(
  pieces: Iterable<Piece>,
  base: Pick<Value, "origin">,
): StringValue | TextValue | UnknownValue {
  const parts = mergedPieces(pieces);
  const [only] = parts;
  if (only === undefined) return { kind: "string", value: "", ...base };
  if (parts.length > 1) return { kind: "text", parts, ...base };
  return typeof only === "string" ? { kind: "string", value: only, ...base } : { ...only, ...base };
}

/** Stands for a hole in flat text; which hole, says `FlatText.holes`. */
export const HOLE = "\uFFFC";

/** A string with its holes as single characters, so that offsets are plain numbers. */
export interface FlatText {
  readonly characters: string;
  /** By offset. */
  readonly holes: ReadonlyMap<number, UnknownValue>;
  readonly runs: readonly PlacedRun[];
  readonly origin: Origin | undefined;
}

interface PlacedRun extends TextRun {
  readonly start: number;
}

export function flatten(text: StringValue | TextValue): FlatText {
  const holes = new Map<number, UnknownValue>();
  let characters = "";
  if (text.kind === "string") characters = text.value;
  else {
    for (const part of text.parts) {
      if (typeof part === "string") characters += part;
      else {
        holes.set(characters.length, part);
        characters += HOLE;
      }
    }
  }
  return { characters, holes, runs: place(runsOf(text)), origin: text.origin };
}

/** The runs of a string, made up from its origin where it has none of its own. */
export function runsOf(text: StringValue | TextValue): readonly TextRun[] {
  if (text.runs !== undefined) return text.runs;
  const length = flatLength(text);
  const origin = text.origin;
  if (origin === undefined) return [{ length }];
  const verbatim = text.kind === "string" && textOf(origin.span) === text.value;
  return [verbatim ? { length, origin, verbatim } : { length, origin }];
}

/** The length of a string in UTF-16 units, holes counted as one. */
export function flatLength(text: StringValue | TextValue): number {
  if (text.kind === "string") return text.value.length;
  return text.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 1), 0);
}

function place(runs: readonly TextRun[]): readonly PlacedRun[] {
  let start = 0;
  return runs.map((run) => {
    const placed = { ...run, start };
    start += run.length;
    return placed;
  });
}

/** The run that holds an offset; undefined past the end. */
export function runAt(text: FlatText, offset: number): PlacedRun | undefined {
  const run = text.runs[lowerBound(text.runs.length, (at) => text.runs[at]!.start > offset) - 1];
  return run !== undefined && offset < run.start + run.length ? run : undefined;
}

/** The origin of the range [start, end) of the characters: as tight as its runs allow. */
export function originOfRange(text: FlatText, start: number, end: number): Origin | undefined {
  const first = runAt(text, start);
  const from = originInRun(first, start, end) ?? text.origin;
  if (first === undefined || from === undefined || end <= first.start + first.length) return from;
  const last = runAt(text, end - 1);
  const to = originInRun(last, Math.max(last?.start ?? start, start), end);
  if (to === undefined || to.span.file !== from.span.file || to.span.start < from.span.start) return from;
  return { ...from, span: cover(from.span, to.span) };
}

function originInRun(run: PlacedRun | undefined, start: number, end: number): Origin | undefined {
  if (run?.origin === undefined || run.verbatim === undefined) return run?.origin;
  const base = run.origin.span.start - run.start;
  const span = { file: run.origin.span.file, start: base + start, end: base + Math.min(end, run.start + run.length) };
  return { ...run.origin, span };
}

/** The holes among the characters [start, end) with their offsets, in order. */
export function holesIn(
  text: FlatText,
  start: number,
  end: number,
): readonly (readonly [at: number, hole: UnknownValue])[] {
  const found: [number, UnknownValue][] = [];
  if (text.holes.size === 0) return found;
  const characters = text.characters.slice(start, end);
  for (let at = characters.indexOf(HOLE); at !== -1; at = characters.indexOf(HOLE, at + 1)) {
    const hole = text.holes.get(start + at);
    if (hole !== undefined) found.push([start + at, hole]);
  }
  return found;
}

/** The characters [start, end) as a text of their own: their holes and origins go with them. */
export function sliceText(text: FlatText, start: number, end: number): FlatText {
  const holes = new Map(holesIn(text, start, end).map(([at, hole]) => [at - start, hole]));
  const runs: PlacedRun[] = [];
  for (let run = runAt(text, start), at = start; run !== undefined && at < end; run = runAt(text, at)) {
    const to = Math.min(end, run.start + run.length);
    const { encodes: _, ...rest } = run;
    const origin = originInRun(run, at, to);
    runs.push({ ...rest, start: at - start, length: to - at, ...(origin === undefined ? {} : { origin }) });
    at = to;
  }
  return { characters: text.characters.slice(start, end), holes, runs, origin: text.origin };
}

/** Texts one after the other. The origin of the whole is that of the first that has one. */
export function joinTexts(texts: readonly FlatText[]): FlatText {
  const written = texts.filter(({ characters }) => characters !== "");
  if (written.length === 1) return written[0]!;
  const holes = new Map<number, UnknownValue>();
  const runs: PlacedRun[] = [];
  let characters = "";
  for (const text of written) {
    for (const [at, hole] of text.holes) holes.set(characters.length + at, hole);
    for (const run of text.runs) runs.push({ ...run, start: characters.length + run.start });
    characters += text.characters;
  }
  return { characters, holes, runs, origin: texts.find(({ origin }) => origin !== undefined)?.origin };
}

/** The value that a text is the flat form of. */
export function unflatten(text: FlatText): StringValue | TextValue {
  const rest = { runs: text.runs, ...(text.origin === undefined ? {} : { origin: text.origin }) };
  if (text.holes.size === 0) return { kind: "string", value: text.characters, ...rest };
  const parts: (string | UnknownValue)[] = [];
  let from = 0;
  for (const [at, hole] of [...text.holes].sort(([a], [b]) => a - b)) {
    if (at > from) parts.push(text.characters.slice(from, at));
    parts.push(hole);
    from = at + 1;
  }
  if (from < text.characters.length) parts.push(text.characters.slice(from));
  return { kind: "text", parts, ...rest };
}

/** Whether a text can be this string: its literal pieces occur in it in order, without overlap, the outer ones at the ends. */
export function couldBe({ parts }: TextValue, value: string): boolean {
  const [first, last] = [parts[0], parts.at(-1)].map((part) => (typeof part === "string" ? part : "")) as [
    string,
    string,
  ];
  const end = value.length - last.length;
  if (end < first.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    if (typeof part !== "string") continue;
    const found = value.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
