/** What discovery asks of the place where files are: the disk, or the tree of a commit that stands for it. All paths are absolute. */
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";

export type FileKind = "file" | "directory" | "link" | "other";

export interface FoundEntry {
  readonly kind: FileKind;
  /** In bytes; of what is no file it says nothing. */
  readonly size: number;
}

export interface ListedFile {
  readonly name: string;
  readonly kind: FileKind;
}

export interface FileSystem {
  /** The path without symbolic links; undefined where nothing is there. */
  realPath(path: string): string | undefined;
  /** What is at the path itself, a link too; undefined where nothing is. */
  entry(path: string): FoundEntry | undefined;
  /** What is there once links are followed. */
  target(path: string): FoundEntry | undefined;
  /** What is in a directory, in no order. Throws where there is none, or where it cannot be read. */
  list(path: string): readonly ListedFile[];
  /** The bytes of a file, or so many of its first ones. Throws where it cannot be read. */
  read(path: string, length?: number): Uint8Array;
  /** The day in UTC on which a file was last written, `2026-11-20`; left out where that is not kept. */
  writtenOn?(path: string): string | undefined;
}

/** The files as they lie there. */
export const disk: FileSystem = {
  realPath: (path) => attempt(() => realpathSync(path)),
  entry: (path) => attempt(() => entryOf(lstatSync(path, NO_THROW))),
  target: (path) => attempt(() => entryOf(statSync(path, NO_THROW))),
  list: (path) => readdirSync(path, { withFileTypes: true }).map((one) => ({ name: one.name, kind: kindOf(one) })),
  read: (path, length) => (length === undefined ? readFileSync(path) : head(path, length)),
  writtenOn: (path) => attempt(() => statSync(path).mtime.toISOString().slice(0, 10)),
};

/** An exception takes longer than the look itself, and most of what is asked for is missing. */
const NO_THROW = { throwIfNoEntry: false } as const;

/** Where something is missing, or a directory on the way may not be entered, nothing is there. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

interface HasKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function entryOf(stats: (HasKind & { readonly size: number }) | undefined): FoundEntry | undefined {
  return stats === undefined ? undefined : { kind: kindOf(stats), size: stats.size };
}

function kindOf(one: HasKind): FileKind {
  if (one.isFile()) return "file";
  if (one.isDirectory()) return "directory";
  return one.isSymbolicLink() ? "link" : "other";
}

function head(path: string, length: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
