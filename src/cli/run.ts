/** Command-line arguments → the command's work, its output, and the exit code; every error becomes a message for people. */
import { UsageError } from "../base/diagnostic.ts";
import { EXIT } from "../report/exit-code.ts";
import { VERSION } from "../version.generated.ts";
import { execute } from "./program.ts";
import { isBrokenPipe, writeError } from "./streams.ts";

const REPORT_AT = "https://github.com/reachlint/reachlint/issues";

/** Never rejects. Everything written is flushed when the process ends by itself: nobody calls process.exit. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    return await execute(args);
  } catch (error) {
    if (isBrokenPipe(error)) return EXIT.clean;
    if (error instanceof UsageError) {
      writeError(`error: ${error.message}`, ...(error.hint === undefined ? [] : [`hint: ${error.hint}`]));
      return EXIT.usage;
    }
    const what = error instanceof Error ? error.message : String(error);
    writeError(
      `error: this is a bug in reachlint ${VERSION}: ${what}`,
      `please report it at ${REPORT_AT} with the command and, where you can, the input`,
      ...(process.env.REACHLINT_DEBUG === undefined || !(error instanceof Error) ? [] : [String(error.stack)]),
    );
    return EXIT.bug;
  }
}
