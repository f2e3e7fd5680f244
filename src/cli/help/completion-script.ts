/** The command line → what each shell runs to complete it. All that is in the scripts is of the program itself. */
import type { CommandHelp, OptionHelp } from "./command-help.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export type CompletedShell = (typeof SHELLS)[number];

export function completionScript(shell: CompletedShell, commands: readonly CommandHelp[]): string {
  return { bash, zsh, fish }[shell](commands);
}

/** What may stand behind the option or as the first operand; a path where there is no choice. */
const choices = ({ choices }: OptionHelp): string => choices.join(" ");

/** https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html; for bash 3.2 too, which macOS has. */
function bash(commands: readonly CommandHelp[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const cases = commands.flatMap(({ name, options, words }) => {
    const valued = options.filter(({ argument }) => argument !== undefined);
    const paths = valued.filter((one) => one.choices.length === 0).map(({ flag }) => `"${name} ${flag} "*`);
    const flags = ["--help", ...options.map(({ flag }) => flag)].join(" ");
    return [
      ...valued.flatMap((one) =>
        one.choices.length === 0 ? [] : [`    "${name} ${one.flag} "*) words="${choices(one)}" ;;`],
      ),
      ...(paths.length === 0 ? [] : [`    ${paths.join(" | ")}) ;;`]),
      `    "${name} "*" -"*) words="${flags}" ;;`,
      ...(words === undefined ? [] : [`    "${name} ${name} "*) words="${words.join(" ")}" ;;`]),
    ];
  });
  return `# bash completion of reachlint: source it, or put it into the directory of bash-completion
_reachlint() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=scan words=
  case " ${names} " in
    *" \${COMP_WORDS[1]} "*) ((COMP_CWORD > 1)) && command=\${COMP_WORDS[1]} ;;
  esac
  case "$command $before $current" in
${cases.join("\n")}
    "scan reachlint "*) words="${names}" ;;
  esac
  # Where there are no words, it is a path.
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -o default -F _reachlint reachlint
`;
}

/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
function zsh(commands: readonly CommandHelp[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const said = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");
  const option = (one: OptionHelp): string => {
    const { flag, argument, description } = one;
    const action = one.choices.length === 0 ? "_files" : `(${choices(one)})`;
    const value = argument === undefined ? "" : `:${said(argument.slice(1, -1))}:${action}`;
    return quoted(`*${flag}[${said(description)}]${value}`);
  };
  const ofCommands = commands.map(({ name, options, words }) => {
    const operand = words === undefined ? "'*:path:_files'" : `'1: :(${words.join(" ")})' '*:path:_files'`;
    return `    ${name}) _arguments ${["'--help[print this help]'", ...options.map(option), operand].join(" ")} ;;`;
  });
  return `#compdef reachlint
# zsh completion of reachlint: put it as _reachlint into a directory of $fpath
_reachlint() {
  local -a commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${said(description)}`)}`).join("\n")}
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    _files
    return
  fi
  local command=scan
  if ((\${commands[(I)$words[2]:*]})); then
    command=$words[2]
    shift words
    ((CURRENT--))
  fi
  case $command in
${ofCommands.join("\n")}
  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _reachlint "$@"; else compdef _reachlint reachlint; fi
`;
}

/** https://fishshell.com/docs/current/completions.html */
function fish(commands: readonly CommandHelp[]): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const names = commands.map(({ name }) => name).join(" ");
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = commands.flatMap(({ name, description, options, words }) => {
    // Without a command it is scan.
    const seen =
      name === "scan" ? `${none}; or __fish_seen_subcommand_from scan` : `__fish_seen_subcommand_from ${name}`;
    const when = `complete -c reachlint -n ${quoted(seen)}`;
    return [
      `complete -c reachlint -n ${quoted(none)} -a ${name} -d ${quoted(description)}`,
      ...options.map((one) => {
        const values = one.choices.length === 0 ? "-r" : `-xa ${quoted(choices(one))}`;
        return `${when} -l ${one.flag.slice(2)}${one.argument === undefined ? "" : ` ${values}`} -d ${quoted(one.description)}`;
      }),
      ...(words === undefined ? [] : [`${when} -a ${quoted(words.join(" "))}`]),
    ];
  });
  return `# fish completion of reachlint: put it as reachlint.fish into ~/.config/fish/completions\n${lines.join("\n")}\n`;
}
