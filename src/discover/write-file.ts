/** Files that the program writes: never through a link of the repository, which whoever wrote that could lead somewhere else. */
import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { boundaryOf, isInside, staysInside } from "./boundary.ts";
import { disk } from "./file-system.ts";

/**
 * Makes a file, with the directories around it, or replaces one at once, so that nobody meets half of it; a pipe or device that is there is
 * written to. `path` starts from the working directory.
 */
export function replaceFile(workingDirectory: string, path: string, text: string): void {
  attempt(workingDirectory, path, (absolute, repository) => {
    const there = lstatSync(absolute, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() && isInside(repository, absolute))
      throw new UsageError(`${path} is a link, which is not written through`);
    if (there?.isFile() === false) return writeFileSync(absolute, text);
    const beside = mkdtempSync(join(dirname(absolute), ".reachlint-"));
    try {
      writeFileSync(join(beside, "new"), text);
      renameSync(join(beside, "new"), absolute);
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  });
}

/** Makes a file that is not there yet; false where something is. */
export function createFile(workingDirectory: string, path: string, text: string): boolean {
  return attempt(workingDirectory, path, (absolute) => {
    if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined) return false;
    writeFileSync(absolute, text, { flag: "wx" });
    return true;
  });
}

/** What is named in a repository stays in it; what is named elsewhere, the user means. */
function attempt<T>(workingDirectory: string, path: string, write: (absolute: string, repository: string) => T): T {
  const start = disk.realPath(workingDirectory) ?? workingDirectory;
  const absolute = resolve(start, path);
  const boundary = boundaryOf(workingDirectory);
  const directory = dirname(absolute);
  try {
    if (boundary !== undefined && isInside(boundary, directory) && !staysInside(boundary, directory))
      throw new UsageError(`${path} leads out of the repository`);
    mkdirSync(directory, { recursive: true });
    return write(absolute, boundary ?? start);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
