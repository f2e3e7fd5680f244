/** The name of a program → where it is, never inside the tree that is scanned: it must not bring the program along that reads it. */
import { delimiter, isAbsolute, join } from "node:path";
import { isInside } from "./boundary.ts";
import { disk } from "./file-system.ts";

/** `path`: the variable PATH, of which only absolute entries count. `tree`: a real directory. Undefined where there is none. */
export function findProgram(name: string, path: string | undefined, tree?: string): string | undefined {
  return (path ?? "")
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, name))
    .find((file) => {
      const real = disk.realPath(file);
      return real !== undefined && (tree === undefined || (!isInside(tree, real) && !isInside(tree, file)));
    });
}
