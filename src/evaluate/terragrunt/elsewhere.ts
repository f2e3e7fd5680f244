/** What units and stacks take from elsewhere → where `reachlint get` lays it out and a scan finds it (docs/decisions/0039-terragrunt.md). */
import { createHash } from "node:crypto";
import { type Files, resolvePath } from "../../base/files.ts";
import type { Span } from "../../base/source-file.ts";

/** A source that is no path of the scan. */
export interface SourceElsewhere {
  /** What the configuration says. */
  readonly text: string;
  /** The directory for its package. */
  readonly place: string;
  readonly span: Span;
}

/** Into which Terragrunt lays modules out, beside the configuration that names them. */
export const CACHE = ".terragrunt-cache";

/** The directory in it that is not Terragrunt's. */
export const OURS = "reachlint";

/** `directory`: where the configuration lies that names the source. Packages of other addresses and revisions are elsewhere in it. */
export function placeFor(text: string, directory: string): string {
  const { address, query } = splitSource(text);
  const digest = createHash("sha256").update(`${address}${query}`).digest("hex").slice(0, DIGITS);
  return resolvePath(directory, `${CACHE}/${OURS}/${digest}`);
}

/** Enough that no two packages of a repository meet. */
const DIGITS = 32;

/** Whether there is something: nothing is there before it is whole. */
export function isLaidOut({ place }: Pick<SourceElsewhere, "place">, files: Files): boolean {
  return files.list(place) !== undefined;
}

/** The package, the directory in it, and what is asked of it: `git::https://h/x.git`, `modules/a` and `?ref=v1`. */
export function splitSource(text: string): {
  readonly address: string;
  readonly inside: string;
  readonly query: string;
} {
  const plain = text.split("?", 1)[0]!;
  const query = text.slice(plain.length);
  const scheme = plain.indexOf("://");
  const at = plain.indexOf("//", scheme === -1 ? 0 : scheme + 3);
  return at === -1
    ? { address: plain, inside: ".", query }
    : { address: plain.slice(0, at), inside: plain.slice(at + 2) || ".", query };
}
