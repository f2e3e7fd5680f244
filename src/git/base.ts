/** What the user calls the base of a change, or `auto` → its commit, or how to get it where the clone does not have it. */
import { UsageError } from "../base/diagnostic.ts";
import { type PullRequest, pullRequestOf } from "./pull-request.ts";
import { commitOf, isShallow, mergeBaseOf, parentsOf } from "./revision.ts";
import type { Git, ProcessEnvironment } from "./run-git.ts";

export interface NamedCommit {
  readonly name: string;
  readonly commit: string;
}

/** The word for the base of the pull request that is built. */
export const AUTO = "auto";

/** The commit that a revision names. Throws a UsageError, with the command that fetches it, where there is none. */
export function namedCommit(git: Git, revision: string): NamedCommit {
  const commit = commitOf(git, revision);
  if (commit !== undefined) return { name: revision, commit };
  const command = isShallow(git) || /^origin\/|^[0-9a-f]{40,64}$/.test(revision) ? fetchOf(revision) : undefined;
  throw new UsageError(
    `there is no revision ${revision} in ${git.top}`,
    command === undefined ? "git log and git branch --all show what there is" : `where it is not cloned: ${command}`,
  );
}

/** Letters that mean nothing to a shell. */
const PLAIN = /^(?:origin\/)?([A-Za-z0-9_][A-Za-z0-9_./-]*)$/;

/** The command after which the revision is there; undefined for what is no commit, branch or tag. */
function fetchOf(revision: string): string | undefined {
  const [, name] = PLAIN.exec(revision) ?? [];
  if (name === undefined) return undefined;
  if (/^[0-9a-f]{40,64}$/.test(name)) return fetching(name, ONE);
  return fetching(name === revision ? `${name}:${name}` : `+refs/heads/${name}:refs/remotes/origin/${name}`, ONE);
}

/** The commit alone: nothing of what was before it is looked at. */
const ONE = "--depth=1";

function fetching(what: string, ...flags: readonly string[]): string {
  return ["git fetch --no-tags", ...flags, "origin", what].join(" ").trim();
}

/** The base of the pull request that is built; undefined where none is. `head`: the id of the commit that is looked at. */
export function pullRequestBase(git: Git, head: string, environment: ProcessEnvironment): NamedCommit | undefined {
  const request = pullRequestOf(environment);
  if (request === undefined) return undefined;
  const first = mergedInto(git, head, request) ?? request.base;
  const commit = first ?? mergeBase(git, head, request);
  if (commitOf(git, commit) === undefined)
    throw new UsageError(
      `the base of the pull request, ${commit}, is not in the clone`,
      `${fetching(commit, ONE)}; on GitHub give actions/checkout fetch-depth: 2`,
    );
  return { name: request.branch ?? commit.slice(0, 12), commit };
}

/** Where HEAD is the merge of the request with its target: that side of it. Its parents are told also where they are not cloned. */
function mergedInto(git: Git, head: string, { source }: PullRequest): string | undefined {
  const [first, second, ...more] = parentsOf(git, head);
  return source !== undefined && second === source && more.length === 0 ? first : undefined;
}

/** The commit from which the request and its target came. */
function mergeBase(git: Git, head: string, { target, branch }: PullRequest): string {
  const names = [
    ...(target === undefined ? [] : [target]),
    ...(branch === undefined ? [] : [`refs/remotes/origin/${branch}`]),
  ];
  const found = names.flatMap((name) => commitOf(git, name) ?? []);
  const [base] = found.flatMap((one) => mergeBaseOf(git, one, head) ?? []);
  if (base !== undefined) return base;
  const whole = isShallow(git) ? ["--unshallow"] : [];
  const isPlain = branch !== undefined && PLAIN.test(branch);
  const what = isPlain ? `+refs/heads/${branch}:refs/remotes/origin/${branch}` : (target ?? "");
  throw new UsageError(
    "the commit that the pull request starts from is not in the clone",
    `${fetching(what, ...whole)}; on GitHub give actions/checkout fetch-depth: 0`,
  );
}
