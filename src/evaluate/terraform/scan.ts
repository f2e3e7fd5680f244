/** All roots of a scan, so that one can read what another one writes. */
import type { TerraformInput } from "../input.ts";
import type { ModuleLoader } from "./configuration/load-module.ts";
import { unsetAttribute } from "./provider/unset-attribute.ts";
import { RootEvaluation } from "./root-evaluation.ts";
import { rootDirectories, withoutCalled } from "./roots.ts";

export class Scan {
  #roots: readonly RootEvaluation[];

  /** `shared`: directories. Symbols of the roots in them are qualified by the root's id, because they meet those of others in one estate. */
  constructor(input: TerraformInput, loader: ModuleLoader, shared: ReadonlySet<string>) {
    const all = rootDirectories(input.directories, input.named, loader).flatMap((directory) => {
      const configuration = loader.load(directory);
      if (configuration === undefined) return [];
      const isShared = shared.has(directory);
      return [new RootEvaluation({ configuration, isShared, input, loader, scan: this, unset: unsetAttribute })];
    });
    this.#roots = all;
    this.#roots = withoutCalled(all, input.named, loader);
  }

  roots(): readonly RootEvaluation[] {
    return this.#roots;
  }

  rootWith(id: string): RootEvaluation | undefined {
    return this.#roots.find((root) => root.id === id);
  }
}
