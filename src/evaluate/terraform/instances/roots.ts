/** The root modules of a scan: which directories they are, and all of them together, so that one can read what another one writes. */
import { resolvePath } from "../../../base/files.ts";
import type { Block } from "../../../parse/hcl/syntax.ts";
import { isLocalSource, writtenSource } from "../configuration/module-calls.ts";
import { argument, type ModuleConfiguration, type ModuleLoader } from "../configuration/module-configuration.ts";
import type { ScanSteps } from "../language/budget.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Finds } from "./find.ts";
import { RootEvaluation } from "./root-evaluation.ts";
import type { RootUnit } from "./root-unit.ts";

export class Scan {
  readonly #with: Evaluation;
  /** What data sources are known to find. */
  readonly finds: Finds;
  #roots: readonly RootEvaluation[] = [];
  #byId: ReadonlyMap<string, RootEvaluation> = new Map();
  #byPath: ReadonlyMap<string, RootEvaluation> = new Map();

  private constructor(evaluation: Evaluation, finds: Finds = new Map()) {
    this.#with = evaluation;
    this.finds = finds;
  }

  static of(evaluation: Evaluation): Scan {
    const { input, loader, units, offered = [] } = evaluation;
    const scan = new Scan(evaluation);
    const callsOf = (directory: string) => [
      ...writtenCalls(directory, callsIn(loader.load(directory))),
      ...(units?.callsOf(directory) ?? []),
    ];
    const directories = rootDirectories(input.directories, input.named, callsOf);
    scan.#take(
      directories.flatMap((directory) => [
        ...[units?.isUnit(directory) === true ? [] : (scan.#evaluate(directory, false, undefined) ?? [])].flat(),
        ...(units?.of(directory) ?? []).map((unit) => scan.#begin(unit, false)),
      ]),
    );
    const own = withoutCalled(scan.#roots, input.named, loader);
    scan.#take([...own, ...offered.map((unit) => scan.#begin(unit, true))]);
    return scan;
  }

  /** The same with other evaluations of some roots: their symbols are qualified by the root's id, because they meet those of others in one
   *  group. */
  qualified(ids: ReadonlySet<string>): Scan {
    return this.#again(new Scan(this.#with, this.#findsWithout(ids)), (root) => ids.has(root.id), true);
  }

  /** The same with other evaluations of some roots, in which data sources find something. */
  finding(finds: Finds, ids: ReadonlySet<string>): Scan {
    return this.#again(new Scan(this.#with, finds), (root) => ids.has(root.id), false);
  }

  /** The same with some roots evaluated by other input, all of a group; and with more roots of other repositories, where there are. */
  evaluatedBy(evaluation: Evaluation, ids: ReadonlySet<string>): Scan {
    const scan = this.#again(new Scan(evaluation, this.#findsWithout(ids)), (root) => ids.has(root.id), false);
    const known = new Set(this.#with.offered);
    const more = (evaluation.offered ?? []).filter((unit) => !known.has(unit));
    scan.#take([...scan.#roots, ...more.map((unit) => scan.#begin(unit, true))]);
    return scan;
  }

  /** Of roots that are evaluated anew, and of those that may find something in them, it is not known what they find. */
  #findsWithout(ids: ReadonlySet<string>): Finds {
    return new Map([...this.finds].filter(([root]) => !ids.has(root)));
  }

  #again(scan: Scan, isMeant: (root: RootEvaluation) => boolean, isShared: boolean): Scan {
    scan.#take(this.#roots.map((root) => (isMeant(root) ? scan.#renewed(root, isShared || root.prefix !== "") : root)));
    return scan;
  }

  /** The same with the defaults of modules for others left open. `ids`: of these and of what is in a group with one of them. */
  opened(ids: ReadonlySet<string>): Scan {
    const scan = new Scan(this.#with, this.#findsWithout(ids));
    scan.#take(
      this.#roots.map((root) =>
        isForOthers(root) ? (scan.#evaluate(root.path, root.prefix !== "", root) ?? root) : root,
      ),
    );
    return scan;
  }

  #take(roots: readonly RootEvaluation[]): void {
    this.#roots = roots;
    this.#byId = new Map(roots.map((root) => [root.id, root]));
    this.#byPath = new Map(roots.map((root) => [root.path, root]));
  }

  #evaluate(directory: string, isShared: boolean, asDeclared: RootEvaluation | undefined): RootEvaluation | undefined {
    const configuration = this.#with.loader.load(directory);
    if (configuration === undefined) return undefined;
    return new RootEvaluation(this.#with, this, configuration, isShared, asDeclared);
  }

  #renewed(root: RootEvaluation, isShared: boolean): RootEvaluation {
    return root.unit === undefined
      ? (this.#evaluate(root.path, isShared, root.asDeclared) ?? root)
      : this.#begin(root.unit.of, isShared);
  }

  #begin(unit: RootUnit, isShared: boolean): RootEvaluation {
    return new RootEvaluation(this.#with, this, unit.configuration, isShared, undefined, unit);
  }

  /** What each root may take to be evaluated. */
  get stepsOfARoot(): number {
    return this.#with.steps.ofARoot;
  }

  /** The same, of which roots that are evaluated anew are paid otherwise. */
  paidBy(steps: ScanSteps): Scan {
    return this.#again(new Scan({ ...this.#with, steps }, this.finds), () => false, false);
  }

  roots(): readonly RootEvaluation[] {
    return this.#roots;
  }

  rootWith(id: string): RootEvaluation | undefined {
    return this.#byId.get(id);
  }

  rootAt(path: string): RootEvaluation | undefined {
    return this.#byPath.get(path);
  }
}

/**
 * A directory that the user named is a root, and so is each that no other directory of the scan calls as a module. What is called by a
 * source that has to be evaluated first is among them still.
 */
export function rootDirectories(
  directories: readonly string[],
  named: readonly string[],
  callsOf: (directory: string) => readonly WrittenCall[],
): readonly string[] {
  const called = new Set<string>();
  const parts = new Set<string>();
  const known = new Set(directories);
  for (const directory of directories)
    for (const { target, isLocal, isPart } of callsOf(directory)) {
      if (target === directory || !(isLocal || known.has(target))) continue;
      called.add(target);
      if (isPart) parts.add(target);
    }
  return directories.filter(
    (directory) => !parts.has(directory) && (named.includes(directory) || !called.has(directory)),
  );
}

export function callsIn(configuration: ModuleConfiguration | undefined): readonly Block[] {
  return [...(configuration?.calls.values() ?? [])].map(({ block }) => block);
}

/** A call whose source is written as a text. */
export interface WrittenCall {
  /** The directory that the source is where it is a path. */
  readonly target: string;
  /** It can be nothing but a path. */
  readonly isLocal: boolean;
  /** It is a part of another configuration, and so no root even where the user named it. */
  readonly isPart?: true;
}

/** `calls`: blocks of a module in the directory. */
export function writtenCalls(directory: string, calls: Iterable<Block>): readonly WrittenCall[] {
  return [...calls].flatMap((block) => {
    const source = writtenSource(block);
    return source === undefined ? [] : [{ target: resolvePath(directory, source), isLocal: isLocalSource(source) }];
  });
}

/**
 * A root that is a module for others, judged because nothing in the scan calls it, or because the user named it: it configures neither
 * providers nor a backend (https://developer.hashicorp.com/terraform/language/modules/develop/providers), and has a variable that needs a
 * value which nobody gives.
 */
export function isForOthers(root: RootEvaluation): boolean {
  const { providers, settings, variables } = root.module.configuration;
  const keepsState = settings.some(({ body }) =>
    body.blocks.some(({ type }) => type === "backend" || type === "cloud"),
  );
  if (root.plan !== undefined || root.unit !== undefined || providers.length > 0 || keepsState) return false;
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
