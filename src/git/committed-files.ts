/**
 * The files of a commit as if they were checked out, read from git's objects into memory. Links and submodules are what they are in a work
 * tree; what lies outside of the repository is the disk's.
 */
import { basename, dirname, join, resolve } from "node:path";
import { remembered } from "../base/collections.ts";
import { isInside } from "../discover/boundary.ts";
import { disk, type FileSystem, type FoundEntry, type ListedFile } from "../discover/file-system.ts";
import type { LocalFiles } from "./local-files.ts";
import { Blobs, listTree, type TreeEntry } from "./objects.ts";
import { commitOf } from "./revision.ts";
import { type Git, openGit, type ProcessEnvironment } from "./run-git.ts";

type Held =
  | { readonly kind: "file"; readonly size: number; readonly read: () => Uint8Array }
  | { readonly kind: "link"; readonly size: number; readonly read: () => Uint8Array }
  | { readonly kind: "directory"; readonly size: 0; readonly names: Set<string> };

/** Longer chains of links lead nowhere, as with the kernel (path_resolution(7)). */
const MOST_LINKS = 40;
/** Submodules in submodules. */
const MOST_NESTED = 8;

export interface CommittedFilesOptions {
  readonly git: Git;
  /** An id. */
  readonly commit: string;
  /** What no commit holds, and what therefore is the same before and after a change. */
  readonly local: LocalFiles;
  readonly environment: ProcessEnvironment;
}

export class CommittedFiles implements FileSystem {
  readonly #top: string;
  readonly #local: LocalFiles;
  readonly #environment: ProcessEnvironment;
  readonly #held = new Map<string, Held>();
  readonly #real = new Map<string, string | undefined>();

  constructor({ git, commit, local, environment }: CommittedFilesOptions) {
    this.#top = git.top;
    this.#local = local;
    this.#environment = environment;
    this.#mount(git, commit, MOST_NESTED);
    for (const path of local.files) if (!this.#held.has(path)) this.#nameIn(path);
  }

  realPath(path: string): string | undefined {
    return this.#follow(resolve(path), MOST_LINKS);
  }

  entry(path: string): FoundEntry | undefined {
    const absolute = resolve(path);
    const directory = this.realPath(dirname(absolute));
    return directory === undefined || directory === absolute
      ? this.#at(absolute)
      : this.#at(join(directory, basename(absolute)));
  }

  target(path: string): FoundEntry | undefined {
    const real = this.realPath(path);
    return real === undefined ? undefined : this.#at(real);
  }

  list(path: string): readonly ListedFile[] {
    const real = this.#existing(path);
    const held = this.#held.get(real);
    if (held === undefined) return disk.list(real);
    if (held.kind !== "directory") throw new Error(`${path} is no directory`);
    return [...held.names].flatMap((name) => {
      const kind = this.#at(join(real, name))?.kind;
      return kind === undefined ? [] : [{ name, kind }];
    });
  }

  read(path: string, length?: number): Uint8Array {
    const real = this.#existing(path);
    const held = this.#held.get(real);
    if (held === undefined) return disk.read(real, length);
    if (held.kind !== "file") throw new Error(`${path} is no file`);
    return held.read().subarray(0, length);
  }

  /** The real path of what must be there. */
  #existing(path: string): string {
    const real = this.realPath(path);
    if (real === undefined) throw new Error(`there is nothing at ${path}`);
    return real;
  }

  /** What is at a path of which the directory is real. */
  #at(path: string): FoundEntry | undefined {
    return this.#held.get(path) ?? (this.#isOfDisk(path) ? disk.entry(path) : undefined);
  }

  #isOfDisk(path: string): boolean {
    return !isInside(this.#top, path) || this.#local.has(path);
  }

  #follow(path: string, links: number): string | undefined {
    return remembered(this.#real, path, () => {
      const above = dirname(path);
      if (above === path) return path;
      const directory = this.#follow(above, links);
      if (directory === undefined) return undefined;
      const at = join(directory, basename(path));
      const held = this.#held.get(at);
      if (held === undefined) return this.#isOfDisk(at) ? disk.realPath(at) : undefined;
      if (held.kind !== "link") return at;
      const text = textOf(held);
      return text === undefined || links === 0 ? undefined : this.#follow(resolve(directory, text), links - 1);
    });
  }

  /** Puts the tree of a commit where its work tree is. */
  #mount(git: Git, commit: string, nested: number): void {
    const entries = listTree(git, commit);
    const blobs = new Blobs(git, entries);
    this.#hold(git.top, { kind: "directory", size: 0, names: new Set() });
    this.#hold(join(git.top, ".git"), { kind: "directory", size: 0, names: new Set() });
    for (const entry of entries) {
      const path = join(git.top, entry.path);
      if (entry.kind !== "submodule")
        this.#hold(path, { kind: entry.kind, size: entry.size, read: () => blobs.read(entry) });
      else this.#mountSubmodule(path, entry, nested);
    }
  }

  /** Where it is not cloned, its directory is empty, as git leaves it. */
  #mountSubmodule(path: string, { id }: TreeEntry, nested: number): void {
    this.#hold(path, { kind: "directory", size: 0, names: new Set() });
    if (nested === 0 || disk.realPath(path) !== path || disk.entry(join(path, ".git")) === undefined) return;
    const git = openGit(path, this.#environment);
    if (commitOf(git, id) === id) this.#mount(git, id, nested - 1);
  }

  #hold(path: string, held: Held): void {
    this.#held.set(path, held);
    if (path !== this.#top) this.#nameIn(path);
  }

  /** In its directory, and that in its own; a tree lists no directories. */
  #nameIn(path: string): void {
    const directory = dirname(path);
    const there = this.#held.get(directory);
    if (there?.kind === "directory") there.names.add(basename(path));
    else if (there === undefined)
      this.#hold(directory, { kind: "directory", size: 0, names: new Set([basename(path)]) });
  }
}

function textOf({ read }: Extract<Held, { readonly kind: "link" }>): string | undefined {
  try {
    return new TextDecoder().decode(read());
  } catch {
    return undefined;
  }
}
