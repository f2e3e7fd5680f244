/** A directory → the files below it that nothing ignores, directory by directory in a fixed order, within limits. */
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { enclosingRepository, slashes } from "./boundary.ts";
import type { FileSystem, ListedFile } from "./file-system.ts";

/** Folders of tools, never of sources. Modules under `.terraform` are read where a configuration calls them, the units of a
 *  stack follow from its file, and boilerplates are no sources before they are filled in. */
export const SKIPPED: ReadonlySet<string> = new Set([
  ".git",
  "node_modules",
  ".terraform",
  ".terragrunt-cache",
  ".terragrunt-stack",
  ".boilerplate",
]);

/** A deeper tree is not walked further: no repository is near it, a cycle of mounts is. */
const MAX_DEPTH = 64;

/** More entries than this are not looked at, so that a scan of a whole disk ends. */
const MAX_ENTRIES = 1_000_000;

export interface WalkedDirectory {
  /** Absolute. */
  readonly path: string;
  /** Names of the files in it that nothing ignores, sorted. */
  readonly files: readonly string[];
  /** All names in it, also of what is ignored or never walked. */
  readonly names: ReadonlySet<string>;
}

export type WalkProblem = "unreadable-directory" | "tree-too-deep" | "tree-too-large";

/** What a scan's walks have in common: each directory is entered once, whatever paths lead to it. */
export class Walker {
  readonly #system: FileSystem;
  readonly #accepts: (path: string, isDirectory: boolean) => boolean;
  readonly #onProblem: (problem: WalkProblem, path: string) => void;
  readonly #entered = new Set<string>();
  readonly #limit: number;
  #entries = 0;

  /** `accepts` is asked for each entry (absolute path) that `.gitignore` lets through. */
  constructor(
    system: FileSystem,
    accepts: (path: string, isDirectory: boolean) => boolean,
    onProblem: (problem: WalkProblem, path: string) => void,
    limit = MAX_ENTRIES,
  ) {
    this.#system = system;
    this.#accepts = accepts;
    this.#onProblem = onProblem;
    this.#limit = limit;
  }

  /** The directory itself is walked whatever ignores it. */
  *walk(directory: string): Iterable<WalkedDirectory> {
    yield* this.#enter(directory, chainAbove(directory, this.#system), 0);
  }

  *#enter(path: string, outer: IgnoreChain, depth: number): Iterable<WalkedDirectory> {
    const real = this.#system.realPath(path);
    // It is gone since its parent was read, or its name is no UTF-8.
    if (real === undefined) return this.#onProblem("unreadable-directory", path);
    if (this.#entered.has(real)) return;
    this.#entered.add(real);
    if (depth > MAX_DEPTH) return this.#onProblem("tree-too-deep", path);
    const listed = this.#list(path);
    const entries = this.#sources(path, listed);
    this.#entries += entries.length;
    if (this.#entries > this.#limit) return this.#onProblem("tree-too-large", path);
    const names = new Set(listed.map(({ name }) => name));
    const chain = names.has(IGNORE_FILE) ? chainIn(path, outer, this.#system) : outer;
    const kept = entries.filter(({ name, isDirectory }) => {
      const at = join(path, name);
      return this.#accepts(at, isDirectory) && !isIgnored(chain, at, isDirectory);
    });
    yield { path, files: kept.filter((entry) => !entry.isDirectory).map((entry) => entry.name), names };
    for (const entry of kept) if (entry.isDirectory) yield* this.#enter(join(path, entry.name), chain, depth + 1);
  }

  #list(path: string): readonly ListedFile[] {
    try {
      return this.#system.list(path);
    } catch {
      this.#onProblem("unreadable-directory", path);
      return [];
    }
  }

  /** Directories are not entered through symbolic links: what they lead to is scanned where it is. Linked files count. */
  #sources(path: string, listed: readonly ListedFile[]): readonly Source[] {
    const isFile = (name: string): boolean => this.#system.target(join(path, name))?.kind === "file";
    return listed
      .filter(({ name }) => !SKIPPED.has(name))
      .filter(({ name, kind }) => kind === "directory" || kind === "file" || isFile(name))
      .map(({ name, kind }) => ({ name, isDirectory: kind === "directory" }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** What is walked further, or told. */
interface Source {
  readonly name: string;
  readonly isDirectory: boolean;
}

const IGNORE_FILE = ".gitignore";

/** A larger `.gitignore` is not read, nor one that has more lines together with those around it, as each is held against each entry; what it names is then searched. */
const MAX_IGNORE_BYTES = 262_144;
const MAX_IGNORE_LINES = 2_000;

/** The rules of one `.gitignore`, which hold below its directory. */
interface IgnoreFile {
  readonly directory: string;
  readonly rules: Ignore;
  /** Of its own, and of those around it. */
  readonly lines: number;
}

/** The ignore files that hold in a directory, innermost first: the first one with an opinion decides, as in git. */
type IgnoreChain = readonly IgnoreFile[];

/** The chain for the directory above `path`: every `.gitignore` from the repository's top down. What the user names himself is
 *  scanned even where an outer file ignores it, so such a file is left out. */
function chainAbove(path: string, system: FileSystem): IgnoreChain {
  const top = enclosingRepository(dirname(path), system);
  if (top === undefined) return [];
  let chain: IgnoreChain = [];
  const steps = relative(top, dirname(path)).split(sep).filter(Boolean);
  for (let at = top, step = 0; ; at = join(at, steps[step++]!)) {
    chain = chainIn(at, chain, system);
    if (step === steps.length) break;
  }
  return chain.filter((file) => !file.rules.test(pathIn(file, path, true)).ignored);
}

/** The chain for the contents of `directory`, given that of its parent. As in git, a `.gitignore` that is a link does not count
 *  (https://git-scm.com/docs/gitignore). */
function chainIn(directory: string, outer: IgnoreChain, system: FileSystem): IgnoreChain {
  const path = join(directory, IGNORE_FILE);
  try {
    const found = system.entry(path);
    if (found?.kind !== "file" || found.size > MAX_IGNORE_BYTES) return outer;
    const text = new TextDecoder().decode(system.read(path));
    const own = text.split("\n");
    const lines = (outer[0]?.lines ?? 0) + own.length;
    if (lines > MAX_IGNORE_LINES) return outer;
    return [{ directory, rules: ignore({ allowRelativePaths: true }).add(own.filter(isShort)), lines }, ...outer];
  } catch {
    return outer;
  }
}

/** A line with more wildcards takes time by their number: it is passed over. At either end `**` costs nothing. */
function isShort(line: string): boolean {
  const parts = line
    .trim()
    .split("/")
    .filter((part) => part !== "" && part !== "!");
  const inner = parts.slice(1, -1).filter((part) => part === "**");
  return inner.length <= 2 && parts.every((part) => part === "**" || part.split("*").length <= 4);
}

/** Whether git would ignore the entry (absolute path). */
function isIgnored(chain: IgnoreChain, path: string, isDirectory: boolean): boolean {
  for (const file of chain) {
    const { ignored, unignored } = file.rules.test(pathIn(file, path, isDirectory));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function pathIn(file: IgnoreFile, path: string, isDirectory: boolean): string {
  const inside = slashes(relative(file.directory, path));
  return isDirectory ? `${inside}/` : inside;
}
