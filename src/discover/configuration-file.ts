/** The files that say how to scan: the nearest configuration above the paths, up to the repository's top, and the baseline. */
import { dirname, join, relative, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { SourceFile } from "../base/source-file.ts";
import { boundaryOf, isInside, scanPath } from "./boundary.ts";
import { disk, type FileSystem } from "./file-system.ts";

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
export function findConfiguration(
  workingDirectory: string,
  paths: readonly string[],
  system = disk,
): FoundFile | undefined {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const one = above(workingDirectory, resolve(workingDirectory, path), system);
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
export function openBaseline(workingDirectory: string, path: string, system = disk): SourceFile | undefined {
  return named(workingDirectory, path, MAX_BASELINE_BYTES, system)?.file;
}

/** A file of `--assume`. */
export function openAssumed(workingDirectory: string, path: string, system = disk): SourceFile {
  const found = named(workingDirectory, path, MAX_BYTES, system);
  if (found === undefined) throw new UsageError(`there is no file ${path}`, "reachlint missing prints one to fill in");
  return found.file;
}

/** The file that the user names. */
export function openConfiguration(workingDirectory: string, path: string, system = disk): FoundFile {
  const found = named(workingDirectory, path, MAX_BYTES, system);
  if (found === undefined) throw new UsageError(`there is no configuration file ${path}`, "reachlint init writes one");
  return found;
}

function named(workingDirectory: string, path: string, limit: number, system: FileSystem): FoundFile | undefined {
  const absolute = resolve(workingDirectory, path);
  const boundary = boundaryOf(dirname(absolute), system);
  return boundary === undefined ? undefined : read(workingDirectory, absolute, boundary, limit, system);
}

function above(workingDirectory: string, path: string, system: FileSystem): FoundFile | undefined {
  const boundary = boundaryOf(path, system);
  const start = system.target(path)?.kind === "directory" ? path : dirname(path);
  const real = system.realPath(start);
  if (boundary === undefined || real === undefined) return undefined;
  for (let at = real; isInside(boundary, at); at = dirname(at)) {
    const given = resolve(start, relative(real, at));
    const directory = system.realPath(given) === at ? given : at;
    const found = read(workingDirectory, join(directory, CONFIGURATION_FILE), boundary, MAX_BYTES, system);
    if (found !== undefined) return found;
    refuseOtherSpelling(workingDirectory, directory, system);
    if (dirname(at) === at) break;
  }
  return undefined;
}

/** A file that is meant and not read would leave everybody believing in it. */
function refuseOtherSpelling(workingDirectory: string, directory: string, system: FileSystem): void {
  const other = join(directory, "reachlint.yml");
  if (system.entry(other)?.kind === "file")
    throw new UsageError(`${scanPath(workingDirectory, other)} is not read`, `call it ${CONFIGURATION_FILE}`);
}

function read(
  workingDirectory: string,
  path: string,
  boundary: string,
  limit: number,
  system: FileSystem,
): FoundFile | undefined {
  const name = scanPath(workingDirectory, path);
  const found = system.entry(path);
  if (found === undefined || found.kind === "directory") return undefined;
  const real = system.realPath(path);
  if (real === undefined || !isInside(boundary, real))
    throw new UsageError(`${name} is a link out of the repository, which is not followed`);
  const target = system.entry(real);
  if (target?.kind !== "file") throw new UsageError(`${name} is no file`);
  if (target.size > limit) throw new UsageError(`${name} is not read: it is larger than ${limit / 1_048_576} MiB`);
  try {
    const text = new TextDecoder().decode(system.read(real));
    return { file: new SourceFile(name, text), directory: scanPath(workingDirectory, dirname(path)), boundary };
  } catch {
    throw new UsageError(`${name} cannot be read`, "check its permissions");
  }
}
