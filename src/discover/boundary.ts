/** The part of the file system that a scan may touch: which directories a path given by the user opens. */
import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

/**
 * The directory that bounds what a scan of `path` (absolute) may read: the enclosing git repository (a module call such as
 * `source = "../../modules/app"` stays inside), else the directory itself. Real path; undefined where nothing is there.
 */
export function boundaryOf(path: string): string | undefined {
  const start = realDirectory(path);
  if (start === undefined) return undefined;
  return enclosingRepository(start) ?? start;
}

/** `boundaryOf(path)` by the way on which `path` leads to it, so that files in it have the names that the scan gives them. */
export function boundaryAsGiven(path: string): string | undefined {
  const boundary = boundaryOf(path);
  const real = realDirectory(path);
  if (boundary === undefined || real === undefined) return undefined;
  const start = statSync(path).isDirectory() ? path : dirname(path);
  const given = join(start, relative(real, boundary));
  return realDirectory(given) === boundary ? given : boundary;
}

/** The nearest directory at or above `directory` that holds `.git` (a directory, or the file of a work tree). */
export function enclosingRepository(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Whether `path` is `directory` or lies in it; both absolute and real. */
export function isInside(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** Whether what stands at `path` (absolute), or would be made there, lies in a real directory. */
export function staysInside(boundary: string, path: string): boolean {
  for (let at = path, rest = ""; ; rest = join(basename(at), rest), at = dirname(at)) {
    const real = realPath(at);
    if (real !== undefined) return isInside(boundary, join(real, rest));
    if (dirname(at) === at || lstatSync(at, { throwIfNoEntry: false }) !== undefined) return false;
  }
}

/** `path` (absolute) as the scan names it: relative to the working directory, forward slashes, `.` for the directory itself. */
export function scanPath(workingDirectory: string, path: string): string {
  const name = relative(workingDirectory, resolve(workingDirectory, path));
  return slashes(name) || ".";
}

/** A path with forward slashes, whatever the system has. */
export function slashes(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

/** The path without symbolic links; undefined where nothing is there. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function realDirectory(path: string): string | undefined {
  const real = realPath(path);
  if (real === undefined) return undefined;
  return statSync(real, { throwIfNoEntry: false })?.isDirectory() ? real : dirname(real);
}
