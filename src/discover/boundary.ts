/** The part of the file system that a scan may touch: which directories a path given by the user opens. */
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { remembered } from "../base/collections.ts";
import { isResolved } from "../base/files.ts";
import { disk, type FileSystem } from "./file-system.ts";

/**
 * The directory that bounds what a scan of `path` (absolute) may read: the enclosing git repository (a module call such as
 * `source = "../../modules/app"` stays inside), else the directory itself. Real path; undefined where nothing is there.
 */
export function boundaryOf(path: string, system = disk): string | undefined {
  const start = realDirectory(path, system);
  if (start === undefined) return undefined;
  return enclosingRepository(start, system) ?? start;
}

/** `boundaryOf(path)` by the way on which `path` leads to it, so that files in it have the names that the scan gives them. */
export function boundaryAsGiven(path: string, system: FileSystem): string | undefined {
  const boundary = boundaryOf(path, system);
  const real = realDirectory(path, system);
  if (boundary === undefined || real === undefined) return undefined;
  const start = system.target(path)?.kind === "directory" ? path : dirname(path);
  const given = join(start, relative(real, boundary));
  return realDirectory(given, system) === boundary ? given : boundary;
}

/** The nearest directory at or above `directory` that holds `.git` (a directory, or the file of a work tree). */
export function enclosingRepository(directory: string, system = disk): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (system.target(join(at, ".git")) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Whether `path` is `directory` or lies in it; both absolute and real. */
export function isInside(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** Whether what stands at `path` (absolute), or would be made there, lies in a real directory. */
export function staysInside(boundary: string, path: string, system = disk): boolean {
  for (let at = path, rest = ""; ; rest = join(basename(at), rest), at = dirname(at)) {
    const real = system.realPath(at);
    if (real !== undefined) return isInside(boundary, join(real, rest));
    if (dirname(at) === at || system.entry(at) !== undefined) return false;
  }
}

/** `path` (absolute) as the scan names it: relative to the working directory, forward slashes, `.` for the directory itself. */
export function scanPath(workingDirectory: string, path: string): string {
  const inside = `${workingDirectory}/`;
  if (path.startsWith(inside) && isResolved(path)) return path.slice(inside.length);
  const name = relative(workingDirectory, resolve(workingDirectory, path));
  return slashes(name) || ".";
}

/** `resolve(workingDirectory, path)` for thousands of paths: each directory is resolved once. */
export function pathsFrom(workingDirectory: string): (path: string) => string {
  const directories = new Map<string, string>();
  return (path) => {
    const slash = path.lastIndexOf("/");
    const [directory, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (slash < 1 || name === "" || name === "." || name === "..") return resolve(workingDirectory, path);
    const at = remembered(directories, directory, () => resolve(workingDirectory, directory));
    return at.endsWith(sep) ? at + name : at + sep + name;
  };
}

/** A path with forward slashes, whatever the system has. */
export function slashes(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

function realDirectory(path: string, system: FileSystem): string | undefined {
  const real = system.realPath(path);
  if (real === undefined) return undefined;
  return system.target(real)?.kind === "directory" ? real : dirname(real);
}
