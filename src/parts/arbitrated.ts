/** What is told of a part, and what HashiCorp's parser says of files in it that ours rejects. */
import type { Diagnostic } from "../base/diagnostic.ts";
import { inItsWords, type Verdict } from "../parse/hcl/verdict.ts";
import type { JudgedPart } from "./part.ts";

/** By the path of the file. */
export type Verdicts = ReadonlyMap<string, Verdict>;

/** Files that only our parser rejects: the part has to be judged with what they say. */
export function acceptedOf({ rejected }: JudgedPart, verdicts: Verdicts): Verdicts {
  return new Map(
    rejected.flatMap(({ file: { path } }) => {
      const verdict = verdicts.get(path);
      return verdict !== undefined && "json" in verdict ? [[path, verdict] as const] : [];
    }),
  );
}

/** What is wrong in files that both parsers reject, in the words of the other. */
export function inWordsOf(verdicts: Verdicts, part: JudgedPart): JudgedPart {
  const replaced = new Set<string>();
  const words: Diagnostic[] = [];
  for (const { file, diagnostics } of part.rejected) {
    const verdict = verdicts.get(file.path);
    if (verdict === undefined || "json" in verdict) continue;
    for (const one of diagnostics) replaced.add(keyOf(one));
    words.push(...inItsWords(diagnostics, verdict));
  }
  if (words.length === 0) return part;
  return { ...part, diagnostics: [...part.diagnostics.filter((one) => !replaced.has(keyOf(one))), ...words] };
}

function keyOf({ code, message, span }: Diagnostic): string {
  return JSON.stringify([code, message, span?.file.path, span?.start, span?.end]);
}
