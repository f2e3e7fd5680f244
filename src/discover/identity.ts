/** A directory or file of the scan → the name that it has wherever the scan is started: its path within its repository. */
import { basename, dirname, join, relative, sep } from "node:path";
import { remembered } from "../base/collections.ts";
import { isInside, slashes } from "./boundary.ts";
import type { FileKind, FileSystem } from "./file-system.ts";

/** The top of a repository, and a path in it; `.` for the top itself. */
interface Place {
  readonly top: string;
  readonly inside: string;
}

/**
 * A name that is different for each place. The repository is the nearest directory with `.git`; without one, what bounds the scan. Where
 * several repositories of a scan have something at the same path, that of the repository stands before it, parted by `//`, which no path
 * contains.
 *
 * `found`: what the scan found, directories of Terraform and documents, and of directories that were entered from the one around them whether they
 * have `.git`; `named`: what was named, such as plans; absolute. `boundaries`: real directories.
 */
export function identities(
  found: {
    readonly directories: readonly string[];
    readonly documents: readonly string[];
    readonly walked: ReadonlyMap<string, boolean>;
  },
  named: readonly string[],
  boundaries: readonly string[],
  system: FileSystem,
): (path: string) => string {
  const areDirectories = new Map([
    ...found.directories.map((path) => [path, true] as const),
    ...found.documents.map((path) => [path, false] as const),
  ]);
  const directories = new Map<string, Place>();
  const tops = new Map<string, string | undefined>();
  // As `enclosingRepository` does, each directory once.
  const repositoryAround = (directory: string): string | undefined =>
    remembered(tops, directory, () => {
      if (system.target(join(directory, ".git")) !== undefined) return directory;
      const above = dirname(directory);
      return above === directory ? undefined : repositoryAround(above);
    });
  const placeOfDirectory = (path: string): Place =>
    remembered(directories, path, () => {
      if (found.walked.get(path) === false) {
        const { top, inside } = placeOfDirectory(dirname(path));
        return { top, inside: below(inside, path) };
      }
      const real = system.realPath(path) ?? path;
      const [outermost] = boundaries.filter((boundary) => isInside(boundary, real)).sort((a, b) => a.length - b.length);
      const top = repositoryAround(real) ?? outermost ?? real;
      return { top, inside: slashes(relative(top, real)) || "." };
    });
  const placeOf = (path: string): Place => {
    if (areDirectories.get(path) ?? system.target(path)?.kind === "directory") return placeOfDirectory(path);
    const { top, inside } = placeOfDirectory(dirname(path));
    return { top, inside: below(inside, path) };
  };
  let repositories: Repositories | undefined;
  const names = new Map<string, string>();
  return (path) =>
    remembered(names, path, () => {
      repositories ??= new Repositories([...areDirectories.keys(), ...named].map(placeOf), system);
      const place = placeOf(path);
      const before = repositories.isShared(place) ? slashes(relative(repositories.common, place.top)) : "";
      return before === "" ? place.inside : `${before}//${place.inside}`;
    });
}

/**
 * The directories on the way from a given one to a file that was found below it, and whether each has `.git`. They were entered one by one, so that
 * none of them is a link. `directories`: those of such files; to one that is named itself nobody need have walked. All absolute.
 */
export function walkedBelow(
  given: readonly string[],
  directories: readonly string[],
  repositories: readonly string[],
): ReadonlyMap<string, boolean> {
  const starts = new Set(given);
  const tops = new Set(repositories);
  const walked = new Map<string, boolean>();
  for (const directory of directories)
    for (let path = directory; !starts.has(path) && !walked.has(path); path = dirname(path))
      walked.set(path, tops.has(path));
  return walked;
}

function below(inside: string, path: string): string {
  return inside === "." ? basename(path) : `${inside}/${basename(path)}`;
}

/** The repositories of a scan, and what it found in them. */
class Repositories {
  readonly #system: FileSystem;
  readonly #tops: readonly string[];
  readonly #found: ReadonlySet<string>;
  readonly #entries = new Map<string, ReadonlyMap<string, FileKind>>();
  /** The deepest directory around all repositories. */
  readonly common: string;

  constructor(places: readonly Place[], system: FileSystem) {
    this.#system = system;
    this.#tops = [...new Set(places.map(({ top }) => top))];
    this.#found = new Set(places.map(({ top, inside }) => join(top, inside)));
    let common = this.#tops[0] ?? sep;
    while (!this.#tops.every((top) => isInside(common, top))) common = dirname(common);
    this.common = common;
  }

  /** Whether another repository has something there that can be a root: any file, or a directory in which the scan found sources. */
  isShared({ top, inside }: Place): boolean {
    return this.#tops.some((other) => {
      const path = join(other, inside);
      return other !== top && (this.#found.has(path) || this.#isFile(path, other));
    });
  }

  /** Asks what is in each directory once: most paths of one repository are in no other, nor are most of their directories. */
  #isFile(path: string, top: string): boolean {
    if (path === top) return false;
    const kind = this.#entriesOf(dirname(path), top).get(basename(path));
    return kind === "link" ? this.#system.target(path)?.kind === "file" : kind === "file";
  }

  #entriesOf(directory: string, top: string): ReadonlyMap<string, FileKind> {
    return remembered(this.#entries, directory, () => {
      const kind = directory === top ? "directory" : this.#entriesOf(dirname(directory), top).get(basename(directory));
      if (kind !== "directory" && kind !== "link") return new Map();
      try {
        return new Map(this.#system.list(directory).map((entry) => [entry.name, entry.kind]));
      } catch {
        return new Map();
      }
    });
  }
}
