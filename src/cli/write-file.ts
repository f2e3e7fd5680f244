/** Files that the program writes into a repository: never through a link, which would lead somewhere else. */
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { boundaryOf } from "../discover/boundary.ts";
import { staysInside } from "../discover/configuration-file.ts";

/** Makes a file, with the directories around it, or replaces one at once, so that nobody meets half of it. */
export function replaceFile(path: string, text: string): void {
  attempt(path, () => {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new UsageError(`${path} is a link, which is not written through`);
    const beside = `${path}.${process.pid}.tmp`;
    writeFileSync(beside, text, { flag: "wx" });
    try {
      renameSync(beside, path);
    } finally {
      rmSync(beside, { force: true });
    }
  });
}

/** Makes a file that is not there yet; false where something is. */
export function createFile(path: string, text: string): boolean {
  return attempt(path, () => {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
    writeFileSync(path, text, { flag: "wx" });
    return true;
  });
}

function attempt<T>(path: string, write: () => T): T {
  const boundary = boundaryOf(process.cwd());
  const directory = dirname(resolve(path));
  try {
    if (boundary !== undefined && !staysInside(boundary, directory) && !path.startsWith("/"))
      throw new UsageError(`${path} leads out of the repository`);
    mkdirSync(directory, { recursive: true });
    return write();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
