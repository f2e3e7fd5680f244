/** The directories of a scan into those that are root modules. */

import { joinPath, type ModuleLoader } from "../configuration/load-module.ts";
import { isLocalSource, writtenSource } from "../configuration/module-source.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/**
 * A directory that the user named is a root, and so is each that no other directory of the scan calls as a module. What is called by a
 * source that has to be evaluated first is among them still.
 */
export function rootDirectories(
  directories: readonly string[],
  named: readonly string[],
  loader: ModuleLoader,
): readonly string[] {
  const called = new Set<string>();
  const known = new Set(directories);
  for (const directory of directories) {
    for (const { block } of loader.load(directory)?.calls.values() ?? []) {
      const source = writtenSource(block);
      if (source === undefined) continue;
      const target = joinPath(directory, source);
      if (target !== directory && (isLocalSource(source) || known.has(target))) called.add(target);
    }
  }
  return directories.filter((directory) => named.includes(directory) || !called.has(directory));
}

/** The roots without those that another one calls by an evaluated source (`source = "./${var.name}"`, as OpenTofu allows). */
export function withoutCalled(
  roots: readonly RootEvaluation[],
  named: readonly string[],
  loader: ModuleLoader,
): readonly RootEvaluation[] {
  const evaluated = loader
    .loaded()
    .some(({ calls }) => [...calls.values()].some(({ block }) => writtenSource(block) === undefined));
  if (!evaluated) return roots;
  const called = new Set<string>();
  for (const root of roots) {
    // A root that is called itself is no root, so that what it calls does not count.
    if (called.has(root.path) && !named.includes(root.path)) continue;
    for (const { directory } of root.modules()) if (directory !== root.path) called.add(directory);
  }
  return roots.filter(({ path }) => named.includes(path) || !called.has(path));
}
