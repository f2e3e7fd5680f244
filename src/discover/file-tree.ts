/** The file system as the scan may see it: reads and lists inside the boundaries, never through a link that leaves them. */
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { remembered } from "../base/collections.ts";
import type { FileRead, Files } from "../base/files.ts";
import { isInside, realPath } from "./boundary.ts";

/** Larger files are not read: no template, module or template file is near it (CloudFormation's own limit is 1 MB). */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Plans are larger than sources: everything of every module, several times over. */
const MAX_PLAN_BYTES = 256 * 1024 * 1024;

export interface FileTreeOptions {
  /** Absolute; relative paths start from it. */
  readonly workingDirectory: string;
  /** Real directories whose contents may be read. */
  readonly boundaries: readonly string[];
  /** Files that the user named himself (`--var-file`, `--plan`): readable wherever they are. Absolute. */
  readonly named: readonly string[];
}

type Failure = Extract<FileRead, { readonly ok: false }>["because"];

export class FileTree implements Files {
  readonly #options: FileTreeOptions;
  readonly #realDirectories = new Map<string, string | undefined>();
  readonly #decoder = new TextDecoder("utf-8");

  constructor(options: FileTreeOptions) {
    this.#options = options;
  }

  read(path: string): FileRead {
    const absolute = resolve(this.#options.workingDirectory, path);
    const named = this.#options.named.includes(absolute);
    try {
      const found = named ? { real: realpathSync(absolute) } : this.#locate(absolute);
      if ("because" in found) return { ok: false, because: found.because };
      const stats = statSync(found.real);
      const failure = readFailure(stats, named ? MAX_PLAN_BYTES : MAX_FILE_BYTES);
      if (failure !== undefined) return { ok: false, because: failure };
      const bytes = readFileSync(found.real);
      return { ok: true, bytes, text: this.#decoder.decode(bytes) };
    } catch (error) {
      return { ok: false, because: isMissing(error) ? "missing" : "unreadable" };
    }
  }

  list(path: string): readonly string[] | undefined {
    const absolute = resolve(this.#options.workingDirectory, path);
    const real = this.#realDirectory(absolute);
    if (real === undefined || !this.#allowed(real)) return undefined;
    try {
      return readdirSync(real, { withFileTypes: true })
        .map((entry) => {
          const directory = entry.isSymbolicLink() ? isDirectory(join(real, entry.name)) : entry.isDirectory();
          return directory ? `${entry.name}/` : entry.name;
        })
        .sort();
    } catch {
      return undefined;
    }
  }

  /** Where a path really is; directories are resolved once, a file only where it is a link. */
  #locate(absolute: string): { readonly real: string } | { readonly because: Failure } {
    const directory = this.#realDirectory(dirname(absolute));
    if (directory === undefined) return { because: this.#allowed(absolute) ? "missing" : "outside" };
    const direct = join(directory, basename(absolute));
    const stats = lstatSync(direct, { throwIfNoEntry: false });
    if (stats === undefined) return { because: this.#allowed(direct) ? "missing" : "outside" };
    const real = stats.isSymbolicLink() ? realpathSync(direct) : direct;
    return this.#allowed(real) ? { real } : { because: "outside" };
  }

  #realDirectory(absolute: string): string | undefined {
    return remembered(this.#realDirectories, absolute, () => realPath(absolute));
  }

  #allowed(real: string): boolean {
    return this.#options.boundaries.some((boundary) => isInside(boundary, real));
  }
}

function readFailure(stats: Stats, limit: number): Failure | undefined {
  if (stats.isDirectory()) return "directory";
  if (!stats.isFile()) return "unreadable";
  return stats.size > limit ? "too-large" : undefined;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
