/** The string functions (https://developer.hashicorp.com/terraform/language/functions#string-functions). */
import { endWithout, startWithout } from "../../../../base/text-ends.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, NUMBER, STRING } from "../../../../base/value.ts";
import { joinedPieces, type Piece } from "../../../../values/text-runs.ts";
import { standingIn } from "../../../../values/unknown.ts";
import { weightOfLength } from "../budget.ts";
import { concatenated, cutter, literalAt, type Text, unwrapped } from "../types/text.ts";
import { bool, isFailure, list, string } from "../types/values.ts";
import { inRow, LIST_OF_STRING } from "./collection-list.ts";
import type { FunctionSpec, Functions } from "./function-spec.ts";
import { badArgument, dear, define, failed, integerOf, many, PARTLY, param, textOf } from "./function-spec.ts";
import { graphemes, lettered } from "./letters.ts";
import { count, LENGTH_OF_A_PIECE, weightOfSearch } from "./search.ts";

const STR = param("str", STRING);
const PARTIAL = param("str", STRING, PARTLY);

/** White space as Unicode has it, which is what Go trims. */
const BLANK = /[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const LINE_BREAK = /[\r\n]/;

export const STRING_FUNCTIONS: Functions = {
  join: define(
    [param("separator", STRING), many(param("lists", LIST_OF_STRING, PARTLY))],
    STRING,
    (args, { unknown, pay }) => {
      const [separator, ...lists] = args;
      if (lists.length === 0) return failed("at least one list is required");
      for (const [at, one] of lists.entries()) {
        const isNull = one.kind === "list" ? one.elements.findIndex((element) => element.kind === "null") : -1;
        if (isNull < 0) continue;
        const which = lists.length > 1 ? ` of list ${at + 1}` : "";
        return badArgument(at + 1, `element ${isNull}${which} is null; cannot concatenate null values`);
      }
      const all = inRow(lists, "join");
      const between = textOf(separator);
      const refused = pay(weightOfLength((between.length + LENGTH_OF_A_PIECE) * all.elements.length));
      if (refused !== undefined) return refused;
      // Elements whose place is not certain go into one hole together with the further ones.
      const certain = standingIn(all);
      const pieces: (Text | string)[] = [];
      for (const [at, one] of all.elements.slice(0, certain).entries()) {
        if (at > 0) pieces.push(between);
        if (isTextual(one)) pieces.push(one);
      }
      const isAll = all.rest === undefined && certain === all.elements.length;
      return isAll ? unwrapped(concatenated(pieces)) : concatenated([...pieces, unknown(args)]);
    },
  ),
  upper: dear(
    4,
    mapping((text) => Array.from(text, upperLetter).join(""), true),
  ),
  lower: dear(4, mapping(lower, true)),
  title: dear(16, mapping(title)),
  strrev: lettered(
    8,
    mapping((text) => graphemes(text).reverse().join("")),
  ),
  chomp: define([STR], STRING, ([str]) => {
    const of = str as StringValue;
    return cutter(of)(0, endWithout(LINE_BREAK, of.value));
  }),
  startswith: bounding("prefix", 0, (text, start) => text.startsWith(start)),
  endswith: bounding("suffix", -1, (text, end) => text.endsWith(end)),
  strcontains: define([PARTIAL, param("substr", STRING)], BOOL, (args, { unknown, pay }) => {
    const [str, wanted] = [args[0], textOf(args[1])];
    const refused = pay(weightOfSearch(str, wanted));
    if (refused !== undefined) return refused;
    if (str.kind === "string") return bool(str.value.includes(wanted));
    if (wanted === "") return bool(true);
    const contained =
      str.kind === "text" && str.parts.some((part) => typeof part === "string" && part.includes(wanted));
    return contained ? bool(true) : unknown(args);
  }),
  trimprefix: define([PARTIAL, param("prefix", STRING)], STRING, (args, { unknown }) => {
    const [str, prefix] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") return cutter(str)(str.value.startsWith(prefix) ? prefix.length : 0, str.value.length);
    const known = literalAt(str, 0);
    if (str.kind !== "text" || (!known.startsWith(prefix) && prefix.startsWith(known))) {
      return unknown(args);
    }
    if (!known.startsWith(prefix)) return str;
    return concatenated([known.slice(prefix.length), ...str.parts.slice(known === "" ? 0 : 1)]);
  }),
  trimsuffix: define([PARTIAL, param("suffix", STRING)], STRING, (args, { unknown }) => {
    const [str, suffix] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") {
      return cutter(str)(0, str.value.length - (str.value.endsWith(suffix) ? suffix.length : 0));
    }
    const known = literalAt(str, -1);
    if (str.kind !== "text" || (!known.endsWith(suffix) && suffix.endsWith(known))) {
      return unknown(args);
    }
    if (!known.endsWith(suffix)) return str;
    return concatenated([
      ...str.parts.slice(0, known === "" ? undefined : -1),
      known.slice(0, known.length - suffix.length),
    ]);
  }),
  substr: lettered(
    8,
    define([PARTIAL, param("offset", NUMBER), param("length", NUMBER)], STRING, (args, { unknown }) => {
      const [str, offset, length] = [args[0]!, integerOf(args[1]), integerOf(args[2])];
      if (isFailure(offset)) return offset;
      if (isFailure(length)) return length;
      const clusters = graphemes(str.kind === "string" ? str.value : literalAt(str, 0));
      // The last cluster of a known piece may go on in what follows.
      const inside = offset >= 0 && length > 0 && offset + length < clusters.length;
      if (str.kind !== "string" && !inside) return unknown(args);
      if (offset >= 0 && length === 0) return string("");
      const from = offset < 0 ? Math.max(0, offset + clusters.length) : offset;
      // A length of zero from a negative offset runs to the end, as in Terraform.
      const to = length <= 0 ? undefined : from + length;
      return string(clusters.slice(from, to).join(""));
    }),
  ),
  split: define([param("separator", STRING), PARTIAL], LIST_OF_STRING, (args, { unknown, pay }) => {
    const [separator, str] = [textOf(args[0]), args[1]!];
    const refused = pay(weightOfSearch(str, separator));
    if (refused !== undefined) return refused;
    if (str.kind === "string") {
      const refused = pay(weightOfLength(LENGTH_OF_A_PIECE * count(str.value, separator)));
      if (refused !== undefined) return refused;
      const pieces = separator === "" ? [...str.value] : str.value.split(separator);
      return list(pieces.map(string), STRING);
    }
    return splitAround(separator, str, unknown(args));
  }),
  indent: define([param("spaces", NUMBER), PARTIAL], STRING, (args, { unknown, pay }) => {
    const [spaces, str] = [integerOf(args[0]), args[1]!];
    if (isFailure(spaces)) return spaces;
    if (spaces < 0) return failed("panic in function implementation: strings: negative Repeat count");
    const texts = str.kind === "string" ? [str.value] : str.kind === "text" ? str.parts : [];
    const lines = texts.reduce((sum, part) => sum + (typeof part === "string" ? count(part, "\n") : 0), 0);
    // The spaces are made even where no line is indented by them.
    const refused = pay(weightOfLength(spaces * Math.max(lines, 1)));
    if (refused !== undefined) return refused;
    const run = (text: string) => text.replaceAll("\n", `\n${" ".repeat(spaces)}`);
    if (str.kind === "string") return string(run(str.value));
    return str.kind === "text" ? piecewise(str, run, (hole) => unknown([args[0], hole])) : unknown(args);
  }),
  trimspace: define([PARTIAL], STRING, (args, { unknown }) => {
    const [str] = args;
    if (str.kind === "string") {
      const { value } = str;
      const start = startWithout(BLANK, value);
      return cutter(str)(start, Math.max(start, endWithout(BLANK, value)));
    }
    const [head, tail] = [literalAt(str, 0), literalAt(str, -1)];
    const [first, last] = [head.slice(startWithout(BLANK, head)), tail.slice(0, endWithout(BLANK, tail))];
    if (str.kind !== "text" || first === "" || last === "") return unknown(args);
    return concatenated([first, ...str.parts.slice(1, -1), last]);
  }),
  trim: define([STR, param("cutset", STRING)], STRING, ([str, cutset]) => {
    const cut = new Set(textOf(cutset));
    const characters = [...textOf(str)];
    let [from, to] = [0, characters.length];
    while (from < to && cut.has(characters[from]!)) from++;
    while (to > from && cut.has(characters[to - 1]!)) to--;
    return string(characters.slice(from, to).join(""));
  }),
};

/** startswith and endswith: the literal at that end of a partly known text decides, unless it is too short. */
function bounding(parameter: string, at: 0 | -1, bounds: (text: string, wanted: string) => boolean): FunctionSpec {
  return define([PARTIAL, param(parameter, STRING)], BOOL, (args, { unknown }) => {
    const [str, wanted] = [args[0], textOf(args[1])];
    const known = str.kind === "string" ? str.value : literalAt(str, at);
    if (str.kind === "string" || bounds(known, wanted)) return bool(bounds(known, wanted));
    return bounds(wanted, known) ? unknown(args) : bool(false);
  });
}

/** A function of one string; `isPiecewise` where the function of a whole is that of its parts end to end. */
function mapping(run: (text: string) => string, isPiecewise = false): FunctionSpec {
  if (!isPiecewise) return define([STR], STRING, ([str]) => string(run(textOf(str))));
  return define([PARTIAL], STRING, ([str], { unknown }) => {
    if (str.kind === "string") return string(run(str.value));
    return str.kind === "text" ? piecewise(str, run, (hole) => unknown([hole])) : unknown([str]);
  });
}

/** A partly known text with a function applied to its known pieces, and another to its holes. */
function piecewise(
  text: TextValue,
  run: (text: string) => string,
  unknown: (hole: UnknownValue) => UnknownValue,
): Value {
  return concatenated(text.parts.map((part) => (typeof part === "string" ? run(part) : unknown(part))));
}

/** A partly known text in pieces; `rest` stands for those from the first hole on that may hold the separator. */
function splitAround(separator: string, str: Value, rest: UnknownValue): Value {
  const parts = separator === "" ? [rest] : str.kind === "text" ? str.parts : str.kind === "unknown" ? [str] : [];
  const pieces: Piece[][] = [[]];
  for (const part of parts) {
    if (typeof part !== "string" && !lacks(part, separator)) {
      pieces.pop();
      return pieces.length === 0 ? rest : { ...list(pieces.map(joined), STRING), rest };
    }
    const [first, ...others] = typeof part === "string" ? part.split(separator) : [part];
    pieces.at(-1)!.push(first!);
    for (const other of others) pieces.push([other]);
  }
  return list(pieces.map(joined), STRING);
}

/** An id of EC2 has a hyphen and hexadecimal digits behind what it begins with (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html). */
function lacks({ prefix = "" }: UnknownValue, characters: string): boolean {
  return /^[a-z]+-$/.test(prefix) && !/[a-z0-9-]/.test(characters);
}

function joined(pieces: readonly Piece[]): Value {
  return joinedPieces(pieces, {});
}

function isTextual(value: Value): value is Text {
  return value.kind === "string" || value.kind === "text" || value.kind === "unknown";
}

/** Each letter has one letter as its counterpart; where full Unicode rules give several, the letter stays. */
function mapped(character: string, counterpart: string): string {
  return [...counterpart].length === 1 ? counterpart : character;
}

function upperLetter(character: string): string {
  return mapped(character, character.toUpperCase());
}

function lower(text: string): string {
  return Array.from(text, (character) => (character === "İ" ? "i" : mapped(character, character.toLowerCase()))).join(
    "",
  );
}

/** Letters that begin a word in upper case: those after anything but a letter, a digit, an underscore or a mark. */
function title(text: string): string {
  let previous = " ";
  return Array.from(text, (character) => {
    const begins = separates(previous);
    previous = character;
    return begins ? (DIGRAPHS.get(character) ?? upperLetter(character)) : character;
  }).join("");
}

/** The digraphs that have a form of their own at the beginning of a word. */
const DIGRAPHS: ReadonlyMap<string, string> = new Map(
  [0x1c4, 0x1c7, 0x1ca, 0x1f1].flatMap((code) =>
    [code, code + 1, code + 2].map((form) => [String.fromCharCode(form), String.fromCharCode(code + 1)] as const),
  ),
);

function separates(character: string): boolean {
  if (character.charCodeAt(0) < 0x80) return !/[A-Za-z0-9_]/.test(character);
  if (/[\p{L}\p{Nd}]/u.test(character)) return false;
  return /\p{White_Space}/u.test(character);
}
