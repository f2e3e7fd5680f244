/** An archive → the files in it, in a directory that holds nothing else. Whoever made it may be hostile: nothing leads out, and there are bounds. */
import { mkdir, open, symlink } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { text } from "node:stream/consumers";
import { Parser, type ReadEntry } from "tar";
import { fromBufferPromise } from "yauzl";
import { FetchError } from "./http.ts";

export type ArchiveKind = "zip" | "tar.gz";

/** The endings by which Terraform knows an archive; `undefined` where it is of a kind that is not read here. */
const ENDINGS: ReadonlyMap<string, ArchiveKind | undefined> = new Map([
  ["zip", "zip"],
  ["tar.gz", "tar.gz"],
  ["tgz", "tar.gz"],
  ["tar.xz", undefined],
  ["txz", undefined],
  ["tar.bz2", undefined],
  ["tar.tbz2", undefined],
]);

/** `archive`: what `?archive=` says, which wins over the end of the path. Undefined where it is no archive. */
export function archiveKind(path: string, archive: string | null): ArchiveKind | "unsupported" | undefined {
  const ending =
    archive !== null && archive !== "" ? archive : [...ENDINGS.keys()].find((one) => path.endsWith(`.${one}`));
  if (ending === undefined || /^(?:0|f|false)$/i.test(ending)) return undefined;
  return ENDINGS.get(ending) ?? "unsupported";
}

/** What an archive may hold. No module is near it, a bomb is beyond. */
const MOST_BYTES = 1024 * 1_048_576;
const MOST_ENTRIES = 100_000;

/** Rejects with a `FetchError` where the archive is broken, too large or hostile. `directory` is there, and empty. */
export async function unpack(bytes: Buffer, kind: ArchiveKind, directory: string): Promise<void> {
  const target = new Target(directory);
  try {
    if (kind === "zip") await unpackZip(bytes, target);
    else await unpackTar(bytes, target);
    await target.makeLinks();
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(`the archive cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

const TYPE = 0o170000;
const LINK = 0o120000;

async function unpackZip(bytes: Buffer, target: Target): Promise<void> {
  const zip = await fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry()) {
    const mode = entry.externalFileAttributes >>> 16;
    if (entry.fileName.endsWith("/")) await target.directory(entry.fileName);
    else if ((mode & TYPE) === LINK)
      target.link(entry.fileName, await text(target.counted(await zip.openReadStreamPromise(entry))));
    else await target.file(entry.fileName, await zip.openReadStreamPromise(entry), (mode & 0o100) !== 0);
  }
}

/** Entries wait for each other, because the parser goes on only when one has been read. */
async function unpackTar(bytes: Buffer, target: Target): Promise<void> {
  const waiting: ReadEntry[] = [];
  let wake = (): void => {};
  let ended = false;
  let failed: unknown;
  const parser = new Parser({ strict: true, maxDecompressionRatio: Number.POSITIVE_INFINITY });
  const stop = (error: unknown): void => {
    failed ??= error;
    wake();
  };
  parser.on("entry", (entry) => {
    waiting.push(entry);
    wake();
  });
  parser.on("end", () => {
    ended = true;
    wake();
  });
  parser.on("error", stop);
  parser.end(bytes);
  for (;;) {
    if (failed !== undefined) throw failed;
    const entry = waiting.shift();
    if (entry !== undefined) await takeEntry(entry, target);
    else if (ended) return;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

async function takeEntry(entry: ReadEntry, target: Target): Promise<void> {
  if (entry.type === "Directory") await target.directory(entry.path);
  else if (entry.type === "File" || entry.type === "OldFile" || entry.type === "ContiguousFile")
    return target.file(entry.path, entry, ((entry.mode ?? 0) & 0o100) !== 0);
  else if (entry.type === "SymbolicLink") target.link(entry.path, entry.linkpath ?? "");
  else if (entry.type !== "GlobalExtendedHeader")
    throw new FetchError(`the archive has something that is neither file nor directory: ${entry.path}`);
  entry.resume();
}

class Target {
  readonly #top: string;
  readonly #links: { readonly path: string; readonly to: string }[] = [];
  #bytes = 0;
  #entries = 0;

  constructor(top: string) {
    this.#top = top;
  }

  async directory(name: string): Promise<void> {
    await mkdir(join(this.#top, this.#inside(name)), { recursive: true });
  }

  /** One that is there already is an error: an archive that overwrites what it made is none of a module. */
  async file(name: string, content: AsyncIterable<Uint8Array>, isExecutable: boolean): Promise<void> {
    const path = join(this.#top, this.#inside(name));
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "wx", isExecutable ? 0o755 : 0o644);
    try {
      for await (const part of this.counted(content)) await file.write(part);
    } finally {
      await file.close();
    }
  }

  /** Links are made last, so that no file is written through one. */
  link(name: string, to: string): void {
    const path = this.#inside(name);
    const leads = posix.normalize(posix.join(posix.dirname(path), to));
    if (posix.isAbsolute(to) || leads === ".." || leads.startsWith("../") || to.includes("\0"))
      throw new FetchError(`the archive has a link that leads out of it: ${name}`);
    // As short as it can be: `a/../b` would lead out where `a` is a link.
    this.#links.push({ path, to: posix.relative(posix.dirname(path), leads) || "." });
  }

  async makeLinks(): Promise<void> {
    // A link below another one would lead where that one leads.
    const links = new Set(this.#links.map(({ path }) => path));
    for (const { path, to } of this.#links) {
      for (const way of [path, posix.join(posix.dirname(path), to)])
        for (let at = posix.dirname(way); at !== "."; at = posix.dirname(at))
          if (links.has(at)) throw new FetchError(`the archive has a link behind a link: ${path}`);
      await mkdir(dirname(join(this.#top, path)), { recursive: true });
      await symlink(to, join(this.#top, path));
    }
  }

  async *counted(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const part of content) {
      this.#bytes += part.length;
      if (this.#bytes > MOST_BYTES) throw new FetchError(`the archive holds more than ${MOST_BYTES / 1_048_576} MiB`);
      yield part;
    }
  }

  #inside(name: string): string {
    if (++this.#entries > MOST_ENTRIES) throw new FetchError(`the archive holds more than ${MOST_ENTRIES} files`);
    const path = posix.normalize(name).replace(/\/$/, "");
    if (name.includes("\0") || name.includes("\\") || posix.isAbsolute(path) || path.split("/").includes(".."))
      throw new FetchError(`the archive has a path that leads out of it: ${name}`);
    return path === "" ? "." : path;
  }
}
