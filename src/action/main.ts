/** The GitHub Action's entry point: runs it in the runner's environment and turns errors into an annotation. */
import { UsageError } from "../base/diagnostic.ts";
import { EXIT } from "../report/exit-code.ts";
import { annotation } from "../report/github/annotations.ts";
import { VERSION } from "../version.generated.ts";
import { runAction } from "./run.ts";

try {
  process.exitCode = await runAction(process.env);
} catch (error) {
  const usage = error instanceof UsageError;
  const what = error instanceof Error ? error.message : String(error);
  const hint = usage ? error.hint : "please report it with the workflow and, where you can, the input";
  const text = usage ? what : `this is a bug in reachlint ${VERSION}: ${what}`;
  const message = hint === undefined ? text : `${text}; ${hint}`;
  process.stdout.write(annotation({ severity: "error", title: "reachlint", message }));
  process.exitCode = usage ? EXIT.usage : EXIT.bug;
}
