/** Redirections: what a command reads, and where its output goes. */
import type { Redirection } from "unbash";
import { type FlatText, joinTexts } from "../../../values/text-runs.ts";
import { EMPTY, NEWLINE } from "../text.ts";
import { contentOf, pathOf, unknownLines, writeFile } from "./files.ts";
import type { TextRange } from "./shell.ts";
import { NOTHING_PRINTED, printedText, type State } from "./state.ts";
import { expandText, hereDocument, type Scope } from "./words.ts";

/** Where the output of a command goes: on to who catches it, to a file, or to nobody. */
type Output = "on" | "away" | { readonly file: FlatText; readonly redirect: Redirection };

/** Runs a command with its redirections. Files are emptied before it runs, and written after. */
export function redirected(
  redirects: readonly Redirection[],
  scope: Scope,
  run: (state: State) => readonly State[],
): readonly State[] {
  if (redirects.length === 0) return run(scope.state);
  const { state } = scope;
  const { input } = state;
  let output: Output = "on";
  for (const redirect of redirects) output = redirectOne(redirect, output, scope) ?? output;
  if (output === "on") return giveBack(run(state), input);
  const caught = state.output;
  state.output = output === "away" ? undefined : NOTHING_PRINTED;
  return giveBack(
    run(state).map((after) => {
      const printed = printedText(after.output);
      after.output = caught;
      if (typeof output === "object") write(output, printed, { ...scope, state: after });
      return after;
    }),
    input,
  );
}

function giveBack(states: readonly State[], input: FlatText | undefined): readonly State[] {
  for (const state of states) state.input = input;
  return states;
}

function write({ file, redirect }: Exclude<Output, string>, printed: FlatText, { shell, state, source }: Scope): void {
  shell.spend(printed.characters.length);
  writeFile(state, file, printed, true, () => shell.unknown(source, redirect, "what this writes to"));
}

/** The new destination of the standard output, where the redirection changes it. */
function redirectOne(redirect: Redirection, output: Output, scope: Scope): Output | undefined {
  const { state } = scope;
  const number = redirect.descriptor?.type === "FileDescriptor" ? redirect.descriptor.value : undefined;
  if (redirect.type === "HereDoc") {
    if ((number ?? 0) === 0) state.input = hereDocument(redirect, scope);
    return undefined;
  }
  if (redirect.target === undefined) return undefined;
  const target = expandText(redirect.target, scope);
  if (redirect.type === "HereString") {
    state.input = joinTexts([target, NEWLINE]);
    return undefined;
  }
  switch (redirect.operator) {
    case "<":
      if ((number ?? 0) === 0) state.input = readFile(target, redirect, scope);
      return undefined;
    case ">&":
      if ((number ?? 1) !== 1) return undefined;
      return /^[0-9-]$/.test(target.characters) ? (target.characters === "1" ? output : "away") : toFile(target);
    case ">":
    case ">|":
    case "&>":
    case ">>":
    case "&>>":
      if ((number ?? 1) === 1) return toFile(target);
      return undefined;
    default:
      return undefined;
  }

  function toFile(file: FlatText): Output {
    const to = { file, redirect };
    const device = file.characters === "/dev/stdout" ? "on" : to;
    if (device === to && redirect.type === "Redirect" && !redirect.operator.endsWith(">>"))
      writeFile(state, file, EMPTY, false, () => scope.shell.unknown(scope.source, redirect, "what this writes to"));
    return device;
  }
}

/** What a file holds: unknown where the script has not written it. */
export function readFile(target: FlatText, place: TextRange, scope: Scope): FlatText {
  const path = pathOf(target, scope.state);
  const content = path === undefined ? undefined : contentOf(path, scope.state);
  scope.shell.spend(content?.characters.length ?? 0);
  return (
    content ??
    unknownLines(
      scope.shell.unknown(scope.source, place, `the content of ${path ?? "a file"}`, {
        text: `user data reads ${path ?? "a file"}, which the source does not show`,
        hint: "write what it takes from the file into user data itself",
      }),
    )
  );
}
