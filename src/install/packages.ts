/** Where packages come from: what this run has fetched already, the cache, or the network. */
import { createHash } from "node:crypto";
import { cp } from "node:fs/promises";
import { compareText } from "../base/collections.ts";
import {
  addressOf,
  parseModuleSource,
  type RegistrySource,
  type RemoteSource,
} from "../evaluate/terraform/configuration/module-source.ts";
import { type ModuleVersion, parseVersion } from "../evaluate/terraform/configuration/module-version.ts";
import { FetchError } from "./fetch-error.ts";
import { type FetchOptions, fetchPackage } from "./fetch-package.ts";
import type { PackageCache } from "./package-cache.ts";
import type { ModuleRegistry } from "./registry.ts";

export interface PackageOptions extends FetchOptions {
  readonly registry: ModuleRegistry;
  readonly cache: PackageCache | undefined;
  /** Nothing is fetched. */
  readonly offline: boolean;
}

export class Packages {
  readonly #options: PackageOptions;
  /** By address the directory in which it was laid out. */
  readonly #made = new Map<string, string>();

  constructor(options: PackageOptions) {
    this.#options = options;
  }

  /** The versions that a registry lists; offline those that it listed when it was last asked. Rejects with a `FetchError`. */
  async versions(source: RegistrySource): Promise<readonly ModuleVersion[]> {
    const { registry, cache, offline } = this.#options;
    const key = digest(`versions ${source.host}/${source.name}`);
    if (!offline) {
      const versions = await registry.versions(source);
      await cache?.note(
        key,
        versions
          .map(({ text }) => text)
          .sort(compareText)
          .join("\n"),
      );
      return versions;
    }
    const noted = await cache?.noted(key);
    if (noted === undefined) throw notFetched();
    return noted.split("\n").flatMap((text) => parseVersion(text) ?? []);
  }

  /** Lays a version out; the directory of the module inside the package, relative. */
  async layRegistry(source: RegistrySource, version: ModuleVersion, directory: string): Promise<string> {
    const { registry, cache, offline } = this.#options;
    const name = `${source.host}/${source.name} ${version.text}`;
    // A version never changes, so that it need not be asked for again.
    const known = await cache?.noted(digest(`inside ${name}`));
    if (known !== undefined && (await this.#copied(name, directory))) return known;
    if (offline) throw notFetched();
    const location = parseModuleSource(await registry.location(source, version));
    if (location.kind !== "remote")
      throw new FetchError(
        `${source.host} says that the module is at ${location.kind === "refused" ? location.because : addressOf(location)}`,
      );
    await this.#fetched(name, location, directory);
    await cache?.note(digest(`inside ${name}`), location.inside);
    return location.inside;
  }

  /** Lays out what a configuration names itself: anew where that can mean something else today. */
  async layRemote(source: RemoteSource, directory: string): Promise<void> {
    const fixed = this.#options.offline || isFixed(source);
    if (fixed && (await this.#copied(source.address, directory))) return;
    if (this.#options.offline) throw notFetched();
    await this.#fetched(source.address, source, directory);
  }

  async #fetched(name: string, source: RemoteSource, directory: string): Promise<void> {
    const before = this.#made.get(name);
    if (before === undefined) {
      await fetchPackage(source, directory, this.#options);
      await this.#options.cache?.add(digest(name), directory);
    } else await cp(before, directory, { recursive: true, verbatimSymlinks: true });
    this.#made.set(name, directory);
  }

  async #copied(name: string, directory: string): Promise<boolean> {
    return (await this.#options.cache?.layOut(digest(name), directory)) === true;
  }
}

/** A commit, or what has a checksum. */
function isFixed({ url }: RemoteSource): boolean {
  return /^[0-9a-f]{40}$/.test(url.searchParams.get("ref") ?? "") || url.searchParams.has("checksum");
}

/** Names may hold secrets, which are not written down. */
function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

function notFetched(): FetchError {
  return new FetchError("it is not at hand, and nothing is fetched", "run it without --offline");
}
