/** The command line → its manual page (https://man7.org/linux/man-pages/man7/man.7.html). */
import { EXIT } from "../../report/exit-code.ts";
import type { CommandHelp, OptionHelp } from "./command-help.ts";

/** What the exit codes mean, for `--help` and the manual page. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.clean, "nothing found that counts"],
  [EXIT.findings, "findings at or above --fail-on"],
  [EXIT.usage, "the command, a setting or a rule file is wrong"],
  [EXIT.notAnalysed, "nothing to analyse, or not all of it could be"],
  [EXIT.bug, "a bug in reachlint"],
];

const FILES: readonly (readonly [file: string, what: string])[] = [
  ["reachlint.yaml", "settings, searched upwards to the root of the repository"],
  ["reachlint-baseline.json", "findings that were there before and do not count"],
];

const VARIABLES: readonly (readonly [name: string, what: string])[] = [
  ["NO_COLOR, FORCE_COLOR", "whether text has colours, where --color does not say"],
  ["COLUMNS", "the width of text"],
  ["TF_VAR_name", "value of a Terraform variable, with --tf-env"],
];

export function manPage(description: string, commands: readonly CommandHelp[]): string {
  return `${[
    '.\\" Made by scripts/gen/man-page.mjs.',
    '.TH REACHLINT 1 "" reachlint "User commands"',
    ".SH NAME",
    "reachlint \\- prove whether load balancers can reach ECS containers",
    ".SH SYNOPSIS",
    ...commands.flatMap(({ name, operands }) => [".br", `.B reachlint ${roff(name)}`, roff(`[options] ${operands}`)]),
    ".SH DESCRIPTION",
    roff(description),
    roff("Without a command it scans the paths."),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, meaning]) => term(String(code), meaning)),
    ".SH ENVIRONMENT",
    ...VARIABLES.flatMap(([name, what]) => term(name, what)),
    ".SH FILES",
    ...FILES.flatMap(([name, what]) => term(name, what)),
  ].join("\n")}\n`;
}

function commandLines({ name, operands, description, options }: CommandHelp): readonly string[] {
  return [`.SS ${roff(`${name} ${operands}`)}`, roff(sentence(description)), ...options.flatMap(optionLines)];
}

function optionLines({ flag, argument, description, choices }: OptionHelp): readonly string[] {
  const values = choices.length === 0 ? "" : `: ${choices.join(", ")}`;
  return term(argument === undefined ? flag : `${flag} ${argument}`, `${description}${values}`);
}

function term(name: string, meaning: string): readonly string[] {
  return [".TP", `.B ${roff(name)}`, roff(sentence(meaning))];
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** Text as it is: a backslash is an escape in roff, a hyphen a typographic one, and a line that begins with a point or an apostrophe a request. */
function roff(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^[.']/, "\\&$&");
}
