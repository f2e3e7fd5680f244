/** Files that the program writes: never through a link of the repository, which whoever wrote that could lead somewhere else. */
import { appendFileSync, closeSync, lstatSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { boundaryOf, isInside, staysInside } from "./boundary.ts";
import { disk } from "./file-system.ts";
import { inPassing } from "./interrupt.ts";

/**
 * Makes a file, with the directories around it, or replaces one at once, so that nobody meets half of it; a pipe or device that is there is
 * written to. `path` starts from the working directory. `text`: whole, or in pieces.
 */
export function replaceFile(workingDirectory: string, path: string, text: string | Iterable<string>): Promise<void> {
  return attempt(workingDirectory, path, async (absolute, repository) => {
    const there = lstatSync(absolute, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() && isInside(repository, absolute))
      throw new UsageError(`${path} is a link, which is not written through`);
    if (there?.isFile() === false) return writeFile(absolute, text);
    return inPassing(join(dirname(absolute), ".reachlint-"), async (beside) => {
      await writeFile(join(beside, "new"), text);
      await rename(join(beside, "new"), absolute);
    });
  });
}

/** Makes a file that is not there yet; false where something is. */
export function createFile(workingDirectory: string, path: string, text: string): Promise<boolean> {
  return attempt(workingDirectory, path, (absolute) => {
    if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined) return false;
    const file = openSync(absolute, "wx");
    try {
      writeFileSync(file, text);
    } catch (error) {
      rmSync(absolute);
      throw error;
    } finally {
      closeSync(file);
    }
    return true;
  });
}

/** Adds to a file that somebody else made, who reads it afterwards. `path`: absolute. */
export function appendToFile(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** What is named in a repository stays in it; what is named elsewhere, the user means. */
async function attempt<T>(
  workingDirectory: string,
  path: string,
  write: (absolute: string, repository: string) => T | Promise<T>,
): Promise<T> {
  const start = disk.realPath(workingDirectory) ?? workingDirectory;
  const absolute = resolve(start, path);
  const boundary = boundaryOf(workingDirectory);
  const directory = dirname(absolute);
  try {
    if (boundary !== undefined && isInside(boundary, directory) && !staysInside(boundary, directory))
      throw new UsageError(`${path} leads out of the repository`);
    mkdirSync(directory, { recursive: true });
    return await write(absolute, boundary ?? start);
  } catch (error) {
    throw error instanceof UsageError ? error : notWritten(path, error);
  }
}

function notWritten(path: string, error: unknown): UsageError {
  return new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
}
