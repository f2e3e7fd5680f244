/** What is to be compared, as the user names it → the files of both sides. */
import { dirname, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { boundaryOf, enclosingRepository } from "../discover/boundary.ts";
import { disk, type FileSystem } from "../discover/file-system.ts";
import { AUTO, type NamedCommit, namedCommit, pullRequestBase } from "./base.ts";
import { CommittedFiles } from "./committed-files.ts";
import { localFiles } from "./local-files.ts";
import { pullRequestOf } from "./pull-request.ts";
import { type Git, openGit, type ProcessEnvironment } from "./run-git.ts";

export interface CompareRequest {
  readonly workingDirectory: string;
  /** What is scanned; in one repository. */
  readonly paths: readonly string[];
  /** A revision, or `auto`. */
  readonly base: string;
  /** A revision; the work tree where left out. */
  readonly head?: string | undefined;
  /** Files that the user names in flags. */
  readonly named: readonly string[];
  readonly environment: ProcessEnvironment;
}

export interface Side {
  readonly name: string;
  /** Absent of the work tree. */
  readonly commit?: string;
}

export interface ComparedSides {
  readonly base: NamedCommit;
  readonly head: Side;
  readonly baseFiles: FileSystem;
  /** Undefined where it is the work tree. */
  readonly headFiles: FileSystem | undefined;
}

/** Undefined where the base is `auto` and no pull request is built. Throws a UsageError where something is not there. */
export function openSides(request: CompareRequest): ComparedSides | undefined {
  const { workingDirectory, base, head, named, environment } = request;
  if (base === AUTO && pullRequestOf(environment) === undefined) return undefined;
  const git = openGit(repositoryAround(request), environment);
  const headCommit = head === undefined ? undefined : namedCommit(git, head);
  const baseCommit = base === AUTO ? autoBase(git, headCommit, environment) : namedCommit(git, base);
  const local = localFiles(
    git,
    named.map((path) => resolve(workingDirectory, path)),
  );
  const filesOf = ({ commit }: NamedCommit): FileSystem => new CommittedFiles({ git, commit, local, environment });
  return {
    base: baseCommit,
    head: headCommit ?? { name: "the working tree" },
    baseFiles: filesOf(baseCommit),
    headFiles: headCommit === undefined ? undefined : filesOf(headCommit),
  };
}

function autoBase(git: Git, head: NamedCommit | undefined, environment: ProcessEnvironment): NamedCommit {
  const { commit } = head ?? namedCommit(git, "HEAD");
  const base = pullRequestBase(git, commit, environment);
  if (base === undefined) throw new UsageError("no pull request is built here", "name the base of the change");
  return base;
}

/** A path that is not there on the disk may be on a side. */
function repositoryAround({ workingDirectory, paths }: CompareRequest): string {
  const absolute = (paths.length === 0 ? ["."] : paths).map((path) => resolve(workingDirectory, path));
  const tops = absolute.map((path) => enclosingRepository(boundaryOf(existing(path)) ?? path));
  const [top, ...others] = new Set(tops);
  if (top === undefined)
    throw new UsageError(`${paths[0] ?? "."} is in no git repository`, "a change is compared with a commit of one");
  if (others.length > 0)
    throw new UsageError("the paths are in several git repositories", "compare the changes of each by itself");
  return top;
}

/** The path, or the nearest directory around it that there is. */
function existing(path: string): string {
  let at = path;
  while (disk.target(at) === undefined && dirname(at) !== at) at = dirname(at);
  return at;
}
