/** Names of commits → commits, and how they lie to each other. */
import { UsageError } from "../base/diagnostic.ts";
import type { Git } from "./run-git.ts";

/** A whole object id, of SHA-1 or SHA-256. */
const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isCommitId(text: string): boolean {
  return ID.test(text);
}

/** The id of the commit that a revision names (https://git-scm.com/docs/gitrevisions); undefined where there is none. */
export function commitOf(git: Git, revision: string): string | undefined {
  refuseOption(revision);
  return line(git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]));
}

/** Such a name is no revision, and git would take it for an option. */
function refuseOption(revision: string): void {
  if (revision === "" || revision.startsWith("-") || /\p{Cc}/u.test(revision))
    throw new UsageError(`${JSON.stringify(revision)} is no revision`, "name a branch, a tag or a commit");
}

/** As they are written in the commit, also where a shallow clone does not have them. */
export function parentsOf(git: Git, commit: string): readonly string[] {
  const [head = ""] = (git.run(["cat-file", "commit", commit])?.toString("latin1") ?? "").split("\n\n", 1);
  return head.split("\n").flatMap((one) => /^parent ([0-9a-f]+)$/.exec(one)?.[1] ?? []);
}

/** The commit from which both came; undefined where it is not there. Both are ids. */
export function mergeBaseOf(git: Git, one: string, other: string): string | undefined {
  return line(git.run(["merge-base", one, other]));
}

/** Whether history ends somewhere because it was not cloned. */
export function isShallow(git: Git): boolean {
  return git.run(["rev-parse", "--is-shallow-repository"])?.toString().trim() === "true";
}

function line(output: Buffer | undefined): string | undefined {
  const text = output?.toString("latin1").trim() ?? "";
  return isCommitId(text) ? text : undefined;
}
