/** The file system as the scan may see it: reads and lists inside the boundaries, never through a link that leaves them. */
import { basename, dirname, join, posix } from "node:path";
import { remembered } from "../base/collections.ts";
import type { FileRead, Files } from "../base/files.ts";
import { isInside, pathsFrom } from "./boundary.ts";
import { disk, type FileSystem, type FoundEntry } from "./file-system.ts";

/** Larger files are not read: no template, module or template file is near it (CloudFormation's own limit is 1 MB). */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Plans are larger than sources: everything of every module, several times over. */
export const MAX_PLAN_BYTES = 256 * 1024 * 1024;

export interface FileTreeOptions {
  /** Where the files are; the disk where left out. */
  readonly system?: FileSystem;
  /** Absolute; relative paths start from it. */
  readonly workingDirectory: string;
  /** Real directories whose contents may be read. */
  readonly boundaries: readonly string[];
  /** Files that the user named himself (`--var-file`, `--plan`): readable wherever they are. Absolute. */
  readonly named: readonly string[];
  /** Files that were found before, by the path of their directory: one that is gone since then is missing, not forgotten. */
  readonly found?: ReadonlyMap<string, readonly string[]>;
  /** What stands for files that are nowhere, such as standard input, by their absolute path. */
  readonly given?: ReadonlyMap<string, FileRead>;
}

type Failure = Extract<FileRead, { readonly ok: false }>["because"];

type Located = { readonly real: string; readonly entry: FoundEntry | undefined } | { readonly because: Failure };

export class FileTree implements Files {
  readonly #options: FileTreeOptions;
  readonly #system: FileSystem;
  readonly #pathOf: (path: string) => string;
  /** Files by the directory that they are in. */
  readonly #found: ReadonlyMap<string, readonly string[]>;
  readonly #realDirectories = new Map<string, string | undefined>();
  readonly #decoder = new TextDecoder("utf-8");

  constructor(options: FileTreeOptions) {
    this.#options = options;
    this.#system = options.system ?? disk;
    this.#pathOf = pathsFrom(options.workingDirectory);
    this.#found = new Map([...(options.found ?? [])].map(([path, files]) => [this.#pathOf(path), files]));
  }

  read(path: string): FileRead {
    const absolute = this.#pathOf(path);
    const given = this.#options.given?.get(absolute);
    if (given !== undefined) return given;
    const named = this.#options.named.includes(absolute);
    try {
      const found = named ? this.#named(absolute) : this.#locate(absolute);
      if ("because" in found) return { ok: false, because: found.because };
      const failure = readFailure(found.entry, named ? MAX_PLAN_BYTES : MAX_FILE_BYTES);
      if (failure !== undefined) return { ok: false, because: failure };
      const bytes = this.#system.read(found.real);
      return { ok: true, bytes, text: this.#decoder.decode(bytes) };
    } catch {
      return { ok: false, because: "unreadable" };
    }
  }

  list(path: string): readonly string[] | undefined {
    const absolute = this.#pathOf(path);
    const found = this.#found.get(absolute);
    const listed = this.#listed(absolute);
    return found === undefined
      ? listed
      : [...new Set([...found.map((one) => posix.basename(one)), ...(listed ?? [])])].sort();
  }

  #listed(absolute: string): readonly string[] | undefined {
    const real = this.#realDirectory(absolute);
    if (real === undefined || !this.#allowed(real)) return undefined;
    try {
      return this.#system
        .list(real)
        .map(({ name, kind }) => {
          const target = kind === "link" ? this.#system.target(join(real, name))?.kind : kind;
          return target === "directory" ? `${name}/` : name;
        })
        .sort();
    } catch {
      return undefined;
    }
  }

  #named(absolute: string): Located {
    // Not by its real path: a pipe that another program writes into, `/dev/fd/63`, has none.
    const entry = this.#system.target(absolute);
    return entry === undefined ? { because: "missing" } : { real: absolute, entry };
  }

  /** Where a path really is; directories are resolved once, a file only where it is a link. */
  #locate(absolute: string): Located {
    const above = dirname(absolute);
    const directory = this.#realDirectory(above);
    if (directory === undefined) return { because: this.#allowed(absolute) ? "missing" : "outside" };
    const direct = directory === above ? absolute : join(directory, basename(absolute));
    const found = this.#system.entry(direct);
    if (found === undefined) return { because: this.#allowed(direct) ? "missing" : "outside" };
    const real = found.kind === "link" ? this.#system.realPath(direct) : direct;
    if (real === undefined) return { because: "missing" };
    if (!this.#allowed(real)) return { because: "outside" };
    return { real, entry: found.kind === "link" ? this.#system.target(real) : found };
  }

  #realDirectory(absolute: string): string | undefined {
    return remembered(this.#realDirectories, absolute, () => this.#system.realPath(absolute));
  }

  #allowed(real: string): boolean {
    return this.#options.boundaries.some((boundary) => isInside(boundary, real));
  }
}

function readFailure(found: FoundEntry | undefined, limit: number): Failure | undefined {
  if (found === undefined) return "missing";
  if (found.kind === "directory") return "directory";
  if (found.kind !== "file") return "special";
  return found.size > limit ? "too-large" : undefined;
}
