/** Asks HashiCorp's parser about files that ours rejects. */
import type { SourceFile } from "../../base/source-file.ts";
import { ARBITRATED_NAME, type Verdict } from "./verdict.ts";

/** Characters that the arbiter is shown of one scan: it takes quadratic time over strings without end. Of the rest our word counts. */
const MAX_SHOWN = 100_000;

/** By path. A file of which it has no word, because it cannot be loaded, is left out, and so is what is more than it is shown. */
export async function askArbiter(files: readonly SourceFile[]): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  if (files.length === 0) return verdicts;
  const { parse } = await import("@cdktf/hcl2json").catch(() => ({ parse: undefined }));
  if (parse === undefined) return verdicts;
  let shown = 0;
  for (const { path, text } of files) {
    if (shown + text.length > MAX_SHOWN) continue;
    shown += text.length;
    const json = await parse(ARBITRATED_NAME, text).catch((error: unknown) => error);
    verdicts.set(path, json instanceof Error ? { message: json.message } : { json });
  }
  return verdicts;
}
