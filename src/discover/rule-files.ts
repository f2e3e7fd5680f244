/** Directories that the user names → the files of rules in them, or the cases of rules, each a folder with sources. */
import { join, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { SourceFile } from "../base/source-file.ts";
import { boundaryOf, isInside, scanPath } from "./boundary.ts";
import { disk, type FileSystem } from "./file-system.ts";

/** Sorted by name within each directory. Throws a UsageError where a directory cannot be read or holds no rule. */
export function readRuleFiles(
  workingDirectory: string,
  directories: readonly string[],
  system: FileSystem = disk,
): readonly SourceFile[] {
  return directories.flatMap((directory) => {
    const path = resolve(workingDirectory, directory);
    const boundary = boundaryOf(path, system);
    const files = namesIn(path, directory, system).map((name) => {
      const real = system.realPath(join(path, name));
      if (
        boundary === undefined ||
        real === undefined ||
        !isInside(boundary, real) ||
        system.target(real)?.kind !== "file"
      )
        throw new UsageError(`${directory}/${name} is no file of the repository around ${directory}`);
      return new SourceFile(scanPath(workingDirectory, join(path, name)), textAt(real, `${directory}/${name}`, system));
    });
    if (files.length === 0) throw new UsageError(`there are no rules in ${directory}`, "a rule is a file RULE-ID.yaml");
    return files;
  });
}

function textAt(path: string, name: string, system: FileSystem): string {
  try {
    return new TextDecoder().decode(system.read(path));
  } catch {
    throw new UsageError(`${name} cannot be read`, "check its permissions");
  }
}

/** The ids of the rules in directories, which are what their files are called; none of a directory that cannot be read. */
export function ruleNames(
  workingDirectory: string,
  directories: readonly string[],
  system: FileSystem = disk,
): readonly string[] {
  return directories.flatMap((directory) => {
    try {
      return namesIn(resolve(workingDirectory, directory), directory, system).map((name) =>
        name.replace(/\.ya?ml$/, ""),
      );
    } catch {
      return [];
    }
  });
}

function namesIn(path: string, directory: string, system: FileSystem): readonly string[] {
  try {
    return system
      .list(path)
      .map(({ name }) => name)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch {
    throw new UsageError(`the rules directory ${directory} cannot be read`, "give --rules a directory with rule files");
  }
}

export interface RuleCase {
  /** What its folder is in: the id of a rule, or what is not one. */
  readonly rule: string;
  /** `RULE-ID/CASE`. */
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
  /** The same as the scan names it. */
  readonly path: string;
}

const HINT = "a case is a folder RULE-ID/CASE with Terraform or CloudFormation sources in it";

/**
 * In the order of their names; links and hidden folders are none. Throws a UsageError where the directory cannot be read, where it holds no
 * case, and where a folder in it holds none: a test of nothing would pass.
 */
export function findRuleCases(workingDirectory: string, directory: string): readonly RuleCase[] {
  const top = resolve(workingDirectory, directory);
  const cases = foldersIn(top, directory).flatMap((rule) => {
    const names = foldersIn(join(top, rule), `${directory}/${rule}`);
    if (names.length === 0)
      throw new UsageError(`there are no cases in ${scanPath(workingDirectory, join(top, rule))}`, HINT);
    return names.map((name) => {
      const path = join(top, rule, name);
      return { rule, name: `${rule}/${name}`, directory: path, path: scanPath(workingDirectory, path) };
    });
  });
  if (cases.length === 0) throw new UsageError(`there are no cases in ${directory}`, HINT);
  return cases;
}

function foldersIn(path: string, name: string): readonly string[] {
  try {
    return disk
      .list(path)
      .filter(({ name, kind }) => kind === "directory" && !name.startsWith("."))
      .map(({ name }) => name)
      .sort();
  } catch {
    throw new UsageError(`the directory of cases ${name} cannot be read`, HINT);
  }
}
