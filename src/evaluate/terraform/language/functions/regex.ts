/** The functions of patterns in RE2's syntax: regex, regexall and replace. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import type { ListValue, StringValue, TextValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { DYNAMIC, STRING } from "../../../../base/value.ts";
import { derived } from "../../../../values/unknown.ts";
import { weightOfLength } from "../budget.ts";
import { concatenated, cutter, literalAt, type Text } from "../types/text.ts";
import type { Failure, Result } from "../types/values.ts";
import { isFailure, list, nullOf, object, objectType, string, tuple, tupleType } from "../types/values.ts";
import {
  badArgument,
  define,
  type FunctionContext,
  type Functions,
  failed,
  PARTLY,
  param,
  textOf,
} from "./function-spec.ts";
import { count, LENGTH_OF_A_PIECE, occurrences, weightOfSearch } from "./search.ts";

type Pay = FunctionContext["pay"];

const PARAMETERS = [param("pattern", STRING), param("string", STRING)] as const;

export const REGEX_FUNCTIONS: Functions = {
  replace: define(
    [param("str", STRING, PARTLY), param("substr", STRING), param("replace", STRING, PARTLY)],
    STRING,
    (args, { pay }): Result => {
      const [str, wanted, replacement] = [args[0]!, textOf(args[1]), args[2] as Text];
      const unknown = () => derived("replace", args, STRING, { notNull: true });
      if (wanted.length > 1 && wanted.startsWith("/") && wanted.endsWith("/")) {
        return str.kind === "string" && replacement.kind === "string"
          ? byPattern(str.value, wanted, replacement.value, pay)
          : unknown();
      }
      const refused = pay(weightOfReplacing(str, wanted, replacement));
      if (refused !== undefined) return refused;
      if (str.kind === "string") return inString(str, wanted, replacement);
      if (str.kind !== "text" || wanted === "") return unknown();
      const spans = str.parts.some((part) => typeof part === "string" && touches(part, wanted));
      return spans ? unknown() : inText(str, wanted, replacement, args.slice(1));
    },
  ),
  regex: define(PARAMETERS, typeOfPattern, ([pattern, str], { pay }) => {
    const found = matches(textOf(pattern), textOf(str), 1, pay);
    if (isFailure(found) || found.kind !== "list") return found;
    return found.elements[0] ?? failed("pattern did not match any part of the given string");
  }),
  regexall: {
    ...define(
      PARAMETERS,
      (args) => {
        const type = typeOfPattern(args);
        return isFailure(type) ? type : { kind: "list", element: type };
      },
      ([pattern, str], { pay }) => matches(textOf(pattern), textOf(str), Number.POSITIVE_INFINITY, pay),
    ),
    ofUnknown: ([pattern, str]) => (isInBeginning(pattern!, str!) ? { least: 1 } : {}),
  },
};

/** RE2 looks at each character of a text once, and there at each instruction of the pattern at most: so many times as much for the budget. */
const WEIGHT_OF_AN_INSTRUCTION = 1 / 16;
const LEAST_WEIGHT_OF_A_CHARACTER = 1 / 2;

/** What is kept of a match for each of its groups. */
const WEIGHT_OF_A_GROUP = 2;

function weightOfSearching(regex: RE2JS, length: number): number {
  return length * (LEAST_WEIGHT_OF_A_CHARACTER + WEIGHT_OF_AN_INSTRUCTION * regex.programSize());
}

/** To find a text in another, and to put the pieces together with what replaces it. */
function weightOfReplacing(str: Value, wanted: string, replacement: Text): number {
  const known = str.kind === "string" ? [str.value] : str.kind === "text" ? str.parts : [];
  const found = known.reduce((sum, part) => sum + (typeof part === "string" ? count(part, wanted) : 0), 0);
  const length = replacement.kind === "string" ? replacement.value.length : 0;
  return weightOfSearch(str, wanted) + weightOfLength(found * (LENGTH_OF_A_PIECE + length));
}

/** What Go's regexp package has against a pattern. */
interface RegexFailure {
  readonly code: string;
  readonly expression: string;
}

/** Patterns longer than this are refused. */
const MAX_PATTERN = 64 * 1024;
const compiled = new Map<string, RE2JS | RegexFailure>();

function isRegexFailure(regex: RE2JS | RegexFailure): regex is RegexFailure {
  return "code" in regex;
}

function compileRegex(pattern: string): RE2JS | RegexFailure {
  const result = compiled.get(pattern) ?? compile(pattern);
  if (compiled.size > 1000) compiled.clear();
  compiled.set(pattern, result);
  return result;
}

function compile(pattern: string): RE2JS | RegexFailure {
  if (pattern.length > MAX_PATTERN) return { code: "expression too large", expression: pattern.slice(0, 100) };
  try {
    return RE2JS.compile(pattern);
  } catch (problem) {
    if (problem instanceof RE2JSSyntaxException)
      return { code: problem.error ?? problem.message, expression: problem.input ?? pattern };
    return { code: problem instanceof RE2JSException ? problem.message : "internal error", expression: pattern };
  }
}

/** Goes to the next match; an empty one right behind the match before it does not count, as in Go. */
function findNext(matcher: ReturnType<RE2JS["matcher"]>, previousEnd: number): boolean {
  while (matcher.find()) {
    if (matcher.end() > matcher.start() || matcher.end() !== previousEnd) return true;
  }
  return false;
}

/** Every match replaced; `$1`, `${name}` in the replacement stand for groups as in Go's Expand. */
function expandReplacement(regex: RE2JS, text: string, replacement: string, pay: Pay): string | UnknownValue {
  const names = new Map(Object.entries(regex.namedGroups()));
  const matcher = regex.matcher(text);
  let result = "";
  let at = 0;
  for (let end = -1; ; end = matcher.end()) {
    // A search may look at all that is left, and a replacement is read anew for each match.
    const refused = pay(weightOfSearching(regex, text.length - at) + 4 * weightOfLength(replacement.length));
    if (refused !== undefined) return refused;
    if (!findNext(matcher, end)) return result + text.slice(at);
    const before = result.length;
    result += text.slice(at, matcher.start());
    result += expand(replacement, (name) => {
      const index = /^[0-9]+$/.test(name) ? Number(name) : names.get(name);
      return index === undefined || index > matcher.groupCount() ? "" : (matcher.group(index) ?? "");
    });
    at = matcher.end();
    const tooLong = pay(weightOfLength(result.length - before));
    if (tooLong !== undefined) return tooLong;
  }
}

function expand(template: string, group: (name: string) => string): string {
  return template.replace(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (whole, braced?: string, plain?: string) => {
      const name = braced ?? plain;
      return name === undefined ? (whole === "$$" ? "$" : whole) : group(name);
    },
  );
}

/** The type of one match: a string without groups, a tuple of unnamed or an object of named ones. */
function matchType(pattern: string): Type | Failure {
  const regex = compileRegex(pattern);
  if (isRegexFailure(regex)) return badArgument(0, `invalid regexp pattern: ${regex.code} in ${regex.expression}`);
  const names = Object.keys(regex.namedGroups());
  const groups = regex.groupCount();
  if (groups === 0) return STRING;
  if (names.length === 0) return tupleType(Array.from({ length: groups }, () => STRING));
  if (names.length < groups)
    return badArgument(0, "invalid regexp pattern: cannot mix both named and unnamed capture groups");
  return objectType(names.map((name) => [name, STRING]));
}

function matches(pattern: string, text: string, most: number, pay: Pay): ListValue | UnknownValue | Failure {
  const type = matchType(pattern);
  if (isFailure(type)) return type;
  const regex = compileRegex(pattern) as RE2JS;
  const names = Object.entries(regex.namedGroups());
  const matcher = regex.matcher(text);
  const found: Value[] = [];
  let at = 0;
  for (let end = -1; found.length < most; end = matcher.end()) {
    const refused = pay(weightOfSearching(regex, text.length - at) + WEIGHT_OF_A_GROUP * matcher.groupCount());
    if (refused !== undefined) return refused;
    if (!findNext(matcher, end)) break;
    at = matcher.end();
    const group = (at: number): Value => {
      const matched = matcher.group(at) ?? undefined;
      return matched === undefined ? nullOf(STRING) : string(matched);
    };
    if (matcher.groupCount() === 0) found.push(group(0));
    else if (names.length > 0) found.push(object(names.map(([name, at]) => [name, group(at)])));
    else found.push(tuple(Array.from({ length: matcher.groupCount() }, (_, at) => group(at + 1))));
  }
  return list(found, type);
}

/** Whether what is known of the beginning of a text matches, so that the text does however it goes on: nothing in the pattern looks at an end. */
function isInBeginning(pattern: Value, text: Value): boolean {
  const known = text.kind === "unknown" ? (text.prefix ?? "") : literalAt(text, 0);
  if (known === "" || pattern.kind !== "string") return false;
  if (pattern.value.length > MAX_CHECKED || /[$\\]|\(\?/.test(pattern.value)) return false;
  const regex = compileRegex(pattern.value);
  return !isRegexFailure(regex) && regex.matcher(known.slice(0, MAX_CHECKED)).find();
}

function typeOfPattern(args: readonly Value[]): Type | Failure {
  return args[0]?.kind === "string" ? matchType(args[0].value) : DYNAMIC;
}

/** Of longer texts it is not found out whether holes can be part of them, or whether they match. */
const MAX_CHECKED = 1000;

function byPattern(text: string, wanted: string, replacement: string, pay: Pay): Result {
  const regex = compileRegex(wanted.slice(1, -1));
  if (!isRegexFailure(regex)) {
    const replaced = expandReplacement(regex, text, replacement, pay);
    return typeof replaced === "string" ? string(replaced) : replaced;
  }
  return failed(`error parsing regexp: ${regex.code}: \`${regex.expression}\``);
}

/** The pieces between the occurrences keep their places in the source. */
function inString(str: StringValue, wanted: string, replacement: Text): Result {
  const starts = occurrences(str.value, wanted);
  const cut = cutter(str);
  const pieces: Text[] = [];
  let at = 0;
  for (const start of starts) {
    pieces.push(cut(at, start), replacement);
    at = start + wanted.length;
  }
  return concatenated([...pieces, cut(at, str.value.length)]);
}

/** Holes may contain the text too: they become `replace(hole, …)`. */
function inText(text: TextValue, wanted: string, replacement: Text, more: readonly Value[]): Result {
  const pieces: Text[] = [];
  for (const part of text.parts) {
    if (typeof part !== "string") {
      pieces.push(derived("replace", [part, ...more], STRING, { notNull: true }));
      continue;
    }
    const replaced = inString(string(part), wanted, replacement);
    if ("failure" in replaced) return replaced;
    pieces.push(replaced as Text);
  }
  return concatenated(pieces);
}

/** Whether an occurrence could begin or end in this known piece and go on in the hole beside it. */
function touches(piece: string, wanted: string): boolean {
  if (wanted.length > MAX_CHECKED) return true;
  for (let length = 1; length < wanted.length; length++) {
    if (piece.endsWith(wanted.slice(0, length)) || piece.startsWith(wanted.slice(-length))) return true;
  }
  return false;
}
