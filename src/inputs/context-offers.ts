/** Things outside of the source for which flows wait → the `cdk.context.json` in the repository that tells of them, with the flag that takes it. */
import { SourceFile } from "../base/source-file.ts";
import type { Discovery } from "../discover/discover.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";
import { CONTEXT_FILE, contextEntries } from "./cdk-context.ts";
import { quoted } from "./glob-of-files.ts";

/** An app has one; more are not opened. */
const MOST_FILES = 50;

/** By what reports call the thing. */
export function contextsOffered(
  { around, files }: Pick<Discovery, "around" | "files">,
  given: ReadonlySet<string>,
  parse: ParsedFiles,
): ReadonlyMap<string, string> {
  const isContext = (path: string): boolean => path === CONTEXT_FILE || path.endsWith(`/${CONTEXT_FILE}`);
  const paths = around.documents().filter((path) => isContext(path) && !given.has(path));
  const offers = new Map<string, string>();
  for (const path of paths.slice(0, MOST_FILES)) {
    const read = files.read(path);
    const root = read.ok ? parse.json(new SourceFile(path, read.text)).output?.root : undefined;
    for (const { subject, span } of root === undefined ? [] : contextEntries(root)) {
      const place = `${path}:${span.file.position(span.start).line}`;
      if (!offers.has(subject)) offers.set(subject, `${place} tells of it: scan with --assume ${quoted(path)}`);
    }
  }
  return offers;
}
