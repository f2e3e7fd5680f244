/** Commands that run others: `sudo`, `env`, `bash -c`. */
import { type FlatText, sliceText } from "../../../values/text-runs.ts";
import { known, literal } from "../text.ts";
import { argumentsOf, type Call, ends, mayDoAnything, type Performer } from "./call.ts";
import { contentAt } from "./files.ts";
import type { State } from "./state.ts";

/** Runs the words as a command, with the variables that stand before it: `A=b command`. */
function runWords(words: readonly FlatText[], call: Call): readonly State[] {
  let at = 0;
  const given = new Map<string, FlatText>();
  for (; at < words.length; at++) {
    const name = /^([A-Za-z_]\w*)=/.exec(words[at]!.characters)?.[1];
    if (name === undefined) break;
    given.set(name, sliceText(words[at]!, name.length + 1, words[at]!.characters.length));
  }
  const { state } = call;
  if (at === words.length) return [state];
  const before = new Map([...given.keys()].map((name) => [name, state.variables.get(name)] as const));
  for (const [name, value] of given) state.variables.set(name, value);
  const names = new Set([...call.given, ...given.keys()]);
  const after = call.shell.command({ ...call, words: words.slice(at), given: names });
  for (const one of after) one.restore(before);
  return after;
}

/** A command whose own options come first, then `skip` words of its own, then the command that it runs. */
function wrapper(valued: readonly string[], skip = 0): Performer {
  return (call) => {
    const { rest } = argumentsOf(call.words.slice(1), valued, true);
    return runWords(rest.slice(skip), call);
  };
}

/** `su - user -c text`. */
function su(call: Call): readonly State[] | undefined {
  const { options } = argumentsOf(call.words.slice(1), ["-c", "--command", "-s", "-g"]);
  const text = options.find(({ name }) => name === "-c" || name === "--command")?.value;
  return text === undefined ? undefined : inOwnProcess(call, text, []);
}

/** `bash -c text`, `bash file`, or the script that the input is. */
function shell(call: Call): readonly State[] | undefined {
  const { words, state } = call;
  let at = 1;
  let ofText = false;
  for (; /^[-+]./.test(words[at]?.characters ?? ""); at++) {
    const { characters } = words[at]!;
    if (characters === "-o" || characters === "--rcfile" || characters === "--init-file") at += 1;
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(characters)) ofText = true;
    if (/^-[a-zA-Z]*s[a-zA-Z]*$/.test(characters)) return script(call, state.input);
  }
  const first = words[at];
  if (ofText) return first === undefined ? undefined : inOwnProcess(call, first, words.slice(at + 2));
  if (first === undefined) return script(call, state.input);
  const content = contentAt(first, state);
  return content === undefined ? script(call, undefined) : callScript(content, { ...call, words: words.slice(at) });
}

function script(call: Call, text: FlatText | undefined): readonly State[] | undefined {
  if (text !== undefined && text.holes.size < text.characters.length) return inOwnProcess(call, text, []);
  mayDoAnything(call);
  return undefined;
}

/** Runs the content of a file with the words after its name. */
export function callScript(content: FlatText, call: Call): readonly State[] {
  const interpreter = /^#![^\n]*/.exec(content.characters)?.[0];
  const unread = interpreter !== undefined && !/\b(?:ba|da|k|z)?sh\b/.test(interpreter);
  if (unread || (content.characters !== "" && content.holes.size === content.characters.length)) {
    mayDoAnything(call);
    return [call.state];
  }
  return inOwnProcess(call, content, call.words.slice(1));
}

/** Only exported variables are there; what is done to variables is lost. */
function inOwnProcess(call: Call, text: FlatText, parameters: readonly FlatText[]): readonly State[] {
  const { state } = call;
  const { variables, functions, directory, stop } = state.fork();
  const before = state.parameters;
  const kept = [...variables].filter(([name]) => state.exported.has(name) || call.given.has(name));
  Object.assign(state, { variables: new Map(kept), functions: new Map(), parameters });
  const after = call.shell.nested(text, state);
  for (const one of after) {
    if (one.stop === "failure") one.status = "false";
    Object.assign(one, { variables: new Map(variables), functions: new Map(functions), directory, stop });
    one.parameters = before;
  }
  return after;
}

export const WRAPPERS: ReadonlyMap<string, Performer> = new Map<string, Performer>([
  ["sudo", wrapper(["-u", "-g", "-h", "-p", "-C", "-r", "-t", "--user", "--group"])],
  ["env", wrapper(["-u", "--unset", "-C", "--chdir"])],
  ["nohup", wrapper([])],
  ["command", (call) => (isQuestion(call) ? ends(call, "unknown") : wrapper([])(call))],
  ["builtin", wrapper([])],
  ["time", wrapper(["-f", "-o"])],
  ["nice", wrapper(["-n"])],
  ["ionice", wrapper(["-c", "-n"])],
  ["setsid", wrapper([])],
  ["stdbuf", wrapper(["-i", "-o", "-e"])],
  ["timeout", wrapper(["-s", "-k", "--signal", "--kill-after"], 1)],
  ["cloud-init-per", wrapper([], 2)],
  ["runuser", su],
  ["su", su],
  ["bash", shell],
  ["sh", shell],
  ["dash", shell],
  ["ash", shell],
]);

/** `command -v name` asks whether there is such a command. */
function isQuestion({ words }: Call): boolean {
  return /^-[vV]$/.test(known(words[1] ?? literal("")) ?? "");
}
