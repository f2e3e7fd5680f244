/** What of the files that a scan finds is passed over, because its user says so. */
import picomatch from "picomatch";
import { directoryOf } from "../base/files.ts";

interface PassedOver {
  /** Globs. */
  readonly exclude: readonly string[];
  readonly isExcluded?: ((path: string) => boolean) | undefined;
}

/** What the user passes over, by its name. */
export function exclusion(request: PassedOver): (path: string) => boolean {
  const byGlob = excludeTest(request.exclude);
  return (path) => byGlob(path) || request.isExcluded?.(path) === true;
}

/** What the user names is scanned in any case; below that, and elsewhere, a file is excluded with any directory around it. */
export function isExcluded(path: string, excluded: (path: string) => boolean, named: ReadonlySet<string>): boolean {
  for (let at = path; at !== "." && !named.has(at); at = directoryOf(at)) if (excluded(at)) return true;
  return false;
}

/** A test for `--exclude`: globs over paths relative to the working directory; a glob without a slash matches at any depth. */
function excludeTest(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map((glob) => glob.replace(/^\.\//, "").replace(/\/$/, ""));
  const anywhere = patterns.filter((glob) => !glob.includes("/"));
  const options = { dot: true };
  const matchesPath = picomatch([...patterns], options);
  const matchesName = anywhere.length === 0 ? () => false : picomatch([...anywhere], { ...options, basename: true });
  return (path) => matchesPath(path) || matchesName(path);
}
