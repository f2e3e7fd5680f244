/** A directory or file of the scan → the name that it has wherever the scan is started: its path within its repository. */
import { statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { remembered } from "../base/collections.ts";
import { enclosingRepository, isInside, realPath, slashes } from "./boundary.ts";

export interface IdentityOptions {
  /** What the scan found and what was named: directories of Terraform, documents, plans. Absolute. */
  readonly found: readonly string[];
  /** Real directories: what bounds the scan where there is no repository. */
  readonly boundaries: readonly string[];
}

/** The top of a repository, and a path in it; `.` for the top itself. */
interface Place {
  readonly top: string;
  readonly inside: string;
}

/**
 * The repository is the nearest directory with `.git`; without one, what bounds the scan. Where several repositories of a scan have
 * something at the same path, that of the repository stands before it, parted by `//`, which no path contains.
 */
export class Identities {
  readonly #options: IdentityOptions;
  readonly #directories = new Map<string, Place>();
  #repositories: Repositories | undefined;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  /** Different for each place. */
  of(path: string): string {
    this.#repositories ??= new Repositories(this.#options.found.map((one) => this.#placeOf(one)));
    const { top, inside } = this.#placeOf(path);
    const before = this.#repositories.isShared({ top, inside })
      ? slashes(relative(this.#repositories.common, top))
      : "";
    return before === "" ? inside : `${before}//${inside}`;
  }

  #placeOf(path: string): Place {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return this.#directory(path);
    const { top, inside } = this.#directory(dirname(path));
    return { top, inside: inside === "." ? basename(path) : `${inside}/${basename(path)}` };
  }

  #directory(path: string): Place {
    return remembered(this.#directories, path, () => {
      const real = realPath(path) ?? path;
      const [outermost] = this.#options.boundaries
        .filter((boundary) => isInside(boundary, real))
        .sort((a, b) => a.length - b.length);
      const top = enclosingRepository(real) ?? outermost ?? real;
      return { top, inside: slashes(relative(top, real)) || "." };
    });
  }
}

/** The repositories of a scan, and what it found in them. */
class Repositories {
  readonly #tops: readonly string[];
  readonly #found: ReadonlySet<string>;
  /** The deepest directory around all repositories. */
  readonly common: string;

  constructor(places: readonly Place[]) {
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
      return other !== top && (this.#found.has(path) || statSync(path, { throwIfNoEntry: false })?.isFile() === true);
    });
  }
}
