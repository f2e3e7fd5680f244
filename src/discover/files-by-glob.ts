/** A glob of files that the user names → the files that it fits. */
import { join, resolve } from "node:path";
import { nameMatches } from "../base/glob.ts";
import { scanPath, staysInside } from "./boundary.ts";
import type { FileSystem } from "./file-system.ts";
import { SKIPPED } from "./walk.ts";

/** Files of values, of which each makes a world of its own. */
export interface EachGlob {
  readonly kind: "variables" | "parameters";
  /** From the working directory: `*` and `?` in a name, `**` for any number of directories. */
  readonly glob: string;
  /** The roots that may take the files, by path; any where left out. */
  readonly fits?: (root: string) => boolean;
  /** That it fits nothing is no mistake, as on the side of a change that does not have the files yet. */
  readonly mayFitNothing?: true;
  /** Where a file of the repository names it: a real directory which nothing that it fits may leave. */
  readonly boundary?: string;
}

export interface EachFiles extends EachGlob {
  /** Sorted. */
  readonly paths: readonly string[];
  /** There is more to look at than is looked at. */
  readonly isCut: boolean;
}

/** More entries of directories are not looked at, nor deeper ones below `**`. */
const MOST_ENTRIES = 100_000;
const MOST_DEPTH = 32;

export function filesOf(each: EachGlob, workingDirectory: string, system: FileSystem): EachFiles {
  const { glob, boundary } = each;
  const search = new Search(system);
  const start = glob.startsWith("/") ? "/" : workingDirectory;
  const names = glob.split("/").filter((name) => name !== "" && name !== ".");
  const found = [...search.in(start, names, 0)];
  const allowed = found.filter((path) => boundary === undefined || staysInside(boundary, path, system));
  const paths = [...new Set(allowed.map((path) => scanPath(workingDirectory, path)))].sort();
  return { ...each, paths, isCut: search.isCut };
}

class Search {
  readonly #system: FileSystem;
  #entries = 0;

  constructor(system: FileSystem) {
    this.#system = system;
  }

  get isCut(): boolean {
    return this.#entries > MOST_ENTRIES;
  }

  *in(directory: string, [name, ...rest]: readonly string[], depth: number): Iterable<string> {
    if (name === undefined) return;
    if (name === "**") {
      yield* this.in(directory, rest, depth);
      if (depth >= MOST_DEPTH) return;
      for (const below of this.#names(directory))
        if (!SKIPPED.has(below) && this.#system.entry(join(directory, below))?.kind === "directory")
          yield* this.in(join(directory, below), ["**", ...rest], depth + 1);
      return;
    }
    const names = /[*?]/.test(name) ? this.#names(directory).filter((one) => isMeant(name, one)) : [name];
    for (const one of names) {
      const path = resolve(directory, one);
      const kind = this.#system.target(path)?.kind;
      if (rest.length === 0 && kind === "file") yield path;
      if (rest.length > 0 && kind === "directory") yield* this.in(path, rest, depth);
    }
  }

  #names(directory: string): readonly string[] {
    try {
      const names = this.#system.list(directory).map(({ name }) => name);
      this.#entries += names.length;
      return this.isCut ? [] : names;
    } catch {
      return [];
    }
  }
}

/** As in a shell, a name that begins with a dot has to be asked for. */
function isMeant(pattern: string, name: string): boolean {
  return (!name.startsWith(".") || pattern.startsWith(".")) && nameMatches(pattern, name);
}
