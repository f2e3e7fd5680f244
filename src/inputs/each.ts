/** Files of values of which each makes a world → which root takes which of them, and which of them go together. */
import { compareText } from "../base/collections.ts";
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import type { Discovery } from "../discover/discover.ts";
import type { EachFiles } from "../discover/files-by-glob.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import { rootsOf } from "./belonging.ts";
import { quoted } from "./glob-of-files.ts";
import { parameterFiles } from "./parameter-files.ts";
import { type RootInputs, RootsOfScan } from "./roots.ts";
import type { ValueFile } from "./value-file.ts";
import { variableFile } from "./variable-files.ts";
import { type FileOfWorld, worldsOf } from "./worlds-of-files.ts";

/** What each root takes; by path, without those that take nothing. */
export type EachOfRoots = ReadonlyMap<string, readonly FileOfWorld[]>;

/** Of more worlds nobody reads the report. */
const MOST_FILES = 64;
/** More are not opened to see what takes them. */
const MOST_OPENED = 1_000;

export interface EachSaid {
  readonly roots: EachOfRoots;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same whoever asks, of the same files. Throws a UsageError for a glob of no file, or of too many. */
export function eachOfRoots(found: Discovery): EachSaid {
  for (const each of found.each) refuseEmpty(each);
  const count = found.each.reduce((sum, { paths }) => sum + paths.length, 0);
  if (count > MOST_OPENED) refuseMany(count);
  const parsed = new ParsedFiles();
  const roots = new RootsOfScan(found, parsed);
  const taken = new Map<string, Set<string>>();
  const byFlags = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  // What the flags say replaces what a file of settings says of the same root.
  for (const each of [...found.each].sort((a, b) => Number(isOfFile(a)) - Number(isOfFile(b)))) {
    const there = each.kind === "variables" ? roots.terraform() : roots.templates();
    const isReplaced = ({ path }: RootInputs): boolean => isOfFile(each) && byFlags.has(path);
    const own = there.filter((root) => each.fits?.(root.path) !== false && !isReplaced(root));
    for (const file of each.paths.flatMap((path) => filesAt(path, each, found, parsed))) {
      const takers = rootsOf(file, own);
      for (const { path } of takers) {
        taken.set(path, (taken.get(path) ?? new Set()).add(file.path));
        if (!isOfFile(each)) byFlags.add(path);
      }
      // What a root takes says by itself what is wrong in it.
      if (takers.length === 0)
        diagnostics.push(...(file.mistakes.length > 0 ? file.mistakes : [toNobody(file, each, there)]));
    }
  }
  refuseMany(new Set([...taken.values()].flatMap((paths) => [...paths])).size);
  return { roots: worldsOf(taken), diagnostics };
}

function filesAt(path: string, { kind }: EachFiles, { files }: Discovery, parsed: ParsedFiles): readonly ValueFile[] {
  if (kind === "parameters") return parameterFiles(path, files, parsed);
  const file = variableFile(path, files, parsed);
  return file === undefined ? [] : [file];
}

function isOfFile({ boundary }: EachFiles): boolean {
  return boundary !== undefined;
}

const FLAG = { variables: "--each-var-file", parameters: "--each-parameters-file" } as const;

function refuseEmpty({ kind, glob, paths, boundary, isCut, mayFitNothing }: EachFiles): void {
  const what = boundary === undefined ? `${FLAG[kind]} ${quoted(glob)}` : `each of ${kind} in the settings, ${glob},`;
  if (isCut) throw new UsageError(`${what} looks through too many directories`, "name them without `**`");
  if (paths.length === 0 && mayFitNothing !== true)
    throw new UsageError(
      `${what} fits no file`,
      "globs start from the working directory; `*` stands for a part of a name, `**` for any number of directories",
    );
}

function refuseMany(count: number): void {
  if (count > MOST_FILES)
    throw new UsageError(
      `there are ${count} files of values, of which each would be judged by itself`,
      `name ${MOST_FILES} at most`,
    );
}

const INPUT = { variables: ["variable", "Terraform root"], parameters: ["parameter", "template"] } as const;

function toNobody({ path, all }: ValueFile, { kind }: EachFiles, roots: readonly RootInputs[]): Diagnostic {
  const [input, root] = INPUT[kind];
  const given = [...all].sort(compareText);
  const some = given.slice(0, 3).join(", ") + (given.length > 3 ? `, and ${given.length - 3} more` : "");
  const what =
    given.length === 0 ? `gives no ${input} a value` : `gives values of ${some}, which no ${root} of the scan declares`;
  const there = roots.map((one) => one.path);
  const few = there.slice(0, 5).join(", ") + (there.length > 5 ? ` and ${there.length - 5} more` : "");
  return {
    code: "values-unused",
    severity: "warning",
    message: `${path} ${what}, so that nothing takes it`,
    path,
    hint: there.length === 0 ? `there is no ${root} in the scan` : `what there is: ${few}`,
  };
}
