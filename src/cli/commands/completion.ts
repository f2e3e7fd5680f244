/** `reachlint completion SHELL`: prints the script by which a shell completes commands, options and the words that they take. */
import type { Command } from "commander";
import { UsageError } from "../../base/diagnostic.ts";
import { builtinRules } from "../../check/builtin-rules.generated.ts";
import { EXIT } from "../../report/exit-code.ts";
import { commandHelp } from "../help/command-help.ts";
import { completionScript, SHELLS } from "../help/completion-script.ts";
import { writeOutput } from "../streams.ts";
import { BASELINE_ACTIONS } from "./baseline.ts";

export async function completionCommand([name]: readonly string[], program: Command): Promise<number> {
  const shell = SHELLS.find((one) => one === name);
  if (shell === undefined)
    throw new UsageError(`there is no completion for ${name}`, `it is made for ${SHELLS.join(", ")}`);
  const words = new Map<string, readonly string[]>([
    ["rules", builtinRules.map(({ id }) => id)],
    ["baseline", BASELINE_ACTIONS],
    ["completion", SHELLS],
  ]);
  await writeOutput(completionScript(shell, commandHelp(program, words)));
  return EXIT.clean;
}
