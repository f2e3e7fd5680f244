/** The directory that --facts names → the files of JSON in it, each with the day on which it was written. */
import { join, relative, resolve } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import { scanPath, slashes } from "./boundary.ts";
import { disk, type FileSystem } from "./file-system.ts";
import { Walker } from "./walk.ts";

/** A file that a command wrote of what is deployed. */
export interface FactFile {
  /** Relative to the working directory. */
  readonly path: string;
  /** Of a file below `states`: the state that it tells of, by its path there without its ending. */
  readonly state?: string;
  /** The day on which it was written, in UTC: `2026-11-20`; undefined where the place of the files does not say. */
  readonly day: string | undefined;
}

export interface FoundFacts {
  /** Sorted. */
  readonly files: readonly FactFile[];
  /** The real directory, inside of which all of them are; undefined where there is none. */
  readonly boundary: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** More files than this are not looked for: an account in one region has some hundreds. */
const MOST_ENTRIES = 20_000;

/** Never throws: what cannot be read is a diagnostic. */
export function findFacts(workingDirectory: string, directory: string, system: FileSystem = disk): FoundFacts {
  const start = resolve(workingDirectory, directory);
  const name = scanPath(workingDirectory, start);
  const diagnostics: Diagnostic[] = [];
  const report = (message: string, hint: string): void => {
    diagnostics.push({ code: "facts-not-found", severity: "error", message, path: name, hint, notAnalysed: true });
  };
  if (system.target(start)?.kind !== "directory") {
    report(`there is no directory ${name}`, "name the directory with the files that AWS CLI commands wrote");
    return { files: [], boundary: undefined, diagnostics };
  }
  const walker = new Walker(
    system,
    (path, isDirectory) => isDirectory || /\.json$/i.test(path),
    (_, path) =>
      report(`${scanPath(workingDirectory, path)} cannot be searched for facts`, "name a directory of facts alone"),
    MOST_ENTRIES,
  );
  const files: FactFile[] = [];
  for (const found of walker.walk(start)) {
    for (const file of found.files) {
      const path = join(found.path, file);
      const [, state] = /^states\/(.+)\.json$/i.exec(slashes(relative(start, path))) ?? [];
      const told = { path: scanPath(workingDirectory, path), day: system.writtenOn?.(path) };
      files.push(state === undefined ? told : { ...told, state });
    }
  }
  if (files.length === 0 && diagnostics.length === 0)
    report(`${name} holds no file of JSON`, "recipes/facts.sh writes what is read there");
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, boundary: system.realPath(start), diagnostics };
}
