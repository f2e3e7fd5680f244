/** The bundled program, made from the sources as they are now, for tests that run it as users do. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));

/** A new directory with these files in it (text by relative path); real path. */
export function makeDirectory(files: Readonly<Record<string, string>> = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "reachlint-test-")));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

/** A directory with the result of a build, in which node_modules is found as in an installed package. */
export async function buildInto(build: (outdir: string) => Promise<void>, withModules: boolean): Promise<string> {
  const directory = makeDirectory({ "package.json": '{ "type": "module" }' });
  if (withModules) symlinkSync(join(PROJECT, "node_modules"), join(directory, "node_modules"));
  await build(join(directory, "dist"));
  return directory;
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program with Node in a directory and waits for its end. Only these variables are in its environment, and PATH. */
export function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  input = "",
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
    input,
  });
  return { code: status, out: stdout, err: stderr };
}
