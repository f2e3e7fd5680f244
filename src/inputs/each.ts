/** Files of values of which each makes a world → which root takes which of them, and which of them go together. */
import { compareText } from "../base/collections.ts";
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import type { Discovery } from "../discover/discover.ts";
import type { EachFiles } from "../discover/files-by-glob.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import { rootsOf } from "./belonging.ts";
import { quoted } from "./glob-of-files.ts";
import { DeclaredVariables, type RootInputs } from "./roots.ts";
import { variableFile } from "./variable-files.ts";
import { type FileOfWorld, worldsOf } from "./worlds-of-files.ts";

/** What each root takes; by path, without those that take nothing. */
export type EachOfRoots = ReadonlyMap<string, readonly FileOfWorld[]>;

/** Of more worlds nobody reads the report. */
const MOST_FILES = 64;

export interface EachSaid {
  readonly roots: EachOfRoots;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same whoever asks, of the same files. Throws a UsageError for a glob of no file, or of too many. */
export function eachOfRoots(found: Discovery): EachSaid {
  for (const each of found.each) refuseEmpty(each);
  refuseMany(found.each.flatMap(({ paths }) => paths));
  const parsed = new ParsedFiles();
  const roots = new DeclaredVariables(found, parsed).all();
  const taken = new Map<string, Set<string>>();
  const diagnostics: Diagnostic[] = [];
  // What the flags say replaces what a file of settings says of the same root.
  for (const each of [...found.each].sort((a, b) => Number(isOfFile(a)) - Number(isOfFile(b)))) {
    const own = roots.filter(({ path }) => each.fits?.(path) !== false && !(isOfFile(each) && taken.has(path)));
    for (const path of each.paths) {
      const file = variableFile(path, found.files, parsed);
      if (file === undefined) continue;
      const takers = rootsOf({ path, names: file.all }, own);
      for (const root of takers) taken.set(root.path, (taken.get(root.path) ?? new Set()).add(path));
      // What a root takes says by itself what is wrong in it.
      if (takers.length === 0)
        diagnostics.push(...(file.mistakes.length > 0 ? file.mistakes : [toNobody(path, file.all, roots)]));
    }
  }
  return { roots: worldsOf(taken), diagnostics };
}

function isOfFile({ boundary }: EachFiles): boolean {
  return boundary !== undefined;
}

const FLAG = { variables: "--each-var-file", parameters: "--each-parameters-file" } as const;

function refuseEmpty({ kind, glob, paths, boundary }: EachFiles): void {
  const what = boundary === undefined ? `${FLAG[kind]} ${quoted(glob)}` : `each of ${kind} in the settings, ${glob},`;
  if (paths.length === 0)
    throw new UsageError(
      `${what} fits no file`,
      "globs start from the working directory; `*` stands for a part of a name, `**` for any number of directories",
    );
}

function refuseMany(paths: readonly string[]): void {
  const { size } = new Set(paths);
  if (size > MOST_FILES)
    throw new UsageError(
      `there are ${size} files of values, of which each would be judged by itself`,
      `name ${MOST_FILES} at most`,
    );
}

function toNobody(path: string, names: ReadonlySet<string>, roots: readonly RootInputs[]): Diagnostic {
  const given = [...names].sort(compareText);
  const some = given.slice(0, 3).join(", ") + (given.length > 3 ? `, and ${given.length - 3} more` : "");
  const what =
    given.length === 0
      ? "gives no variable a value"
      : `gives values of ${some}, which no Terraform root of the scan declares`;
  const there = roots.map(({ path: root }) => root);
  const few = there.slice(0, 5).join(", ") + (there.length > 5 ? ` and ${there.length - 5} more` : "");
  return {
    code: "values-unused",
    severity: "warning",
    message: `${path} ${what}, so that no root takes it`,
    path,
    hint: there.length === 0 ? "there is no Terraform root in the scan" : `what there is: ${few}`,
  };
}
