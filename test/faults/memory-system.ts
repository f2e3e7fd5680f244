/** Files in memory, which change while a scan reads them. */
import { basename, dirname } from "node:path";
import type { FileSystem, FoundEntry, ListedFile } from "../../src/discover/file-system.ts";

/** Where the repository is. */
export const TOP = "/repository";

/** Texts by absolute path; undefined where the system lets nobody read the file. */
export type Held = Map<string, string | undefined>;

export function held(texts: Readonly<Record<string, string>>): Held {
  return new Map(Object.entries({ ".git/HEAD": "", ...texts }).map(([name, text]) => [`${TOP}/${name}`, text]));
}

/** Told of each call before it is answered; it may change what is held. */
export type OnCall = (path: string, call: keyof FileSystem) => void;

export function memorySystem(files: Held, onCall: OnCall): FileSystem {
  const bytesOf = (path: string): Uint8Array => {
    const text = files.get(path);
    if (text === undefined) throw new Error(`EACCES: permission denied, open '${path}'`);
    return new TextEncoder().encode(text);
  };
  const isDirectory = (path: string): boolean => [...files.keys()].some((file) => file.startsWith(`${path}/`));
  const entry = (path: string): FoundEntry | undefined => {
    if (files.has(path)) return { kind: "file", size: files.get(path)?.length ?? 0 };
    return isDirectory(path) ? { kind: "directory", size: 0 } : undefined;
  };
  const list = (path: string): readonly ListedFile[] => {
    if (!isDirectory(path)) throw new Error(`ENOTDIR: not a directory, scandir '${path}'`);
    const names = new Map<string, ListedFile>();
    for (const file of files.keys())
      for (let at = file; at !== "/"; at = dirname(at))
        if (dirname(at) === path) names.set(at, { name: basename(at), kind: at === file ? "file" : "directory" });
    return [...names.values()];
  };
  const told =
    <More extends readonly unknown[], T>(call: keyof FileSystem, answer: (path: string, ...more: More) => T) =>
    (path: string, ...more: More): T => {
      onCall(path, call);
      return answer(path, ...more);
    };
  return {
    realPath: told("realPath", (path) => (entry(path) === undefined ? undefined : path)),
    entry: told("entry", entry),
    target: told("target", entry),
    list: told("list", list),
    read: told("read", (path, length?: number) => bytesOf(path).subarray(0, length)),
  };
}
