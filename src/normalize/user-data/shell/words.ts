/** Words of the shell into what they stand for: quotes undone, variables and commands expanded, split into fields
 *  (https://www.gnu.org/software/bash/manual/html_node/Shell-Expansions.html). */
import type { Assignment, CommandExpansionPart, HereDoc, Word, WordPart } from "unbash";
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, literal, undone, unknownText } from "../text.ts";
import { expandParameter, lookUp } from "./parameters.ts";
import type { Shell } from "./shell.ts";
import type { State } from "./state.ts";

/** Where a word is expanded. What it runs acts on the state. */
export interface Scope {
  readonly shell: Shell;
  readonly state: State;
  readonly source: FlatText;
}

interface Piece {
  readonly text: FlatText;
  /** Expanded outside of quotes: its white space parts fields. */
  readonly splits: boolean;
  /** In quotes: makes a field although it is empty. */
  readonly quoted: boolean;
}

/** The word as one text, as in an assignment or the target of a redirection. */
export function expandText(word: Word, scope: Scope): FlatText {
  return joinTexts(piecesOf(word, scope).map(({ text }) => text));
}

/** The fields that a word of a command gives: none, one or several. */
export function expandFields(word: Word, scope: Scope): readonly FlatText[] {
  const all = everyParameter(word);
  if (all && scope.state.parameters !== undefined) return scope.state.parameters;
  return fields(piecesOf(word, scope));
}

/** `"$@"` and `$@`: each positional parameter is a field. */
function everyParameter(word: Word): boolean {
  const [part, more] = word.parts ?? [];
  if (part === undefined || more !== undefined) return false;
  const inner = part.type === "DoubleQuoted" && part.parts.length === 1 ? part.parts[0]! : part;
  return (
    /^\$(?:@|\{@\})$/.test(inner.text) && (inner.type === "SimpleExpansion" || inner.type === "ParameterExpansion")
  );
}

function fields(pieces: readonly Piece[]): readonly FlatText[] {
  const found: FlatText[] = [];
  let current: FlatText[] | undefined;
  const close = (): void => {
    if (current !== undefined) found.push(joinTexts(current));
    current = undefined;
  };
  const add = (text: FlatText): void => {
    current ??= [];
    current.push(text);
  };
  for (const { text, splits, quoted } of pieces) {
    if (!splits) {
      if (quoted || text.characters !== "") add(text);
      continue;
    }
    for (const match of text.characters.matchAll(/[ \t\n]+|[^ \t\n]+/g)) {
      if (/[ \t\n]/.test(match[0][0]!)) close();
      else add(sliceText(text, match.index, match.index + match[0].length));
    }
  }
  close();
  return found;
}

function piecesOf(word: Word, scope: Scope): readonly Piece[] {
  if (word.parts === undefined) return [unquoted(undone(scope.source, word.pos, word.end, word.value))];
  return word.parts.flatMap((part) => expandPart(part, scope));
}

function unquoted(text: FlatText): Piece {
  return { text, splits: false, quoted: false };
}

function expandPart(part: WordPart, scope: Scope): readonly Piece[] {
  const { source } = scope;
  switch (part.type) {
    case "Literal":
    case "Glob":
      return [unquoted(undone(source, part.pos, part.end, part.value))];
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [{ text: undone(source, part.pos, part.end, part.value), splits: false, quoted: true }];
    case "DoubleQuoted":
    case "LocaleString": {
      const inner = part.parts.flatMap((one) => expandPart(one, scope));
      return [{ text: joinTexts(inner.map(({ text }) => text)), splits: false, quoted: true }];
    }
    case "SimpleExpansion":
      return [expanded(lookUp(part.text.slice(1), part, scope), part, scope)];
    case "ParameterExpansion":
      return [expanded(expandParameter(part, scope), part, scope)];
    case "CommandExpansion":
      return [expanded(substituted(part, scope), part, scope)];
    case "ProcessSubstitution":
      return [unquoted(scope.shell.processed(part, scope))];
    default:
      return [unquoted(given(part, scope))];
  }
}

/** What stands in the place of an expansion, as far as there is work left to do: a function could call another with a text that doubles each time. */
function expanded(text: FlatText, part: WordPart, scope: Scope): Piece {
  const isPaid = scope.shell.spend(text.characters.length);
  return { text: isPaid ? text : given(part, scope), splits: true, quoted: false };
}

function given(part: WordPart, { shell, source }: Scope): FlatText {
  return unknownText(shell.unknown(source, part, `what ${shell.quote(source, part)} gives`));
}

/** What a command substitution prints, without the line ends at its end. */
function substituted(part: CommandExpansionPart, { shell, state, source }: Scope): FlatText {
  const printed = shell.printedBy(() => {
    const { script } = part;
    // That of backquotes may have a text of its own.
    const own = script?.source === undefined ? source : undone(source, part.pos, part.end, script.source);
    return { statements: script?.commands ?? [], source: own };
  }, state);
  if (printed === undefined) return unknownText(shell.outputOf(source, part, part.text));
  let length = printed.characters.length;
  while (printed.characters[length - 1] === "\n") length -= 1;
  return sliceText(printed, 0, length);
}

/** The lines of a here-document, expanded unless its marker is quoted. */
export function hereDocument({ body, operator, delimiter }: HereDoc, scope: Scope): FlatText {
  const { source } = scope;
  const written = (pos: number, end: number, value: string): FlatText => {
    if (operator === "<<") return undone(source, pos, end, value);
    const begins = pos === body.pos || source.characters[pos - 1] === "\n";
    return undone(source, pos, end, value.replace(begins ? /^\t+/gm : /(?<=\n)\t+/g, ""));
  };
  if (delimiter?.quoted === true) return written(body.pos, body.end, body.text);
  if (body.parts === undefined)
    return written(
      body.pos,
      body.end,
      body.text.replace(/\\([$`\\]|\n)/g, (_, one) => (one === "\n" ? "" : one)),
    );
  const pieces = body.parts.flatMap((part) =>
    part.type === "Literal" ? written(part.pos, part.end, part.value) : expandPart(part, scope).map(({ text }) => text),
  );
  return joinTexts(pieces);
}

/** Longer texts are not followed: a script could double one with each command. */
const LONGEST = 1 << 14;
const MOST_HOLES = 64;

/** Sets the variable, and gives its name. */
export function assign(assignment: Assignment, scope: Scope): FlatText {
  const { name, value, append, index } = assignment;
  const { shell, state, source } = scope;
  const unclear = (): FlatText => unknownText(shell.unknown(source, assignment, `what is in ${name}`));
  if (value.type === "ArrayValue" || index !== undefined) state.variables.set(name, unclear());
  else {
    const text = expandText(value, scope);
    const whole = append === true ? joinTexts([state.variables.get(name) ?? EMPTY, text]) : text;
    shell.spend(whole.characters.length);
    const large = whole.characters.length > LONGEST || whole.holes.size > MOST_HOLES;
    state.variables.set(name, large ? unclear() : whole);
  }
  return literal(name);
}
