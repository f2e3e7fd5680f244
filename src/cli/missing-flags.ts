/** The flags of `reachlint missing`. */
import type { Command } from "commander";
import { MISSING_FORMATS, type MissingFormat } from "../report/formats.ts";
import { type EvaluateFlags, evaluateFlags, formatOption } from "./flags.ts";

export interface MissingFlags extends EvaluateFlags {
  readonly format: MissingFormat;
  readonly commands?: boolean;
}

export function missingFlags(command: Command): void {
  command
    .addOption(formatOption("of the output", MISSING_FORMATS, "yaml").conflicts("commands"))
    .option("--commands", "print the commands that would tell it instead, whose output --facts reads");
  evaluateFlags(command);
}
