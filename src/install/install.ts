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
import { surveyUnits } from "../evaluate/terragrunt/units.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import { hostSettings, type InstallEnvironment } from "./cli-configuration.ts";
import { HttpClient } from "./http.ts";
import { type InstalledRoot, installRoot } from "./install-root.ts";
import { PackageCache } from "./package-cache.ts";
import { Packages } from "./packages.ts";
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
  /** In the order of the paths; those that call no module too. */
  readonly roots: readonly (InstalledRoot & { readonly path: string })[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What could not be installed is a diagnostic with `notAnalysed`. */
export async function install(request: InstallRequest): Promise<InstallResult> {
  const { workingDirectory, environment, cache, offline = false } = request;
  const found = discover({ workingDirectory, paths: request.paths, exclude: request.exclude, namedFiles: [] });
  const parse = new ParsedFiles();
  const loader = new ModuleLoader(found.files, parse);
  const called = rootDirectories(found.terraform, found.namedTerraform, (directory) =>
    writtenCalls(directory, callsIn(loader.load(directory))),
  ).filter((directory) => loader.load(directory) !== undefined);
  const directories = [...new Set([...called, ...modulesOfUnits(found, loader, parse)])].sort();
  const hosts = hostSettings(environment, parse);
  const http = new HttpClient(environment);
  const boundaries = [...new Set(request.paths.flatMap((path) => boundaryOf(resolve(workingDirectory, path)) ?? []))];
  const packages = new Packages({
    registry: new ModuleRegistry(hosts, http, environment),
    cache: cache === undefined ? undefined : new PackageCache(resolve(workingDirectory, cache)),
    offline,
    environment,
    http,
    tree: boundaries[0] ?? workingDirectory,
  });
  /** Files appear while it works, so that nothing is remembered of directories. */
  const load = (directory: string): ModuleConfiguration | undefined => {
    const files = new FileTree({ workingDirectory, boundaries, named: [] });
    return new ModuleLoader(files, parse).load(scanPath(workingDirectory, directory));
  };
  const roots = [];
  for (const path of directories) {
    const directory = resolve(workingDirectory, path);
    const boundary = boundaryOf(directory) ?? directory;
    roots.push({ path, ...(await installRoot({ directory, boundary, workingDirectory, load, packages })) });
  }
  return { roots, diagnostics: [...found.diagnostics, ...roots.flatMap(({ diagnostics }) => diagnostics)] };
}

/** The modules of units lie in the tree, or where Terragrunt laid them out. */
function modulesOfUnits(
  { terraform, terraformFiles, files, repository, identityOf }: Discovery,
  loader: ModuleLoader,
  parse: ParsedFiles,
): readonly string[] {
  if (!terraformFiles.some(isTerragrunt)) return [];
  const options = { assignments: [], environment: new Map(), workspace: "default", strict: false };
  const input = { directories: terraform, named: [], files, parse, options, repository, identityOf };
  const unitsOf = surveyUnits({ input, loader, steps: new ScanSteps(() => loader.characters) });
  return terraform
    .flatMap((directory) => unitsOf(directory).modules.map((module) => module.directory))
    .filter((directory) => loader.load(directory) !== undefined);
}
