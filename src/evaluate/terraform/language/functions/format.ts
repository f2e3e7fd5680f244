/** format and formatlist, which write as Go's fmt package does (https://developer.hashicorp.com/terraform/language/functions/format). */

import type { ListValue, StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { DYNAMIC, STRING } from "../../../../base/value.ts";
import { derived } from "../../../../values/unknown.ts";
import { concatenated, cutter, type Text } from "../types/text.ts";
import { quote } from "../types/type-words.ts";
import { each, type Failure, isFailure, list } from "../types/values.ts";
import { LIST_OF_STRING } from "./collection-list.ts";
import { formatOne, type Verb, weightOfVerb } from "./format-verb.ts";
import {
  badArgument,
  define,
  type FunctionContext,
  type Functions,
  failed,
  many,
  PARTLY,
  param,
} from "./function-spec.ts";

type Pay = FunctionContext["pay"];

const FORMAT = param("format", STRING);
const ARGS = param("args", DYNAMIC, { ...PARTLY, nullable: true });

export const FORMAT_FUNCTIONS: Functions = {
  format: define([FORMAT, many(ARGS)], STRING, ([first, ...args], { pay }) =>
    formatAll(first as StringValue, args, pay),
  ),
  formatlist: define([FORMAT, many(ARGS)], LIST_OF_STRING, (all, { pay }) => {
    const [first, ...args] = all;
    const measured = args.map((arg) =>
      arg.kind === "list" && arg.rest === undefined ? arg.elements.length : undefined,
    );
    const chooser = measured.findIndex((length) => length !== undefined);
    const length = chooser < 0 ? 1 : measured[chooser]!;
    const odd = measured.findIndex((one) => one !== undefined && one !== length);
    if (odd >= 0) {
      return badArgument(
        odd + 1,
        `argument ${odd + 1} has length ${measured[odd]}, which is inconsistent with argument ${chooser + 1} of length ${length}`,
      );
    }
    if (args.some(mayBeLonger)) return furtherTexts(first as StringValue, args, all, pay);
    return formatRows(first as StringValue, args, length, pay);
  }),
};

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
function parseFormat(format: string): Parsed | Failure {
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

/** The format with its verbs replaced; unknown arguments leave holes. Failures at arguments are counted from that after the format. */
function formatAll(
  format: StringValue,
  args: readonly Value[],
  pay: Pay,
): StringValue | TextValue | UnknownValue | Failure {
  const parsed = parseFormat(format.value);
  const cut = cutter(format);
  const texts: Text[] = [];
  if (isFailure(parsed)) return parsed;
  for (const piece of parsed.pieces) {
    if ("start" in piece) {
      texts.push(cut(piece.start, piece.end));
      continue;
    }
    const { verb } = piece;
    const arg = args[verb.argument - 1];
    if (arg === undefined) {
      return failed(
        `not enough arguments for ${quote(verb.raw)} at ${verb.offset}: need index ${verb.argument} but have ${args.length} total`,
      );
    }
    const refused = pay(weightOfVerb(verb, arg));
    if (refused !== undefined) return refused;
    const text = formatOne(verb, arg);
    if (isFailure(text)) return text;
    texts.push(text);
  }
  if (parsed.used < args.length) {
    const what = parsed.used === 0 ? "no verbs in format string" : `only ${parsed.used} used by format string`;
    return badArgument(parsed.used + 1, `too many arguments; ${what}`);
  }
  return concatenated(texts);
}

/** A text of each row: the elements of all lists at one place, and what is no list. */
function formatRows(format: StringValue, args: readonly Value[], length: number, pay: Pay): ListValue | Failure {
  const rows = Array.from({ length }, (_, at) =>
    args.map((arg) => (arg.kind === "list" ? (arg.elements[at] ?? arg) : arg)),
  );
  const elements = each(rows, (row, at) => {
    const text = formatAll(format, row, pay);
    return isFailure(text) && args.length > 0 ? failed(`error on format iteration ${at}: ${text.failure}`) : text;
  });
  return isFailure(elements) ? elements : list(elements, STRING);
}

/** A list of unknown length, or what may turn out to be one. */
function mayBeLonger(arg: Value): boolean {
  if (arg.kind === "list") return arg.rest !== undefined;
  return arg.kind === "unknown" && (arg.type.kind === "list" || arg.type.kind === "set" || arg.type.kind === "dynamic");
}

/** With one list that may be longer: what is made of its known elements, and further ones. */
function furtherTexts(format: StringValue, args: readonly Value[], all: readonly Value[], pay: Pay): Value | Failure {
  const unknown = derived("formatlist", all, LIST_OF_STRING, { notNull: true });
  const [only, ...more] = args.filter((arg) => arg.kind === "list" || mayBeLonger(arg));
  if (more.length > 0 || only?.kind !== "list") return unknown;
  const known = formatRows(format, args, only.elements.length, pay);
  if (isFailure(known)) return known;
  return { ...known, rest: unknown, ...(only.restFrom === undefined ? {} : { restFrom: only.restFrom }) };
}
