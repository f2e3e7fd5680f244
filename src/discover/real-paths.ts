/** The files of one scan, where each directory on the way to a path is looked at once: a scan asks thousands of paths in the same directories. */
import { basename, dirname, join } from "node:path";
import { remembered } from "../base/collections.ts";
import type { FileSystem } from "./file-system.ts";

/** The same files; what a real path is stays as it was when it was first asked for. */
export function rememberingPaths(system: FileSystem): FileSystem {
  const known = new Map<string, string | undefined>();
  const realPath = (path: string): string | undefined =>
    remembered(known, path, () => {
      const above = dirname(path);
      if (above === path) return system.realPath(path);
      const directory = realPath(above);
      const direct = directory === undefined ? undefined : join(directory, basename(path));
      const found = direct === undefined ? undefined : system.entry(direct);
      // Of what is above a place that may be read, nothing may be asked by itself.
      return found === undefined || found.kind === "link" ? system.realPath(path) : direct;
    });
  return {
    realPath,
    entry: (path) => system.entry(path),
    target: (path) => system.target(path),
    list: (path) => system.list(path),
    read: (path, length) => system.read(path, length),
    writtenOn: (path) => system.writtenOn?.(path),
  };
}
