/** A directory or file of the scan → the name that it has wherever the scan is started: its path within its repository. */
import { basename, dirname, join, relative, sep } from "node:path";
import { once, remembered } from "../base/collections.ts";
import { isInside, slashes } from "./boundary.ts";
import type { FileKind, FileSystem } from "./file-system.ts";

/** The top of a repository, and a path in it; `.` for the top itself. */
interface Place {
  readonly top: string;
  readonly inside: string;
}

/** What a scan has found, all absolute. */
export interface ScannedPaths {
  /** Directories and files from which it was looked for. */
  readonly starts: readonly string[];
  /** Directories with `.git` that were entered from these. */
  readonly repositories: readonly string[];
  /** Directories of Terraform and documents: what is a root for many. Asked for only where there are several repositories. */
  readonly all: () => readonly FoundPath[];
}

export interface FoundPath {
  readonly path: string;
  /** Its directories were entered one by one from a start, so that none of them is a link. */
  readonly wasWalkedTo: boolean;
}

/**
 * A name that is different for each place. The repository is the nearest directory with `.git`; without one, what bounds the scan. Where
 * several repositories of a scan have something at the same path, that of the repository stands before it, parted by `//`, which no path
 * contains.
 *
 * `named`: what was named beside the sources, such as plans; absolute. `boundaries`: real directories.
 */
export function identities(
  found: ScannedPaths,
  named: readonly string[],
  boundaries: readonly string[],
  system: FileSystem,
): (path: FoundPath) => string {
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
      const real = system.realPath(path) ?? path;
      const [outermost] = boundaries.filter((boundary) => isInside(boundary, real)).sort((a, b) => a.length - b.length);
      const top = repositoryAround(real) ?? outermost ?? real;
      return { top, inside: slashes(relative(top, real)) || "." };
    });
  const placeOfAny = (path: string): Place => {
    if (system.target(path)?.kind === "directory") return placeOfDirectory(path);
    return below(placeOfDirectory(dirname(path)), path);
  };
  const asked = new Set([...found.starts, ...found.repositories]);
  const walked = new Map<string, Place>();
  const placeOfWalked = (path: string): Place =>
    remembered(walked, path, () =>
      asked.has(path) || dirname(path) === path ? placeOfAny(path) : below(placeOfWalked(dirname(path)), path),
    );
  const placeOf = ({ path, wasWalkedTo }: FoundPath): Place => (wasWalkedTo ? placeOfWalked(path) : placeOfAny(path));
  const repositories = once((): Repositories | undefined => {
    const others = named.map(placeOfAny);
    const mayBe = new Set([...[...asked].map(placeOfAny), ...others].map(({ top }) => top));
    return mayBe.size > 1 ? new Repositories([...found.all().map(placeOf), ...others], system) : undefined;
  });
  const names = new Map<string, string>();
  return (one) =>
    remembered(names, one.path, () => {
      const place = placeOf(one);
      const several = repositories();
      const before = several?.isShared(place) === true ? slashes(relative(several.common, place.top)) : "";
      return before === "" ? place.inside : `${before}//${place.inside}`;
    });
}

/** The place of what is in a directory of which the place is known. */
function below({ top, inside }: Place, path: string): Place {
  const name = basename(path);
  return { top, inside: inside === "." ? name : `${inside}/${name}` };
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
