/** Patterns in RE2's syntax into matchers, and their matches into values. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { DYNAMIC, STRING, type Type } from "../../../../base/type.ts";
import type { Value } from "../../../../base/value.ts";
import { list, nullOf, object, string, tuple } from "../types/construct.ts";
import { type Failure, isFailure } from "../types/failure.ts";
import { objectType, tupleType } from "../types/type-relations.ts";
import { textOf } from "./arguments.ts";
import { badArgument, type FunctionSpec, failed } from "./function-spec.ts";

export interface RegexFailure {
  /** As Go's regexp package words it. */
  readonly error: string;
  readonly code: string;
  readonly expression: string;
}

/** Patterns longer than this are refused. */
const MAX_PATTERN = 64 * 1024;
const compiled = new Map<string, RE2JS | RegexFailure>();

export function isRegexFailure(regex: RE2JS | RegexFailure): regex is RegexFailure {
  return "error" in regex;
}

export function compileRegex(pattern: string): RE2JS | RegexFailure {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const result = compile(pattern);
  if (compiled.size > 1000) compiled.clear();
  compiled.set(pattern, result);
  return result;
}

function compile(pattern: string): RE2JS | RegexFailure {
  if (pattern.length > MAX_PATTERN) return failure("expression too large", pattern.slice(0, 100));
  try {
    return RE2JS.compile(pattern);
  } catch (problem) {
    if (problem instanceof RE2JSSyntaxException)
      return failure(problem.error ?? problem.message, problem.input ?? pattern);
    if (problem instanceof RE2JSException) return failure(problem.message, pattern);
    return failure("internal error", pattern);
  }
}

function failure(code: string, expression: string): RegexFailure {
  return { error: `error parsing regexp: ${code}: \`${expression}\``, code, expression };
}

/** Goes to the next match; an empty one right behind the match before it does not count, as in Go. */
function findNext(matcher: ReturnType<RE2JS["matcher"]>, previousEnd: number): boolean {
  while (matcher.find()) {
    if (matcher.end() > matcher.start() || matcher.end() !== previousEnd) return true;
  }
  return false;
}

/** Every match replaced; `$1`, `${name}` in the replacement stand for groups as in Go's Expand. */
export function expandReplacement(regex: RE2JS, text: string, replacement: string): string {
  const names = new Map(Object.entries(regex.namedGroups()));
  const matcher = regex.matcher(text);
  let result = "";
  let at = 0;
  for (let end = -1; findNext(matcher, end); end = matcher.end()) {
    result += text.slice(at, matcher.start());
    result += expand(replacement, (name) => {
      const index = /^[0-9]+$/.test(name) ? Number(name) : names.get(name);
      return index === undefined || index > matcher.groupCount() ? "" : (matcher.group(index) ?? "");
    });
    at = matcher.end();
  }
  return result + text.slice(at);
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

function matches(pattern: string, text: string, most: number): readonly Value[] {
  const regex = compileRegex(pattern);
  if (isRegexFailure(regex)) return [];
  const names = Object.entries(regex.namedGroups());
  const matcher = regex.matcher(text);
  const found: Value[] = [];
  for (let end = -1; found.length < most && findNext(matcher, end); end = matcher.end()) {
    const group = (at: number): Value => {
      const matched = matcher.group(at);
      return matched === null || matched === undefined ? nullOf(STRING) : string(matched);
    };
    if (matcher.groupCount() === 0) found.push(group(0));
    else if (names.length > 0) found.push(object(names.map(([name, at]) => [name, group(at)])));
    else found.push(tuple(Array.from({ length: matcher.groupCount() }, (_, at) => group(at + 1))));
  }
  return found;
}

const PARAMETERS = [
  { name: "pattern", type: STRING },
  { name: "string", type: STRING },
] as const;

function typeOfPattern(args: readonly Value[]): Type | Failure {
  return args[0]?.kind === "string" ? matchType(args[0].value) : DYNAMIC;
}

export const REGEX_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  regex: {
    parameters: PARAMETERS,
    type: typeOfPattern,
    run([pattern, str]) {
      const type = matchType(textOf(pattern));
      if (isFailure(type)) return type;
      const [match] = matches(textOf(pattern), textOf(str), 1);
      return match ?? failed("pattern did not match any part of the given string");
    },
  },
  regexall: {
    parameters: PARAMETERS,
    type(args) {
      const type = typeOfPattern(args);
      return isFailure(type) ? type : { kind: "list", element: type };
    },
    run([pattern, str]) {
      const type = matchType(textOf(pattern));
      if (isFailure(type)) return type;
      return list(matches(textOf(pattern), textOf(str), Number.POSITIVE_INFINITY), type);
    },
  },
};
