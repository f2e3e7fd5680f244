/** The command line as data, for what is made of it: completion of shells and the manual page. */
import type { Command } from "commander";

export interface CommandHelp {
  readonly name: string;
  /** `[PATH...]`; empty where it takes nothing. */
  readonly operands: string;
  readonly description: string;
  readonly options: readonly OptionHelp[];
  /** What the first operand can be, where it is one of a few words; undefined where it is a path. */
  readonly words: readonly string[] | undefined;
}

export interface OptionHelp {
  /** `--format`. */
  readonly flag: string;
  /** `<format>`; undefined where it takes none. */
  readonly argument: string | undefined;
  /** One line. */
  readonly description: string;
  readonly choices: readonly string[];
}

/** `words`: what the first operand of a command can be, by the command's name. */
export function commandHelp(program: Command, words: ReadonlyMap<string, readonly string[]>): readonly CommandHelp[] {
  return program.commands.map((command) => ({
    name: command.name(),
    operands: command.usage().replace("[options]", "").trim(),
    description: command.description(),
    options: command.options.map(({ long, flags, description, argChoices }) => ({
      flag: long!,
      argument: /<.*>/.exec(flags)?.[0],
      description: description.replace(/ \(.*$/, ""),
      choices: argChoices ?? [],
    })),
    words: words.get(command.name()),
  }));
}
