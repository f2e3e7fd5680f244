/** What a transformation does to the texts of a folder, in parts that can be left out one by one. */
import type { Span } from "../../src/base/source-file.ts";
import type { Random } from "./random.ts";

export interface Edit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One part of a transformation: it makes sense without the others, and the others without it. */
export interface Change {
  /** For people: what is done where. */
  readonly what: string;
  readonly edits: readonly Edit[];
  /** Whole files by path; undefined takes the file away. Their texts are not edited besides. */
  readonly files?: ReadonlyMap<string, string | undefined>;
  /** Of files that only have another name, the old path by the new one. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** The new texts of the files that the changes touch; undefined where the file is gone. */
export function apply(
  texts: ReadonlyMap<string, string>,
  changes: readonly Change[],
): ReadonlyMap<string, string | undefined> {
  const result = new Map<string, string | undefined>(changes.flatMap(({ files }) => [...(files ?? [])]));
  const edits = grouped(
    changes.flatMap((change) => change.edits),
    ({ path }) => path,
  );
  for (const [path, all] of edits) {
    let text = texts.get(path) ?? "";
    for (const edit of [...all].sort((a, b) => b.start - a.start || b.end - a.end))
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    result.set(path, text);
  }
  return result;
}

/** As many of the changes as do not touch the same text twice, chosen by chance. */
export function compatible(changes: readonly Change[], random: Random): readonly Change[] {
  const kept: Change[] = [];
  const taken = new Map<string, (readonly [start: number, end: number])[]>();
  for (const change of random.shuffled(changes)) {
    const ranges = [
      ...change.edits.map(({ path, start, end }) => ({ path, range: [start, end] as const })),
      ...[...(change.files?.keys() ?? [])].map((path) => ({ path, range: [0, Number.POSITIVE_INFINITY] as const })),
    ];
    const meets = ranges.some(({ path, range: [start, end] }) =>
      (taken.get(path) ?? []).some(([from, to]) => start < to && from < end),
    );
    if (meets) continue;
    kept.push(change);
    for (const { path, range } of ranges) taken.set(path, [...(taken.get(path) ?? []), range]);
  }
  return kept;
}

/** The texts at these places change places by chance; undefined where there are too few or all are alike. */
export function permuted(what: string, spans: readonly Span[], random: Random): Change | undefined {
  const texts = spans.map(({ file, start, end }) => file.text.slice(start, end));
  if (new Set(texts).size < 2) return undefined;
  let order = random.shuffled(texts);
  while (order.every((text, at) => text === texts[at])) order = random.shuffled(texts);
  const edits = spans.map(({ file, start, end }, at) => ({ path: file.path, start, end, text: order[at]! }));
  return { what, edits: edits.filter(({ text }, at) => text !== texts[at]) };
}

/** Where something stands, for people. */
export function place({ file, start }: Span): string {
  return `${file.path}:${file.position(start).line}`;
}

export function grouped<T>(things: Iterable<T>, keyOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}
