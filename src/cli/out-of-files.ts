/** Node opens many files of a program at once to load it, and a system may let it have few (`ulimit -n`): nothing that we could mend. */
import type { EXIT } from "../report/exit-code.ts";

/** As for all that a command needs and does not get. */
export const WITHOUT_FILES: typeof EXIT.usage = 2;

export const OUT_OF_FILES = [
  "error: the system lets the program open no more files",
  "hint: let it have 256 or more (ulimit -n)",
] as const;

/** That this process has as many open as it may, or all of them together. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}
