/** The paths that a scan was given → the documents of the repositories around them, for what the scan refers to. */
import { join } from "node:path";
import { once, remembered } from "../base/collections.ts";
import { slashes } from "./boundary.ts";
import type { FileSystem } from "./file-system.ts";
import { Walker } from "./walk.ts";

/** More entries of a repository are not looked at. */
const MAX_ENTRIES = 100_000;
/** More documents are not opened. */
const MAX_OPENED = 5_000;
/** CloudFormation takes no larger template
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const MAX_TEMPLATE_BYTES = 1_048_576;
/** So much of a document is looked at to see whether it may be a template. */
const HEAD_BYTES = 4096;

/** Read only when something asks: a scan that needs nothing from around it walks nothing. */
export interface Around {
  /** Every document that nothing ignores, those of the scan among them. Nothing is opened. */
  readonly documents: () => readonly string[];
  /** Those of the given documents that may be templates by their size and first bytes. `complete`: all were looked at. */
  readonly templates: (paths: readonly string[]) => { readonly paths: readonly string[]; readonly complete: boolean };
  /** What else may give inputs of roots a value by its name, that nothing ignores: files of Terraform's variables, `samconfig.toml`, scripts,
   *  makefiles, workflows and dotenv files. Nothing is opened. */
  readonly inputs: () => readonly string[];
}

export interface AroundOptions {
  readonly system: FileSystem;
  /** Directories, absolute. */
  readonly boundaries: readonly string[];
  /** Whether the user passes a path over. */
  readonly isExcluded: (path: string) => boolean;
  /** An absolute path as the scan names it, and back. */
  readonly nameOf: (path: string) => string;
  readonly pathOf: (name: string) => string;
}

export function around({ system, boundaries, isExcluded, nameOf, pathOf }: AroundOptions): Around {
  const isOf = (pattern: RegExp, path: string): boolean => pattern.test(slashes(path));
  // Whoever asks for some mostly asks for the others next.
  const all = once(() => {
    const accepts = (path: string, isDirectory: boolean): boolean =>
      (isDirectory || isOf(DOCUMENT, path) || isOf(INPUTS, path)) && !isExcluded(path);
    return boundaries.flatMap((boundary) => walked(boundary, system, accepts));
  });
  const named = (pattern: RegExp) =>
    once(() =>
      all()
        .filter((path) => isOf(pattern, path))
        .map(nameOf),
    );
  const looked = new Map<string, boolean>();
  return {
    documents: named(DOCUMENT),
    inputs: named(INPUTS),
    templates: (paths) => ({
      paths: paths
        .slice(0, MAX_OPENED)
        .filter((path) => remembered(looked, path, () => mayBeTemplate(pathOf(path), system))),
      complete: paths.length <= MAX_OPENED,
    }),
  };
}

/** Files that may be templates or plans: only their content tells. */
export const DOCUMENT = /\.(?:ya?ml|json|template|cfn)$/i;

const INPUTS = new RegExp(
  [
    String.raw`\.(?:tfvars(?:\.json|\.example|\.sample|\.dist)?|sh|bash|mk)`,
    String.raw`/(?:samconfig\.toml|GNUmakefile|[Mm]akefile|Jenkinsfile|[Jj]ustfile)`,
    String.raw`/(?:buildspec[^/]*|azure-pipelines[^/]*|bitbucket-pipelines|\.gitlab-ci|[Tt]askfile)\.ya?ml`,
    String.raw`/\.env(?:rc)?(?:\.[\w-]+)?`,
    String.raw`/(?:\.github/workflows/[^/]+|\.circleci/config)\.ya?ml`,
  ]
    .map((name) => `(?:${name})$`)
    .join("|"),
);

function walked(
  boundary: string,
  system: FileSystem,
  accepts: (path: string, isDirectory: boolean) => boolean,
): readonly string[] {
  const walker = new Walker(system, accepts, () => {}, MAX_ENTRIES);
  const found: string[] = [];
  for (const { path, files } of walker.walk(boundary)) for (const file of files) found.push(join(path, file));
  return found;
}

/** Every section of a template has a name of its own; one of them opens it. */
const SECTION =
  /(?:^|[\s{,])["']?(?:AWSTemplateFormatVersion|Resources|Parameters|Metadata|Mappings|Conditions|Transform|Outputs)["']?\s*:/;

function mayBeTemplate(path: string, system: FileSystem): boolean {
  try {
    const size = system.target(path)?.size ?? 0;
    if (size === 0 || size > MAX_TEMPLATE_BYTES) return false;
    return SECTION.test(new TextDecoder().decode(system.read(path, Math.min(size, HEAD_BYTES))));
  } catch {
    return false;
  }
}
