/** What was parsed from a text that is a value → the same with the places that the text was made from. */
import { SourceFile, type Span } from "../base/source-file.ts";
import type { StringValue } from "../base/value.ts";
import { type FlatText, flatten, originOfRange } from "./text-runs.ts";

/** `file`: what the text was parsed as. A text without an origin has no places but those of that. */
export function placed<T>(parsed: T, file: SourceFile, text: StringValue): T {
  return text.origin === undefined && text.runs === undefined ? parsed : (withPlaces(parsed, file, flatten(text)) as T);
}

function withPlaces(node: unknown, file: SourceFile, text: FlatText): unknown {
  if (Array.isArray(node)) return node.map((one) => withPlaces(one, file, text));
  if (typeof node !== "object" || node === null || Object.getPrototypeOf(node) !== Object.prototype) return node;
  if (isSpan(node) && node.file === file) return originOfRange(text, node.start, node.end)?.span ?? node;
  return Object.fromEntries(Object.entries(node).map(([name, one]) => [name, withPlaces(one, file, text)]));
}

function isSpan(node: object): node is Span {
  return "file" in node && node.file instanceof SourceFile;
}
