/** The shell's own commands (https://www.gnu.org/software/bash/manual/html_node/Shell-Builtin-Commands.html). */
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, known, linesOf, NEWLINE, spaced, trimmed, unknownText } from "../text.ts";
import { type Call, ends, from, mayDoAnything, outputOf, type Performer } from "./call.ts";
import { judgeWords } from "./conditions.ts";
import { contentAt, pathOf } from "./files.ts";
import { formatted, unescaped } from "./formats.ts";
import type { State } from "./state.ts";

function echo({ state, words }: Call): undefined {
  let at = 1;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(words[at]?.characters ?? ""); at++) {
    const { characters } = words[at]!;
    if (characters.includes("n")) newline = false;
    escapes = characters.lastIndexOf("e") > characters.lastIndexOf("E") || (escapes && !characters.includes("E"));
  }
  const text = spaced(words.slice(at));
  const { text: made, ended } = escapes ? unescaped(text) : { text, ended: false };
  state.print(newline && !ended ? joinTexts([made, NEWLINE]) : made);
  state.status = "true";
}

function printf(call: Call): undefined {
  const { state, words } = call;
  const [, option, name] = words;
  const isNamed = option?.characters === "-v";
  // It complains of the name that it lacks, and prints nothing.
  if (isNamed && name === undefined) return ends(call, "false");
  const into = isNamed ? known(name!) : undefined;
  const [format, ...values] = words.slice(into === undefined ? (words[1]?.characters === "--" ? 2 : 1) : 3);
  const text = (format === undefined ? EMPTY : formatted(format, values)) ?? outputOf(call);
  if (into === undefined) state.print(text);
  else state.variables.set(into, text);
  state.status = "true";
}

/** `export`, `declare` and the like: values are already set. */
function declare(call: Call): undefined {
  const { state, words, declared } = call;
  const options = words.slice(1).filter(({ characters }) => characters.startsWith("-"));
  const exports = words[0]!.characters === "export" || options.some(({ characters }) => characters.includes("x"));
  const names = [...words.slice(1), ...declared].map(known);
  if (exports) for (const name of names) if (name !== undefined && !name.startsWith("-")) state.exported.add(name);
  return ends(call, "true");
}

function unset(call: Call): undefined {
  for (const word of call.words.slice(1)) {
    call.state.variables.set(word.characters, EMPTY);
    call.state.exported.delete(word.characters);
    call.state.functions.delete(word.characters);
  }
  return ends(call, "true");
}

function set(call: Call): undefined {
  const { state, words } = call;
  const at = words.findIndex(({ characters }) => characters === "--");
  if (at !== -1) state.parameters = words.slice(at + 1);
  else if (words.length > 1 && !/^[-+]/.test(words[1]!.characters)) state.parameters = words.slice(1);
  return ends(call, "true");
}

function shift(call: Call): undefined {
  const { state, words } = call;
  const count = words[1] === undefined ? 1 : Number(known(words[1]));
  state.parameters = Number.isInteger(count) ? state.parameters?.slice(count) : undefined;
  return ends(call, "true");
}

/** One line of the input into one variable; what is shared among several is not known. */
function read(call: Call): undefined {
  const { shell, state, words, source, place } = call;
  const names: string[] = [];
  let whole = false;
  for (let at = 1; at < words.length; at++) {
    const { characters } = words[at]!;
    if (/^-[rs]*[dtupnNia]$/.test(characters)) {
      if (characters.endsWith("d") && words[at + 1]?.characters === "") whole = true;
      at += 1;
    } else if (!characters.startsWith("-")) names.push(characters);
  }
  const { input } = state;
  const line = input === undefined ? undefined : whole ? { start: 0, end: input.characters.length } : linesOf(input)[0];
  const only = names.length === 1 && input !== undefined && line !== undefined && input.holes.size === 0;
  for (const name of names)
    state.variables.set(
      name,
      only ? trimmedText(input, line) : unknownText(shell.unknown(source, place, `what is read into ${name}`)),
    );
  state.status = "unknown";
}

function trimmedText(text: FlatText, line: { start: number; end: number }): FlatText {
  const { start, end } = trimmed(text, line.start, line.end, " \t\n");
  return sliceText(text, start, end);
}

function changeDirectory(call: Call): undefined {
  const { state, words } = call;
  const target = words.slice(1).find(({ characters }) => !/^-[LPe]$/.test(characters));
  state.directory = target === undefined ? undefined : pathOf(target, state);
  state.status = "likely";
}

/** A script is taken to do what it is for: a way that ends in failure is left out while there are others. */
function exit(call: Call): undefined {
  const { state, words } = call;
  const code = words[1] === undefined ? undefined : known(words[1]);
  state.stop = code !== undefined && /^\d+$/.test(code) && Number(code) !== 0 ? "failure" : "exit";
}

function stops({ state }: Call, how: "break" | "continue"): undefined {
  state.stop = how;
}

function leave(call: Call): undefined {
  const { state, words } = call;
  const code = words[1] === undefined ? "0" : known(words[1]);
  state.stop = "return";
  state.status = code === undefined ? "unknown" : code === "0" ? "true" : "false";
}

function evaluate(call: Call): readonly State[] {
  const text = spaced(call.words.slice(1));
  if (known(text) === undefined && text.holes.size === text.characters.length) {
    call.state.opaque ??= [...text.holes.values()][0];
    return [call.state];
  }
  return call.shell.nested(text, call.state);
}

/** Files of the system, of a user or of a virtual environment set nothing that matters here. */
const SYSTEM_FILE = /^(?:\/etc\/(?!ecs\/)|\/usr\/|\/opt\/|\/home\/[^/]+\/\.|\/root\/\.|~\/\.)|\/activate$/;

function source(call: Call): readonly State[] | undefined {
  const { state, words } = call;
  const file = words[1];
  const script = file === undefined ? undefined : contentAt(file, state);
  if (script !== undefined) {
    if (words.length > 2) state.parameters = words.slice(2);
    return call.shell.nested(script, state).map((one) => {
      if (one.stop === "return") one.stop = undefined;
      return one;
    });
  }
  if (file !== undefined && !SYSTEM_FILE.test(file.characters)) mayDoAnything(call);
  return undefined;
}

/** `exec command`: nothing of the script follows. */
function replace(call: Call): readonly State[] {
  if (call.words.length === 1) return [call.state];
  return call.shell.command(from(call, 1)).map((state) => {
    state.stop ??= "exit";
    return state;
  });
}

function test(call: Call): undefined {
  const { words } = call;
  const end = words[0]!.characters === "[" && words.at(-1)!.characters === "]" ? -1 : undefined;
  return ends(call, judgeWords(words.slice(1, end), call.state));
}

export const BUILTINS: ReadonlyMap<string, Performer> = new Map<string, Performer>([
  [":", (call) => ends(call, "true")],
  ["true", (call) => ends(call, "true")],
  ["false", (call) => ends(call, "false")],
  ["[", test],
  ["test", test],
  ["echo", echo],
  ["printf", printf],
  ["export", declare],
  ["declare", declare],
  ["typeset", declare],
  ["readonly", declare],
  ["local", declare],
  ["unset", unset],
  ["set", set],
  ["shift", shift],
  ["read", read],
  ["cd", changeDirectory],
  ["exit", exit],
  ["return", leave],
  ["break", (call) => stops(call, "break")],
  ["continue", (call) => stops(call, "continue")],
  ["eval", evaluate],
  ["source", source],
  [".", source],
  ["exec", replace],
]);
