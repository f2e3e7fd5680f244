/** A directory → the repository that it is a checkout of, as others call it, and the commit that its files are of. */
import { basename, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { endWithout } from "../base/text-ends.ts";
import { boundaryOf, enclosingRepository } from "../discover/boundary.ts";
import { listTree } from "./objects.ts";
import { commitOf } from "./revision.ts";
import { type Git, openGit, type ProcessEnvironment } from "./run-git.ts";

export interface Checkout {
  /** `github.com/acme/network`: the address of git's remote `origin`, else what the directory is called. */
  readonly name: string;
  /** Undefined where there is none. */
  readonly commit: string | undefined;
  /** Whether one of some files, by their paths within the repository, is not as in the commit. */
  readonly isModified: (paths: readonly string[]) => boolean;
}

/** Throws a UsageError where the paths are of several repositories. */
export function checkoutAround(
  workingDirectory: string,
  paths: readonly string[],
  environment: ProcessEnvironment,
): Checkout {
  const tops = new Set(paths.flatMap((path) => boundaryOf(resolve(workingDirectory, path)) ?? []));
  const [top = workingDirectory, ...others] = tops;
  if (others.length > 0)
    throw new UsageError("an index tells of one repository, and the paths are of several", "write one for each");
  if (enclosingRepository(top) === undefined)
    return { name: basename(top), commit: undefined, isModified: () => false };
  const git = openGit(top, environment);
  const commit = commitOf(git, "HEAD");
  return {
    name: originOf(git) ?? basename(top),
    commit,
    isModified: (files) => commit !== undefined && isModified(git, commit, files),
  };
}

/** Of the address no user, password, port or ending; undefined where there is none on another machine. */
function originOf(git: Git): string | undefined {
  const address =
    git.run(["config", "--local", "--no-includes", "--get", "remote.origin.url"])?.toString().trim() ?? "";
  const [, host, path] =
    /^[a-z][a-z+]*:\/\/(?:[^/@]*@)?([^/:@]+)(?::[0-9]+)?\/+(.+)$/i.exec(address) ??
    /^(?:[^/@:]+@)?([^/:@]+):(?!\/\/)\/*(.+)$/.exec(address) ??
    [];
  const name = path?.slice(0, endWithout(/\//, path)).replace(/\.git$/, "");
  return host === undefined || name === undefined || !/^[\w./~-]+$/.test(name)
    ? undefined
    : `${host.toLowerCase()}/${name}`;
}

/** Filters that the repository's configuration names are not run: their output is that of commands. */
function isModified(git: Git, commit: string, files: readonly string[]): boolean {
  const committed = new Map(listTree(git, commit).map(({ path, id }) => [path, id]));
  const known = files.filter((path) => committed.has(path) && !path.includes("\n"));
  const hashed = git.run(["hash-object", "--no-filters", "--stdin-paths"], known.map((path) => `${path}\n`).join(""));
  const ids = hashed?.toString().trim().split("\n") ?? [];
  return known.length < files.length || known.some((path, at) => committed.get(path) !== ids[at]);
}
