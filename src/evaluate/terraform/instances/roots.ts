/** The root modules of a scan: which directories they are, and all of them together, so that one can read what another one writes. */
import { resolvePath } from "../../../base/files.ts";
import { isLocalSource, writtenSource } from "../configuration/module-calls.ts";
import { argument, type ModuleLoader } from "../configuration/module-configuration.ts";
import { type Evaluation, RootEvaluation } from "./root-evaluation.ts";

export class Scan {
  readonly #with: Evaluation;
  #roots: readonly RootEvaluation[] = [];

  private constructor(evaluation: Evaluation) {
    this.#with = evaluation;
  }

  static of(evaluation: Evaluation): Scan {
    const { input, loader } = evaluation;
    const scan = new Scan(evaluation);
    scan.#roots = rootDirectories(input.directories, input.named, loader).flatMap(
      (directory) => scan.#evaluate(directory, false) ?? [],
    );
    scan.#roots = withoutCalled(scan.#roots, input.named, loader);
    return scan;
  }

  /** The same with other evaluations of the roots in some directories: their symbols are qualified by the root's id, because they meet
   *  those of others in one group. */
  qualified(directories: ReadonlySet<string>): Scan {
    const scan = new Scan(this.#with);
    scan.#roots = this.#roots.map((root) =>
      directories.has(root.path) ? (scan.#evaluate(root.path, true) ?? root) : root,
    );
    return scan;
  }

  /** The same with the defaults of modules for others left open. */
  opened(): Scan {
    const scan = new Scan(this.#with);
    scan.#roots = this.#roots.map((root) =>
      isForOthers(root) ? (scan.#evaluate(root.path, root.prefix !== "", root) ?? root) : root,
    );
    return scan;
  }

  #evaluate(directory: string, isShared: boolean, asDeclared?: RootEvaluation): RootEvaluation | undefined {
    const configuration = this.#with.loader.load(directory);
    if (configuration === undefined) return undefined;
    return new RootEvaluation(this.#with, this, configuration, isShared, asDeclared);
  }

  roots(): readonly RootEvaluation[] {
    return this.#roots;
  }

  rootWith(id: string): RootEvaluation | undefined {
    return this.#roots.find((root) => root.id === id);
  }
}

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
      const target = resolvePath(directory, source);
      if (target !== directory && (isLocalSource(source) || known.has(target))) called.add(target);
    }
  }
  return directories.filter((directory) => named.includes(directory) || !called.has(directory));
}

/**
 * A root that is a module for others, judged because nothing in the scan calls it, or because the user named it: it configures neither
 * providers nor a backend (https://developer.hashicorp.com/terraform/language/modules/develop/providers), and has a variable that needs a
 * value which nobody gives.
 */
export function isForOthers(root: RootEvaluation): boolean {
  const { configuresProvider, settings, variables } = root.module.configuration;
  const keepsState = settings.some(({ body }) =>
    body.blocks.some(({ type }) => type === "backend" || type === "cloud"),
  );
  if (root.plan !== undefined || configuresProvider || keepsState) return false;
  return [...variables].some(
    ([name, { block }]) => argument(block, "default") === undefined && root.assigned(name) === undefined,
  );
}

/** The roots without those that another one calls by an evaluated source (`source = "./${var.name}"`, as OpenTofu allows). */
function withoutCalled(
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
