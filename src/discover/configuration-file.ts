/** The files that say how to scan: the nearest configuration above the paths, up to the repository's top, and the baseline. */
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { SourceFile } from "../base/source-file.ts";
import { boundaryOf, isInside, realPath, scanPath } from "./boundary.ts";

export const CONFIGURATION_FILE = "reachlint.yaml";

/** A larger file is no configuration. */
const MAX_BYTES = 1_048_576;

/** A larger baseline is none: it holds some hundred bytes for each finding. */
const MAX_BASELINE_BYTES = 64 * 1_048_576;

export interface FoundFile {
  readonly file: SourceFile;
  /** Of the file, as the scan names it. */
  readonly directory: string;
  /** The real directory that nothing named in the file may leave. */
  readonly boundary: string;
}

/** Undefined where there is none. Throws a UsageError where paths have different ones, and where it cannot be read. */
export function findConfiguration(workingDirectory: string, paths: readonly string[]): FoundFile | undefined {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const one = above(workingDirectory, resolve(workingDirectory, path));
    if (one !== undefined) found.set(one.file.path, one);
  }
  const [first, second] = found.values();
  if (second === undefined) return first;
  throw new UsageError(
    `the paths are under two configurations: ${first!.file.path} and ${second.file.path}`,
    "scan them apart, or name one of the files with --config",
  );
}

/** The baseline at a path; undefined where there is none. */
export function openBaseline(workingDirectory: string, path: string): SourceFile | undefined {
  return named(workingDirectory, path, MAX_BASELINE_BYTES)?.file;
}

/** The file that the user names. */
export function openConfiguration(workingDirectory: string, path: string): FoundFile {
  const found = named(workingDirectory, path, MAX_BYTES);
  if (found === undefined) throw new UsageError(`there is no configuration file ${path}`, "reachlint init writes one");
  return found;
}

function named(workingDirectory: string, path: string, limit: number): FoundFile | undefined {
  const absolute = resolve(workingDirectory, path);
  const boundary = boundaryOf(dirname(absolute));
  return boundary === undefined ? undefined : read(workingDirectory, absolute, boundary, limit);
}

function above(workingDirectory: string, path: string): FoundFile | undefined {
  const boundary = boundaryOf(path);
  if (boundary === undefined) return undefined;
  const start = statSync(path).isDirectory() ? path : dirname(path);
  const real = realpathSync(start);
  for (let at = real; isInside(boundary, at); at = dirname(at)) {
    const given = resolve(start, relative(real, at));
    const directory = realPath(given) === at ? given : at;
    const found = read(workingDirectory, join(directory, CONFIGURATION_FILE), boundary, MAX_BYTES);
    if (found !== undefined) return found;
    refuseOtherSpelling(workingDirectory, directory);
    if (dirname(at) === at) break;
  }
  return undefined;
}

/** A file that is meant and not read would leave everybody believing in it. */
function refuseOtherSpelling(workingDirectory: string, directory: string): void {
  const other = join(directory, "reachlint.yml");
  if (lstatSync(other, { throwIfNoEntry: false })?.isFile() === true)
    throw new UsageError(`${scanPath(workingDirectory, other)} is not read`, `call it ${CONFIGURATION_FILE}`);
}

function read(workingDirectory: string, path: string, boundary: string, limit: number): FoundFile | undefined {
  const name = scanPath(workingDirectory, path);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return undefined;
  const real = realPath(path);
  if (real === undefined || !isInside(boundary, real))
    throw new UsageError(`${name} is a link out of the repository, which is not followed`);
  const target = lstatSync(real);
  if (!target.isFile()) throw new UsageError(`${name} is no file`);
  if (target.size > limit) throw new UsageError(`${name} is not read: it is larger than ${limit / 1_048_576} MiB`);
  try {
    const text = readFileSync(real, "utf8").replace(/^\uFEFF/, "");
    return { file: new SourceFile(name, text), directory: scanPath(workingDirectory, dirname(path)), boundary };
  } catch {
    throw new UsageError(`${name} cannot be read`, "check its permissions");
  }
}
