/** A part that a worker may not be able to judge: for want of memory, or because of a bug of ours. */
import { BUG, REPORT_BUG } from "../base/bug.ts";
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import type { Verdicts } from "./arbitrated.ts";
import { dividedFurther } from "./divide.ts";
import type { Taken } from "./evaluate-sources.ts";
import type { JudgedPart, Part } from "./part.ts";
import { NOTHING_TAKEN, sumOfTaken } from "./taken.ts";
import { OutOfMemory, type PartWorker } from "./worker.ts";

/** What ends in an error is judged group by group; a group that does so by itself is told of, and the rest of the scan is judged all the same. */
export async function contained(
  worker: PartWorker,
  part: Part,
  taken: Taken,
  verdicts?: Verdicts,
): Promise<JudgedPart> {
  try {
    return await worker.judge(part, taken, verdicts);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (part.groups.length < 2) return notJudged(part, error);
    const judged: JudgedPart[] = [];
    for (const one of dividedFurther(part)) judged.push(await contained(worker, one, taken, verdicts));
    return together(judged);
  }
}

function notJudged({ roots, templates, assemblies, plans }: Part, error: unknown): JudgedPart {
  const why =
    error instanceof OutOfMemory
      ? {
          code: "out-of-memory",
          ends: "takes more memory than there is",
          hint: "give it more, NODE_OPTIONS=--max-old-space-size=8192, or divide it into several roots",
        }
      : { code: BUG, ends: `ends in a bug of reachlint: ${messageOf(error)}`, hint: REPORT_BUG };
  const diagnostics = [...roots, ...templates, ...assemblies, ...plans].map(
    (path): Diagnostic => ({
      code: why.code,
      severity: "error",
      message: `judging ${path} ${why.ends}`,
      path,
      hint: why.hint,
      notAnalysed: true,
    }),
  );
  return { ...together([]), diagnostics };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function together(all: readonly JudgedPart[]): JudgedPart {
  const parameters = all.flatMap(({ names }) => names.parameters ?? []);
  const sumOf = (of: (one: JudgedPart) => number): number => all.reduce((sum, one) => sum + of(one), 0);
  return {
    groups: all.flatMap(({ groups }) => groups),
    notEvaluated: all.flatMap(({ notEvaluated }) => notEvaluated),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
    documents: sumOf(({ documents }) => documents),
    names: {
      variables: all.flatMap(({ names }) => names.variables),
      parameters:
        parameters.length === 0
          ? undefined
          : {
              given: parameters.flatMap(({ given }) => given),
              used: parameters.flatMap(({ used }) => used),
              taken: parameters.flatMap(({ taken }) => taken),
              nested: parameters.flatMap(({ nested }) => nested),
            },
    },
    taken: all.map(({ taken }) => taken).reduce(sumOfTaken, NOTHING_TAKEN),
    accepting: all.flatMap(({ accepting }) => accepting),
    rejected: all.flatMap(({ rejected }) => rejected),
  };
}
