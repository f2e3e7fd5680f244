/** The variables that CI systems set → the pull request that is built, as far as they say what it is based on. */
import { disk } from "../discover/file-system.ts";
import { isCommitId } from "./revision.ts";
import type { ProcessEnvironment } from "./run-git.ts";

export interface PullRequest {
  /** The commit that it starts from. */
  readonly base?: string;
  /** Else the commit, and the branch, into which it is to be merged. */
  readonly target?: string;
  readonly branch?: string;
  /** Its last commit: where HEAD is its merge with the target, the first parent of HEAD is the base. */
  readonly source?: string;
}

/** Undefined where none is built. */
export function pullRequestOf(environment: ProcessEnvironment): PullRequest | undefined {
  return ofGitHub(environment) ?? ofGitLab(environment) ?? ofAzure(environment) ?? ofBitbucket(environment);
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables, and the payloads of
 *  https://docs.github.com/en/webhooks/webhook-events-and-payloads */
function ofGitHub({ GITHUB_EVENT_PATH, GITHUB_BASE_REF }: ProcessEnvironment): PullRequest | undefined {
  const event = eventAt(GITHUB_EVENT_PATH);
  const base = id(at(event, "merge_group", "base_sha"));
  if (base !== undefined) return { base };
  const target = id(at(event, "pull_request", "base", "sha"));
  const branch = GITHUB_BASE_REF || undefined;
  if (target === undefined && branch === undefined) return undefined;
  return present({ target, branch, source: id(at(event, "pull_request", "head", "sha")) });
}

/** What GitHub says of the event for which a workflow runs; undefined where there is nothing to read. */
export function eventAt(path: string | undefined): unknown {
  try {
    return path ? JSON.parse(new TextDecoder().decode(disk.read(path))) : undefined;
  } catch {
    return undefined;
  }
}

/** What stands in nested objects under these keys. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) =>
      typeof found === "object" && found !== null && Object.hasOwn(found, key)
        ? (found as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/: the target's commit is set where HEAD is merged with it. */
function ofGitLab(environment: ProcessEnvironment): PullRequest | undefined {
  const base = id(environment.CI_MERGE_REQUEST_TARGET_BRANCH_SHA) ?? id(environment.CI_MERGE_REQUEST_DIFF_BASE_SHA);
  return base === undefined ? undefined : { base };
}

/** https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables */
function ofAzure(environment: ProcessEnvironment): PullRequest | undefined {
  const branch = environment.SYSTEM_PULLREQUEST_TARGETBRANCH?.replace(/^refs\/heads\//, "");
  return branch ? present({ branch, source: id(environment.SYSTEM_PULLREQUEST_SOURCECOMMITID) }) : undefined;
}

/** https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/ */
function ofBitbucket({ BITBUCKET_PR_DESTINATION_BRANCH: branch }: ProcessEnvironment): PullRequest | undefined {
  return branch ? { branch } : undefined;
}

function id(value: unknown): string | undefined {
  return typeof value === "string" && isCommitId(value) ? value : undefined;
}

function present(all: { readonly [K in keyof PullRequest]: PullRequest[K] | undefined }): PullRequest {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
