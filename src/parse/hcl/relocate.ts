/** Turns a syntax tree of a string's value into that of its place in the file: the same nodes with other spans. */
import type { Span } from "../../base/source-file.ts";
import type { LocatedScalar } from "../located.ts";

/** The offset in the file of an offset in the value of a JSON string. */
export function offsetInFile(string: LocatedScalar, offset: number): number {
  const { runs } = string;
  if (runs === undefined) return string.span.start + 1 + offset;
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.at <= offset) low = middle;
    else high = middle - 1;
  }
  return runs[low]!.offset + offset - runs[low]!.at;
}

/** The value with every span in it, of whatever node or diagnostic, moved from the string's value to the string's file. */
export function relocate<T>(value: T, string: LocatedScalar): T {
  return move(value, string) as T;
}

function move(value: unknown, string: LocatedScalar): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => move(element, string));
  if (isSpan(value)) {
    const start = offsetInFile(string, value.start);
    return { file: string.span.file, start, end: Math.max(start, offsetInFile(string, value.end)) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, move(part, string)]));
}

function isSpan(value: object): value is Span {
  return "file" in value && "start" in value;
}
