/** A format, as Go's fmt package has them, into its literal text and its verbs. */
import { quote } from "../types/type-words.ts";
import type { Failure } from "../types/values.ts";
import { failed } from "./function-spec.ts";

export interface Verb {
  /** As written, `%-5.2[1]f`. */
  readonly raw: string;
  /** In bytes of UTF-8. */
  readonly offset: number;
  /** From 1. */
  readonly argument: number;
  readonly mode: string;
  readonly zero: boolean;
  readonly sharp: boolean;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly space: boolean;
  readonly width?: number;
  readonly precision?: number;
}

/** Widths and precisions beyond this are refused. */
const MAX_WIDTH = 1_000_000;

/** Literal text by its offsets in the format (`%%` by those of one of its signs), or a verb. */
type Piece = { readonly start: number; readonly end: number } | { readonly verb: Verb };

interface Parsed {
  readonly pieces: readonly Piece[];
  /** The number of arguments that the verbs use. */
  readonly used: number;
}

const TOKEN = /[^%]+|%%|%([0#\-+ ]*)([1-9][0-9]*)?(?:\.([0-9]*))?(?:\[([1-9][0-9]*)\])?([A-Za-z])/y;

/** A format into literal text and verbs. */
export function parseFormat(format: string): Parsed | Failure {
  const pieces: Piece[] = [];
  let next = 1;
  let used = 0;
  let bytes = 0;
  for (let at = 0; at < format.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(format);
    if (match === null) return misplaced(format, at);
    const [raw, flags = "", width, precision, index, mode] = match;
    if (mode === undefined) {
      pieces.push({ start: at, end: at + (raw === "%%" ? 1 : raw.length) });
      at += raw.length;
      bytes += Buffer.byteLength(raw);
      continue;
    }
    const argument = index === undefined ? next : Number(index);
    const verb: Verb = {
      raw,
      offset: bytes,
      argument,
      mode,
      zero: flags.includes("0"),
      sharp: flags.includes("#"),
      plus: flags.includes("+"),
      minus: flags.includes("-"),
      space: flags.includes(" "),
      ...(width === undefined ? {} : { width: Number(width) }),
      ...(precision === undefined ? {} : { precision: Number(precision) }),
    };
    if ((verb.width ?? 0) > MAX_WIDTH || (verb.precision ?? 0) > MAX_WIDTH)
      return failed(`the width of ${quote(raw)} is too large`);
    pieces.push({ verb });
    next = argument + 1;
    used = Math.max(used, argument);
    at += raw.length;
    bytes += raw.length;
  }
  return { pieces, used };
}

/** What stops the reading of a verb that begins there. */
function misplaced(format: string, start: number): Failure {
  const [readable] = /^%[0#\-+ ]*(?:[1-9][0-9]*)?(?:\.[0-9]*)?(?:\[(?:[1-9][0-9]*\]?)?)?/.exec(format.slice(start))!;
  const at = start + readable.length;
  const offset = Buffer.byteLength(format.slice(0, at));
  if (at >= format.length) return failed(`invalid format string starting at offset ${offset}`);
  const character = String.fromCodePoint(format.codePointAt(at)!);
  const shown = character === "'" ? "'\\''" : character === '"' ? "'\"'" : `'${quote(character).slice(1, -1)}'`;
  return failed(`unrecognized format character ${shown} at offset ${offset}`);
}
