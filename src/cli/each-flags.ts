/** The flags that name several files of values, each of which makes a world of its own. */
import { type Command, Option } from "commander";
import type { TerraformOptions } from "../evaluate/input.ts";
import { repeatable, same } from "./option-values.ts";

export interface EachFlags {
  readonly eachVarFile?: readonly string[];
  readonly eachParametersFile?: readonly string[];
}

/** `assignments`: the values of variables in the order of the flags, in which such files have their turn. */
export function eachFlags(command: Command, assignments: TerraformOptions["assignments"][number][]): void {
  const file = (glob: string, before: readonly string[] = []): readonly string[] => {
    assignments.push({ kind: "each" });
    command.setOptionValue("var", assignments);
    return [...before, glob];
  };
  const variables = new Option("--each-var-file <glob>", "judge with each of these files in turn (repeatable)");
  command
    .addOption(variables.argParser(file))
    .addOption(repeatable("--each-parameters-file <glob>", "the same of files of parameters", same));
}
