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
  if (read.spaceBeforeMark !== true) return { ...read, assumptions: [] };
  told(
    `user data of ${address} has white space before #!, and Linux executes no such script`,
    "begin it with #!; a heredoc of Terraform that is opened with <<- loses its indentation",
  );
  return { ...read, assumptions: read.cluster === undefined ? [] : [isRun(address)] };
}

/** Instances are said to have joined by such user data for years, and no image is known to the source. */
function isRun(address: string): Assumption {
  const text = `user data of ${address} is run, although white space stands before its #!`;
  return { kind: "space-before-script", text };
}
