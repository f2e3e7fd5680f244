/** A part that a worker may not have the memory for. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Verdicts } from "./arbitrated.ts";
import { dividedFurther } from "./divide.ts";
import type { Taken } from "./evaluate-sources.ts";
import type { JudgedPart, Part } from "./part.ts";
import { NOTHING_TAKEN, sumOfTaken } from "./taken.ts";
import { OutOfMemory, type PartWorker } from "./worker.ts";

/** What takes more memory than there is is judged group by group; a group that does so by itself is told of. */
export async function withinMemory(
  worker: PartWorker,
  part: Part,
  taken: Taken,
  verdicts?: Verdicts,
): Promise<JudgedPart> {
  try {
    return await worker.judge(part, taken, verdicts);
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    if (part.groups.length < 2) return tooLarge(part);
    const judged: JudgedPart[] = [];
    for (const one of dividedFurther(part)) judged.push(await withinMemory(worker, one, taken, verdicts));
    return together(judged);
  }
}

function tooLarge({ roots, templates }: Part): JudgedPart {
  const diagnostics = [...roots, ...templates].map(
    (path): Diagnostic => ({
      code: "out-of-memory",
      severity: "error",
      message: `judging ${path} takes more memory than there is`,
      path,
      hint: "give it more, NODE_OPTIONS=--max-old-space-size=8192, or divide it into several roots",
      notAnalysed: true,
    }),
  );
  return { ...together([]), diagnostics };
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
