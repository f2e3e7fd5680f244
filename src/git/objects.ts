/** A commit → what its tree lists, and the contents of its files, read in as few runs of git as it takes. */
import { UsageError } from "../base/diagnostic.ts";
import type { Git } from "./run-git.ts";

/** An entry of a tree that is no tree itself. */
export interface TreeEntry {
  /** From the top, with slashes. */
  readonly path: string;
  readonly kind: "file" | "link" | "submodule";
  /** Of the blob, or of the submodule's commit. */
  readonly id: string;
  /** In bytes; 0 of a submodule. */
  readonly size: number;
}

/** The entries of a commit's tree, those of the trees in it included. A name that leads elsewhere is left out. */
export function listTree(git: Git, commit: string): readonly TreeEntry[] {
  const listed = git.run(["ls-tree", "-r", "-z", "-l", "--full-tree", commit]);
  if (listed === undefined) throw new UsageError(`the files of the commit ${commit} cannot be listed`);
  return listed
    .toString("utf8")
    .split("\0")
    .flatMap((line) => entryOf(line) ?? []);
}

/** `100644 blob ID    SIZE<TAB>PATH`; the size is `-` of what is no blob, and another word where the blob is not there. */
const LINE = /^([0-7]{6}) [a-z]+ ([0-9a-f]+) +(\S+)\t([\s\S]+)$/;

function entryOf(line: string): TreeEntry | undefined {
  const [, mode = "", id = "", size = "", path = ""] = LINE.exec(line) ?? [];
  const kind = mode.startsWith("100")
    ? "file"
    : mode === "120000"
      ? "link"
      : mode === "160000"
        ? "submodule"
        : undefined;
  if (kind === undefined || path.split("/").some((name) => name === "" || /^(?:\.{1,2}|\.git)$/i.test(name)))
    return undefined;
  return { path, kind, id, size: Number(size) || 0 };
}

/** What a scan is likely to read: these are read together. */
const LIKELY = /(?:\.(?:tf|tofu|tfvars|json|ya?ml|template|cfn)|(?:^|\/)\.gitignore)$/i;
/** A larger one is read only where something asks for it. */
const MOST_AHEAD = 1_048_576;
/** What is read in one run. */
const BYTES_OF_RUN = 32 * 1_048_576;
const BLOBS_OF_RUN = 5_000;

type Blob = Pick<TreeEntry, "id" | "size">;

/** The contents of blobs; each is read once. */
export class Blobs {
  readonly #git: Git;
  readonly #likely: readonly Blob[];
  readonly #read = new Map<string, Uint8Array>();

  constructor(git: Git, entries: readonly TreeEntry[]) {
    this.#git = git;
    this.#likely = entries.filter(({ kind, path, size }) => kind === "file" && size <= MOST_AHEAD && LIKELY.test(path));
  }

  /** Throws where it is not there, as in a clone that has only a part of the objects. */
  read(wanted: Blob): Uint8Array {
    if (!this.#read.has(wanted.id)) this.#readFrom(wanted);
    const bytes = this.#read.get(wanted.id);
    if (bytes === undefined) throw new Error(`the object ${wanted.id} cannot be read`);
    return bytes;
  }

  /** Also those behind it in the tree, which will be asked for next. */
  #readFrom(wanted: Blob): void {
    const at = this.#likely.findIndex(({ id }) => id === wanted.id);
    const run = [wanted];
    let size = wanted.size;
    for (const blob of at === -1 ? [] : this.#likely.slice(at + 1)) {
      size += blob.size;
      if (size > BYTES_OF_RUN || run.length === BLOBS_OF_RUN) break;
      if (!this.#read.has(blob.id)) run.push(blob);
    }
    const input = run.map(({ id }) => `${id}\n`).join("");
    const output = this.#git.run(["cat-file", "--batch"], input, 2 * size + 256 * run.length + BYTES_OF_RUN);
    if (output !== undefined) this.#take(output);
  }

  /** `ID blob SIZE`, a line break, so many bytes, a line break; or `ID missing` (https://git-scm.com/docs/git-cat-file#_batch_output). */
  #take(output: Buffer): void {
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf(0x0a, at);
      const [, id, size] = /^([0-9a-f]+) blob ([0-9]+)$/.exec(output.toString("latin1", at, end)) ?? [];
      at = end + 1;
      if (id === undefined) continue;
      this.#read.set(id, output.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
  }
}
