/** A repository that lies in memory alone, where a scan finds its files as it finds them on a disk. */
import { basename, dirname, join } from "node:path";
import type { FileKind, FileSystem, FoundEntry, ListedFile } from "../../src/discover/file-system.ts";

/** Where the repository is; nothing else is there. */
export const DIRECTORY = "/repository";

export function inMemory(texts: Readonly<Record<string, string>>): FileSystem {
  const files = new Map<string, Uint8Array>();
  const folders = new Map<string, Map<string, FileKind>>();
  const add = (path: string, kind: FileKind): void => {
    const folder = dirname(path);
    const names = folders.get(folder) ?? new Map<string, FileKind>();
    if (!folders.has(folder)) folders.set(folder, names);
    names.set(basename(path), kind);
    if (folder !== "/") add(folder, "directory");
  };
  for (const [name, text] of Object.entries({ ...texts, ".git/HEAD": "" })) {
    const path = join(DIRECTORY, name);
    files.set(path, new TextEncoder().encode(text));
    add(path, "file");
  }
  const entry = (path: string): FoundEntry | undefined => {
    const bytes = files.get(path);
    if (bytes !== undefined) return { kind: "file", size: bytes.length };
    return folders.has(path) ? { kind: "directory", size: 0 } : undefined;
  };
  return {
    realPath: (path) => (entry(path) === undefined ? undefined : path),
    entry,
    target: entry,
    list: (path): readonly ListedFile[] => {
      const names = folders.get(path);
      if (names === undefined) throw new Error(`${path} is no directory`);
      return [...names].map(([name, kind]) => ({ name, kind }));
    },
    read: (path, length) => {
      const bytes = files.get(path);
      if (bytes === undefined) throw new Error(`${path} is no file`);
      return bytes.subarray(0, length);
    },
  };
}
