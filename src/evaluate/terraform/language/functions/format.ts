/** format and formatlist, which write as Go's fmt package does (https://developer.hashicorp.com/terraform/language/functions/format). */

import { infinity, isInteger, isNegative, type Num, truncated } from "../../../../base/big-float.ts";
import { formatVerb } from "../../../../base/number-text.ts";
import type {
  ListValue,
  NumberValue,
  StringValue,
  TextValue,
  Type,
  UnknownValue,
  Value,
} from "../../../../base/value.ts";
import { BOOL, DYNAMIC, NUMBER, STRING } from "../../../../base/value.ts";
import { derived, placedIn } from "../../../../values/unknown.ts";
import { weightOf, weightOfLength } from "../budget.ts";
import { convert } from "../types/convert.ts";
import { concatenated, cutter, type Text } from "../types/text.ts";
import { quote } from "../types/type-words.ts";
import { each, type Failure, isFailure, isPrimitive, list, string, typeOf } from "../types/values.ts";
import { LIST_OF_STRING } from "./collection-list.ts";
import { countOf } from "./collection-map.ts";
import { parseFormat, type Verb } from "./format-verbs.ts";
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
import { encodeJson, jsonString } from "./json.ts";
import { graphemeCount, graphemes, weightOfLetters } from "./letters.ts";
import { LENGTH_OF_A_PIECE } from "./search.ts";

type Pay = FunctionContext["pay"];

const FORMAT = param("format", STRING);
const ARGS = param("args", DYNAMIC, { ...PARTLY, nullable: true });

export const FORMAT_FUNCTIONS: Functions = {
  format: define([FORMAT, many(ARGS)], STRING, ([first, ...args], { pay }) =>
    formatAll(first as StringValue, args, pay),
  ),
  formatlist: define([FORMAT, many(ARGS)], LIST_OF_STRING, (all, { pay }) => {
    const [first, ...args] = all;
    const measured = args.map((arg) => (arg.kind === "list" ? countOf(arg) : undefined));
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
    // Of two lists it is known which elements meet only where both stand in a known order.
    const lists = args.filter((arg) => arg.kind === "list");
    if (lists.length > 1 && lists.some((one) => placedIn(one) < length))
      return derived("formatlist", all, LIST_OF_STRING, { notNull: true });
    return formatRows(first as StringValue, args, length, pay);
  }),
};

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
  if (isFailure(elements)) return elements;
  const placed = Math.min(...args.map((arg) => (arg.kind === "list" ? placedIn(arg) : length)));
  return { ...list(elements, STRING), ...(placed < length ? { restFrom: placed } : {}) };
}

/** A list of unknown length, or what may turn out to be one. */
function mayBeLonger(arg: Value): boolean {
  if (arg.kind === "list") return countOf(arg) === undefined;
  return arg.kind === "unknown" && (arg.type.kind === "list" || arg.type.kind === "set" || arg.type.kind === "dynamic");
}

/** With one list that may be longer: what is made of its known elements, and further ones. */
function furtherTexts(format: StringValue, args: readonly Value[], all: readonly Value[], pay: Pay): Value | Failure {
  const unknown = derived("formatlist", all, LIST_OF_STRING, { notNull: true });
  const [only, ...more] = args.filter((arg) => arg.kind === "list" || mayBeLonger(arg));
  if (more.length > 0 || only?.kind !== "list" || only.rest === undefined) return unknown;
  const known = formatRows(format, args, only.elements.length, pay);
  if (isFailure(known)) return known;
  return { ...known, rest: unknown, ...(only.restFrom === undefined ? {} : { restFrom: only.restFrom }) };
}

/** By verb, what its argument is converted to and how that is written; undefined where it is not known. */
const VERBS: readonly (readonly [modes: string, type: Type, write: Write])[] = [
  ["t", BOOL, (_, value) => (value.kind === "bool" ? string(String(value.value)) : undefined)],
  ["bdoxX", NUMBER, (verb, value) => (value.kind === "number" ? formatInteger(verb, value.value) : undefined)],
  ["eEfgG", NUMBER, (verb, value) => (value.kind === "number" ? string(formatFloat(verb, value)) : undefined)],
  ["sq", STRING, (verb, value) => (value.kind === "string" ? string(formatString(verb, value.value)) : undefined)],
];

type Write = (verb: Verb, value: Value) => StringValue | Failure | undefined;

/** Of what a verb writes, before it is written: blanks and digits as wide as it says, and letters that are counted where it does. */
function weightOfVerb({ width, precision }: Verb, arg: Value): number {
  const isMeasured = width !== undefined || precision !== undefined;
  const written = weightOfLength(LENGTH_OF_A_PIECE + (width ?? 0) + (precision ?? 0));
  return written + weightOf(arg) + (isMeasured ? weightOfLetters(arg) : 0);
}

/** An unknown argument leaves a hole. */
function formatOne(verb: Verb, arg: Value): Text | Failure {
  if (verb.mode === "v") return formatAsIs(verb, arg);
  if (arg.kind === "null") return unsupported(verb, "null value cannot be formatted");
  const known = VERBS.find(([modes]) => modes.includes(verb.mode));
  if (known === undefined)
    return failed(`unsupported format verb '${verb.mode}' in ${quote(verb.raw)} at offset ${verb.offset}`);
  const [, type, write] = known;
  const value = convert(arg, type);
  return isFailure(value) ? unsupported(verb, value.failure) : (write(verb, value) ?? hole(verb, arg, value));
}

function unsupported(verb: Verb, why: string): Failure {
  return failed(`unsupported value for ${quote(verb.raw)} at ${verb.offset}: ${why}`);
}

/** What an unknown argument leaves: the argument itself where the verb adds nothing to it. `value`: what the verb converts it to. */
function hole(verb: Verb, arg: Value, value: Value = arg): Text {
  const plain = /^%(?:\[[0-9]+\])?[sdvt]$/.test(verb.raw) && isWrittenAsText(verb, arg);
  if (plain && value.kind === "unknown" && isPrimitive(value.type)) return value;
  const text = plain ? convert(value, STRING) : undefined;
  if (text !== undefined && !isFailure(text) && (text.kind === "unknown" || text.kind === "text")) return text;
  return derived("format", [string(verb.raw.replace(/\[[0-9]+\]/, "")), arg], STRING, { notNull: true });
}

/** By verb, of which types the values are that it writes as they are converted to texts: `%t` of the text "1" is "true", `%v` of a list is JSON. */
const AS_TEXT: Readonly<Record<string, readonly Type["kind"][]>> = {
  d: ["number"],
  t: ["bool"],
  v: ["string", "bool"],
};

function isWrittenAsText({ mode }: Verb, arg: Value): boolean {
  // What a provider gives for an attribute is of the type that is asked for.
  if (mode === "s" || (arg.kind === "unknown" && arg.ref !== undefined)) return true;
  return AS_TEXT[mode]?.includes(typeOf(arg).kind) === true;
}

function formatAsIs(verb: Verb, arg: Value): Text | Failure {
  if (!verb.sharp) {
    if (arg.kind === "string") return string(padded(verb, arg.value));
    if (arg.kind === "number") return string(padded(verb, formatVerb(arg.value, "g", undefined, arg.precision)));
    // An unknown number would be written with an exponent where it is large.
    if (arg.kind === "unknown" && arg.type.kind === "number") {
      return derived("format", [string("%v"), arg], STRING, { notNull: true });
    }
    if (arg.kind === "text" || arg.kind === "unknown") return hole(verb, arg);
  }
  const text = encodeJson(arg);
  if (isFailure(text)) return unsupported(verb, text.failure);
  if (text.kind === "string") return verb.width === undefined ? text : string(padded(verb, text.value));
  return verb.width === undefined ? text : hole(verb, arg);
}

function padded(verb: Verb, text: string): string {
  const missing = (verb.width ?? 0) - graphemeCount(text);
  if (missing <= 0) return text;
  const padding = (verb.zero ? "0" : " ").repeat(missing);
  return verb.minus ? text + padding : padding + text;
}

function formatString(verb: Verb, text: string): string {
  const cut =
    verb.precision !== undefined && verb.precision > 0 ? graphemes(text).slice(0, verb.precision).join("") : text;
  return padded(verb, verb.mode === "q" ? jsonString(cut) : cut);
}

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, "0b"],
  d: [10, ""],
  o: [8, "0"],
  x: [16, "0x"],
  X: [16, "0X"],
};

/** As Go's big.Int formats itself. */
function formatInteger(verb: Verb, value: Num): StringValue | Failure {
  if (infinity(value) !== 0 || !isInteger(value)) return unsupported(verb, "an integer is required");
  const whole = truncated(value);
  const [base, mark] = BASES[verb.mode]!;
  const sign = whole < 0n ? "-" : verb.plus ? "+" : verb.space ? " " : "";
  const prefix = verb.sharp ? mark : "";
  const plain = (whole < 0n ? -whole : whole).toString(base);
  const digits = verb.mode === "X" ? plain.toUpperCase() : plain;
  if (verb.precision === 0 && digits === "0") return string("");
  let zeros = Math.max((verb.precision ?? 0) - digits.length, 0);
  const missing = Math.max((verb.width ?? 0) - sign.length - prefix.length - zeros - digits.length, 0);
  if (verb.minus) return string(sign + prefix + "0".repeat(zeros) + digits + " ".repeat(missing));
  if (verb.zero && verb.precision === undefined) zeros = missing;
  const left = verb.zero && verb.precision === undefined ? 0 : missing;
  return string(" ".repeat(left) + sign + prefix + "0".repeat(zeros) + digits);
}

/** As Go's big.Float formats itself. */
function formatFloat(verb: Verb, { value, precision }: NumberValue): string {
  const shortest = verb.mode === "g" || verb.mode === "G";
  const digits = verb.precision ?? (shortest ? undefined : 6);
  const text = formatVerb(value, verb.mode as "e" | "E" | "f" | "g" | "G", digits, precision);
  const infinite = infinity(value) !== 0;
  const signed = isNegative(value) || infinite;
  const body = signed ? text.slice(1) : text;
  const sign = isNegative(value) ? "-" : infinite ? (verb.space ? " " : "+") : verb.plus ? "+" : verb.space ? " " : "";
  const missing = Math.max((verb.width ?? 0) - sign.length - body.length, 0);
  if (verb.zero && !infinite) return sign + "0".repeat(missing) + body;
  return verb.minus ? sign + body + " ".repeat(missing) : " ".repeat(missing) + sign + body;
}
