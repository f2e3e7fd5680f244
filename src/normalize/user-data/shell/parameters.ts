/** `$name` and `${name…}` into what they stand for
 *  (https://www.gnu.org/software/bash/manual/html_node/Shell-Parameter-Expansion.html). */
import type { ParameterExpansionPart, ParameterOperation } from "unbash";
import { STRING, type UnknownValue } from "../../../base/value.ts";
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, isEmpty, known, literal, spaced, unknownText, wholeValue } from "../text.ts";
import { beginning, ending, literalPattern, type Pattern, patternOf } from "./patterns.ts";
import type { TextRange } from "./shell.ts";
import { expandText, type Scope } from "./words.ts";

/** What a parameter is set to; unknown where the script does not set it. */
export function lookUp(name: string, place: TextRange, scope: Scope): FlatText {
  return set(name, scope) ?? unset(name, place, scope);
}

function set(name: string, { state }: Scope): FlatText | undefined {
  const { parameters } = state;
  if (parameters === undefined || !/^(?:[0-9]+|[#@*])$/.test(name)) return state.variables.get(name);
  if (name === "#") return literal(String(parameters.length));
  if (name === "@" || name === "*") return spaced(parameters);
  return name === "0" ? undefined : (parameters[Number(name) - 1] ?? EMPTY);
}

function unset(name: string, place: TextRange, { shell, source }: Scope): FlatText {
  const what = `$${name}`;
  return unknownText(
    shell.unknown(source, place, what, {
      text: `user data takes it from ${what}, which it does not set itself`,
      hint: `set ${name} in user data before, or write its value in place of ${what}`,
    }),
  );
}

/** Longer texts are not compared with patterns. */
const LONGEST = 256;

export function expandParameter(part: ParameterExpansionPart, scope: Scope): FlatText {
  const { parameter: name, operation, prefix, index } = part;
  const unclear = (): FlatText => unknownText(scope.shell.unknown(scope.source, part, `what ${part.text} gives`));
  if (index !== undefined || prefix === "!") return unclear();
  const value = set(name, scope);
  if (prefix === "#") {
    const characters = value === undefined ? undefined : known(value);
    return characters === undefined ? unclear() : literal(String(characters.length));
  }
  if (operation === undefined) return value ?? unset(name, part, scope);
  if (operation.type === "Default") return withDefault(name, value, operation, part, scope);
  if (value === undefined) return unset(name, part, scope);
  const changed = known(value) === undefined ? undefined : change(value, operation, scope);
  return changed ?? unclear();
}

/** A script starts without variables of its own, so that one which it has not set is unset. */
function withDefault(
  name: string,
  value: FlatText | undefined,
  { operator, operand }: Extract<ParameterOperation, { type: "Default" }>,
  place: TextRange,
  scope: Scope,
): FlatText {
  const orEmpty = operator.startsWith(":");
  const lacking = value === undefined ? "true" : orEmpty ? isEmpty(value) : "false";
  const otherwise = (): FlatText => expandText(operand, scope);
  if (operator.endsWith("+")) {
    if (lacking === "unknown") return either(otherwise(), EMPTY, place, scope);
    return lacking === "true" ? EMPTY : otherwise();
  }
  if (lacking === "false") return value!;
  if (operator.endsWith("?")) return value ?? unset(name, place, scope);
  const filled = lacking === "unknown" ? either(value!, otherwise(), place, scope) : otherwise();
  if (operator.endsWith("=")) scope.state.variables.set(name, filled);
  return filled;
}

/** One of two texts: which, decides an unknown. */
function either(a: FlatText, b: FlatText, place: TextRange, { shell, source }: Scope): FlatText {
  const unknown: UnknownValue = {
    ...shell.unknown(source, place, `what ${source.characters.slice(place.pos, place.end)} gives`),
    type: STRING,
    oneOf: [wholeValue(a), wholeValue(b)],
    from: [...a.holes.values(), ...b.holes.values()],
  };
  return unknownText(unknown);
}

function change(value: FlatText, operation: ParameterOperation, scope: Scope): FlatText | undefined {
  const { characters } = value;
  switch (operation.type) {
    case "Remove": {
      const pattern = readPattern(operation.operand, scope);
      if (pattern === undefined || characters.length > LONGEST) return undefined;
      scope.shell.spend(characters.length);
      const longest = operation.operator.length === 2;
      if (operation.operator.startsWith("#"))
        return sliceText(value, beginning(pattern, characters, longest) ?? 0, characters.length);
      return sliceText(value, 0, characters.length - (ending(pattern, characters, longest) ?? 0));
    }
    case "Replace":
      return replaced(value, operation, scope);
    case "CaseModification":
      return operation.operand === undefined ? inCase(value, operation.operator) : undefined;
    default:
      return undefined;
  }
}

function readPattern(word: Parameters<typeof expandText>[0], scope: Scope): Pattern | undefined {
  const text = known(expandText(word, scope));
  if (text === undefined) return undefined;
  const quoted = word.parts?.some(({ type }) => type !== "Literal" && type !== "Glob") ?? false;
  if (!quoted) return patternOf(text);
  return /[*?]/.test(text) ? undefined : literalPattern(text);
}

function replaced(
  value: FlatText,
  { operator, pattern, replacement }: Extract<ParameterOperation, { type: "Replace" }>,
  scope: Scope,
): FlatText | undefined {
  const wanted = known(expandText(pattern, scope));
  if (wanted === undefined || wanted === "" || /[*?[\]\\]/.test(wanted) || operator.length > 2) return undefined;
  if (operator === "/#" || operator === "/%") return undefined;
  const by = expandText(replacement, scope);
  if (by.characters.includes("&") || by.characters.includes("\\")) return undefined;
  scope.shell.spend(value.characters.length / wanted.length);
  const pieces: FlatText[] = [];
  let at = 0;
  for (let found = value.characters.indexOf(wanted); found !== -1; found = value.characters.indexOf(wanted, at)) {
    pieces.push(sliceText(value, at, found), by);
    at = found + wanted.length;
    if (operator === "/") break;
  }
  return joinTexts([...pieces, sliceText(value, at, value.characters.length)]);
}

function inCase(value: FlatText, operator: "^" | "^^" | "," | ",,"): FlatText {
  const turn = (text: string): string => (operator.startsWith("^") ? text.toUpperCase() : text.toLowerCase());
  const { characters } = value;
  const turned = operator.length === 2 ? turn(characters) : turn(characters.slice(0, 1)) + characters.slice(1);
  return literal(turned, value.origin);
}
