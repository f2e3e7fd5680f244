/** The folders into which modules are laid out, beside the configuration that names them. */
import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import { scanPath } from "../discover/boundary.ts";
import { isSystemError } from "./fetch-error.ts";

/** What to do where nothing can be written. */
export const WRITABLE = "install modules where the source can be written";

/**
 * Makes what is not there of `folder`, which is relative to `directory`. Refuses where one of its directories is a link: that would lead what is written
 * to where somebody else wants it.
 */
export function makeFolder(directory: string, folder: string, workingDirectory: string): Diagnostic | undefined {
  let path = directory;
  for (const name of folder.split("/")) {
    path = join(path, name);
    const shown = scanPath(workingDirectory, path);
    const refusal = (message: string, hint: string): Diagnostic => ({
      code: "modules-folder",
      severity: "error",
      message: `${shown} ${message}`,
      path: shown,
      hint,
      notAnalysed: true,
    });
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory())
      return refusal("is no directory: nothing is installed through it", "remove it");
    try {
      if (found === undefined) mkdirSync(path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return refusal(`cannot be written: ${error.message}`, WRITABLE);
    }
  }
  return undefined;
}
