/** An archive → the files in it, in a directory that holds nothing else. Whoever made it may be hostile: nothing leads out, and there are bounds. */
import { mkdir, open, symlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { text } from "node:stream/consumers";
import { Parser, type ReadEntry } from "tar";
import { fromBufferPromise, type Entry as ZipEntry, type ZipFile } from "yauzl";
import { type Compression, decompressed, MEBIBYTE, tooLarge } from "./decompress.ts";
import { FetchError } from "./fetch-error.ts";

/** A zip, or a tar that is compressed so. */
export type ArchiveKind = "zip" | Compression;

/** The endings by which Terraform knows an archive of a module (https://developer.hashicorp.com/terraform/language/modules/sources#fetching-archives-over-http). */
const ENDINGS: ReadonlyMap<string, ArchiveKind> = new Map([
  ["zip", "zip"],
  ["tar.gz", "gz"],
  ["tgz", "gz"],
  ["tar.xz", "xz"],
  ["txz", "xz"],
  ["tar.bz2", "bz2"],
  ["tar.tbz2", "bz2"],
]);

/** `archive`: what `?archive=` says, which wins over the end of the path. Undefined where it is no archive. */
export function archiveKind(path: string, archive: string | null): ArchiveKind | "unsupported" | undefined {
  const ending =
    archive !== null && archive !== "" ? archive : [...ENDINGS.keys()].find((one) => path.endsWith(`.${one}`));
  if (ending === undefined || /^(?:0|f|false)$/i.test(ending)) return undefined;
  return ENDINGS.get(ending) ?? "unsupported";
}

/** What an archive may hold. */
export interface ArchiveBounds {
  readonly bytes: number;
  /** Files, links and directories. */
  readonly entries: number;
}

/** No module is near it, a bomb is beyond. */
export const BOUNDS: ArchiveBounds = { bytes: 1024 * MEBIBYTE, entries: 100_000 };

/** Rejects with a `FetchError` where the archive is broken, too large or hostile. `directory` is there, and empty. */
export async function unpack(
  bytes: Buffer,
  kind: ArchiveKind,
  directory: string,
  bounds: ArchiveBounds = BOUNDS,
): Promise<void> {
  const target = new Target(directory, bounds);
  try {
    if (kind === "zip") await unpackZip(bytes, target);
    else await unpackTar(target.counted(decompressed(bytes, kind, bounds.bytes)), target);
    await target.makeLinks();
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(`the archive cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** What an entry of a zip is, in its mode (https://man7.org/linux/man-pages/man7/inode.7.html); nought where Unix did not make it. */
const TYPE = 0o170000;
const LINK = 0o120000;
const FILES: ReadonlySet<number> = new Set([0, 0o100000]);

async function unpackZip(bytes: Buffer, target: Target): Promise<void> {
  const zip = await fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry()) {
    const { fileName: path, externalFileAttributes } = entry;
    const mode = externalFileAttributes >>> 16;
    const content = target.counted(readEntry(zip, entry));
    if (path.endsWith("/")) await target.directory(path);
    else if ((mode & TYPE) === LINK) target.link(path, await text(content));
    else if (FILES.has(mode & TYPE)) await target.file(path, content, (mode & 0o100) !== 0);
    else throw neither({ path });
  }
}

/** Opened by whoever reads it: what fails before anybody listens would end the program. */
async function* readEntry(zip: ZipFile, entry: ZipEntry): AsyncIterable<Uint8Array> {
  yield* await zip.openReadStreamPromise(entry);
}

/** The parser goes on to the next entry only when one has been read. */
async function unpackTar(content: AsyncIterable<Uint8Array>, target: Target): Promise<void> {
  const parser = new Parser({ strict: true, zstd: false });
  const entries: ReadEntry[] = [];
  const taken: Promise<void>[] = [];
  const failed = new Promise<never>((_, reject) => {
    parser.on("error", reject);
    parser.on("ignoredEntry", (entry) => reject(neither(entry)));
    parser.on("entry", (entry) => {
      const work = takeEntry(entry, target);
      work.catch(reject);
      entries.push(entry);
      taken.push(work);
    });
  });
  failed.catch(() => undefined);
  const ended = new Promise<void>((resolve) => parser.on("end", resolve));
  try {
    for await (const part of notCompressed(content))
      if (!parser.write(part))
        await Promise.race([failed, new Promise<void>((resolve) => parser.once("drain", resolve))]);
    parser.end();
    await Promise.race([failed, ended]);
    await Promise.all(taken);
  } catch (error) {
    // Whoever reads it would wait for ever, with a file open.
    entries.at(-1)?.destroy();
    await Promise.allSettled(taken);
    throw error;
  }
}

/** The parser would decompress what looks so, uncounted. */
async function* notCompressed(content: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let head = Buffer.alloc(0);
  let isBegun = false;
  for await (const part of content) {
    const bytes = Buffer.concat([head, part]);
    if (!isBegun && bytes.length >= 2 && bytes.readUInt16BE() === GZIP)
      throw new FetchError("the archive is compressed twice");
    isBegun ||= bytes.length >= 2;
    head = isBegun ? Buffer.alloc(0) : bytes;
    if (isBegun) yield bytes;
  }
}

/** How it begins (https://www.rfc-editor.org/rfc/rfc1952#page-6). */
const GZIP = 0x1f8b;

function neither({ path }: Pick<ReadEntry, "path">): FetchError {
  return new FetchError(`the archive has something that is neither file nor directory: ${path}`);
}

async function takeEntry(entry: ReadEntry, target: Target): Promise<void> {
  if (entry.type === "Directory") await target.directory(entry.path);
  else if (entry.type === "File" || entry.type === "OldFile" || entry.type === "ContiguousFile")
    return target.file(entry.path, contentOf(entry), ((entry.mode ?? 0) & 0o100) !== 0);
  else if (entry.type === "SymbolicLink") target.link(entry.path, entry.linkpath ?? "");
  else if (entry.type !== "GlobalExtendedHeader") throw neither(entry);
  entry.resume();
}

/** An entry that was given up would never end. */
async function* contentOf(entry: ReadEntry): AsyncIterable<Uint8Array> {
  const givenUp = new FetchError(`the archive is not read on at ${entry.path}`);
  if (entry.destroyed) throw givenUp;
  for await (const part of entry) {
    yield part;
    if (entry.destroyed) throw givenUp;
  }
}

class Target {
  readonly #top: string;
  readonly #bounds: ArchiveBounds;
  readonly #links: { readonly path: string; readonly to: string }[] = [];
  readonly #directories = new Set(["."]);
  #bytes = 0;
  #entries = 0;

  constructor(top: string, bounds: ArchiveBounds) {
    this.#top = top;
    this.#bounds = bounds;
  }

  async directory(name: string): Promise<void> {
    await this.#make(this.#inside(name));
  }

  /** One that is there already is an error: an archive that overwrites what it made is none of a module. */
  async file(name: string, content: AsyncIterable<Uint8Array>, isExecutable: boolean): Promise<void> {
    const path = this.#inside(name);
    await this.#make(posix.dirname(path));
    const file = await open(join(this.#top, path), "wx", isExecutable ? 0o755 : 0o644);
    try {
      for await (const part of content) await file.write(part);
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
      await this.#make(posix.dirname(path));
      await symlink(to, join(this.#top, path));
    }
  }

  /** The same, until it is too much with all that was counted before. */
  async *counted(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const part of content) {
      this.#bytes += part.length;
      if (this.#bytes > this.#bounds.bytes) throw tooLarge(this.#bounds.bytes);
      yield part;
    }
  }

  /** A name of a few kilobytes can stand for a thousand directories: each counts. */
  async #make(path: string): Promise<void> {
    for (let at = path; !this.#directories.has(at); at = posix.dirname(at)) {
      this.#directories.add(at);
      this.#count();
    }
    await mkdir(join(this.#top, path), { recursive: true });
  }

  #count(): void {
    if (++this.#entries > this.#bounds.entries)
      throw new FetchError(`the archive holds more than ${this.#bounds.entries} files and directories`);
  }

  #inside(name: string): string {
    this.#count();
    const path = posix.normalize(name).replace(/\/$/, "");
    if (name.includes("\0") || name.includes("\\") || posix.isAbsolute(path) || path.split("/").includes(".."))
      throw new FetchError(`the archive has a path that leads out of it: ${name}`);
    return path === "" ? "." : path;
  }
}
