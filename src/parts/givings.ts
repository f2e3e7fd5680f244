/** The worlds that files of values make of a part of a scan: what is given to its roots in each of them. */
import { compareText } from "../base/collections.ts";
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import type { Discovery } from "../discover/discover.ts";
import type { EachOfRoots, EachSaid } from "../inputs/each.ts";
import type { EvaluateRequest, ScanRequest } from "../pipeline.ts";
import type { Part } from "./part.ts";

/** What is given to the roots of a part in one world. */
export interface Giving {
  /** What its files are told apart by, `prod`; undefined where there is no other. */
  readonly name: string | undefined;
  /** Paths of files by the path of a root. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Roots that have files in other worlds only: here nobody deploys them. */
  readonly without: ReadonlySet<string>;
}

/** What each root of a scan takes of the files that make worlds; nothing is loaded for it where there are none. Throws a UsageError for
 *  globs that fit nothing. */
export async function rootsWithFiles(found: Discovery): Promise<EachSaid> {
  if (found.each.length === 0) return { roots: new Map(), diagnostics: [] };
  const { eachOfRoots } = await import("../inputs/each.ts");
  return eachOfRoots(found);
}

/** One giving where nothing makes worlds. `roots`: of the part, directories and templates. */
export function givingsOf(roots: readonly string[], each: EachOfRoots): readonly Giving[] {
  const own = roots.map((root) => [root, each.get(root) ?? []] as const);
  const worlds = new Set(own.flatMap(([, files]) => files.flatMap(({ world }) => world ?? [])));
  const names = worlds.size === 0 ? [undefined] : [...worlds].sort(compareText);
  return names.map((name) => {
    const files = new Map(
      own.map(([root, all]) => [
        root,
        all.flatMap(({ world, path }) => (world === undefined || world === name ? [path] : [])),
      ]),
    );
    const left = own.filter(([root, all]) => all.length > 0 && files.get(root)!.length === 0);
    return { name, files, without: new Set(left.map(([root]) => root)) };
  });
}

/** With so many files a part is judged, whatever others take. */
const GIVINGS_IN_ANY_CASE = 16;

/** What each further one takes for a character of the part: to evaluate and to judge all of it again. */
const STEPS_A_CHARACTER = 2;

/** The worlds of a part that the scan can afford. */
interface Affordable {
  readonly givings: readonly Giving[];
  /** What they take of what all roots of the scan may take together. */
  readonly steps: number;
  /** That there are more; undefined where there are none. */
  readonly refused: Diagnostic | undefined;
}

/** `left`: of the steps that all roots of the scan may take together, of which there are `most`. */
export function affordable(
  all: readonly Giving[],
  { characters }: Pick<Part, "characters">,
  left: number,
  most: number,
): Affordable {
  const each = STEPS_A_CHARACTER * characters;
  const wanted = each * Math.max(0, all.length - GIVINGS_IN_ANY_CASE);
  if (wanted === 0 || wanted <= left) return { givings: all, steps: wanted, refused: undefined };
  const count = GIVINGS_IN_ANY_CASE + Math.max(0, Math.floor(left / each));
  return {
    givings: all.slice(0, count),
    steps: Math.max(0, left) + 1,
    refused: refusedGivings(all.slice(count), count, most),
  };
}

/** Told at the first file with which nothing is judged. */
function refusedGivings(left: readonly Giving[], count: number, most: number): Diagnostic {
  const [file = ""] = [...left[0]!.files.values()].flat();
  return {
    code: "scan-files-of-values",
    severity: "warning",
    message: `There is too much to judge: roots are judged with the first ${count} of ${count + left.length} files of values, and not with this one and those after it, as the roots of this scan have taken the ${most} steps that they may take together.`,
    path: file,
    hint: "name fewer files at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
    notAnalysed: true,
  };
}

/** The request for one world. */
export function requestOf(request: ScanRequest, { files }: Giving): ScanRequest {
  const each = (root: string): readonly string[] => files.get(root) ?? [];
  const { terraform, cloudformation } = request;
  return { ...request, terraform: { ...terraform, each }, cloudformation: { ...cloudformation, each } };
}

/** What was made with one file of values leaves nothing to try. */
export function refuseMadeWithOne({ plans, facts }: Pick<EvaluateRequest, "plans" | "facts">): void {
  const [what, flag] = plans.length > 0 ? ["a plan is made", "--plan"] : ["facts are of what is deployed", "--facts"];
  if (plans.length === 0 && facts === undefined) return;
  throw new UsageError(
    `${what} with one file of values, so that there is nothing to try`,
    `leave out ${flag}, or --each-var-file and --each-parameters-file`,
  );
}
