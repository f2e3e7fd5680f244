/** A large object → its JSON in pieces: neither its lists nor its text are ever whole in memory. */
import { jsonText } from "../escape.ts";

/** A list of which each element is made when it is written. */
export class InTurn {
  readonly makers: readonly (() => object)[];

  constructor(makers: readonly (() => object)[]) {
    this.makers = makers;
  }
}

/** The text that `jsonText` gives, in pieces of some hundred thousand characters. `object`: lists of its own fields may be made in turn. */
export function* objectInPieces(object: Readonly<Record<string, unknown>>): Generator<string> {
  let piece = "{";
  let separator = "";
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    piece += `${separator}\n  ${indented(name)}: `;
    separator = ",";
    if (!(value instanceof InTurn) || value.makers.length === 0) {
      piece += indented(value instanceof InTurn ? [] : value, "  ");
      continue;
    }
    piece += "[";
    for (const [at, make] of value.makers.entries()) {
      piece += `${at === 0 ? "" : ","}\n    ${indented(make(), "    ")}`;
      if (piece.length < LONG_ENOUGH) continue;
      yield piece;
      piece = "";
    }
    piece += "\n  ]";
  }
  yield `${piece}${separator === "" ? "" : "\n"}}\n`;
}

/** Characters. */
const LONG_ENOUGH = 262_144;

/** A value as it stands behind so much indentation: a text in JSON has no line break. */
function indented(value: unknown, before = ""): string {
  return jsonText(value).trimEnd().replaceAll("\n", `\n${before}`);
}
