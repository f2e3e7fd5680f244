/** Completion as the shells themselves do it, with the program's own commands, options and words. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { commandHelp } from "../../src/cli/help/command-help.ts";
import { type CompletedShell, completionScript } from "../../src/cli/help/completion-script.ts";
import { manPage } from "../../src/cli/help/man-page.ts";
import { commandLine } from "../../src/cli/program.ts";

const words = new Map([
  ["rules", ["health-check-blocked", "reserved-host-port"]],
  ["baseline", ["create", "update", "prune"]],
]);
const commands = commandHelp(
  commandLine(() => {}),
  words,
);

/** What the shell offers at the end of the line. */
const COMPLETE: Readonly<
  Record<CompletedShell, (line: string, script: string) => readonly [string, readonly string[]]>
> = {
  bash: (line, script) => {
    const parts = line.split(" ").map((word) => `'${word}'`);
    const ask = `COMP_WORDS=(${parts.join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _reachlint; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return ["bash", ["--norc", "-c", `${script}\n${ask}`]];
  },
  // The completion system only runs in a terminal: what it is asked to offer is printed in its place.
  zsh: (line, script) => {
    const offer = `
compdef() { : }
_files() { : }
_describe() { printf '%s\\n' "\${(P@)2%%:*}" }
_arguments() {
  local spec before=$words[CURRENT-1]
  for spec in "$@"; do case $spec in
    \\*$before\\[*:\\(*) [[ $before == --* ]] && { print -l -- \${=\${\${spec##*:\\(}%\\)}}; return } ;;
  esac; done
  for spec in "$@"; do case $spec in
    (\\*|)--*) [[ $words[CURRENT] == -* ]] && print -r -- "\${\${spec#\\*}%%\\[*}" ;;
    1:*) [[ $words[CURRENT] != -* ]] && print -l -- \${=\${\${spec##*:\\(}%\\)}} ;;
  esac; done
}`;
    return [
      "zsh",
      [
        "-f",
        "-c",
        `${offer}\nwords=(${line}${line.endsWith(" ") ? '""' : ""}); CURRENT=$#words\n${script}\n_reachlint`,
      ],
    ];
  },
  fish: (line, script) => ["fish", ["--no-config", "-c", `${script}\ncomplete -C '${line}'`]],
};

describe.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
  const script = completionScript(shell, commands);
  const isThere = spawnSync(shell, ["-c", "true"]).status === 0;

  function offered(line: string): readonly string[] {
    const [program, args] = COMPLETE[shell](line, script);
    const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout.split("\n").map((one) => one.split("\t")[0]!);
  }

  test.skipIf(!isThere)(isThere ? "offers commands, options and words" : `skipped: ${shell} is not installed`, () => {
    expect(offered("reachlint ")).toEqual(expect.arrayContaining(["scan", "explain", "baseline", "completion"]));
    expect(offered("reachlint scan --f")).toEqual(expect.arrayContaining(["--format", "--fail-on"]));
    expect(offered("reachlint --fail")).toContain("--fail-on");
    expect(offered("reachlint scan --format ")).toEqual(expect.arrayContaining(["text", "sarif"]));
    expect(offered("reachlint rules ")).toContain("reserved-host-port");
    expect(offered("reachlint baseline ")).toEqual(expect.arrayContaining(["create", "update", "prune"]));
    expect(offered("reachlint explain --s")).toEqual(expect.arrayContaining(["--service", "--strict"]));
    expect(offered("reachlint explain --s")).not.toContain("--sarif");
  });
});

const formats = spawnSync("groff", ["--version"]).status === 0;
test.skipIf(!formats)(formats ? "the manual page is well-formed" : "skipped: groff is not installed", () => {
  const input = manPage("'as \\ -it\nis", commands);
  const { stderr, stdout } = spawnSync("groff", ["-man", "-Tascii", "-ww", "-P-cbou"], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toContain("'as \\ -it is");
  for (const { name } of commands) expect(stdout).toContain(`reachlint ${name}`);
});

test("every command and option is in every script", () => {
  for (const shell of ["bash", "zsh", "fish"] as const) {
    const script = completionScript(shell, commands);
    for (const { name, options } of commands) {
      expect(script).toContain(name);
      for (const { flag } of options) expect(script).toContain(shell === "fish" ? `-l ${flag.slice(2)}` : flag);
    }
  }
});
