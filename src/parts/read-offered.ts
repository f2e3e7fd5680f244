/** The indexes of a scan → what other repositories offer: read once, though each part asks for it. */
import { remembered } from "../base/collections.ts";
import type { Discovery } from "../discover/discover.ts";
import type { ReadIndexes } from "../offers/read-index.ts";
import type { Parsers } from "../parse/parsed-files.ts";

/** By the list of files, which all parts of a scan have in common. */
const read = new WeakMap<Discovery["indexes"], Promise<ReadIndexes>>();

/** What reads them is loaded only where there are some. */
export async function readOffered(
  { indexes, files }: Pick<Discovery, "indexes" | "files">,
  parse: Pick<Parsers, "json">,
): Promise<ReadIndexes> {
  if (indexes.length === 0) return { roots: [], templates: [], diagnostics: [] };
  // A part is kept in a cache with what was looked at for it.
  for (const path of indexes) files.read(path);
  return remembered(read, indexes, async () => {
    const { readIndexes } = await import("../offers/read-index.ts");
    return readIndexes(indexes, files, parse);
  });
}
