/** Directories that the user names → the files of rules in them, or the cases of rules, each a folder with sources. */
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
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch {
    throw new UsageError(`the directory of cases ${name} cannot be read`, HINT);
  }
}
