/**
 * Scripts, makefiles and workflows → the values that their commands give to inputs: `aws cloudformation deploy --parameter-overrides Key=value`,
 * `create-stack --parameters ParameterKey=Key,ParameterValue=value`, `sam deploy`, `terraform apply -var name=value` and `-var-file=path`, the
 * input `parameter-overrides` of actions, and environments that set `TF_VAR_name`.
 */
import { SourceFile } from "../base/source-file.ts";
import { commandsIn, isOpen, type Word } from "./commands.ts";
import { environmentsIn, type NamedText } from "./environment.ts";
import { directoriesOf } from "./whereabouts.ts";

/** What one command gives, or the environment that a file sets for its commands. */
export interface Overrides {
  /** Of the script. */
  readonly path: string;
  readonly dialect: "terraform" | "cloudformation";
  /** By name; `text` is absent where only whoever runs it knows. */
  readonly given: ReadonlyMap<string, { readonly text: string | undefined; readonly line: number }>;
  /** The last name in the path of the template that the command deploys. */
  readonly template?: string;
  /** The end of the path of the directory in which the command runs. */
  readonly directory?: string;
  /** The files of Terraform's variables that the command names, as it names them. */
  readonly files: readonly { readonly written: string; readonly line: number }[];
}

/** Longer values are no flags that anybody types. */
const LONGEST = 200;

/** Of a longer word nothing is read. */
const LONGEST_WORD = 4096;

export function overridesIn(path: string, text: string): readonly Overrides[] {
  const file = new SourceFile(path, text);
  const commands = commandsIn(text);
  const directories = directoriesOf(path, text, commands);
  const ofCommands = commands.flatMap((words, at) => {
    const directory = directories[at];
    const own = directory === undefined ? { file } : { file, directory };
    return [
      ...ofCommand(words, "cloudformation", parametersIn(words), { file }),
      ...ofCommand(words, "terraform", variablesIn(words), own),
    ];
  });
  const ofEnvironments = environmentsIn(text, commands).flatMap((settings) =>
    ofCommand([], "terraform", settings, { file }),
  );
  return [...ofCommands, ...ofEnvironments];
}

/** Whether somebody could type it as it stands. */
function isPlain(text: string): boolean {
  return !isOpen(text) && !/\p{C}/u.test(text) && text !== "" && text.length <= LONGEST;
}

interface Place {
  readonly file: SourceFile;
  readonly directory?: string;
}

function ofCommand(
  words: readonly Word[],
  dialect: Overrides["dialect"],
  settings: readonly NamedText[],
  { file, ...place }: Place,
): readonly Overrides[] {
  const lineOf = (at: number): number => file.position(at).line;
  const files =
    dialect === "terraform" ? filesIn(words).map(({ text, at }) => ({ written: text, line: lineOf(at) })) : [];
  if (settings.length + files.length === 0) return [];
  const given = new Map(
    settings.map(({ name, text, at }) => {
      return [name, { text: isPlain(text) ? text : undefined, line: lineOf(at) }] as const;
    }),
  );
  const at = words.findIndex((word) => /^--template-(?:file|body)$/.test(word.text));
  const template = at === -1 ? undefined : words[at + 1]?.text.split("/").at(-1);
  const isNamed = template !== undefined && !isOpen(template);
  return [{ path: file.path, dialect, given, files, ...place, ...(isNamed ? { template } : {}) }];
}

function parametersIn(words: readonly Word[]): readonly NamedText[] {
  const at = words.findIndex(({ text }) => /^(?:--parameter-overrides|--parameters|parameter-overrides:)$/.test(text));
  if (at === -1) return [];
  const rest = words.slice(at + 1);
  const end = rest.findIndex(({ text }) => text.startsWith("-"));
  const own = rest.slice(0, end === -1 ? rest.length : end).filter(({ text }) => text.length <= LONGEST_WORD);
  return own.flatMap((word) =>
    // A single word can have them all, parted by blanks as SAM takes them or by commas as an action does.
    word.text
      .split(/(?<![\s,])[\s,]+(?=[A-Za-z0-9]+=)(?!ParameterValue=)/)
      .flatMap((one) => settingIn(one, word) ?? []),
  );
}

function settingIn(text: string, { at }: Word): NamedText | undefined {
  const long = /^ParameterKey=([A-Za-z0-9]+),ParameterValue=(.*)$/s.exec(text);
  const [, name, value] = long ?? /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : { name, text: value.replace(/^"(.*)"$/s, "$1"), at };
}

function variablesIn(words: readonly Word[]): readonly NamedText[] {
  return flagsIn(words, "var").flatMap(({ text: setting, at }) => {
    const [, name, text] = /^([\w-]+)=(.*)$/s.exec(setting) ?? [];
    return name === undefined || text === undefined ? [] : [{ name, text, at }];
  });
}

function filesIn(words: readonly Word[]): readonly Word[] {
  return flagsIn(words, "var-file").filter(({ text }) => isPlain(text));
}

/** The values of a flag of Terraform, which stand in its word or in the next. */
function flagsIn(words: readonly Word[], flag: "var" | "var-file"): readonly Word[] {
  return words.flatMap(({ text, at }, index) => {
    const name = text.startsWith("--") ? text.slice(1) : text;
    if (name.startsWith(`-${flag}=`)) return [{ text: name.slice(flag.length + 2), at }];
    return name === `-${flag}` ? (words[index + 1] ?? []) : [];
  });
}
