/** The flags of `reachlint index`. */
import type { Command } from "commander";
import { type EvaluateFlags, evaluateFlags } from "./flags.ts";

export interface OfferFlags extends EvaluateFlags {
  readonly output?: string;
}

export function offerFlags(command: Command): void {
  command.option("-o, --output <file>", "where to write it (default: standard output)");
  evaluateFlags(command);
}
