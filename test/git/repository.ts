/** Git repositories that a test makes: with nothing of the configuration of whoever runs it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { dirname, join } from "node:path";
import { makeDirectory } from "../built-program.ts";

/** Text by path; null takes the file away. */
export type Change = Readonly<Record<string, string | null>>;

/** Variables with which a test runs git itself. */
export const GIT_ENVIRONMENT = {
  PATH: process.env.PATH ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: devNull,
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
};

export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", [...args], {
    cwd: directory,
    env: GIT_ENVIRONMENT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** A new repository with one commit on the branch `main`; real path. */
export function makeRepository(files: Change): string {
  const top = makeDirectory();
  git(top, "init", "--quiet", "--initial-branch=main");
  commit(top, files);
  return top;
}

/** Writes the files, and commits all that there is; the commit's id. */
export function commit(top: string, files: Change): string {
  change(top, files);
  git(top, "add", "--all");
  git(top, "commit", "--quiet", "--allow-empty", "--message", "a change");
  return git(top, "rev-parse", "HEAD");
}

export function change(top: string, files: Change): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    if (text === null) rmSync(join(top, path));
    else writeFileSync(join(top, path), text);
  }
}
