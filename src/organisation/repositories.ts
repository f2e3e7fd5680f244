/** Results of scans → what was found in each repository. */
import { groupBy } from "../base/collections.ts";
import { directoryOf } from "../base/files.ts";
import type { ReadFinding, ReadFlow, ReadProblem, ReadResult } from "./read-result.ts";

export interface ReadRepository {
  readonly name: string;
  readonly roots: number;
  readonly files: number;
  readonly flows: readonly ReadFlow[];
  readonly findings: readonly ReadFinding[];
  readonly unread: readonly ReadProblem[];
}

/**
 * By name. `depth`: how many directories of a path name a repository, where a result is of many; with 0 each result is one, called as its file. Of a
 * result that is of many it is not known which files are whose.
 */
export function repositoriesIn(results: readonly ReadResult[], depth: number): readonly ReadRepository[] {
  const names = namesOf(results.map(({ path }) => path));
  const all = results.flatMap((result, at) => {
    if (depth === 0) return [{ ...result, name: names[at]!, roots: result.roots.length }];
    return divided(result, (path) => nameIn(path, depth, results.length > 1 ? `${names[at]!}/` : ""), names[at]!);
  });
  return [...groupBy(all, ({ name }) => name).values()]
    .map((same) => same.reduce(both))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function both(a: ReadRepository, b: ReadRepository): ReadRepository {
  return {
    name: a.name,
    roots: a.roots + b.roots,
    files: a.files + b.files,
    flows: [...a.flows, ...b.flows],
    findings: [...a.findings, ...b.findings],
    unread: [...a.unread, ...b.unread],
  };
}

/** `otherwise`: whose it is what is about no file. */
function divided(result: ReadResult, nameOf: (path: string) => string, otherwise: string): readonly ReadRepository[] {
  const roots = groupBy(result.roots, (root) => nameOf(root));
  const flows = groupBy(result.flows, ({ root }) => nameOf(root));
  const findings = groupBy(result.findings, ({ path }) => nameOf(path));
  const unread = groupBy(result.unread, ({ path }) => (path === undefined ? otherwise : nameOf(path)));
  const names = new Set([...roots.keys(), ...flows.keys(), ...findings.keys(), ...unread.keys()]);
  return [...names].map((name) => ({
    name,
    roots: roots.get(name)?.length ?? 0,
    files: 0,
    flows: flows.get(name) ?? [],
    findings: findings.get(name) ?? [],
    unread: unread.get(name) ?? [],
  }));
}

/** The first directories of a path; of a file in fewer, those in which it is. */
function nameIn(path: string, depth: number, before: string): string {
  const directory = /\.[a-z0-9]+$/i.test(path) ? directoryOf(path) : path;
  return `${before}${directory.split("/").slice(0, depth).join("/")}`;
}

/** `out/a.json`, `out/b/c.json` are called `a` and `b/c`. */
function namesOf(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.replace(/\.json$/, "").split("/"));
  const [first = []] = parts;
  let common = 0;
  while (parts.every((one) => common < one.length - 1 && one[common] === first[common])) common += 1;
  return parts.map((one) => one.slice(common).join("/"));
}
