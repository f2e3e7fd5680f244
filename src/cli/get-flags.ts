/** The flags of `get`. */
import type { Command } from "commander";
import { GET_NOTES } from "./help/notes.ts";
import { repeatable, same } from "./option-values.ts";

export function getFlags(command: Command): void {
  command
    .option("--cache <dir>", "keep packages there, and take them from there")
    .option("--offline", "fetch nothing: take what is installed and what the cache has")
    .addOption(repeatable("--exclude <glob>", "not the roots in these directories", same));
  command.addHelpText("after", GET_NOTES);
}
