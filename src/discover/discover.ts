/** Paths that the user gave → the directories and files that the scan reads, in an order that never changes. */
import { basename, dirname, join, resolve } from "node:path";
import { groupBy, once } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { directoryOf, type FileRead, type Files } from "../base/files.ts";
import { HEAD_BYTES, unshownPlan } from "../base/unshown-plan.ts";
import { type Around, around, DOCUMENT } from "./around.ts";
import { boundaryAsGiven, boundaryOf, isInside, pathsFrom, scanPath } from "./boundary.ts";
import { exclusion, isExcluded } from "./exclusion.ts";
import { type FactFile, type FoundFacts, findFacts } from "./facts.ts";
import { disk, type FileSystem } from "./file-system.ts";
import { FileTree } from "./file-tree.ts";
import { type EachFiles, type EachGlob, filesOf } from "./files-by-glob.ts";
import { type FoundPath, identities } from "./identity.ts";
import { findIndexes } from "./indexes.ts";
import { rememberingPaths } from "./real-paths.ts";
import { type WalkedDirectory, Walker, type WalkProblem } from "./walk.ts";

export interface DiscoverRequest {
  /** Absolute; every path in and out is relative to it. */
  readonly workingDirectory: string;
  /** Files and directories, as given. */
  readonly paths: readonly string[];
  /** Globs of what is passed over. */
  readonly exclude: readonly string[];
  /** What else is passed over, by the path that the scan gives it. */
  readonly isExcluded?: ((path: string) => boolean) | undefined;
  /** Real directories that may be read besides those around the paths. */
  readonly opened?: readonly string[];
  /** Files read wherever they are, because the user names them in a flag. */
  readonly namedFiles: readonly string[];
  /** Files of values, of which each makes a world of its own. */
  readonly each?: readonly EachGlob[] | undefined;
  /** What stands for named files that are nowhere, by their path. */
  readonly given?: ReadonlyMap<string, FileRead> | undefined;
  /** The directory with what AWS CLI commands wrote of what is deployed. */
  readonly facts?: string | undefined;
  /** Directories with what reachlint index wrote of other repositories. */
  readonly index?: readonly string[] | undefined;
  /** Where the files are; the disk where left out. */
  readonly system?: FileSystem | undefined;
}

export interface Discovery {
  readonly files: Files;
  /** Directories with sources of Terraform, OpenTofu or Terragrunt, sorted. */
  readonly terraform: readonly string[];
  /** The files in them, sorted. */
  readonly terraformFiles: readonly string[];
  /** Those of `terraform` that the user named, or of which the user named a file. */
  readonly namedTerraform: readonly string[];
  /** YAML and JSON files that may be templates or plans: only their content tells. Sorted. */
  readonly documents: readonly string[];
  readonly namedDocuments: readonly string[];
  /** `manifest.json` of the outermost cloud assemblies (`cdk.out`). */
  readonly assemblies: readonly string[];
  /** What tells of what is deployed. */
  readonly facts: readonly FactFile[];
  /** Files that tell what other repositories offer. */
  readonly indexes: readonly string[];
  /** What may be referred to beside the scan. */
  readonly around: Around;
  /** In the order in which the user names them. */
  readonly each: readonly EachFiles[];
  /** The repository around the first path, where there is one. */
  readonly repository: { readonly directory: string; readonly name: string } | undefined;
  /** Whether the user says that nothing is to be told of a file. */
  readonly isExcluded: (path: string) => boolean;
  /** What a directory or file is called wherever the scan is started. */
  readonly identityOf: (path: string) => string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Configurations of Terragrunt are among those that name the directories of Terraform: they make roots of them. */
const TERRAFORM = /\.(?:tf|tofu)(?:\.json)?$|(?:^|\/)terragrunt(?:\.stack\.hcl|\.hcl(?:\.json)?)$/;

/** In the directory of a cloud assembly the CDK writes its version into a file of this name. */
const ASSEMBLY = "cdk.out";

const PROBLEMS: Readonly<Record<WalkProblem, { readonly what: string; readonly hint: string }>> = {
  "unreadable-directory": { what: "cannot be read", hint: "check its permissions" },
  "tree-too-deep": { what: "lies too deep and is not searched", hint: "name the directory itself" },
  "tree-too-large": {
    what: "is not searched: the tree has over a million entries",
    hint: "name the directories to scan, or pass over others with --exclude",
  },
};

/** What a search finds, as it can be passed to another thread. Paths are relative to the working directory. */
export interface FoundPaths {
  /** What the user named. */
  readonly named: ReadonlySet<string>;
  /** All sorted. */
  readonly terraformFiles: readonly string[];
  readonly documents: readonly string[];
  readonly assemblies: readonly string[];
  /** Of the directories that were walked, those with `.git`. */
  readonly repositories: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws: what cannot be read is a diagnostic. */
export function discover(request: DiscoverRequest): Discovery {
  return discovered(findPaths(request), request);
}

export function findPaths(request: DiscoverRequest): FoundPaths {
  const { workingDirectory } = request;
  const system = rememberingPaths(request.system ?? disk);
  const nameOf = (path: string): string => scanPath(workingDirectory, path);
  const pathOf = pathsFrom(workingDirectory);
  const given = request.paths.map(pathOf);
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, path: string, message: string, hint: string): void => {
    diagnostics.push({ code, severity: "error", message, path, hint, notAnalysed: true });
  };
  const excluded = exclusion(request);
  const planOf = (path: string): ReturnType<typeof unshownPlan> => unshownPlan(headOf(path, system), nameOf(path));
  const walker = new Walker(
    system,
    (path, isDirectory) => (isDirectory || isSource(path)) && !excluded(nameOf(path)),
    (problem, path) => {
      const { what, hint } = PROBLEMS[problem];
      report(problem, nameOf(path), `the directory ${nameOf(path)} ${what}`, hint);
    },
  );

  const sources = new Set<string>();
  const named = new Set<string>();
  const assemblies = new Set<string>();
  const repositories: string[] = [];
  for (const path of given) {
    const found = system.target(path)?.kind;
    named.add(nameOf(path));
    if (found === undefined) {
      const hint = `paths start from the working directory, ${workingDirectory}`;
      report("path-not-found", nameOf(path), `there is no file or directory ${nameOf(path)}`, hint);
    } else if (found === "directory") {
      for (const directory of walker.walk(path)) {
        for (const file of directory.files) sources.add(nameOf(join(directory.path, file)));
        if (isAssembly(directory, system)) assemblies.add(nameOf(join(directory.path, "manifest.json")));
        if (isRepository(directory, system)) repositories.push(nameOf(directory.path));
      }
    } else if (isSource(path)) {
      sources.add(nameOf(path));
      if (TERRAFORM.test(path)) named.add(nameOf(dirname(path)));
    } else {
      const { message, hint } = planOf(path) ?? {
        message: `${nameOf(path)} is neither Terraform nor a template`,
        hint: "name a .tf, .yaml, .json or .template file, or a directory",
      };
      report("not-a-source", nameOf(path), message, hint);
    }
  }

  return {
    named,
    terraformFiles: sorted([...sources].filter((path) => TERRAFORM.test(path))),
    documents: sorted([...sources].filter((path) => !TERRAFORM.test(path))),
    assemblies: sorted(assemblies).filter((path) => ![...assemblies].some((other) => isNestedIn(path, other))),
    repositories,
    diagnostics,
  };
}

/** The same with what a scan asks of the places of files. */
export function discovered(
  { named, terraformFiles, documents, assemblies, repositories, diagnostics }: FoundPaths,
  request: DiscoverRequest,
): Discovery {
  const { workingDirectory } = request;
  const system = rememberingPaths(request.system ?? disk);
  const nameOf = (path: string): string => scanPath(workingDirectory, path);
  const pathOf = pathsFrom(workingDirectory);
  const excluded = exclusion(request);
  const given = request.paths.map(pathOf);
  const terraform = sorted(new Set(terraformFiles.map(directoryOf)));
  const facts = request.facts === undefined ? undefined : findFacts(workingDirectory, request.facts, system);
  const indexes = findIndexes(workingDirectory, request.index ?? [], system);
  const ofPaths = given.map((path) => boundaryOf(path, system));
  const bounds = [...ofPaths, ...(request.opened ?? []), facts?.boundary, ...indexes.boundaries];
  const boundaries = [...new Set(bounds.filter((boundary) => boundary !== undefined))];
  const each = (request.each ?? []).map((one) => filesOf(one, workingDirectory, system));
  const ofFlags = each.flatMap(({ boundary, paths }) => (boundary === undefined ? paths : []));
  const namedFiles = [...request.namedFiles, ...ofFlags].map(pathOf);
  const sources = once(() => new Set([...terraform, ...documents]));
  // Nobody need have walked to what is named itself.
  const foundAt = (name: string): FoundPath => ({
    path: pathOf(name),
    wasWalkedTo: sources().has(name) && !named.has(name),
  });
  const ofScan = {
    starts: given,
    repositories: repositories.map(pathOf),
    all: () => [...sources()].map(foundAt),
  };
  const identityOf = identities(ofScan, namedFiles, boundaries, system);
  return {
    isExcluded: (path) => isExcluded(path, excluded, named),
    identityOf: (path) => identityOf(foundAt(path)),
    repository: repositoryAround(given[0], nameOf, system),
    files: new FileTree({
      system,
      workingDirectory,
      boundaries,
      named: namedFiles,
      found: groupBy(terraformFiles, directoryOf),
      given: new Map([...(request.given ?? [])].map(([path, read]) => [pathOf(path), read])),
    }),
    around: around({
      system,
      boundaries: [
        ...new Set(given.map((path) => boundaryAsGiven(path, system)).filter((boundary) => boundary !== undefined)),
      ],
      isExcluded: (path) => excluded(nameOf(path)),
      nameOf,
      pathOf,
    }),
    each,
    terraform,
    namedTerraform: terraform.filter((directory) => named.has(directory)),
    documents,
    namedDocuments: documents.filter((path) => named.has(path)),
    assemblies,
    terraformFiles,
    facts: facts?.files ?? [],
    indexes: indexes.files,
    diagnostics: [
      ...diagnostics,
      ...(facts?.diagnostics ?? []),
      ...factsInside(facts, ofPaths, request),
      ...indexes.diagnostics,
    ],
  };
}

/** Who changes what is scanned may change such facts with it: nothing is wrong with that, as both are looked at together, but it is told. */
function factsInside(
  facts: FoundFacts | undefined,
  boundaries: readonly (string | undefined)[],
  { facts: path, workingDirectory }: DiscoverRequest,
): readonly Diagnostic[] {
  const real = facts?.boundary;
  if (real === undefined || path === undefined) return [];
  if (!boundaries.some((boundary) => boundary !== undefined && isInside(boundary, real))) return [];
  return [
    {
      code: "facts-inside",
      severity: "note",
      message: "the facts lie inside of what is scanned: whoever changes that can change them too",
      path: scanPath(workingDirectory, resolve(workingDirectory, path)),
      hint: "review changes of them as you review changes of the source, or keep them elsewhere",
    },
  ];
}

/** The first bytes of a file; none where it cannot be read. */
function headOf(path: string, system: FileSystem): Uint8Array {
  try {
    return system.read(path, HEAD_BYTES);
  } catch {
    return new Uint8Array();
  }
}

function repositoryAround(
  path: string | undefined,
  nameOf: (path: string) => string,
  system: FileSystem,
): Discovery["repository"] {
  const boundary = path === undefined ? undefined : boundaryAsGiven(path, system);
  if (boundary === undefined || system.target(join(boundary, ".git")) === undefined) return undefined;
  return { directory: nameOf(boundary), name: basename(boundary) };
}

function isSource(path: string): boolean {
  return TERRAFORM.test(path) || DOCUMENT.test(path);
}

function isAssembly({ path, names }: WalkedDirectory, system: FileSystem): boolean {
  const exists = (name: string): boolean => names.has(name) && system.target(join(path, name))?.kind === "file";
  return (basename(path) === ASSEMBLY || exists(ASSEMBLY)) && exists("manifest.json");
}

/** As `enclosingRepository` sees it: a link that leads nowhere is nothing. */
function isRepository({ path, names }: WalkedDirectory, system: FileSystem): boolean {
  return names.has(".git") && system.target(join(path, ".git")) !== undefined;
}

/** Whether the manifest belongs to an assembly inside that of the other. */
function isNestedIn(manifest: string, other: string): boolean {
  const outer = directoryOf(other);
  return manifest !== other && (outer === "." || manifest.startsWith(`${outer}/`));
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...names].sort();
}
