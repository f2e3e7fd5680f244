/** A directory → the files below it that nothing ignores, directory by directory in a fixed order, within limits. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { realPath } from "./boundary.ts";
import { chainAbove, chainIn, type IgnoreChain, isIgnored } from "./ignored.ts";

/** Folders of tools, never of sources. Modules under `.terraform` are read where a configuration calls them. */
const SKIPPED: ReadonlySet<string> = new Set([".git", "node_modules", ".terraform", ".terragrunt-cache"]);

/** A deeper tree is not walked further: no repository is near it, a cycle of mounts is. */
const MAX_DEPTH = 64;

/** More entries than this are not looked at, so that a scan of a whole disk ends. */
const MAX_ENTRIES = 1_000_000;

export interface WalkedDirectory {
  /** Absolute. */
  readonly path: string;
  /** Names of the files in it that nothing ignores, sorted. */
  readonly files: readonly string[];
}

export type WalkProblem = "unreadable-directory" | "tree-too-deep" | "tree-too-large";

/** What a scan's walks have in common: each directory is entered once, whatever paths lead to it. */
export class Walker {
  readonly #accepts: (path: string, isDirectory: boolean) => boolean;
  readonly #onProblem: (problem: WalkProblem, path: string) => void;
  readonly #entered = new Set<string>();
  readonly #limit: number;
  #entries = 0;

  /** `accepts` is asked for each entry (absolute path) that `.gitignore` lets through. */
  constructor(
    accepts: (path: string, isDirectory: boolean) => boolean,
    onProblem: (problem: WalkProblem, path: string) => void,
    limit = MAX_ENTRIES,
  ) {
    this.#accepts = accepts;
    this.#onProblem = onProblem;
    this.#limit = limit;
  }

  /** The directory itself is walked whatever ignores it. */
  *walk(directory: string): Iterable<WalkedDirectory> {
    yield* this.#enter(directory, chainAbove(directory), 0);
  }

  *#enter(path: string, outer: IgnoreChain, depth: number): Iterable<WalkedDirectory> {
    const real = realPath(path);
    // It is gone since its parent was read, or its name is no UTF-8.
    if (real === undefined) return this.#onProblem("unreadable-directory", path);
    if (this.#entered.has(real)) return;
    this.#entered.add(real);
    if (depth > MAX_DEPTH) return this.#onProblem("tree-too-deep", path);
    const entries = this.#read(path);
    this.#entries += entries.length;
    if (this.#entries > this.#limit) return this.#onProblem("tree-too-large", path);
    const chain = chainIn(path, outer);
    const kept = entries.filter(({ name, isDirectory }) => {
      const at = join(path, name);
      return this.#accepts(at, isDirectory) && !isIgnored(chain, at, isDirectory);
    });
    yield { path, files: kept.filter((entry) => !entry.isDirectory).map((entry) => entry.name) };
    for (const entry of kept) if (entry.isDirectory) yield* this.#enter(join(path, entry.name), chain, depth + 1);
  }

  /** Directories are not entered through symbolic links: what they lead to is scanned where it is. Linked files count. */
  #read(path: string): readonly { readonly name: string; readonly isDirectory: boolean }[] {
    try {
      return readdirSync(path, { withFileTypes: true })
        .filter((entry) => !SKIPPED.has(entry.name))
        .map((entry) => ({ entry, isDirectory: entry.isDirectory() }))
        .filter(({ entry, isDirectory }) => isDirectory || entry.isFile() || isFile(join(path, entry.name)))
        .map(({ entry, isDirectory }) => ({ name: entry.name, isDirectory }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      this.#onProblem("unreadable-directory", path);
      return [];
    }
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
