/** A module directory into whether anything that a scan reads is declared in it or in what it calls, without evaluating it. */
import type { TerraformInput } from "../input.ts";
import { joinPath, type ModuleLoader } from "./configuration/load-module.ts";
import { argument, type CallDeclaration } from "./configuration/module-configuration.ts";
import { isLocalSource } from "./configuration/module-source.ts";

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
    const source = argument(block, "source")?.expression;
    const [part, ...more] = source?.kind === "template" ? source.parts : [];
    if (part?.kind !== "text" || more.length > 0 || !isLocalSource(part.value)) return true;
    return this.#ofDirectory(joinPath(caller, part.value));
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
