/** A root → the modules that it calls, and those that they call, in `.terraform/modules`, as `terraform get` lays them out. */
import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { join, posix, relative, resolve } from "node:path";
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import { isInside, scanPath, slashes } from "../discover/boundary.ts";
import {
  argument,
  type Declaration,
  DUPLICATE,
  type ModuleConfiguration,
} from "../evaluate/terraform/configuration/module-configuration.ts";
import {
  addressOf,
  type ModuleSource,
  parseModuleSource,
  type RegistrySource,
} from "../evaluate/terraform/configuration/module-source.ts";
import {
  newestOf,
  parseConstraints,
  parseVersion,
  satisfies,
  type VersionConstraint,
} from "../evaluate/terraform/configuration/module-version.ts";
import { writtenText } from "../evaluate/terraform/language/types/text.ts";
import { FetchError, isSystemError } from "./fetch-error.ts";
import { findInside } from "./find-inside.ts";
import { registryFor } from "./for-opentofu.ts";
import { makeFolder, WRITABLE } from "./make-folder.ts";
import { type InstalledModule, type InstalledModules, readInstalled, writeInstalled } from "./manifest.ts";
import type { Packages } from "./packages.ts";

export interface RootToInstall {
  /** Absolute. */
  readonly directory: string;
  /** The real directory in which sources may be: links and paths that leave it are not followed. */
  readonly boundary: string;
  readonly workingDirectory: string;
  /** The configuration in a directory (absolute) as it is now. */
  readonly load: (directory: string) => ModuleConfiguration | undefined;
  readonly packages: Packages;
}

export interface InstalledRoot {
  readonly modules: readonly (InstalledModule & { readonly isNew: boolean })[];
  readonly diagnostics: readonly Diagnostic[];
}

const FOLDER = ".terraform/modules";

/** A module that calls itself would never end. */
const MOST_DEPTH = 40;
const MOST_MODULES = 5_000;

/** Never rejects for what a configuration or a server says: that is a diagnostic, and the other modules are installed. */
export async function installRoot(root: RootToInstall): Promise<InstalledRoot> {
  return new RootInstallation(root).run();
}

interface Call {
  readonly key: string;
  readonly source: Exclude<ModuleSource, { readonly kind: "refused" }>;
  readonly constraints: readonly VersionConstraint[];
  /** Of the caller, absolute. */
  readonly from: string;
  readonly span: Span;
}

class RootInstallation {
  readonly #root: RootToInstall;
  readonly #manifest: string;
  readonly #registry: string | undefined;
  readonly #before: InstalledModules;
  readonly #now: InstalledModules = new Map();
  readonly #new = new Set<string>();
  readonly #told = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(root: RootToInstall) {
    this.#root = root;
    this.#manifest = join(root.directory, FOLDER, "modules.json");
    this.#registry = registryFor(root.directory);
    this.#before = readInstalled(this.#manifest, this.#registry);
  }

  async run(): Promise<InstalledRoot> {
    const { directory, load } = this.#root;
    const configuration = load(directory);
    if (configuration !== undefined) this.#tellUnread(configuration);
    if (configuration === undefined || configuration.calls.size === 0)
      return { modules: [], diagnostics: this.#diagnostics };
    const refusal = makeFolder(directory, FOLDER, this.#root.workingDirectory);
    if (refusal !== undefined) return { modules: [], diagnostics: [...this.#diagnostics, refusal] };
    this.#now.set("", { key: "", source: "", version: undefined, directory: "." });
    await this.#installCalls(configuration, directory, []);
    await this.#write(this.#now);
    const modules = [...this.#now.values()].filter(({ key }) => key !== "");
    return {
      modules: modules.map((one) => ({ ...one, isNew: this.#new.has(one.key) })),
      diagnostics: this.#diagnostics,
    };
  }

  async #installCalls(caller: ModuleConfiguration, from: string, names: readonly string[]): Promise<void> {
    for (const declaration of [...caller.calls.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const call = this.#call(declaration, from, names);
      const installed = call === undefined ? undefined : await this.#install(call);
      if (call === undefined || installed === undefined) continue;
      const configuration = this.#root.load(installed);
      if (configuration === undefined) {
        const message = `there is no configuration in ${scanPath(this.#root.workingDirectory, installed)}`;
        this.#report({ code: "module-not-found", message, span: call.span });
      } else {
        this.#tellUnread(configuration);
        await this.#installCalls(configuration, installed, [...names, declaration.name]);
      }
    }
  }

  async #write(modules: InstalledModules): Promise<void> {
    const { directory, workingDirectory } = this.#root;
    try {
      await writeInstalled(directory, this.#manifest, modules);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const path = scanPath(workingDirectory, this.#manifest);
      this.#report({ code: "modules-folder", message: error.message, path, hint: WRITABLE });
    }
  }

  /** In a file that cannot be read, or not wholly, there may be calls that nobody knows of; of two of one name the second is not installed. */
  #tellUnread({ directory, diagnostics }: ModuleConfiguration): void {
    if (this.#told.has(directory)) return;
    this.#told.add(directory);
    const twice = diagnostics.filter(({ code, message }) => code === DUPLICATE && message.startsWith("module."));
    this.#diagnostics.push(...diagnostics.filter(({ notAnalysed }) => notAnalysed === true));
    this.#diagnostics.push(...twice.map((one) => ({ ...one, notAnalysed: true })));
  }

  /** What a block asks for; undefined where it cannot be told, which is reported. */
  #call({ name, block }: Declaration, from: string, names: readonly string[]): Call | undefined {
    const written = argument(block, "source");
    const span = written?.span ?? block.headerSpan;
    const refuse = (message: string, hint?: string): undefined =>
      this.#report({ code: "module-source", message, span, ...(hint && { hint }) });
    // The name becomes one of a directory.
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name))
      return refuse(`${JSON.stringify(name)} is no name of a module`);
    const text = writtenText(written?.expression);
    if (text === undefined)
      return refuse(
        `the source of module.${name} is not written as a text`,
        "write it as a text, or let terraform init install it",
      );
    const source = parseModuleSource(text, this.#registry);
    if (source.kind === "refused") return refuse(`module.${name} is not installed: ${source.because}`, source.hint);
    if (names.length >= MOST_DEPTH || this.#now.size >= MOST_MODULES)
      return refuse(`module.${name} is not installed: there are too many modules around it`);
    const version = argument(block, "version");
    const constraints = version === undefined ? [] : parseConstraints(writtenText(version.expression) ?? "?");
    if (constraints === undefined)
      return refuse(`the version of module.${name} is no version constraint`, 'write one such as "~> 5.0"');
    if (version !== undefined && source.kind !== "registry") {
      refuse(
        `module.${name} has a version, but its source is no module of a registry`,
        "leave the version out; one of a git repository is its ?ref=",
      );
      if (source.kind === "remote") return undefined;
    }
    return { key: [...names, name].join("."), source, constraints, from, span };
  }

  /** The directory of the module, absolute; undefined where it could not be installed, which is reported. */
  async #install(call: Call): Promise<string | undefined> {
    try {
      if (call.source.kind === "local") return await this.#local(call, call.source.path);
      const kept = this.#kept(call);
      if (kept !== undefined) return kept;
      const package_ = this.#packageOf(call);
      await this.#clear(package_);
      const { source } = call;
      if (source.kind === "registry") return await this.#fromRegistry(call, source, package_);
      await this.#root.packages.layRemote(source, package_);
      return this.#note(call, await findInside(realpathSync(package_), source.inside));
    } catch (error) {
      if (!(error instanceof FetchError || isSystemError(error))) throw error;
      const message = `module.${call.key} cannot be installed: ${error.message}`;
      const hint = error instanceof FetchError ? error.hint : undefined;
      return this.#report({ code: "module-not-installed", message, span: call.span, ...(hint && { hint }) });
    }
  }

  /** What was there is in the manifest no more before it goes, since an interrupt may come before there is something else. */
  async #clear(package_: string): Promise<void> {
    if (!existsSync(package_)) return;
    await this.#write(new Map([...this.#before, ...this.#now]));
    rmSync(package_, { recursive: true, force: true });
  }

  #packageOf({ key }: Call): string {
    return join(this.#root.directory, FOLDER, key);
  }

  async #fromRegistry(call: Call, source: RegistrySource, package_: string): Promise<string> {
    const { packages } = this.#root;
    const { match, newest } = newestOf(await packages.versions(source), call.constraints);
    if (newest === undefined) throw new FetchError(`${source.host} lists no version of ${source.name}`);
    if (match === undefined)
      throw new FetchError(`no version of ${source.name} meets the constraint; the newest is ${newest.text}`);
    const inside = await packages.layRegistry(source, match, package_);
    const within = [inside, source.inside].filter((one) => one !== "").join("/");
    return this.#note(call, await findInside(realpathSync(package_), within), match.text);
  }

  /** What lies there stays while it is what is asked for, with all below it. */
  #kept(call: Call): string | undefined {
    const record = this.#before.get(call.key);
    if (record === undefined || record.source !== addressOf(call.source)) return this.#forget(call.key);
    const version = record.version === undefined ? undefined : parseVersion(record.version);
    if (version !== undefined && !satisfies(version, call.constraints)) return this.#forget(call.key);
    const directory = resolve(this.#root.directory, record.directory);
    if (!this.#isDirectoryInside(directory)) return undefined;
    this.#now.set(call.key, record);
    return directory;
  }

  /** With a module all are replaced that it calls. */
  #forget(key: string): undefined {
    for (const other of this.#before.keys())
      if (other === key || other.startsWith(`${key}.`)) this.#before.delete(other);
  }

  async #local(call: Call, path: string): Promise<string> {
    const directory = resolve(call.from, path);
    if (!this.#isDirectoryInside(directory))
      throw new FetchError(
        `there is no directory ${scanPath(this.#root.workingDirectory, directory)} in the tree that may be read`,
      );
    const isSame = this.#before.get(call.key)?.source === path;
    if (!isSame) {
      this.#forget(call.key);
      await this.#clear(this.#packageOf(call));
    }
    const real = realpathSync(directory);
    // As the addresses say it, by whatever detour; where a link leads is told as it is.
    const caller = this.#now.get(call.key.split(".").slice(0, -1).join("."));
    const said = real === directory ? posix.join(caller?.directory ?? ".", path) : this.#fromRoot(real);
    this.#record(call, said, undefined, !isSame);
    return real;
  }

  #isDirectoryInside(directory: string): boolean {
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
    return isInside(this.#root.boundary, realpathSync(directory));
  }

  #note(call: Call, directory: string, version?: string): string {
    this.#record(call, this.#fromRoot(directory), version, true);
    return directory;
  }

  #fromRoot(directory: string): string {
    return slashes(relative(realpathSync(this.#root.directory), directory)) || ".";
  }

  /** `directory`: relative to the root. */
  #record({ key, source }: Call, directory: string, version: string | undefined, isNew: boolean): void {
    this.#now.set(key, { key, source: addressOf(source), version, directory });
    if (isNew) this.#new.add(key);
  }

  #report(problem: Omit<Diagnostic, "severity" | "notAnalysed">): undefined {
    this.#diagnostics.push({ ...problem, severity: "error", notAnalysed: true });
  }
}
