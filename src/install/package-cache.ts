/**
 * Packages kept for the next time, each once under the digest of its contents. Several processes may use one directory: what is there never
 * changes, and a name is turned to something else by a single rename.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, readlink, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "../base/collections.ts";
import { inPassing } from "../discover/interrupt.ts";

export class PackageCache {
  readonly #top: string;

  /** Absolute; it is made where it is not there. */
  constructor(top: string) {
    this.#top = top;
  }

  /** Keeps a text under a name that is a digest. */
  async note(name: string, text: string): Promise<void> {
    await this.#beside(async (beside) => {
      await writeFile(join(beside, "note"), text);
      await mkdir(join(this.#top, "names"), { recursive: true });
      await rename(join(beside, "note"), join(this.#top, "names", name));
    });
  }

  async noted(name: string): Promise<string | undefined> {
    return readFile(join(this.#top, "names", name), "utf8").catch(() => undefined);
  }

  async add(name: string, directory: string): Promise<void> {
    const object = await digestOf(directory);
    await this.#beside(async (beside) => {
      await cp(directory, join(beside, "package"), { recursive: true, verbatimSymlinks: true });
      await mkdir(join(this.#top, "packages"), { recursive: true });
      // Another process may have been faster; what it made is the same.
      await rename(join(beside, "package"), this.#object(object)).catch(async (error) => {
        if (!(await isDirectory(this.#object(object)))) throw error;
      });
    });
    await this.note(name, object);
  }

  /** False where there is none, or where it is not any more what it was. */
  async layOut(name: string, directory: string): Promise<boolean> {
    const object = await this.noted(name);
    if (object === undefined || !/^[0-9a-f]{64}$/.test(object) || !(await isDirectory(this.#object(object))))
      return false;
    if ((await digestOf(this.#object(object))) !== object) return false;
    await cp(this.#object(object), directory, { recursive: true, verbatimSymlinks: true });
    return true;
  }

  #object(digest: string): string {
    return join(this.#top, "packages", digest);
  }

  async #beside(work: (directory: string) => Promise<void>): Promise<void> {
    await mkdir(this.#top, { recursive: true });
    await inPassing(join(this.#top, "new-"), work);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Of names, contents, links and whether something may be executed. */
async function digestOf(directory: string): Promise<string> {
  const sum = createHash("sha256");
  const visit = async (path: string, name: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
      const [at, called] = [join(path, entry.name), `${name}/${entry.name}`];
      if (entry.isDirectory()) await visit(at, called);
      else if (entry.isSymbolicLink()) sum.update(`link ${JSON.stringify([called, await readlink(at)])}\n`);
      else {
        const [bytes, { mode }] = [await readFile(at), await stat(at)];
        sum.update(`file ${JSON.stringify([called, (mode & 0o100) !== 0, bytes.length])}\n`).update(bytes);
      }
    }
  };
  await visit(directory, "");
  return sum.digest("hex");
}
