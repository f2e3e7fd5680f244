/** What the user data of a launch says, with a warning where nothing runs it. */
import type { Assumption } from "../../base/value.ts";
import type { Context } from "../context.ts";
import type { UserData, UserDataInput } from "../user-data/read-user-data.ts";

export interface LaunchUserData extends UserData {
  readonly assumptions: readonly Assumption[];
}

export function userDataOf(context: Context, address: string, input: UserDataInput): LaunchUserData {
  const read = context.readUserData(input);
  const told = (message: string, hint: string): void => context.warn("user-data-not-run", message, input.span, hint);
  if (read.unmarked === true) {
    const message = `user data of ${address} does not begin with #! or another mark of what it is, so that nothing of it is run`;
    told(message, "begin it with #!/bin/bash");
  }
  // Of what starts no container instance nothing depends on it.
  if (read.spaceBeforeMark !== true || read.cluster === undefined) return { ...read, assumptions: [] };
  told(
    `user data of ${address} has white space before #!: Linux executes no such file, and images of Ubuntu and Fedora are known not to run it`,
    "begin it with #!; a heredoc of Terraform that is opened with <<- loses its indentation",
  );
  return { ...read, assumptions: [isRun(address)] };
}

/** Clusters that seem to be in use are written so, on images of Amazon, and which image runs what is not in the source. */
function isRun(address: string): Assumption {
  const text = `user data of ${address} is run, although white space stands before its #!`;
  return { kind: "space-before-script", text };
}
