/** JSON text, perhaps with unknown holes, into the value that it encodes, each part with its own tight origin. */

import { numberFromText } from "../base/number-text.ts";
import type { Span } from "../base/source-file.ts";
import type { Origin, StringValue, TextValue, UnknownValue, Value } from "../base/value.ts";
import { DYNAMIC, STRING } from "../base/value.ts";
import { unescapeJson } from "../parse/json-escapes.ts";
import { JsonProblem, jsonProblemPlace, jsonProblemText } from "../parse/json-problem.ts";
import { type JsonBuilder, type JsonEntry, readJson } from "../parse/json-reader.ts";
import { membersOf } from "./members.ts";
import { type FlatText, flatten, holesIn, mergedPieces, originOfRange, type Piece, runAt } from "./text-runs.ts";
import { bounded, derived, makeUnknown, placedIn, symbolOf } from "./unknown.ts";

type JsonTextRead =
  | {
      readonly ok: true;
      readonly value: Value;
      /** What a hole turns out to hold may be no part of JSON, or end the string in which it stands. */
      readonly mayFail: boolean;
    }
  | {
      readonly ok: false;
      /** What was found and what was expected, a clause without a full stop. */
      readonly message: string;
      readonly problem: JsonProblem;
      readonly origin?: Origin;
    };

/** Nesting beyond this is refused. */
const MAX_DEPTH = 400;
/** So many combinations of alternatives are read when those of holes decide the structure. */
const MAX_ALTERNATIVES = 16;

/**
 * Reads JSON as `jsondecode` does, into tuples and objects. A hole inside a JSON string makes that string partly known; a hole in
 * the place of a value is an unknown value; a hole among the elements of an array stands for any number of them unless its type says
 * that it is a single one. What `jsonencode` made is given back as it was.
 */
export function parseJsonText(text: StringValue | TextValue): JsonTextRead {
  return readText(text, MAX_ALTERNATIVES);
}

/** `combinations`: how many alternatives may be read instead. */
function readText(text: StringValue | TextValue, combinations: number): JsonTextRead {
  const flat = flatten(text);
  const only = flat.runs.length === 1 ? flat.runs[0]?.encodes : undefined;
  if (only !== undefined) return { ok: true, value: decoded(only), mayFail: false };
  const builder = new ValueBuilder(flat);
  const read = readJson(flat.characters, builder, { maximumDepth: MAX_DEPTH });
  if (read.ok) return { ok: true, value: read.node, mayFail: builder.mayFail };
  const place = jsonProblemPlace(read.problem);
  const origin = originOfRange(flat, place, place + 1);
  const message = jsonProblemText(flat.characters, read.problem, flat.holes);
  const failure = { ok: false, message, problem: read.problem, ...(origin === undefined ? {} : { origin }) } as const;
  return text.kind === "string" ? failure : (readAlternatives(text, combinations) ?? failure);
}

/** Where holes with known alternatives decide the structure (`%{ if … }` around a property): one value of those it can be. */
function readAlternatives(text: TextValue, combinations: number): JsonTextRead | undefined {
  const at = text.parts.findIndex((part) => typeof part !== "string" && part.oneOf?.every(isText) === true);
  const hole = text.parts[at];
  if (hole === undefined || typeof hole === "string" || hole.oneOf === undefined) return undefined;
  if (hole.oneOf.length > combinations) return undefined;
  const values: Value[] = [];
  let mayFail = false;
  for (const alternative of hole.oneOf) {
    if (!isText(alternative)) return undefined;
    const read = readText(withoutHole(text, at, alternative), Math.floor(combinations / hole.oneOf.length));
    if (!read.ok) return undefined;
    values.push(read.value);
    mayFail ||= read.mayFail;
  }
  const symbol = `jsondecode(${hole.symbol})`;
  const cause = { kind: "derived", text: `JSON depends on ${hole.symbol}` } as const;
  return { ok: true, value: makeUnknown({ cause, symbol, oneOf: values, from: [hole] }), mayFail };
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
    const placed = placedIn(value);
    const order = placed < value.elements.length ? { restFrom: placed, order: value.order ?? value.shape } : {};
    return { ...list, shape: "tuple", elements: value.elements.map(decoded), ...order };
  }
  if (value.kind === "map") {
    const { elementType: _, ...map } = value;
    return { ...map, shape: "object", entries: new Map([...value.entries].map(([key, at]) => [key, decoded(at)])) };
  }
  // A list comes back as a tuple, and a map as an object: none is equal to what it was.
  if (value.kind === "unknown" && ["list", "set", "map"].includes(value.type.kind))
    return { ...value, type: DYNAMIC, symbol: bounded(`jsondecode(jsonencode(${value.symbol}))`) };
  return value;
}

/** What a JSON string is: unknown where it is nothing but a hole. */
type JsonString = StringValue | TextValue | UnknownValue;

/** Makes values of what the reader finds. Holes, and what `jsonencode` made, stand in for text. */
class ValueBuilder implements JsonBuilder<Value, JsonString> {
  readonly #text: FlatText;
  /** Those that stand for any number of elements of an array. */
  readonly #anyNumber = new Set<Value>();
  /** Whether something was read that need not be JSON once it is known. */
  mayFail = false;

  constructor(text: FlatText) {
    this.#text = text;
  }

  string(start: number, end: number): JsonString {
    const pieces: Piece[] = [];
    let from = start + 1;
    for (const [at, hole] of holesIn(this.#text, from, end)) {
      pieces.push(unescapeJson(this.#text.characters, from, at), hole);
      this.mayFail ||= !isSingle(hole);
      from = at + 1;
    }
    const parts = mergedPieces([...pieces, unescapeJson(this.#text.characters, from, end - 1)]);
    const [only = ""] = parts;
    if (parts.length > 1) return this.#located({ kind: "text", parts }, start, end);
    if (typeof only === "string") return this.#located({ kind: "string", value: only }, start, end);
    return this.#located({ ...only, type: STRING, notNull: true }, start, end);
  }

  word(start: number, end: number): Value {
    const word = this.#text.characters.slice(start, end);
    if (word === "null") return this.#located({ kind: "null", type: DYNAMIC }, start, end);
    if (word === "true" || word === "false") return this.#located({ kind: "bool", value: word === "true" }, start, end);
    const number = numberFromText(word);
    if (number === undefined) throw new JsonProblem("refused", start, start, "the number is too large");
    return this.#located(number, start, end);
  }

  object(members: readonly JsonEntry<Value, JsonString>[], start: number, end: number): Value {
    const keySpans = new Map<string, Span>();
    for (const { key } of members)
      if (key.kind === "string" && key.origin !== undefined) keySpans.set(key.value, key.origin.span);
    // A hole among the members stands for any number of others.
    const holes = members.flatMap(({ key, value }) => (key === value && key.kind === "unknown" ? [key] : []));
    const { entries, rest: open } = membersOf(
      members.flatMap(({ key, value }) =>
        key === value ? [] : [{ key: key.kind === "string" ? key.value : key, value }],
      ),
    );
    const further = [...(open === undefined ? [] : [open]), ...new Map(holes.map((one) => [one.symbol, one])).values()];
    const rest = together(further);
    const more = rest === undefined ? {} : { rest };
    return this.#located({ kind: "map", shape: "object", entries, keySpans, ...more }, start, end);
  }

  array(members: readonly Value[], start: number, end: number): Value {
    const rest = together(members.filter((member): member is UnknownValue => this.#anyNumber.has(member)));
    if (rest === undefined) return this.#located({ kind: "list", shape: "tuple", elements: members }, start, end);
    const elements = members.filter((member) => !this.#anyNumber.has(member));
    const before = members.findIndex((member) => this.#anyNumber.has(member));
    const order = members.map(symbolOf).join(",");
    const from = before === elements.length ? {} : { restFrom: before, order: bounded(order) };
    return this.#located({ kind: "list", shape: "tuple", elements, rest, ...from }, start, end);
  }

  entriesAt(at: number): UnknownValue | undefined {
    const hole = this.#text.holes.get(at);
    this.mayFail ||= hole !== undefined;
    return hole;
  }

  mayHoldComma(at: number): boolean {
    const hole = this.#text.holes.get(at);
    return hole !== undefined && !isSingle(hole) && hole.oneOf === undefined;
  }

  standIn(at: number, isElement: boolean): { readonly node: Value; readonly end: number } | undefined {
    const run = runAt(this.#text, at);
    if (run?.encodes !== undefined && run.start === at && !(isElement && this.#text.holes.has(at)))
      return { node: decoded(run.encodes), end: at + run.length };
    if (this.#text.holes.size === 0) return undefined;
    let end = at;
    while (end < this.#text.characters.length && !/[\s,:[\]{}"]/.test(this.#text.characters[end]!)) end += 1;
    const holes = holesIn(this.#text, at, end);
    const [first] = holes;
    if (first === undefined) return undefined;
    const isAlone = end - at === 1;
    const unknown = isAlone ? this.#alone(first[1], at) : this.#pieced(holes, at, end);
    this.mayFail ||= !isAlone || (run?.encodes === undefined && !isSingle(first[1]) && unknown.oneOf === undefined);
    const node = this.#located(unknown, at, end);
    if (isElement && !isSingle(node)) this.#anyNumber.add(node);
    return { node, end };
  }

  /** Text of which the alternatives are known is read as the JSON that each of them is. */
  #alone(hole: UnknownValue, at: number): UnknownValue {
    if (hole.oneOf?.every(isText) !== true) {
      // Of what it says nothing is known by what is known of the text, which is not null and may say `null`.
      const { notNull: _, oneOf: __, ...open } = hole;
      return isSingle(hole) ? hole : { ...open, type: DYNAMIC };
    }
    const values = hole.oneOf.map((one) => {
      const read = isText(one) ? parseJsonText(one) : undefined;
      if (read?.ok !== true) throw new JsonProblem("refused", at, at, UNKNOWN_STRUCTURE);
      this.mayFail ||= read.mayFail;
      return read.value;
    });
    return { ...hole, type: DYNAMIC, oneOf: values };
  }

  #pieced(holes: readonly (readonly [at: number, hole: UnknownValue])[], start: number, end: number): UnknownValue {
    if (holes.some(([, hole]) => hole.oneOf?.every(isText)))
      throw new JsonProblem("refused", start, start, UNKNOWN_STRUCTURE);
    let symbol = "";
    let from = start;
    for (const [at, hole] of holes) {
      symbol += `${this.#text.characters.slice(from, at)}\${${hole.symbol}}`;
      from = at + 1;
    }
    symbol += this.#text.characters.slice(from, end);
    const cause = { kind: "derived", text: "it is made from unknown parts" } as const;
    return makeUnknown({ cause, symbol: `"${symbol}"`, from: holes.map(([, hole]) => hole) });
  }

  #located<T extends Value>(value: T, start: number, end: number): T {
    const origin = originOfRange(this.#text, start, end);
    return origin === undefined ? value : { ...value, origin };
  }
}

const UNKNOWN_STRUCTURE = "an unknown part decides the structure";

/** All that further parts may be, as one. */
function together(further: readonly UnknownValue[]): UnknownValue | undefined {
  return further.length > 1 ? derived("merge", further, DYNAMIC) : further[0];
}

/** Whether a hole stands for exactly one value: its type is not that of text. */
function isSingle(hole: UnknownValue): boolean {
  return hole.type.kind === "number" || hole.type.kind === "bool";
}
