/** The directories of a scan into those that are root modules. */

import { joinPath, type ModuleLoader } from "./configuration/load-module.ts";
import { argument } from "./configuration/module-configuration.ts";
import { isLocalSource } from "./configuration/module-source.ts";

/** A directory that the user named is a root, and so is each that no other directory of the scan calls as a module. */
export function rootDirectories(
  directories: readonly string[],
  named: readonly string[],
  loader: ModuleLoader,
): readonly string[] {
  const called = new Set<string>();
  const known = new Set(directories);
  for (const directory of directories) {
    for (const { block } of loader.load(directory)?.calls.values() ?? []) {
      const source = argument(block, "source")?.expression;
      const part = source?.kind === "template" ? source.parts[0] : undefined;
      if (part?.kind !== "text") continue;
      const target = joinPath(directory, part.value);
      if (target !== directory && (isLocalSource(part.value) || known.has(target))) called.add(target);
    }
  }
  return directories.filter((directory) => named.includes(directory) || !called.has(directory));
}
