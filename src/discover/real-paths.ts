/** The files of one scan, where each directory on the way to a path is looked at once: a scan asks thousands of paths in the same directories. */
import { basename, dirname, join } from "node:path";
import { remembered } from "../base/collections.ts";
import type { FileSystem } from "./file-system.ts";

interface Place {
  /** Undefined where nothing is there. */
  readonly real: string | undefined;
  /** It was looked at by itself, so that what it does not have is nowhere: of what is above a place that may be read, nothing may be asked by itself. */
  readonly wasSeen: boolean;
}

const NOWHERE: Place = { real: undefined, wasSeen: true };

/** The same files; what a real path is stays as it was when it was first asked for. */
export function rememberingPaths(system: FileSystem): FileSystem {
  const known = new Map<string, Place>();
  const asked = (path: string): Place => ({ real: system.realPath(path), wasSeen: false });
  const placeOf = (path: string): Place =>
    remembered(known, path, () => {
      const above = dirname(path);
      if (above === path) return asked(path);
      const directory = placeOf(above);
      if (directory === NOWHERE) return NOWHERE;
      const { real } = directory;
      const direct = real === undefined ? undefined : real === above ? path : join(real, basename(path));
      const found = direct === undefined ? undefined : system.entry(direct);
      if (found !== undefined && found.kind !== "link") return { real: direct, wasSeen: true };
      return found === undefined && directory.wasSeen ? NOWHERE : asked(path);
    });
  return {
    realPath: (path) => placeOf(path).real,
    entry: (path) => system.entry(path),
    target: (path) => system.target(path),
    list: (path) => system.list(path),
    read: (path, length) => system.read(path, length),
    writtenOn: (path) => system.writtenOn?.(path),
  };
}
