/** What the user data of a launch says, with a warning where nothing runs it. */
import type { Context } from "../context.ts";
import type { UserData, UserDataInput } from "../user-data/read-user-data.ts";

export function userDataOf(context: Context, address: string, input: UserDataInput): UserData {
  const read = context.readUserData(input);
  if (read.unmarked === true) {
    const message = `user data of ${address} does not begin with #! or another mark of what it is, so that nothing of it is run`;
    context.warn("user-data-not-run", message, input.span, "begin it with #!/bin/bash");
  }
  return read;
}
