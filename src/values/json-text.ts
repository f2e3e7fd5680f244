/** JSON text, perhaps with unknown holes, into the value that it encodes, each part with its own tight origin. */

import { numberFromText } from "../base/number-text.ts";
import type { Origin } from "../base/origin.ts";
import type { Span } from "../base/source-file.ts";
import { DYNAMIC, NUMBER, STRING } from "../base/type.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../base/value.ts";
import { mergedPieces } from "./pieces.ts";
import { type FlatText, flatten, originOfRange, runAt } from "./text-runs.ts";
import { makeUnknown } from "./unknown.ts";

export type JsonRead =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      /** What was found and what was expected, a clause without a full stop. */
      readonly message: string;
      readonly origin?: Origin;
    };

/** Nesting beyond this is refused. */
const MAX_DEPTH = 400;
/** So many combinations of alternatives are read when a hole's alternatives decide the structure. */
const MAX_ALTERNATIVES = 16;

/**
 * Reads JSON as `jsondecode` does, into tuples and objects. A hole inside a JSON string makes that string partly known; a hole in
 * the place of a value is an unknown value; a hole among the elements of an array stands for any number of them unless its type says
 * that it is a single one. What `jsonencode` made is given back as it was.
 */
export function parseJsonText(text: StringValue | TextValue): JsonRead {
  const flat = flatten(text);
  const only = flat.runs.length === 1 ? flat.runs[0]?.encodes : undefined;
  if (only !== undefined) return { ok: true, value: decoded(only) };
  const read = new JsonReader(flat).document();
  if (read.ok || text.kind === "string") return read;
  return readAlternatives(text) ?? read;
}

/** Where holes with known alternatives decide the structure (`%{ if … }` around a property): one value of those it can be. */
function readAlternatives(text: TextValue): JsonRead | undefined {
  const at = text.parts.findIndex((part) => typeof part !== "string" && part.oneOf?.every(isText) === true);
  const hole = text.parts[at];
  if (hole === undefined || typeof hole === "string" || hole.oneOf === undefined) return undefined;
  if (hole.oneOf.length > MAX_ALTERNATIVES) return undefined;
  const values: Value[] = [];
  for (const alternative of hole.oneOf) {
    if (!isText(alternative)) return undefined;
    const read = parseJsonText(withoutHole(text, at, alternative));
    if (!read.ok) return undefined;
    values.push(read.value);
  }
  const symbol = `jsondecode(${hole.symbol})`;
  const cause = { kind: "derived", text: `JSON depends on ${hole.symbol}` } as const;
  return { ok: true, value: makeUnknown({ cause, symbol, oneOf: values, from: [hole] }) };
}

function isText(value: Value): value is StringValue | TextValue {
  return value.kind === "string" || value.kind === "text";
}

function withoutHole(text: TextValue, at: number, filling: StringValue | TextValue): StringValue | TextValue {
  const inner = filling.kind === "string" ? [filling.value] : filling.parts;
  const joined = mergedPieces([...text.parts.slice(0, at), ...inner, ...text.parts.slice(at + 1)]);
  const origin = text.origin === undefined ? {} : { origin: text.origin };
  if (joined.every((part) => typeof part === "string")) return { kind: "string", value: joined.join(""), ...origin };
  return { kind: "text", parts: joined, ...origin };
}

/** What `jsondecode` gives for what `jsonencode` was given: no sets, lists or maps, nulls without a type. */
function decoded(value: Value): Value {
  if (value.kind === "null") return { ...value, type: DYNAMIC };
  if (value.kind === "list") {
    const { elementType: _, ...list } = value;
    return { ...list, shape: "tuple", elements: value.elements.map(decoded) };
  }
  if (value.kind === "map") {
    const { elementType: _, ...map } = value;
    return { ...map, shape: "object", entries: new Map([...value.entries].map(([key, at]) => [key, decoded(at)])) };
  }
  return value;
}

class JsonProblem {
  readonly message: string;
  readonly offset: number;

  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}

class JsonReader {
  readonly #text: FlatText;
  readonly #characters: string;
  #at = 0;
  #depth = 0;

  constructor(text: FlatText) {
    this.#text = text;
    this.#characters = text.characters;
  }

  document(): JsonRead {
    try {
      const value = this.#value();
      this.#blanks();
      if (this.#at < this.#characters.length)
        throw new JsonProblem(`${this.#found()} after the end of the JSON`, this.#at);
      return { ok: true, value };
    } catch (problem) {
      if (!(problem instanceof JsonProblem)) throw problem;
      const origin = originOfRange(this.#text, problem.offset, problem.offset + 1);
      return { ok: false, message: problem.message, ...(origin === undefined ? {} : { origin }) };
    }
  }

  #found(): string {
    if (this.#at >= this.#characters.length) return "end of text";
    if (this.#text.holes.has(this.#at)) return "an unknown part";
    return JSON.stringify(String.fromCodePoint(this.#characters.codePointAt(this.#at)!));
  }

  #blanks(): void {
    for (; ; this.#at++) {
      const code = this.#characters.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #located<T extends Value>(value: T, start: number): T {
    const origin = originOfRange(this.#text, start, this.#at);
    return origin === undefined ? value : { ...value, origin };
  }

  #value(): Value {
    this.#blanks();
    const run = runAt(this.#text, this.#at);
    if (run?.encodes !== undefined && run.start === this.#at) {
      this.#at += run.length;
      return decoded(run.encodes);
    }
    const start = this.#at;
    const character = this.#characters[start];
    if (character === "{" || character === "[") {
      if (++this.#depth > MAX_DEPTH) throw new JsonProblem("JSON nested too deeply", start);
      const value = character === "{" ? this.#object() : this.#array();
      this.#depth--;
      return value;
    }
    if (character === '"') return this.#string();
    return this.#bare();
  }

  #object(): Value {
    const start = this.#at++;
    const entries = new Map<string, Value>();
    const keySpans = new Map<string, Span>();
    let rest: UnknownValue | undefined;
    for (let first = true; ; first = false) {
      this.#blanks();
      if (first && this.#take("}")) break;
      const hole = this.#text.holes.get(this.#at);
      if (hole !== undefined) {
        this.#at++;
        rest = hole;
      } else {
        const keyStart = this.#at;
        if (this.#characters[keyStart] !== '"') {
          throw new JsonProblem(`${this.#found()} where a property name in quotes is expected`, this.#at);
        }
        const key = this.#string();
        const span = key.origin?.span;
        this.#blanks();
        if (!this.#take(":")) throw new JsonProblem(`${this.#found()} where ":" is expected`, this.#at);
        const value = this.#value();
        if (key.kind === "string") {
          entries.set(key.value, value);
          if (span !== undefined) keySpans.set(key.value, span);
        } else if (key.kind === "unknown") rest = key;
        else if (key.kind === "text") rest = key.parts.find((part) => typeof part !== "string");
      }
      this.#blanks();
      if (this.#take("}")) break;
      if (!this.#take(",")) throw new JsonProblem(`${this.#found()} where "," or "}" is expected`, this.#at);
    }
    return this.#located(
      { kind: "map", shape: "object", entries, keySpans, ...(rest === undefined ? {} : { rest }) },
      start,
    );
  }

  #array(): Value {
    const start = this.#at++;
    const elements: Value[] = [];
    let rest: UnknownValue | undefined;
    for (let first = true; ; first = false) {
      this.#blanks();
      if (first && this.#take("]")) break;
      const element = this.#text.holes.has(this.#at) ? this.#bare() : this.#value();
      if (element.kind === "unknown" && !isSingle(element) && this.#characters[this.#at - 1] !== '"') rest = element;
      else elements.push(element);
      this.#blanks();
      if (this.#take("]")) break;
      if (!this.#take(",")) throw new JsonProblem(`${this.#found()} where "," or "]" is expected`, this.#at);
    }
    return this.#located({ kind: "list", shape: "tuple", elements, ...(rest === undefined ? {} : { rest }) }, start);
  }

  #take(character: string): boolean {
    if (this.#characters[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #string(): Value {
    const start = this.#at++;
    const parts: (string | UnknownValue)[] = [];
    let literal = "";
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined) throw new JsonProblem("a string that is not closed", start);
      const hole = this.#text.holes.get(this.#at);
      if (hole !== undefined) {
        if (literal !== "") parts.push(literal);
        literal = "";
        parts.push(hole);
      } else if (character === '"') break;
      else if (character === "\\") literal += this.#escape();
      else if (character < " ") throw new JsonProblem("a line break or control character inside a string", this.#at);
      else literal += character;
      this.#at++;
    }
    this.#at++;
    if (parts.length === 0) return this.#located({ kind: "string", value: literal }, start);
    if (literal !== "") parts.push(literal);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined && typeof only !== "string") {
      return this.#located({ ...only, type: STRING, notNull: true }, start);
    }
    return this.#located({ kind: "text", parts }, start);
  }

  /** The character that an escape means; leaves the place at its last character. */
  #escape(): string {
    const mark = this.#characters[++this.#at];
    const simple = mark === undefined ? undefined : ESCAPES.get(mark);
    if (simple !== undefined) return simple;
    const digits = this.#characters.slice(this.#at + 1, this.#at + 5);
    if (mark !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits))
      throw new JsonProblem("an escape that JSON does not have", this.#at);
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  /** A number, a keyword, or holes where a value is expected. */
  #bare(): Value {
    const start = this.#at;
    const holes: UnknownValue[] = [];
    for (; this.#at < this.#characters.length; this.#at++) {
      const hole = this.#text.holes.get(this.#at);
      if (hole !== undefined) holes.push(hole);
      else if (/[\s,:[\]{}"]/.test(this.#characters[this.#at]!)) break;
    }
    const [hole] = holes;
    if (hole !== undefined)
      return this.#located(this.#at - start === 1 ? this.#alone(hole) : this.#pieced(start, holes), start);
    const word = this.#characters.slice(start, this.#at);
    if (word === "true" || word === "false") return this.#located({ kind: "bool", value: word === "true" }, start);
    if (word === "null") return this.#located({ kind: "null", type: DYNAMIC }, start);
    const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(word) ? numberFromText(word) : undefined;
    if (number !== undefined) return this.#located(number, start);
    this.#at = start;
    throw new JsonProblem(`${this.#found()} where a value is expected`, start);
  }

  /** Text of which the alternatives are known is read as the JSON that each of them is. */
  #alone(hole: UnknownValue): UnknownValue {
    if (hole.oneOf?.every(isText) !== true) return hole;
    const values = hole.oneOf.map((one) => {
      const read = isText(one) ? parseJsonText(one) : undefined;
      if (read?.ok !== true) throw new JsonProblem("an unknown part that decides the structure", this.#at - 1);
      return read.value;
    });
    return { ...hole, type: DYNAMIC, oneOf: values };
  }

  #pieced(start: number, holes: readonly UnknownValue[]): UnknownValue {
    if (holes.some((hole) => hole.oneOf?.every(isText))) {
      throw new JsonProblem("an unknown part that decides the structure", start);
    }
    let symbol = "";
    for (let at = start; at < this.#at; at++) {
      const hole = this.#text.holes.get(at);
      symbol += hole === undefined ? this.#characters[at] : `\${${hole.symbol}}`;
    }
    const cause = { kind: "derived", text: "it is made from unknown parts" } as const;
    return makeUnknown({ cause, symbol: `"${symbol}"`, from: holes });
  }
}

/** Whether a hole stands for exactly one value: its type is not that of text. */
function isSingle(hole: UnknownValue): boolean {
  return hole.type.kind === NUMBER.kind || hole.type.kind === "bool";
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
