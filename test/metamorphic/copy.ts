/** A folder that may be changed for the time of a scan: a copy of it, in which changes are made and taken back. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { SourceFile } from "../../src/base/source-file.ts";
import { parseHcl } from "../../src/parse/hcl/parse.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import { apply, type Change } from "./change.ts";
import { readSources, type Sources } from "./sources.ts";

export async function inCopy<T>(folder: string, work: (copy: Copy) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "metamorphic-"));
  try {
    // A repository is known by the name of its directory.
    const copy = join(scratch, basename(folder));
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => basename(path) !== ".git" });
    mkdirSync(join(copy, ".git"), { recursive: true });
    return await work(new Copy(copy));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export class Copy {
  readonly directory: string;
  readonly name: string;
  readonly sources: Sources;

  constructor(directory: string) {
    this.directory = directory;
    this.name = basename(directory);
    this.sources = readSources(directory);
  }

  /** What `work` gives while the changes are made. */
  async changed<T>(changes: readonly Change[], work: () => Promise<T>): Promise<T> {
    const texts = apply(this.sources.texts, changes);
    for (const [path, text] of texts) this.#put(path, text);
    return await work().finally(() => {
      for (const path of texts.keys()) this.#put(path, this.sources.texts.get(path));
    });
  }

  /** Whether the changed texts are still what they were: nothing that a parser objects to. */
  isValid(change: Change): boolean {
    return [...apply(this.sources.texts, [change])].every(([path, text]) => text === undefined || isSound(path, text));
  }

  #put(path: string, text: string | undefined): void {
    const at = join(this.directory, path);
    if (text === undefined) rmSync(at, { force: true });
    else {
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, text);
    }
  }
}

function isSound(path: string, text: string): boolean {
  const file = new SourceFile(path, text);
  if (/\.(?:tf|tofu)$/.test(path)) return parseHcl(file).diagnostics.length === 0;
  const { output, diagnostics } = parseYaml(file);
  return output !== undefined && diagnostics.length === 0;
}
