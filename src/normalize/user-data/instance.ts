/** What an instance does with its user data when it starts, in the order in which cloud-init does it. */
import type { UnknownValue } from "../../base/value.ts";
import { type FlatText, joinTexts, sliceText } from "../../values/text-runs.ts";
import { type Told, toldTo } from "./agent.ts";
import { type CloudConfig, type Command, type ParseYaml, readCloudConfig, type WrittenFile } from "./cloud-config.ts";
import { clusterInPowerShell, initialisedIn, readBottlerocket, readIgnition } from "./other-systems.ts";
import { type MimePart, partsOf } from "./parts.ts";
import type { UserDataInput } from "./read-user-data.ts";
import { CLUSTER, writeFile } from "./shell/files.ts";
import { Shell, type TextRange, type Why } from "./shell/shell.ts";
import { State } from "./shell/state.ts";
import { EMPTY, literal, unknownText } from "./text.ts";

/** One way in which the instance may start. */
export interface Way extends Told {
  readonly decisions: ReadonlyMap<UnknownValue, string>;
}

export interface Instance {
  /** Never empty. */
  readonly ways: readonly Way[];
  readonly platform: "linux" | "windows" | undefined;
  /** A part of it that nothing runs. */
  readonly unmarked?: true;
  /** A part of it has white space before its `#!`. */
  readonly spaceBeforeMark?: true;
}

export function readInstance(text: FlatText, input: UserDataInput, parseYaml: ParseYaml): Instance {
  const shell = new Shell(input.span, input.initialisation);
  const start = new Start(shell, parseYaml);
  const parts = partsOf(text);
  start.run(parts);
  const ways = start.states.map((state) => ({ ...toldTo(state, shell), decisions: state.decisions }));
  if (parts.some(({ language }) => language === "powershell")) return { ways, platform: "windows" };
  const platform = text.characters.trim() === "" ? undefined : "linux";
  return {
    ways,
    platform,
    ...(parts.some(({ language }) => language === "unmarked") ? { unmarked: true } : {}),
    ...(parts.some(hasSpaceBeforeMark) ? { spaceBeforeMark: true } : {}),
  };
}

/**
 * cloud-init looks behind white space for what a text is, and writes a script to its file as it stands; Linux executes no file that does not begin
 * with `#!` (cloudinit/handlers/shell_script.py; https://github.com/brikis98/terraform-up-and-running-code/issues/12). Of a hook it takes the space away.
 */
function hasSpaceBeforeMark({ language, text }: MimePart): boolean {
  return language === "script" && /^\s+#!/.test(text.characters);
}

const ELSEWHERE: Why = {
  text: "user data gets this part from elsewhere",
  hint: "write ECS_CLUSTER to /etc/ecs/ecs.config in user data itself",
};
const UNREAD: Why = {
  text: "this part of user data is in a language that is not read",
  hint: "write ECS_CLUSTER to /etc/ecs/ecs.config in a part that is a shell script or cloud-config",
};
const EXPORTED: Why = {
  text: "user data exports ECS_CLUSTER, and nothing that it runs is known to give it to the ECS agent",
  hint: "write ECS_CLUSTER to /etc/ecs/ecs.config in user data",
};
const BROKEN: Why = {
  text: "this part of user data cannot be read in the language that it is said to be in",
  hint: "mend its syntax",
};

class Start {
  states: readonly State[] = [new State()];
  readonly #shell: Shell;
  readonly #parseYaml: ParseYaml;

  constructor(shell: Shell, parseYaml: ParseYaml) {
    this.#shell = shell;
    this.#parseYaml = parseYaml;
  }

  /** Hooks, then cloud-config, then scripts by the names of their files, among which `runcmd` is one
   *  (https://cloudinit.readthedocs.io/en/latest/explanation/boot.html). */
  run(parts: readonly MimePart[]): void {
    for (const { language, text } of parts) if (language === "boothook") this.#script(text);
    for (const part of parts) this.#describe(part);
    const { bootcmd, writeFiles, runcmd } = this.#cloudConfig(parts);
    this.#commands(bootcmd ?? []);
    this.#write(writeFiles ?? []);
    const scripts = parts.flatMap(({ language, text, name }, at) =>
      language === "script"
        ? [{ name: name ?? `part-${String(at + 1).padStart(3, "0")}`, run: () => this.#script(text) }]
        : [],
    );
    scripts.push({ name: "runcmd", run: () => this.#commands(runcmd ?? []) });
    for (const { run } of scripts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) run();
    for (const { language, text } of parts) if (language === "powershell") this.#powerShell(text);
  }

  #describe({ language, text }: MimePart): void {
    if (language === "include") this.#leaveOpen(text, ELSEWHERE);
    if (language === "other") this.#leaveOpen(text, UNREAD);
    if (language === "ignition") this.#write(readIgnition(text) ?? this.#broken(text));
    if (language !== "toml") return;
    const settings = readBottlerocket(text);
    if (settings === undefined) this.#broken(text);
    for (const state of this.states) {
      if (settings?.cluster !== undefined) state.environment.set(CLUSTER, settings.cluster);
      state.kernel = settings?.ports ?? state.kernel;
    }
  }

  /** Of several, the keys of a later one take the place of those before, unless it says that it is merged. */
  #cloudConfig(parts: readonly MimePart[]): Omit<CloudConfig, "merges"> {
    let whole: Omit<CloudConfig, "merges"> = { bootcmd: undefined, writeFiles: undefined, runcmd: undefined };
    for (const part of parts) {
      if (part.language !== "cloud-config") continue;
      const read = readCloudConfig(part.text, this.#parseYaml);
      if (read === undefined) {
        this.#broken(part.text);
        continue;
      }
      const merges = read.merges || part.merges === true;
      const joined = <T>(before: readonly T[] | undefined, own: readonly T[] | undefined): readonly T[] | undefined =>
        merges ? [...(before ?? []), ...(own ?? [])] : (own ?? before);
      whole = {
        bootcmd: joined(whole.bootcmd, read.bootcmd),
        writeFiles: joined(whole.writeFiles, read.writeFiles),
        runcmd: joined(whole.runcmd, read.runcmd),
      };
    }
    return whole;
  }

  #script(text: FlatText): void {
    this.#end(this.#shell.script(unixText(text), this.states));
  }

  /** One script of all the commands. */
  #commands(commands: readonly Command[]): void {
    let states = this.states;
    for (const command of commands) {
      const source = "characters" in command ? command : (command[0] ?? EMPTY);
      states = this.#shell.each(states, source, (state) => {
        if ("characters" in command) return this.#shell.nested(command, state);
        const call = { shell: this.#shell, state, source, place: everywhere(source) };
        return command.length === 0
          ? [state]
          : this.#shell.command({ ...call, words: command, declared: [], given: new Set() });
      });
    }
    this.#end(states);
  }

  #write(files: readonly WrittenFile[]): void {
    for (const { path, content, append } of files) {
      const elsewhere = (): UnknownValue =>
        this.#shell.unknown(path, everywhere(path), "the content of this file", ELSEWHERE);
      for (const state of this.states) writeFile(state, path, content ?? unknownText(elsewhere()), append, elsewhere);
    }
  }

  #powerShell(text: FlatText): void {
    const unset = (place: TextRange, name: string): UnknownValue => this.#shell.unknown(text, place, name);
    const cluster = clusterInPowerShell(text, unset);
    if (cluster !== undefined) for (const state of this.states) state.environment.set(CLUSTER, cluster);
    for (const id of initialisedIn(text)) this.#commands([[literal("cfn-init"), literal("-r"), literal(id)]]);
  }

  /** Variables end with their script. Ways that end in failure are left out where there are others. */
  #end(ends: readonly State[]): void {
    const whole = ends.filter(({ stop }) => stop !== "failure");
    this.states = whole.length > 0 ? whole : ends;
    for (const state of this.states) {
      const exported = state.exported.has(CLUSTER) ? state.variables.get(CLUSTER) : undefined;
      if (exported !== undefined && !state.environment.has(CLUSTER))
        state.opaque ??= this.#shell.unknown(exported, everywhere(exported), "the exported ECS_CLUSTER", EXPORTED);
      const { variables, exported: names, functions, parameters, directory, output } = new State();
      Object.assign(state, { variables, exported: names, functions, parameters, directory, output });
      state.stop = undefined;
      state.input = undefined;
    }
  }

  #leaveOpen(text: FlatText, why: Why): void {
    const end = Math.max(1, text.characters.trimEnd().indexOf("\n"));
    for (const state of this.states)
      state.opaque ??= this.#shell.unknown(text, { pos: 0, end }, "what this part of user data does", why);
  }

  #broken(text: FlatText): readonly WrittenFile[] {
    this.#leaveOpen(text, BROKEN);
    return [];
  }
}

function everywhere({ characters }: FlatText): TextRange {
  return { pos: 0, end: characters.length };
}

/** cloud-init gives scripts the line ends of Unix. */
function unixText(text: FlatText): FlatText {
  const pieces: FlatText[] = [];
  let from = 0;
  for (let at = text.characters.indexOf("\r\n"); at !== -1; at = text.characters.indexOf("\r\n", from)) {
    pieces.push(sliceText(text, from, at));
    from = at + 1;
  }
  return from === 0 ? text : joinTexts([...pieces, sliceText(text, from, text.characters.length)]);
}
