/** Paths → the modules of the Terraform roots below them, installed without Terraform. Nothing else in reachlint uses the network. */
import { resolve } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import { boundaryOf, scanPath } from "../discover/boundary.ts";
import { type Discovery, discover } from "../discover/discover.ts";
import { FileTree } from "../discover/file-tree.ts";
import { type ModuleConfiguration, ModuleLoader } from "../evaluate/terraform/configuration/module-configuration.ts";
import { callsIn, rootDirectories, writtenCalls } from "../evaluate/terraform/instances/roots.ts";
import { ScanSteps } from "../evaluate/terraform/language/budget.ts";
import { isTerragrunt } from "../evaluate/terragrunt/file-names.ts";
import { sourcesElsewhere, surveyUnits } from "../evaluate/terragrunt/units.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import { hostSettings, type InstallEnvironment } from "./cli-configuration.ts";
import { HttpClient } from "./http.ts";
import { type InstalledRoot, installRoot } from "./install-root.ts";
import { type InstalledSource, SourceInstallation } from "./install-sources.ts";
import { PackageCache } from "./package-cache.ts";
import { type PackageOptions, Packages } from "./packages.ts";
import { ModuleRegistry } from "./registry.ts";

export interface InstallRequest {
  /** Absolute. */
  readonly workingDirectory: string;
  /** Files and directories, as given. */
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  /** The variables of the process: where git is, Terraform's settings, secrets of registries. */
  readonly environment: InstallEnvironment;
  /** A directory in which packages are kept. */
  readonly cache?: string | undefined;
  /** Nothing is fetched: what lies there and in the cache must do. */
  readonly offline?: boolean;
}

export interface InstallResult {
  /** What units and stacks of Terragrunt take from elsewhere. */
  readonly sources: readonly InstalledSource[];
  /** In the order of the paths; those that call no module too. */
  readonly roots: readonly (InstalledRoot & { readonly path: string })[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What could not be installed is a diagnostic with `notAnalysed`. */
export async function install(request: InstallRequest): Promise<InstallResult> {
  const { workingDirectory, environment, cache, offline = false } = request;
  const found = discover({ workingDirectory, paths: request.paths, exclude: request.exclude, namedFiles: [] });
  const parse = new ParsedFiles();
  const hosts = hostSettings(environment, parse);
  const http = new HttpClient(environment);
  const boundaries = [...new Set(request.paths.flatMap((path) => boundaryOf(resolve(workingDirectory, path)) ?? []))];
  const options: PackageOptions = {
    registry: new ModuleRegistry(hosts, http, environment),
    cache: cache === undefined ? undefined : new PackageCache(resolve(workingDirectory, cache)),
    offline,
    environment,
    http,
    tree: boundaries[0] ?? workingDirectory,
  };
  /** Files appear while it works, so that nothing is remembered of directories. */
  const filesNow = (): FileTree => new FileTree({ workingDirectory, boundaries, named: [] });
  const elsewhere = new SourceInstallation(workingDirectory, () => new Packages(options));
  for (let round = 0; round < MOST_ROUNDS; round++)
    if (!(await elsewhere.install(unitsIn(found, filesNow(), parse, sourcesElsewhere) ?? []))) break;
  const loader = new ModuleLoader(filesNow(), parse);
  const called = rootDirectories(found.terraform, found.namedTerraform, (directory) =>
    writtenCalls(directory, callsIn(loader.load(directory))),
  );
  const unitsOf = unitsIn(found, filesNow(), parse, surveyUnits);
  const ofUnits = found.terraform.flatMap((directory) => unitsOf?.(directory).modules ?? []);
  const directories = [...new Set([...called, ...ofUnits.map(({ directory }) => directory)])].sort();
  const packages = new Packages(options);
  const load = (directory: string): ModuleConfiguration | undefined =>
    new ModuleLoader(filesNow(), parse).load(scanPath(workingDirectory, directory));
  const roots = [];
  for (const path of directories.filter((directory) => loader.load(directory) !== undefined)) {
    const directory = resolve(workingDirectory, path);
    const boundary = boundaryOf(directory) ?? directory;
    roots.push({ path, ...(await installRoot({ directory, boundary, workingDirectory, load, packages })) });
  }
  return {
    sources: elsewhere.installed,
    roots,
    diagnostics: [...found.diagnostics, ...elsewhere.diagnostics, ...roots.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** A stack that is laid out may make units from elsewhere: so many times it is looked again. */
const MOST_ROUNDS = 8;

/** What `read` says of the units of a scan; undefined where it has none. Their modules lie in the tree, or where they are laid out. */
function unitsIn<T>(
  { terraform, terraformFiles, repository, identityOf }: Discovery,
  files: FileTree,
  parse: ParsedFiles,
  read: (of: Parameters<typeof surveyUnits>[0]) => T,
): T | undefined {
  if (!terraformFiles.some(isTerragrunt)) return undefined;
  const options = { assignments: [], environment: new Map(), workspace: "default", strict: false };
  const loader = new ModuleLoader(files, parse);
  const input = { directories: terraform, named: [], files, parse, options, repository, identityOf };
  return read({ input, loader, steps: new ScanSteps(() => loader.characters) });
}
