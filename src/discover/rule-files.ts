/** Directories of rules that the user names → the YAML files right in them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { SourceFile } from "../base/source-file.ts";
import { boundaryOf, isInside, realPath, scanPath } from "./boundary.ts";

/** Sorted by name within each directory. Throws a UsageError where a directory cannot be read or holds no rule. */
export function readRuleFiles(workingDirectory: string, directories: readonly string[]): readonly SourceFile[] {
  return directories.flatMap((directory) => {
    const path = resolve(workingDirectory, directory);
    const boundary = boundaryOf(path);
    const files = namesIn(path, directory).map((name) => {
      const real = realPath(join(path, name));
      if (boundary === undefined || real === undefined || !isInside(boundary, real) || !statSync(real).isFile())
        throw new UsageError(`${directory}/${name} is no file of the repository around ${directory}`);
      const text = readFileSync(real, "utf8").replace(/^\uFEFF/, "");
      return new SourceFile(scanPath(workingDirectory, join(path, name)), text);
    });
    if (files.length === 0) throw new UsageError(`there are no rules in ${directory}`, "a rule is a file RULE-ID.yaml");
    return files;
  });
}

/** The ids of the rules in directories, which are what their files are called; none of a directory that cannot be read. */
export function ruleNames(workingDirectory: string, directories: readonly string[]): readonly string[] {
  return directories.flatMap((directory) => {
    try {
      return namesIn(resolve(workingDirectory, directory), directory).map((name) => name.replace(/\.ya?ml$/, ""));
    } catch {
      return [];
    }
  });
}

function namesIn(path: string, directory: string): readonly string[] {
  try {
    return readdirSync(path)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch {
    throw new UsageError(`the rules directory ${directory} cannot be read`, "give --rules a directory with rule files");
  }
}
