/** jsonencode and jsondecode: values into JSON text and back, with what is unknown kept as holes. */
import { infinity } from "../../../../base/big-float.ts";
import { remembered } from "../../../../base/collections.ts";
import { numberText } from "../../../../base/number-text.ts";
import type { ListValue, MapValue, StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { DYNAMIC, STRING } from "../../../../base/value.ts";
import type { JsonProblem } from "../../../../parse/json-problem.ts";
import { parseJsonText } from "../../../../values/json-text.ts";
import { flatLength, type Piece } from "../../../../values/text-runs.ts";
import { derived, standingIn } from "../../../../values/unknown.ts";
import { concatenated } from "../types/text.ts";
import { quote } from "../types/type-words.ts";
import { type Failure, isFailure, mapElements, type Result, string } from "../types/values.ts";
import { dear, define, entriesOf, type Functions, failed, orNull, PARTLY, param } from "./function-spec.ts";

/** Nesting beyond this is refused. */
const MAX_DEPTH = 1000;

/** A string as Go's encoding/json writes it: `<`, `>` and `&` escaped too. */
export function jsonString(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The value as JSON text; partly known where the value is. */
export function encodeJson(value: Value): StringValue | TextValue | Failure {
  const members = membersOf(value);
  const text = members === undefined ? written(value) : remembered(texts, members, () => written(value));
  return isFailure(text) ? text : { ...text, runs: [{ length: flatLength(text), encodes: value }] };
}

/** Of what many roots share, found once: what a file of Terragrunt says is passed by all units that include it. */
const texts = new WeakMap<object, StringValue | TextValue | Failure>();

/** The one object of a collection from which its text follows; undefined where that is more. */
function membersOf(value: Value): object | undefined {
  if (value.kind === "map") return value.rest === undefined ? value.entries : undefined;
  const isAll = value.kind === "list" && value.rest === undefined && standingIn(value) === value.elements.length;
  return isAll ? value.elements : undefined;
}

function written(value: Value): StringValue | TextValue | Failure {
  const pieces: Piece[] = [];
  return write(value, pieces, 0) ?? concatenated(pieces);
}

function write(value: Value, out: Piece[], depth: number): Failure | undefined {
  if (depth > MAX_DEPTH) return failed("value is nested too deeply");
  switch (value.kind) {
    case "list": {
      const standing = standingIn(value);
      const values = value.elements.slice(0, standing).map((one) => ["", one] as const);
      const isAll = value.rest === undefined && standing === value.elements.length;
      return writeAll("[]", values, isAll ? undefined : value, out, depth);
    }
    case "map": {
      // Further keys may come before those that are known.
      const isAll = value.rest === undefined;
      const values = isAll ? entriesOf(value).map(([key, one]) => [`${jsonString(key)}:`, one] as const) : [];
      return writeAll("{}", values, isAll ? undefined : value, out, depth);
    }
    case "number":
      if (infinity(value.value) !== 0) return failed("cannot serialize infinity as JSON");
  }
  for (const piece of scalarPieces(value)) out.push(piece);
  return undefined;
}

function scalarPieces(value: Exclude<Value, { kind: "list" | "map" }>): readonly Piece[] {
  switch (value.kind) {
    case "null":
      return ["null"];
    case "bool":
      return [String(value.value)];
    case "number":
      return [numberText(value)];
    case "string":
      return [jsonString(value.value)];
    case "text":
      return ['"', ...value.parts.map((part) => (typeof part === "string" ? escaped(part) : part)), '"'];
    case "unknown":
      return hole(value);
  }
}

/** `open`: the collection, where the values are not all that is in it. A hole then stands for the others, with the commas between them. */
function writeAll(
  brackets: "[]" | "{}",
  values: readonly (readonly [before: string, value: Value])[],
  open: ListValue | MapValue | undefined,
  out: Piece[],
  depth: number,
): Failure | undefined {
  out.push(brackets[0]!);
  for (const [at, [before, value]] of values.entries()) {
    out.push(at === 0 ? before : `,${before}`);
    const failure = write(value, out, depth + 1);
    if (failure !== undefined) return failure;
  }
  if (open !== undefined) out.push(derived(values.length === 0 ? "within" : `within${values.length}`, [open], STRING));
  out.push(brackets[1]!);
  return undefined;
}

/** An unknown string stands between quotes, a number or a bool as itself, anything else as the JSON of it. */
function hole(value: UnknownValue): readonly Piece[] {
  if (value.type.kind === "string" && value.notNull === true) return ['"', value, '"'];
  if (value.type.kind === "number" || value.type.kind === "bool") return [value];
  return [derived("jsonencode", [value], STRING, { notNull: true })];
}

/** What files hold that thousands of roots read is decoded once; what it takes is paid each time. */
const decoded = new WeakMap<StringValue | TextValue, ReturnType<typeof parseJsonText>>();

function decode(text: StringValue | TextValue): ReturnType<typeof parseJsonText> {
  const read = parseJsonText(text);
  const isOther = read.ok && text.kind === "string" && /\\u|[^\0-\x7f]/.test(text.value);
  return isOther ? { ...read, value: normalised(read.value) } : read;
}

/** Whether a text of which a part is not known is JSON whatever that turns out to be. */
export function isCertainlyJson(text: TextValue): boolean {
  const read = remembered(decoded, text, () => decode(text));
  return read.ok && !read.mayFail;
}

export const JSON_FUNCTIONS: Functions = {
  jsonencode: define([param("val", DYNAMIC, { ...PARTLY, nullable: true })], STRING, ([value]) => encodeJson(value)),
  jsondecode: orNull(
    dear(
      16,
      define([param("str", STRING, PARTLY)], DYNAMIC, (args): Result => {
        const [text] = args;
        if (text.kind !== "string" && text.kind !== "text") return derived("jsondecode", args, DYNAMIC);
        const read = remembered(decoded, text, () => decode(text));
        if (read.ok) return read.value;
        if (text.kind === "text") return derived("jsondecode", args, DYNAMIC);
        const { problem, message } = read;
        // Go does not mind a closing bracket behind the value.
        const isBracket = problem.kind === "end" && /[\]}]/.test(text.value[problem.at]!);
        const again = isBracket ? parseJsonText(string(text.value.slice(0, problem.at))) : read;
        return again.ok ? again.value : failed(goMessage(text.value, problem) ?? message);
      }),
    ),
  ),
};

/** What Go's encoding/json says of the character at which a problem shows. */
const GO_WORDS: Readonly<Partial<Record<JsonProblem["kind"], string>>> = {
  value: "looking for beginning of value",
  "first-key": "",
  key: "looking for beginning of object key string",
  colon: "after object key",
  "comma-in-object": "after object key:value pair",
  "comma-in-array": "after array element",
  digit: "in numeric literal",
  "digit-of-fraction": "after decimal point in numeric literal",
  "digit-of-exponent": "in exponent of numeric literal",
  "unclosed-string": "in string literal",
  "control-character": "in string literal",
  escape: "in string escape code",
  hexadecimal: "in \\u hexadecimal character escape",
};

/** What is wrong as Go words it; undefined where Go has nothing against it. */
function goMessage(text: string, { kind, at, start, detail: word }: JsonProblem): string | undefined {
  if (kind === "end") return "extraneous data after JSON object";
  const where = kind === "word" ? `in literal ${word} (expecting '${word[at - start]}')` : GO_WORDS[kind];
  if (where === undefined) return undefined;
  const code = text.codePointAt(at);
  // Inside a token the end is unexpected; between tokens it is merely the end.
  if (code === undefined) return start < at ? "unexpected EOF" : "EOF";
  // Go looks at bytes: of a character of several it names the first.
  const character = String.fromCharCode(code < 0x80 ? code : new TextEncoder().encode(String.fromCodePoint(code))[0]!);
  const shown = character === "'" ? "'\\''" : character === '"' ? "'\"'" : `'${quote(character).slice(1, -1)}'`;
  return `invalid character ${shown}${where === "" ? "" : ` ${where}`}`;
}

/** The value with its strings and keys as Terraform has strings. */
function normalised(value: Value): Value {
  const inner = mapElements(value, normalised);
  if (inner.kind === "string") return { ...inner, value: string(inner.value).value };
  if (inner.kind !== "map") return inner;
  return { ...inner, entries: new Map([...inner.entries].map(([key, one]) => [string(key).value, one])) };
}
