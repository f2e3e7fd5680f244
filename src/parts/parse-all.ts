/** The files of a scan's configurations, parsed together: what the arbiter says of some is asked once. */
import { SourceFile } from "../base/source-file.ts";
import type { Discovery } from "../discover/discover.ts";
import type { Verdict } from "../parse/hcl/verdict.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";

/** The files of native syntax, with the word of the arbiter on those that our parser rejects. */
export async function parseAll({ terraformFiles, files }: Discovery): Promise<ParsedFiles> {
  const parsed = new ParsedFiles();
  for (const path of terraformFiles) {
    const read = path.endsWith(".json") ? undefined : files.read(path);
    if (read?.ok) parsed.hcl(new SourceFile(path, read.text));
  }
  parsed.arbitrated(await arbiterOf(parsed.rejected().map(({ file }) => file)));
  return parsed;
}

/** Its code is loaded only where there is something to ask. */
export async function arbiterOf(rejected: readonly SourceFile[]): Promise<ReadonlyMap<string, Verdict>> {
  if (rejected.length === 0) return new Map();
  const { askArbiter } = await import("../parse/hcl/arbiter.ts");
  return askArbiter(rejected);
}
