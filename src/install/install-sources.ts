/** What units and stacks of Terragrunt take from elsewhere → the packages, each in the place where a scan looks for it. */
import { existsSync, realpathSync } from "node:fs";
import { cp, rename } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import { isInside } from "../discover/boundary.ts";
import { inPassing } from "../discover/interrupt.ts";
import {
  BY_TERRAFORM,
  parseModuleSource,
  type RegistrySource,
} from "../evaluate/terraform/configuration/module-source.ts";
import { type ModuleVersion, parseVersion } from "../evaluate/terraform/configuration/module-version.ts";
import { CACHE, OURS, type SourceElsewhere, splitSource } from "../evaluate/terragrunt/elsewhere.ts";
import { FetchError, isSystemError } from "./fetch-error.ts";
import { findInside } from "./find-inside.ts";
import { registryFor } from "./for-opentofu.ts";
import { makeFolder } from "./make-folder.ts";
import type { Packages } from "./packages.ts";

export interface InstalledSource extends SourceElsewhere {
  readonly isNew: boolean;
}

/** Never rejects for what a configuration or a server says: that is a diagnostic, and the other sources are installed. */
export class SourceInstallation {
  readonly #workingDirectory: string;
  readonly #packages: () => Packages;
  readonly #tried = new Set<string>();
  /** By address, where a package lies. */
  readonly #places = new Map<string, string>();
  readonly installed: InstalledSource[] = [];
  readonly diagnostics: Diagnostic[] = [];

  /** `packages`: new ones, since nothing stays where they lay it out. */
  constructor(workingDirectory: string, packages: () => Packages) {
    this.#workingDirectory = workingDirectory;
    this.#packages = packages;
  }

  /** Whether there is something that was not there before. */
  async install(sources: readonly SourceElsewhere[]): Promise<boolean> {
    let hasNew = false;
    for (const source of sources) {
      const name = `${source.place} ${source.text}`;
      if (this.#tried.has(name)) continue;
      this.#tried.add(name);
      hasNew = (await this.#installOne(source)) || hasNew;
    }
    return hasNew;
  }

  async #installOne(source: SourceElsewhere): Promise<boolean> {
    const place = resolve(this.#workingDirectory, source.place);
    const isNew = !existsSync(place);
    const refusal = isNew ? makeFolder(homeOf(place), `${CACHE}/${OURS}`, this.#workingDirectory) : undefined;
    if (refusal !== undefined) {
      this.diagnostics.push(refusal);
      return false;
    }
    try {
      if (isNew) await this.#layOut(source.text, place);
      await findInside(realpathSync(place), splitSource(source.text).inside);
      this.installed.push({ ...source, isNew });
      return isNew;
    } catch (error) {
      if (!(error instanceof FetchError || isSystemError(error))) throw error;
      const hint = error instanceof FetchError ? error.hint : undefined;
      const message = `the source cannot be installed: ${error.message}`;
      const problem = { code: "module-not-installed", severity: "error", message, span: source.span } as const;
      this.diagnostics.push({ ...problem, notAnalysed: true, ...(hint && { hint }) });
      return false;
    }
  }

  async #layOut(text: string, place: string): Promise<void> {
    const { address, query } = splitSource(text);
    const there = this.#places.get(`${address}${query}`);
    // A catalog may name itself: nothing is copied into its own midst.
    const before = there !== undefined && isInside(there, place) ? undefined : there;
    await inPassing(join(dirname(place), "new-"), async (beside) => {
      const made = join(beside, "package");
      if (before !== undefined) await cp(before, made, { recursive: true, verbatimSymlinks: true });
      await rename(before === undefined ? await fetched(text, made, homeOf(place), this.#packages()) : made, place);
    });
    this.#places.set(`${address}${query}`, place);
  }
}

/** Where the configuration lies that names it. */
function homeOf(place: string): string {
  return dirname(dirname(dirname(place)));
}

/** The directory in which the package is, `made` or one in it. */
async function fetched(text: string, made: string, home: string, packages: Packages): Promise<string> {
  const registry = registrySource(text, home);
  if (registry !== undefined) {
    const inside = await packages.layRegistry(registry.source, registry.version, made);
    return findInside(realpathSync(made), inside);
  }
  // Without a scheme, three names are no module of a registry to Terragrunt.
  const source = parseModuleSource(text);
  if (source.kind === "refused")
    throw new FetchError(source.because, source.hint === BY_TERRAFORM ? BY_TERRAGRUNT : source.hint);
  if (source.kind !== "remote")
    throw new FetchError("it is no address that can be fetched", "write one of a registry as tfr:///…?version=…");
  await packages.layRemote(source, made);
  return made;
}

const BY_TERRAGRUNT = "let terragrunt run --all init lay it out";

/** `tfr://HOST/NAMESPACE/NAME/PROVIDER?version=1.2.3` (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#terraform). */
function registrySource(
  text: string,
  home: string,
): { readonly source: RegistrySource; readonly version: ModuleVersion } | undefined {
  const match = /^tfr:\/\/([^/?]*)\/([^?]*)(?:\?(.*))?$/.exec(text);
  if (match === null) return undefined;
  const [, host = "", address = "", query] = match;
  const package_ = address.split("//", 1)[0]!;
  const source = parseModuleSource(host === "" ? package_ : `${host}/${package_}`, registryFor(home));
  if (source.kind !== "registry") throw new FetchError("it is no address of a registry's module");
  const version = parseVersion(new URLSearchParams(query).get("version") ?? "");
  if (version === undefined) throw new FetchError("it names no version", "write the version behind it: ?version=1.2.3");
  return { source, version };
}
