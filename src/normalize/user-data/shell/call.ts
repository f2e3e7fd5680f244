/** One command with its words, as those that carry commands out see it. */
import { type FlatText, sliceText } from "../../../values/text-runs.ts";
import { known, unknownText } from "../text.ts";
import { readFile } from "./redirections.ts";
import type { Shell, TextRange, Why } from "./shell.ts";
import type { State, Status } from "./state.ts";

export interface Call {
  readonly shell: Shell;
  readonly state: State;
  readonly source: FlatText;
  readonly place: TextRange;
  /** The name of the command and its arguments. Never empty. */
  readonly words: readonly FlatText[];
  /** The names that `export` and the like are given with values. */
  readonly declared: readonly FlatText[];
  /** The variables that are set for this command alone. */
  readonly given: ReadonlySet<string>;
}

/** Carries a command out on the state of the call. Nothing is returned where there is only one way on. */
export type Performer = (call: Call) => readonly State[] | undefined;

/** The command that begins at a word. */
export function from(call: Call, at: number): Call {
  return { ...call, words: call.words.slice(at) };
}

export function ends(call: Call, status: Status): undefined {
  call.state.status = status;
  return undefined;
}

/** Options by letter or name, with their values, and the other words. */
export interface Arguments {
  readonly options: readonly { readonly name: string; readonly value: FlatText | undefined }[];
  readonly rest: readonly FlatText[];
}

/**
 * Reads options as `getopt` does. `valued` names those that take a value: `-u`, `--user`. With `leading` the first word that is no
 * option ends them.
 */
export function argumentsOf(words: readonly FlatText[], valued: readonly string[], leading = false): Arguments {
  const options: { name: string; value: FlatText | undefined }[] = [];
  const rest: FlatText[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const { characters } = word;
    if (characters === "--") return { options, rest: [...rest, ...words.slice(at + 1)] };
    if (!characters.startsWith("-") || characters === "-") {
      if (leading) return { options, rest: words.slice(at) };
      rest.push(word);
      continue;
    }
    const equals = characters.indexOf("=");
    if (characters.startsWith("--")) {
      const name = equals === -1 ? characters : characters.slice(0, equals);
      if (equals !== -1) options.push({ name, value: sliceText(word, equals + 1, characters.length) });
      else options.push({ name, value: valued.includes(name) ? words[++at] : undefined });
      continue;
    }
    for (let letter = 1; letter < characters.length; letter++) {
      const name = `-${characters[letter]}`;
      const takes = valued.includes(name);
      const attached = letter + 1 < characters.length ? sliceText(word, letter + 1, characters.length) : undefined;
      options.push({ name, value: takes ? (attached ?? words[++at]) : undefined });
      if (takes) break;
    }
  }
  return { options, rest };
}

export function nameOf({ words }: Call): string | undefined {
  const name = known(words[0]!);
  return name === undefined ? undefined : name.slice(name.lastIndexOf("/") + 1);
}

/** The text of the files, or of the input where none is named. */
export function inputOf(call: Call, files: readonly FlatText[]): FlatText[] {
  const { state } = call;
  const own = (): FlatText => state.input ?? unknownText(call.shell.unknown(call.source, call.place, "the input"));
  if (files.length === 0) return [own()];
  return files.map((file) => (file.characters === "-" ? own() : readFile(file, call.place, call)));
}

/** What a command prints that is not followed. */
export function outputOf({ shell, source, place }: Call): FlatText {
  return unknownText(shell.outputOf(source, place, shell.quote(source, place)));
}

/** Notes that a command may do anything to the agent. */
export function mayDoAnything(call: Call, why?: Why): void {
  const { shell, state, source, place } = call;
  const name = shell.quote(source, place);
  state.opaque ??= shell.unknown(
    source,
    place,
    `what ${name} does`,
    why ?? {
      text: `user data runs ${name}, which the source does not show`,
      hint: "write ECS_CLUSTER to /etc/ecs/ecs.config in user data itself",
    },
  );
}
