/** The directories that --index names → the files of JSON in them, which tell what other repositories offer. */
import { join, resolve } from "node:path";
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import { boundaryOf, isInside, scanPath } from "./boundary.ts";
import { disk, type FileSystem } from "./file-system.ts";
import { Walker } from "./walk.ts";

export interface FoundIndexes {
  /** Relative to the working directory, in the order of the directories, sorted in each. */
  readonly files: readonly string[];
  /** The real directories, inside of which all of them are. */
  readonly boundaries: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** More entries than these are not looked at: an organisation has some thousand repositories. */
const MOST_ENTRIES = 20_000;

/** Never throws: what cannot be read is a diagnostic. */
export function findIndexes(
  workingDirectory: string,
  directories: readonly string[],
  system: FileSystem,
): FoundIndexes {
  const diagnostics: Diagnostic[] = [];
  const boundaries: string[] = [];
  const files = directories.flatMap((directory) => {
    const start = resolve(workingDirectory, directory);
    const name = scanPath(workingDirectory, start);
    const report = (message: string, hint: string): void => {
      diagnostics.push({ code: "index-not-found", severity: "error", message, path: name, hint, notAnalysed: true });
    };
    const real = system.realPath(start);
    if (real === undefined || system.target(start)?.kind !== "directory") {
      report(`there is no directory ${name}`, "name the directory with what reachlint index wrote");
      return [];
    }
    boundaries.push(real);
    const walker = new Walker(
      system,
      (path, isDirectory) => isDirectory || /\.json$/i.test(path),
      (_, path) =>
        report(
          `${scanPath(workingDirectory, path)} cannot be searched for indexes`,
          "name a directory of indexes alone",
        ),
      MOST_ENTRIES,
    );
    const found = [...walker.walk(start)].flatMap((one) => one.files.map((file) => join(one.path, file)));
    if (found.length === 0)
      report(`${name} holds no file of JSON`, `write one: reachlint index PATH -o ${name}/NAME.json`);
    return found.map((path) => scanPath(workingDirectory, path)).sort();
  });
  return { files: [...new Set(files)], boundaries, diagnostics };
}

/**
 * Throws a UsageError where whoever changes what is scanned could change such a directory too, or put an index into it: what an index says makes
 * verdicts.
 */
export function refuseIndexInside({ index = [], paths, workingDirectory, system = disk }: IndexRequest): void {
  const real = index.flatMap((directory) => system.realPath(resolve(workingDirectory, directory)) ?? []);
  const bounds = paths.flatMap((path) => boundaryOf(resolve(workingDirectory, path), system) ?? []);
  if (real.some((one) => bounds.some((bound) => isInside(bound, one) || isInside(one, bound))))
    throw new UsageError(
      "--index names a directory inside of what is scanned, or around it, where anybody who changes that could put an index of his own",
      "name one elsewhere, with nothing but indexes in it",
    );
}

interface IndexRequest {
  readonly index?: readonly string[] | undefined;
  readonly paths: readonly string[];
  readonly workingDirectory: string;
  readonly system?: FileSystem | undefined;
}
