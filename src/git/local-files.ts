/**
 * What a scan reads of a work tree though no commit holds it: modules that `terraform get` installed, ignored files of values, and files that
 * the user names. It is no part of a change, so it is there before and after.
 */
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { isInside } from "../discover/boundary.ts";
import type { Git } from "./run-git.ts";

export interface LocalFiles {
  /** Absolute. */
  readonly files: readonly string[];
  /** Whether the disk says what is at a path (absolute). */
  readonly has: (path: string) => boolean;
}

/** Where Terraform and OpenTofu put modules. */
const INSTALLED = ".terraform";

const VALUES = [":(glob)**/*.tfvars", ":(glob)**/*.tfvars.json"];

/** `named`: files that the user names in a flag, absolute. */
export function localFiles(git: Git, named: readonly string[]): LocalFiles {
  const inside = named.map((path) => resolve(path)).filter((path) => isInside(git.top, path));
  const literal = inside.map((path) => `:(literal)${relative(git.top, path).split(sep).join("/")}`);
  const files = [
    ...listed(git, ["--ignored", "--exclude-standard", "--", ...VALUES]),
    ...(literal.length === 0 ? [] : listed(git, ["--", ...literal])),
  ];
  const known = new Set(files);
  return {
    files,
    has: (path) => known.has(path) || relative(git.top, path).split(sep).includes(INSTALLED),
  };
}

/** Files that are not in the index. */
function listed(git: Git, which: readonly string[]): readonly string[] {
  const output = git.run(["ls-files", "-z", "--others", ...which])?.toString("utf8") ?? "";
  return output
    .split("\0")
    .filter((path) => path !== "" && !isAbsolute(path))
    .map((path) => join(git.top, path));
}
