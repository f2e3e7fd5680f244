/** The files that roots take, one at a time → the worlds that these make: files of several roots that are called alike are of one world. */
import { compareText } from "../base/collections.ts";

export interface FileOfWorld {
  readonly path: string;
  /** What tells it from the other files of its root, `prod`; undefined where it holds in every world. */
  readonly world?: string;
}

/**
 * Files of a root are told apart by the words of their paths in which they differ: of `env/app-dev.tfvars` and `env/app-prod.tfvars` these are
 * `dev` and `prod`. Where roots refer to each other, those of one word are deployed together. A root with one file takes it in every
 * world, unless a word of its path is that of a world of others.
 */
export function worldsOf(taken: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly FileOfWorld[]> {
  const several = new Map<string, readonly FileOfWorld[]>();
  for (const [root, paths] of taken) if (paths.size > 1) several.set(root, toldApart([...paths].sort(compareText)));
  const worlds = new Set([...several.values()].flat().map(({ world }) => world));
  return new Map(
    [...taken].map(([root, paths]) => {
      const [only = ""] = paths;
      const [world] = wordsOf(only).filter((word) => worlds.has(word));
      return [root, several.get(root) ?? [world === undefined ? { path: only } : { path: only, world }]];
    }),
  );
}

function toldApart(paths: readonly string[]): readonly FileOfWorld[] {
  const words = paths.map(wordsOf);
  const same = common(words);
  const end = common(words.map((one) => one.slice(same).reverse()));
  // Of `prod.tfvars` and `prod-eu.tfvars` the first has no word of its own.
  const start = words.some((one) => one.length === same + end) ? Math.max(0, same - 1) : same;
  const worlds = words.map((one) => one.slice(start, one.length - end).join(" "));
  const areDistinct = new Set(worlds).size === paths.length;
  return paths.map((path, at) => ({ path, world: areDistinct ? worlds[at]! : path }));
}

/** The words in a path. */
export function wordsOf(path: string): readonly string[] {
  return path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
}

/** How many first words all have. */
function common([first = [], ...others]: readonly (readonly string[])[]): number {
  let count = 0;
  while (count < first.length && others.every((other) => other[count] === first[count])) count += 1;
  return count;
}
