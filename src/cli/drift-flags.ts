/** The flags of `reachlint drift`. */
import type { Command } from "commander";
import { colorOption, evaluateFlags, type JudgeFlags, rangeOption } from "./flags.ts";
import { DRIFT_NOTES } from "./help/notes.ts";

export type DriftFlags = JudgeFlags;

export function driftFlags(command: Command): void {
  command.optionsGroup("What is shown:");
  command.addOption(rangeOption()).addOption(colorOption());
  evaluateFlags(command);
  command.addHelpText("after", DRIFT_NOTES);
}
