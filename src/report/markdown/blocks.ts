/** Parts of a summary, of which as many rows are kept as may be written. */
import { count } from "../words.ts";

/** Rows between what opens and what closes them, such as those of a table; without rows it is not there. */
export interface SummaryPart {
  /** What a row is, in the singular: `flow`. */
  readonly what: string;
  readonly head: readonly string[];
  /** Each is kept whole or not at all, and may have several lines. */
  readonly rows: readonly string[];
  readonly foot: readonly string[];
}

/** For the line that says what is left out. */
const RESERVED = 1_000;

/** The blocks in at most so many bytes of UTF-8. Where they do not fit, rows at the end of a block are left out, and the last line counts them. */
export function withinLimit(blocks: readonly SummaryPart[], limit: number): string {
  let room = limit - RESERVED;
  const left: string[] = [];
  const kept = blocks.flatMap(({ what, head, rows, foot }) => {
    room -= bytesOf([...head, ...foot]);
    const fitting = firstFitting(rows, room);
    if (fitting < rows.length) left.push(count(rows.length - fitting, what));
    if (fitting === 0) {
      room += bytesOf([...head, ...foot]);
      return [];
    }
    room -= bytesOf(rows.slice(0, fitting));
    return [...head, ...rows.slice(0, fitting), ...foot];
  });
  const rest =
    left.length === 0
      ? []
      : [`**Left out, as it would be too long:** ${left.join(", ")}. The HTML and JSON reports have everything.`];
  return `${[...kept, ...rest].join("\n")}\n`;
}

/** How many rows from the first on have room. */
function firstFitting(rows: readonly string[], room: number): number {
  let size = 0;
  const at = rows.findIndex((row) => {
    size += bytesOf([row]);
    return size > room;
  });
  return at === -1 ? rows.length : at;
}

/** With their line breaks. */
function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
