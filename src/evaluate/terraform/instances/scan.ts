/** All roots of a scan, so that one can read what another one writes. */
import type { TerraformInput } from "../../input.ts";
import type { ModuleLoader } from "../configuration/load-module.ts";
import type { Provider } from "./provider.ts";
import { RootEvaluation } from "./root-evaluation.ts";
import { rootDirectories, withoutCalled } from "./roots.ts";

/** What roots are evaluated with. */
export interface Evaluation {
  readonly input: TerraformInput;
  readonly loader: ModuleLoader;
  readonly provider: Provider;
}

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
   *  those of others in one estate. */
  qualified(directories: ReadonlySet<string>): Scan {
    const scan = new Scan(this.#with);
    scan.#roots = this.#roots.map((root) =>
      directories.has(root.path) ? (scan.#evaluate(root.path, true) ?? root) : root,
    );
    return scan;
  }

  #evaluate(directory: string, isShared: boolean): RootEvaluation | undefined {
    const configuration = this.#with.loader.load(directory);
    if (configuration === undefined) return undefined;
    return new RootEvaluation({ ...this.#with, configuration, isShared, scan: this });
  }

  roots(): readonly RootEvaluation[] {
    return this.#roots;
  }

  rootWith(id: string): RootEvaluation | undefined {
    return this.#roots.find((root) => root.id === id);
  }
}
