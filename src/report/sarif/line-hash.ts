/**
 * A source file → the hash of each line by which GitHub code scanning recognises an alert after edits. Made as
 * GitHub's upload step makes `primaryLocationLineHash`, so that it agrees with ours
 * (https://github.com/github/codeql-action/blob/main/src/fingerprints.ts).
 */
import type { SourceFile } from "../../base/source-file.ts";

/** How many characters, blanks not counted, from the start of a line on make its hash. */
const BLOCK = 100;
const BASE = 37n;
const MODULUS = 1n << 64n;
/** What leaves the window is worth this much. */
const LEAVING = BASE ** BigInt(BLOCK) % MODULUS;
const END_OF_FILE = 65535;

/** By line, from 1 at index 0: 64 bits in hexadecimal, and which of the equal hashes of the file it is. */
export function lineHashes(file: SourceFile): readonly string[] {
  const { units, starts } = significant(file.text);
  const counts = new Map<string, number>();
  const result: string[] = [];
  let hash = 0n;
  let line = 0;
  for (let at = 0; line < starts.length; at += 1) {
    if (at === starts[line]! + BLOCK) {
      const text = hash.toString(16);
      const count = (counts.get(text) ?? 0) + 1;
      counts.set(text, count);
      result.push(`${text}:${count}`);
      line += 1;
    }
    const leaving = at < BLOCK ? 0n : LEAVING * BigInt(units[at - BLOCK] ?? 0);
    hash = (((hash * BASE + BigInt(units[at] ?? 0) - leaving) % MODULUS) + MODULUS) % MODULUS;
  }
  return result;
}

interface Significant {
  /** UTF-16 units without blanks and tabs, every line end as `\n`, and one for the end of the file. */
  readonly units: readonly number[];
  /** The first unit of each line. */
  readonly starts: readonly number[];
}

function significant(text: string): Significant {
  const units: number[] = [];
  const starts: number[] = [];
  let atStart = true;
  const add = (unit: number): void => {
    if (atStart) starts.push(units.length);
    atStart = unit === 10;
    units.push(unit);
  };
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 32 || unit === 9 || (unit === 10 && at > 0 && text.charCodeAt(at - 1) === 13)) continue;
    add(unit === 13 ? 10 : unit);
  }
  add(END_OF_FILE);
  return { units, starts };
}
