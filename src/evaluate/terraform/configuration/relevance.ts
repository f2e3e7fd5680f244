/** A module directory into whether anything that a scan reads is declared in it or in what it calls, without evaluating it. */
import type { TerraformInput } from "../../input.ts";
import { joinPath, type ModuleLoader } from "./load-module.ts";
import type { CallDeclaration } from "./module-configuration.ts";
import { isLocalSource, writtenSource } from "./module-source.ts";

export class Relevance {
  readonly #reads: TerraformInput["reads"];
  readonly #loader: ModuleLoader;
  readonly #known = new Map<string, boolean>();

  constructor(reads: TerraformInput["reads"], loader: ModuleLoader) {
    this.#reads = reads;
    this.#loader = loader;
  }

  /** Of a call in a module of that directory. A module from elsewhere matters: what it holds is not known, which has to be said. */
  ofCall({ block }: CallDeclaration, caller: string): boolean {
    if (this.#reads === undefined) return true;
    const source = writtenSource(block);
    return source === undefined || !isLocalSource(source) || this.#ofDirectory(joinPath(caller, source));
  }

  #ofDirectory(directory: string): boolean {
    const known = this.#known.get(directory);
    if (known !== undefined) return known;
    // A module that calls itself adds nothing to what it declares.
    this.#known.set(directory, false);
    const configuration = this.#loader.load(directory);
    const matters =
      configuration === undefined ||
      [...configuration.resources.values()].some(({ mode, type }) => this.#reads?.(mode, type) !== false) ||
      [...configuration.calls.values()].some((call) => this.ofCall(call, directory));
    this.#known.set(directory, matters);
    return matters;
  }
}
