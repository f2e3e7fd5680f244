/** The flags of `reachlint drift`. */
import type { Command } from "commander";
import { DRIFT_FORMATS, type DriftFormat } from "../drift/drift-formats.ts";
import { colorOption, evaluateFlags, formatOption, type JudgeFlags, rangeOption } from "./flags.ts";
import { DRIFT_NOTES } from "./help/notes.ts";

export interface DriftFlags extends JudgeFlags {
  readonly format: DriftFormat;
}

export function driftFlags(command: Command): void {
  command.optionsGroup("What is shown:");
  command
    .addOption(formatOption("of the output", DRIFT_FORMATS, "text"))
    .addOption(rangeOption())
    .addOption(colorOption());
  evaluateFlags(command);
  command.addHelpText("after", DRIFT_NOTES);
}
