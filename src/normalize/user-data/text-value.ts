/** A stretch of flat text into the value that it is. */
import { type FlatText, originOfRange } from "../../base/text-runs.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { joined } from "../value.ts";

/** The characters [start, end), with the holes among them. */
export function valueAt(text: FlatText, start: number, end: number): Value {
  const parts: (string | UnknownValue)[] = [];
  let literal = "";
  for (let at = start; at < end; at++) {
    const hole = text.holes.get(at);
    if (hole === undefined) {
      literal += text.characters[at] ?? "";
      continue;
    }
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(hole);
  }
  if (literal !== "" || parts.length === 0) parts.push(literal);
  const origin = originOfRange(text, start, end);
  return joined(parts, origin === undefined ? {} : { origin });
}
