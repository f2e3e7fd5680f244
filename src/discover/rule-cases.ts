/** A directory `RULE-ID/CASE/` of rule cases → the cases, each a folder with sources. */
import { type Dirent, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { scanPath } from "./boundary.ts";

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
  return entriesOf(path, name)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

function entriesOf(path: string, name: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    throw new UsageError(`the directory of cases ${name} cannot be read`, HINT);
  }
}
