/** The base of a pull request, by what CI systems say of it; and in a clone that does not have it, the command that fetches it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { openSides } from "../../src/git/sides.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { commit, GIT_ENVIRONMENT, git, makeRepository } from "./repository.ts";

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeDirectory));

/** Main has gone on since the branch `work` began; `merge` is the merge of both, as GitHub builds it. */
interface Commits {
  readonly start: string;
  readonly main: string;
  readonly work: string;
  readonly merge: string;
}
let remote: string;
let commits: Commits;

beforeEach(() => {
  remote = makeRepository({ "a.tf": "" });
  made.push(remote);
  git(remote, "config", "uploadpack.allowAnySHA1InWant", "true");
  const start = git(remote, "rev-parse", "HEAD");
  const main = commit(remote, { "main.tf": "" });
  git(remote, "checkout", "--quiet", "-b", "work", start);
  const work = commit(remote, { "work.tf": "" });
  git(remote, "checkout", "--quiet", "-b", "pull/1/merge", main);
  git(remote, "merge", "--quiet", "--no-ff", "-m", "x", "work");
  commits = { start, main, work, merge: git(remote, "rev-parse", "HEAD") };
});

/** A clone in which a commit is checked out, with so much of history. */
function clone(what: keyof Commits, depth?: number): string {
  const top = makeDirectory();
  made.push(top);
  git(top, "init", "--quiet");
  git(top, "remote", "add", "origin", pathToFileURL(remote).href);
  const refs = what === "merge" ? [] : ["+refs/heads/*:refs/remotes/origin/*"];
  const depths = depth === undefined ? [] : [`--depth=${depth}`];
  git(top, "fetch", "--quiet", "--no-tags", ...depths, "origin", ...(depth === undefined ? refs : []), commits[what]);
  git(top, "checkout", "--quiet", commits[what]);
  return top;
}

function event(content: unknown): string {
  const directory = makeDirectory({ "event.json": typeof content === "string" ? content : JSON.stringify(content) });
  made.push(directory);
  return join(directory, "event.json");
}

function pullRequest(): Readonly<Record<string, string>> {
  const payload = { pull_request: { base: { sha: commits.main }, head: { sha: commits.work } } };
  return { GITHUB_EVENT_PATH: event(payload), GITHUB_BASE_REF: "main" };
}

function base(top: string, environment: Readonly<Record<string, string>>): string | undefined {
  const request = { workingDirectory: top, paths: [], base: "auto", named: [] };
  return openSides({ ...request, environment: { ...GIT_ENVIRONMENT, ...environment } })?.base.commit;
}

/** The command in the hint, run; it must be needed. */
function follow(top: string, environment: Readonly<Record<string, string>>): string {
  try {
    base(top, environment);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const command = /git (fetch [^;]*)/.exec(error.hint ?? "")![1]!;
    git(top, "-c", "protocol.file.allow=always", ...command.trim().split(" "));
    return command;
  }
  throw new Error("the base is there");
}

describe("on GitHub", () => {
  test("of the merge that it checks out, the side of the target; of the branch, where it began", () => {
    expect(base(clone("merge"), pullRequest())).toBe(commits.main);
    expect(base(clone("work"), pullRequest())).toBe(commits.start);
    expect(base(clone("work"), { GITHUB_BASE_REF: "main" })).toBe(commits.start);
  });

  test("a checkout of one commit says how to fetch the other, and of two has it", () => {
    const one = clone("merge", 1);
    expect(follow(one, pullRequest())).toBe(`fetch --no-tags --depth=1 origin ${commits.main}`);
    expect(base(one, pullRequest())).toBe(commits.main);
    expect(base(clone("merge", 2), pullRequest())).toBe(commits.main);
    expect(() => base(clone("merge", 1), pullRequest())).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("fetch-depth: 2") }),
    );
  });

  test("a shallow checkout of the branch says how to fetch what is between", () => {
    const top = clone("work", 1);
    expect(follow(top, pullRequest())).toContain("fetch --no-tags --unshallow origin");
    expect(base(top, pullRequest())).toBe(commits.start);
  });

  test("in a merge queue it is told", () => {
    const environment = { GITHUB_EVENT_PATH: event({ merge_group: { base_sha: commits.main } }) };
    expect(base(clone("merge"), environment)).toBe(commits.main);
  });

  test.each([
    ["a push", { ref: "refs/heads/main", before: "0".repeat(40) }],
    ["what is no commit", { pull_request: { base: { sha: "--output=x" }, head: { sha: 1 } } }],
    ["no JSON", "{"],
    ["another shape", { pull_request: null, merge_group: [1] }],
  ])("of %s there is none", (_, content) => {
    expect(base(clone("work"), { GITHUB_EVENT_PATH: event(content) })).toBeUndefined();
  });

  test("a branch with a name like an option is only a name", () => {
    expect(() => base(clone("work"), { GITHUB_BASE_REF: "--upload-pack=x" })).toThrow("is not in the clone");
    expect(() => base(clone("work"), { GITHUB_BASE_REF: "$(touch x)" })).toThrow(
      expect.objectContaining({ hint: expect.not.stringContaining("touch") }),
    );
  });
});

test("on GitLab, Azure and Bitbucket", () => {
  expect(base(clone("work"), { CI_MERGE_REQUEST_DIFF_BASE_SHA: commits.start })).toBe(commits.start);
  const merged = { CI_MERGE_REQUEST_DIFF_BASE_SHA: commits.start, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: commits.main };
  expect(base(clone("merge"), merged)).toBe(commits.main);
  const azure = { SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main", SYSTEM_PULLREQUEST_SOURCECOMMITID: commits.work };
  expect(base(clone("merge"), azure)).toBe(commits.main);
  expect(base(clone("work"), { SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main" })).toBe(commits.start);
  expect(base(clone("work"), { BITBUCKET_PR_DESTINATION_BRANCH: "main" })).toBe(commits.start);
});

test("where no pull request is built there is none, and nothing is asked of git", () => {
  const outside = makeDirectory();
  made.push(outside);
  expect(base(outside, {})).toBeUndefined();
  expect(() => base(outside, pullRequest())).toThrow("is in no git repository");
});

describe("a revision", () => {
  const sides = (top: string, revision: string, paths: readonly string[] = []) =>
    openSides({ workingDirectory: top, paths, base: revision, named: [], environment: GIT_ENVIRONMENT });

  test("that is not cloned: the command fetches it", () => {
    for (const revision of ["origin/main", "main"]) {
      const top = clone("work", 1);
      const hint = /git (fetch .*)/;
      try {
        sides(top, revision);
      } catch (error) {
        git(top, ...hint.exec((error as UsageError).hint ?? "")![1]!.split(" "));
      }
      expect(sides(top, revision)!.base.commit).toBe(commits.main);
    }
  });

  test("of one repository, that of all paths", () => {
    const [one, other] = [clone("work"), clone("main")];
    expect(() => sides(one, "HEAD", [".", other])).toThrow("several git repositories");
    expect(sides(one, "HEAD", [other])!.base.commit).toBe(commits.main);
    writeFileSync(join(one, "new.tf"), "");
    expect(sides(one, "HEAD", ["new.tf", "gone/too"])!.base.commit).toBe(commits.work);
  });
});
