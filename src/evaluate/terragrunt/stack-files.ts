/**
 * The files of a scan with those that a stack makes: the directory of a unit of a stack has what is in that of its source
 * (https://terragrunt.gruntwork.io/docs/features/stacks/).
 */
import { directoryOf, type Files, resolvePath } from "../../base/files.ts";

export class StackFiles implements Files {
  readonly #files: Files;
  /** From the directory that is made to that of its source. */
  readonly #sources = new Map<string, string>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** What lies in a directory already stays. */
  make(directory: string, source: string): void {
    if (directory !== source) this.#sources.set(directory, source);
  }

  /** Where a file lies: in the source of what is made, where it is made. */
  placeOf(path: string): string {
    return this.#sourceOf(path, (there) => this.#files.read(there).ok) ?? path;
  }

  readonly read: Files["read"] = (path) => {
    const own = this.#files.read(path);
    const there = own.ok ? undefined : this.#sourceOf(path, () => true);
    return there === undefined ? own : this.#files.read(there);
  };

  readonly list: Files["list"] = (path) => {
    const own = this.#files.list(path);
    const there = this.#sourceOf(path, () => true);
    const more = there === undefined ? undefined : this.#files.list(there);
    return more === undefined ? own : [...new Set([...(own ?? []), ...more])].sort();
  };

  #sourceOf(path: string, isThere: (path: string) => boolean): string | undefined {
    if (this.#sources.size === 0) return undefined;
    const at = resolvePath(path, ".");
    if (this.#files.read(at).ok) return undefined;
    for (let top = at; top !== "."; top = directoryOf(top)) {
      const source = this.#sources.get(top);
      const there = source === undefined ? undefined : resolvePath(source, at.slice(top.length + 1) || ".");
      if (there !== undefined && isThere(there)) return there;
    }
    return undefined;
  }
}
