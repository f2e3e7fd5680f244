/** Values that stand in a row inside a template into one string, partly known where they are. */

import { STRING } from "../../../../base/type.ts";
import type { StringValue, TextRun, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { mergedPieces, type Piece } from "../../../../values/pieces.ts";
import { flatten, originOfRange, runsOf } from "../../../../values/text-runs.ts";
import { string } from "./construct.ts";
import { convert } from "./convert.ts";
import { isFailure, type Result } from "./failure.ts";
import { isPrimitive } from "./type-relations.ts";

/**
 * The parts of a template (more than one, or literal text) into a string: each is converted to a string, unknown ones become
 * holes. A failure where a part is null or has no string form. A lone interpolation is not for this: it keeps its type.
 */
export function joinText(parts: readonly Value[]): Result {
  const texts: (StringValue | TextValue | UnknownValue)[] = [];
  for (const part of parts) {
    if (part.kind === "null") {
      return {
        failure: "The expression result is null. Cannot include a null value in a string template.",
        summary: "Invalid template interpolation value",
      };
    }
    // An unknown number stays a number in its hole: in JSON it is a single value there.
    const text = part.kind === "unknown" && isPrimitive(part.type) ? part : convert(part, STRING);
    if (isFailure(text)) {
      return {
        failure: `Cannot include the given value in a string template: ${text.failure}.`,
        summary: "Invalid template interpolation value",
      };
    }
    if (text.kind === "string" || text.kind === "text" || text.kind === "unknown") texts.push(text);
  }
  return concatenated(texts);
}

/** Strings, partly known strings and unknown strings end to end. Sensitive where one of them is. */
export function concatenated(texts: readonly (StringValue | TextValue | UnknownValue)[]): StringValue | TextValue {
  const parts = mergedPieces(
    texts.flatMap((text): readonly Piece[] =>
      text.kind === "string" ? [text.value] : text.kind === "text" ? text.parts : [text],
    ),
  );
  const runs: TextRun[] = [];
  for (const text of texts) {
    if (text.kind === "unknown") runs.push({ length: 1, ...(text.origin && { origin: text.origin }) });
    else for (const run of runsOf(text)) if (run.length > 0) runs.push(run);
  }
  const sensitive = texts.some((text) => text.sensitive === true) ? { sensitive: true as const } : {};
  const located = runs.some((run) => run.origin !== undefined || run.encodes !== undefined);
  if (parts.every((part) => typeof part === "string")) {
    const joined = string(parts.join(""));
    // Normalising may merge characters across pieces; the runs then no longer fit.
    const fits = located && runs.reduce((sum, run) => sum + run.length, 0) === joined.value.length;
    return { ...joined, ...(fits ? { runs } : {}), ...sensitive };
  }
  return { kind: "text", parts, ...(located ? { runs } : {}), ...sensitive };
}

/** Cuts pieces [start, end) out of a string; each knows where its characters stand. */
export function cutter(of: StringValue): (start: number, end: number) => StringValue {
  const flat = flatten(of);
  return (start, end) => {
    const text = string(of.value.slice(start, end));
    const origin = originOfRange(flat, start, end);
    return origin === undefined ? text : { ...text, origin };
  };
}
