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
    piece += `${separator}\n  ${inside(name, 0)}: `;
    separator = ",";
    if (!(value instanceof InTurn) || value.makers.length === 0) {
      piece += inside(value instanceof InTurn ? [] : value, 1);
      continue;
    }
    piece += "[";
    for (const [at, make] of value.makers.entries()) {
      piece += `${at === 0 ? "" : ","}\n    ${inside(make(), 2)}`;
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

/** The text of a value as it stands so deep in others, without what is around it. */
function inside(value: unknown, depth: number): string {
  let whole = value;
  let [before, behind] = [0, 1];
  for (let around = 0; around < depth; around++) {
    whole = [whole];
    // A bracket and a line break on each side, and two spaces more for each that is further inside.
    before += "[\n".length + 2 * (around + 1);
    behind += "\n]".length + 2 * around;
  }
  return jsonText(whole).slice(before, -behind);
}
