/** One verb of a format and its argument → what Go's fmt package writes for it. */
import { infinity, isInteger, isNegative, type Num, truncated } from "../../../../base/big-float.ts";
import { formatVerb } from "../../../../base/number-text.ts";
import type { NumberValue, StringValue, Type, Value } from "../../../../base/value.ts";
import { BOOL, NUMBER, STRING } from "../../../../base/value.ts";
import { derived } from "../../../../values/unknown.ts";
import { weightOf, weightOfLength } from "../budget.ts";
import { convert } from "../types/convert.ts";
import type { Text } from "../types/text.ts";
import { quote } from "../types/type-words.ts";
import { type Failure, isFailure, isPrimitive, string } from "../types/values.ts";
import { failed } from "./function-spec.ts";
import { graphemeCount, graphemes, weightOfLetters } from "./graphemes.ts";
import { encodeJson, jsonString } from "./json.ts";
import { LENGTH_OF_A_PIECE } from "./string.ts";

/** One verb of a format. */
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

/** By verb, what its argument is converted to and how that is written; undefined where it is not known. */
const VERBS: readonly (readonly [modes: string, type: Type, write: Write])[] = [
  ["t", BOOL, (_, value) => (value.kind === "bool" ? string(String(value.value)) : undefined)],
  ["bdoxX", NUMBER, (verb, value) => (value.kind === "number" ? formatInteger(verb, value.value) : undefined)],
  ["eEfgG", NUMBER, (verb, value) => (value.kind === "number" ? string(formatFloat(verb, value)) : undefined)],
  ["sq", STRING, (verb, value) => (value.kind === "string" ? string(formatString(verb, value.value)) : undefined)],
];

type Write = (verb: Verb, value: Value) => StringValue | Failure | undefined;

/** Of what a verb writes, before it is written: blanks and digits as wide as it says, and letters that are counted where it does. */
export function weightOfVerb({ width, precision }: Verb, arg: Value): number {
  const isMeasured = width !== undefined || precision !== undefined;
  const written = weightOfLength(LENGTH_OF_A_PIECE + (width ?? 0) + (precision ?? 0));
  return written + weightOf(arg) + (isMeasured ? weightOfLetters(arg) : 0);
}

/** An unknown argument leaves a hole. */
export function formatOne(verb: Verb, arg: Value): Text | Failure {
  if (verb.mode === "v") return formatAsIs(verb, arg);
  if (arg.kind === "null") return unsupported(verb, "null value cannot be formatted");
  const known = VERBS.find(([modes]) => modes.includes(verb.mode));
  if (known === undefined)
    return failed(`unsupported format verb '${verb.mode}' in ${quote(verb.raw)} at offset ${verb.offset}`);
  const [, type, write] = known;
  const value = convert(arg, type);
  return isFailure(value) ? unsupported(verb, value.failure) : (write(verb, value) ?? hole(verb, value));
}

function unsupported(verb: Verb, why: string): Failure {
  return failed(`unsupported value for ${quote(verb.raw)} at ${verb.offset}: ${why}`);
}

/** What an unknown argument leaves: the argument itself where the verb adds nothing to it. */
function hole(verb: Verb, value: Value): Text {
  const plain = /^%(?:\[[0-9]+\])?[sdvt]$/.test(verb.raw);
  if (plain && value.kind === "unknown" && isPrimitive(value.type)) return value;
  const text = plain ? convert(value, STRING) : undefined;
  if (text !== undefined && !isFailure(text) && (text.kind === "unknown" || text.kind === "text")) return text;
  return derived("format", [string(verb.raw.replace(/\[[0-9]+\]/, "")), value], STRING, { notNull: true });
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
