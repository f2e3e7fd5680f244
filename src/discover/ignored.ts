/** `.gitignore` files and `--exclude` globs → which entries of the tree a scan passes over. */
import { lstatSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";
import { enclosingRepository, slashes } from "./boundary.ts";

/** A larger `.gitignore` is not read. */
const MAX_BYTES = 1_048_576;

/** The rules of one `.gitignore`, which hold below its directory. */
interface IgnoreFile {
  readonly directory: string;
  readonly rules: Ignore;
}

/** The ignore files that hold in a directory, innermost first: the first one with an opinion decides, as in git. */
export type IgnoreChain = readonly IgnoreFile[];

/** The chain for the directory above `path`: every `.gitignore` from the repository's top down. What the user names himself is
 *  scanned even where an outer file ignores it, so such a file is left out. */
export function chainAbove(path: string): IgnoreChain {
  const top = enclosingRepository(dirname(path));
  if (top === undefined) return [];
  let chain: IgnoreChain = [];
  const steps = relative(top, dirname(path)).split(sep).filter(Boolean);
  for (let at = top, step = 0; ; at = join(at, steps[step++]!)) {
    chain = chainIn(at, chain);
    if (step === steps.length) break;
  }
  return chain.filter((file) => !matches(file, path, true));
}

/** The chain for the contents of `directory`, given that of its parent. As in git, a `.gitignore` that is a link does not count
 *  (https://git-scm.com/docs/gitignore). */
export function chainIn(directory: string, outer: IgnoreChain): IgnoreChain {
  const path = join(directory, ".gitignore");
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size > MAX_BYTES) return outer;
    const text = readFileSync(path, "utf8");
    return [{ directory, rules: ignore({ allowRelativePaths: true }).add(text) }, ...outer];
  } catch {
    return outer;
  }
}

/** Whether git would ignore the entry (absolute path). */
export function isIgnored(chain: IgnoreChain, path: string, isDirectory: boolean): boolean {
  for (const file of chain) {
    const { ignored, unignored } = file.rules.test(pathIn(file, path, isDirectory));
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** A test for `--exclude`: globs over paths relative to the working directory; a glob without a slash matches at any depth. */
export function excludeTest(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map((glob) => glob.replace(/^\.\//, "").replace(/\/$/, ""));
  const anywhere = patterns.filter((glob) => !glob.includes("/"));
  const options = { dot: true };
  const matchesPath = picomatch([...patterns], options);
  const matchesName = anywhere.length === 0 ? () => false : picomatch([...anywhere], { ...options, basename: true });
  return (path) => matchesPath(path) || matchesName(path);
}

function matches(file: IgnoreFile, path: string, isDirectory: boolean): boolean {
  return file.rules.test(pathIn(file, path, isDirectory)).ignored;
}

function pathIn(file: IgnoreFile, path: string, isDirectory: boolean): string {
  const inside = slashes(relative(file.directory, path));
  return isDirectory ? `${inside}/` : inside;
}
