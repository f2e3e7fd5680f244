/** `reachlint console`: evaluates each line of standard input in the scope of a root, and prints one line of JSON for it. */
import { createInterface } from "node:readline";
import { openScope } from "../../pipeline.ts";
import { renderAnswer } from "../../report/evaluated/value-json.ts";
import { EXIT } from "../../report/exit-code.ts";
import { requestFor } from "../asked.ts";
import type { EvaluateFlags } from "../flags.ts";
import { writeOutput } from "../streams.ts";

/** Ends with the input, never before: a mistake in a line is its answer. */
export async function consoleCommand(paths: readonly string[], flags: EvaluateFlags): Promise<number> {
  const answer = await openScope(requestFor(paths, flags));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    await writeOutput(renderAnswer(answer(line)));
  }
  return EXIT.clean;
}
