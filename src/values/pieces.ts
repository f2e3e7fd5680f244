/** Text in pieces, of which some are not known. */
import type { UnknownValue, Value } from "../base/value.ts";

export type Piece = string | UnknownValue;

/** The same text with neighbouring literals as one and empty ones left out. */
export function mergedPieces(pieces: Iterable<Piece>): Piece[] {
  const parts: Piece[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (typeof piece === "string" && typeof last === "string") parts[parts.length - 1] = last + piece;
    else if (piece !== "") parts.push(piece);
  }
  return parts;
}

/** The pieces as one value: a string, a text with holes, or the one unknown that it is. */
export function joinedPieces(pieces: Iterable<Piece>, base: Pick<Value, "origin">): Value {
  const parts = mergedPieces(pieces);
  const [only] = parts;
  if (only === undefined) return { kind: "string", value: "", ...base };
  if (parts.length > 1) return { kind: "text", parts, ...base };
  return typeof only === "string" ? { kind: "string", value: only, ...base } : { ...only, ...base };
}
