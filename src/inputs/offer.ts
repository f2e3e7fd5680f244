/** Inputs of roots for which flows wait → where else in the repository they have a value, and the flags that give it. */
import { compareText } from "../base/collections.ts";
import type { InputOfRoot } from "../base/value.ts";
import type { Discovery } from "../discover/discover.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import { type InputFile, rootsOf } from "./belonging.ts";
import { quoted, smallestGlob } from "./glob-of-files.ts";
import { DeclaredVariables } from "./roots.ts";
import { variableFile } from "./variable-files.ts";

/** More files of values are not opened. */
const MOST_FILES = 500;

/** How an input gets a value, in words; undefined where nothing in the repository gives it one. */
export type Offers = (input: InputOfRoot) => string | undefined;

/** What is looked through. */
export interface Looking {
  readonly found: Discovery;
  /** Paths of files of values that the user gives already. */
  readonly given: ReadonlySet<string>;
}

/** `waiting`: those for which flows wait, of roots of the scan. Nothing is read where there are none. */
export function offersFor(waiting: readonly InputOfRoot[], { found, given }: Looking): Offers {
  const directories = new Set(found.terraform);
  const ofTerraform = waiting.filter(({ root }) => directories.has(root));
  if (ofTerraform.length === 0) return () => undefined;
  const parsed = new ParsedFiles();
  const roots = new DeclaredVariables(found, parsed).all();
  const paths = found.around.inputs().filter((path) => !given.has(path));
  const files = paths
    .slice(0, MOST_FILES)
    .flatMap((path) => variableFile(path, found.files, parsed) ?? [])
    .map((file) => ({
      ...file,
      roots: new Set(rootsOf({ path: file.path, names: file.all }, roots).map(({ path }) => path)),
    }));
  return ({ root, name }) => {
    if (!directories.has(root)) return undefined;
    const open = ofTerraform.filter((one) => one.root === root).map((one) => one.name);
    const fitting = best(
      files.filter((file) => file.roots.has(root) && file.names.has(name)),
      open,
    );
    return fitting.length === 0 ? undefined : wordsFor(fitting, paths);
  };
}

/** Those that give most of what is open, in the order of their paths. */
function best(files: readonly InputFile[], open: readonly string[]): readonly string[] {
  const counted = files.map(({ path, names }) => ({ path, count: open.filter((name) => names.has(name)).length }));
  const most = Math.max(0, ...counted.map(({ count }) => count));
  return counted
    .filter(({ count }) => count === most)
    .map(({ path }) => path)
    .sort(compareText);
}

/** More flags are not written out. */
const MOST_FLAGS = 4;

function wordsFor([first = "", ...others]: readonly string[], all: readonly string[]): string {
  const one = `--var-file ${quoted(first)}`;
  if (others.length === 0) return `${first} gives it a value: scan with ${one}`;
  const fitting = [first, ...others];
  const glob = smallestGlob(fitting, all);
  const globs = glob === undefined ? fitting.slice(0, MOST_FLAGS) : [glob];
  const each = globs.map((path) => `--each-var-file ${quoted(path)}`).join(" ");
  const number = glob === undefined ? globs.length : fitting.length;
  return `${first} and ${others.length} more ${others.length === 1 ? "file" : "files"} give it a value: scan with ${one}, or with each of ${number}: ${each}`;
}
